"""The suite ``ketensuite.willekeurig`` against the state in memory."""

from ketensuite.willekeurig import *  # noqa: F403
