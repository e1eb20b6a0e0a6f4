"""The synthetic region: municipalities, providers, users, an invented BRP and a caseload. Nobody here exists."""

from __future__ import annotations

from jeugdketen.demo.casussen.gebruikers import DEMOLOGINS, DEMOWACHTWOORD

__all__ = ["DEMOLOGINS", "DEMOWACHTWOORD"]
