"""The demo: everything that one command starts, and the synthetic region that it shows."""
