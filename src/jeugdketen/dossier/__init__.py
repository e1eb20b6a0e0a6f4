"""The file of a child and its family."""
