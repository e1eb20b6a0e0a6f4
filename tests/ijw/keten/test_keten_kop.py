"""The suite ``ketensuite.kop`` against the state in memory."""

from ketensuite.kop import *  # noqa: F403
