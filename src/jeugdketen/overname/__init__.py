"""Taking over the running caseload of a municipality that moves to Jeugdketen: dry run, reconciliation, signature."""
