"""Screens of supervision: the read log, for the functionaris gegevensbescherming."""
