"""The suite ``ketensuite.contract`` against the state in memory."""

from ketensuite.contract import *  # noqa: F403
