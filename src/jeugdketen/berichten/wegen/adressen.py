"""Which addresses a road may go to: whoever fills one in chooses where the worker connects to.

Refused are addresses of the machine itself and of the machinery around it (loopback, link-local with the metadata
services of clouds, multicast and the like), by their number after the name was looked up; the connection then goes to
that number, so that a name cannot point elsewhere a moment later. Private networks are allowed: servers of
municipalities stand there. ``JEUGDKETEN_WEGADRESSEN`` names addresses and networks that are allowed all the same.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Final

from django.conf import settings

from jeugdketen.berichten.wegen import WegFout

Adres = ipaddress.IPv4Address | ipaddress.IPv6Address

METADATA: Final = frozenset(
    ipaddress.ip_address(tekst)
    for tekst in ("169.254.169.254", "100.100.100.200", "fd00:ec2::254", "168.63.129.16")
)
"""Where clouds tell a machine its own secrets; some lie in networks that are allowed otherwise."""

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def is_toegestaan(adres: Adres) -> bool:
    """Whether a road may go to this address."""
    if any(adres in net for net in _genoemd() if net.version == adres.version):
        return True
    if isinstance(adres, ipaddress.IPv6Address):
        binnen = _ipv4_in(adres)
        if binnen is not None:
            return is_toegestaan(binnen)
    return not (
        adres.is_loopback
        or adres.is_link_local
        or adres.is_multicast
        or adres.is_unspecified
        or adres.is_reserved
        or adres in METADATA
        or (isinstance(adres, ipaddress.IPv4Address) and adres.packed[0] == 0)
    )


def _ipv4_in(adres: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that this one stands for."""
    if adres in _NAT64:
        return ipaddress.IPv4Address(adres.packed[-4:])
    return adres.ipv4_mapped or adres.sixtofour or (adres.teredo[1] if adres.teredo else None)


def _genoemd() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(tekst, strict=False) for tekst in settings.JEUGDKETEN_WEGADRESSEN]


def keur_host(host: str) -> str:
    """Why a road cannot go to this name or number, as far as that shows without looking it up; empty: it can."""
    kaal = host.strip("[]").rstrip(".").lower()
    try:
        adres = ipaddress.ip_address("127.0.0.1" if f".{kaal}".endswith(".localhost") else kaal)
    except ValueError:
        return ""
    return "" if is_toegestaan(adres) else geweigerd(host)


def geweigerd(host: str) -> str:
    """The sentence about an address that is refused."""
    return (
        f"{host} is een adres van deze machine of van het netwerk eromheen; daar gaat geen post heen. Vul het adres "
        "van de server van de andere partij in. Moet het toch, dan noemt de technisch beheerder het in "
        "JEUGDKETEN_WEGADRESSEN."
    )


async def zoek_adressen(host: str, poort: int) -> list[str]:
    """The numbers that a connection to this server may go to, in the order in which to try them.

    Raises:
        WegFout: there are only numbers to which no road may go.
        OSError: the name is not known.
    """
    gevonden = await asyncio.get_running_loop().getaddrinfo(host, poort, type=socket.SOCK_STREAM)
    nummers = list(dict.fromkeys(str(rij[4][0]) for rij in gevonden))
    goed = [nr for nr in nummers if is_toegestaan(ipaddress.ip_address(nr.partition("%")[0]))]
    if not goed:
        raise WegFout(geweigerd(host))
    return goed
