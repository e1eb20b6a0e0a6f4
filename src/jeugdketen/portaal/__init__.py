"""Every screen of Jeugdketen, by the people who use it: rooms over one shell and one set of components."""
