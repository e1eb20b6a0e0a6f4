"""The suite ``ketensuite.meldingen`` against the state in memory."""

from ketensuite.meldingen import *  # noqa: F403
