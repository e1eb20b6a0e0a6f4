"""The check that says why nobody sees anything."""

from __future__ import annotations

from typing import Any

import pytest

from jeugdketen.kern.controles import zegel_past


@pytest.mark.django_db
def test_the_seal_fits_here() -> None:
    assert zegel_past(["default"]) == []
    assert zegel_past(None) == []


@pytest.mark.django_db
def test_another_key_is_reported_with_what_to_do(settings: Any) -> None:
    settings.JEUGDKETEN_ZEGELSLEUTEL = "een andere sleutel"
    (fout,) = zegel_past(["default"])
    assert fout.id == "kern.E001"
    assert "beheer migrate" in (fout.hint or "")
