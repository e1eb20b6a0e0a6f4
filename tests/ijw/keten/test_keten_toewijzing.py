"""The suite ``ketensuite.toewijzing`` against the state in memory."""

from ketensuite.toewijzing import *  # noqa: F403
