"""The suite ``ketensuite.declaratie`` against the state in memory."""

from ketensuite.declaratie import *  # noqa: F403
