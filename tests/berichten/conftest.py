"""Assertions of the library's chain suite explain themselves here too."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("ketensuite")
