"""The suite ``ketensuite.verzoek`` against the state in memory."""

from ketensuite.verzoek import *  # noqa: F403
