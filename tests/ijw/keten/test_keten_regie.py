"""The suite ``ketensuite.regie`` against the state in memory."""

from ketensuite.regie import *  # noqa: F403
