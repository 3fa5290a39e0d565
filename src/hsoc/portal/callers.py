"""Where a request without a login comes from, past the proxies that we trust. Belongs here: the address and its lane. Never: a right.

A proxy of ours appends whom it heard to X-Forwarded-For; HSOC_PROXIES says how many stand in front. Only the last so many entries are
theirs, everything before was written by the caller. Whoever comes past the proxies has the address of his connection.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.http import HttpRequest

LONGEST: Final = 1000  # characters of X-Forwarded-For that are looked at, from its end: ours are the last ones
LANE_V6: Final = 64  # bits: one house has at least a /64 (RFC 6177), and takes another address of it whenever it likes


def address_of(request: HttpRequest) -> str:
    """The caller's address as text; '' where the connection has none (a Unix socket)."""
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    heard = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "")[-LONGEST:].split(",")] if count else []
    if len(heard) >= count > 0:
        try:
            return str(ip_address(heard[-count]))
        except ValueError:  # a proxy that is none of ours: its own address counts
            pass
    return str(request.META.get("REMOTE_ADDR", ""))


def lane_of(request: HttpRequest) -> str:
    """In whose lane a request without a login is counted: its IPv4 address, or its IPv6 network."""
    address = address_of(request)
    try:
        known = ip_address(address)
    except ValueError:
        return "address:"
    if isinstance(known, IPv6Address):
        known = known.ipv4_mapped or known
    return f"address:{ip_network((known, LANE_V6), strict=False)}" if known.version == 6 else f"address:{known}"
