"""``jeugdketen beheer …`` and ``jeugdketen logboek …``: Django's management commands by our own name."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

LOGBOEK = {
    "controleer": "kijk of het leeslogboek ongeschonden is",
    "verzegel": "verzegel de nieuwe regels van het leeslogboek",
}


def main(argv: Sequence[str]) -> int:
    """Run one management command.

    ``["beheer", "migrate"]`` is Django's ``migrate``; ``["logboek", "controleer"]`` is our ``logboek_controleer``;
    ``["beheer", "sleutel"]`` prints fresh secrets and needs no set-up.
    Returns 0 when it ended well, 2 when the installation is not set up, else the command's own exit code.
    """
    if list(argv) == ["beheer", "sleutel"]:
        from jeugdketen.config.sleutels import nieuwe_sleutels

        print("\n".join(f"{naam}={waarde}" for naam, waarde in nieuwe_sleutels().items()))  # noqa: T201
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jeugdketen.config.settings")
    from django.core.management import ManagementUtility

    verb, *rest = argv
    if verb == "logboek":
        if not rest or rest[0] not in LOGBOEK:
            keuzes = "\n".join(f"  {naam:<11} {uitleg}" for naam, uitleg in LOGBOEK.items())
            print(f"Gebruik: jeugdketen logboek OPDRACHT\n\n{keuzes}", file=sys.stderr)  # noqa: T201
            return 2
        rest = [f"logboek_{rest[0]}", *rest[1:]]
    args = [f"jeugdketen {verb}", *rest]
    try:
        ManagementUtility(args).execute()
    except ImproperlyConfigured as fout:
        print(f"De server is nog niet ingericht. {fout}", file=sys.stderr)  # noqa: T201
        return 2
    except SystemExit as einde:
        return einde.code if isinstance(einde.code, int) else int(einde.code is not None)
    return 0
