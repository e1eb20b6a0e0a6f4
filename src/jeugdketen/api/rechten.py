"""Which scopes a machine account may ask for: its own list, never all that exist."""

from __future__ import annotations

from typing import Any

from oauth2_provider.scopes import BaseScopes

from jeugdketen.api.models import RECHTEN, Machineaccount


class EigenRechten(BaseScopes):
    """Scopes per account; an account without a list can get no token that opens anything."""

    def get_all_scopes(self) -> dict[str, str]:
        """Every scope with its meaning, for the OpenAPI document."""
        return dict(RECHTEN)

    def get_available_scopes(
        self, application: Machineaccount | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """The scopes that this account may ask for."""
        return [] if application is None else [r for r in application.rechten if r in RECHTEN]

    def get_default_scopes(
        self, application: Machineaccount | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Without a choice of its own a caller gets all that its account may have."""
        return self.get_available_scopes(application, request)
