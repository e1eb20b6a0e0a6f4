"""The door and what is behind it for everybody: logging in by every way there is, and the own account."""
