"""Screens of the family: who read the file of the own child."""
