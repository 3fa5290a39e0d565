"""How much a member's rules may be, how long they last, when a second person is asked. Pure. Never: counting what there is."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hsoc.portal.network.rules.typed import addresses
from hsoc.records.policy import Own
from hsoc.records.scope import Match

MOST_RULES: Final = 50  # rules in force of one organisation, unless the operator gave it another number; a provider's usual is 10
MOST_COST: Final = 300  # TCAM units of them together; forty members then stay within the 9,000 to 12,000 units of a router
MOST_DRAFT: Final = 8_000  # bytes of a draft
TWO_PERSON_ADDRESSES: Final = 256  # own addresses from which on a rule that takes all of their traffic needs a second person
TWO_PERSON_SUBNETS: Final = 16  # … and of IPv6, /64 subnets
LONGEST: Final = timedelta(days=366)
SHORTEST: Final = timedelta(minutes=5)
WARNED: Final = timedelta(hours=24)  # before its end the author hears of it; of shorter rules a quarter of their time
CHOICES: Final = ("1h", "8h", "1d", "7d", "30d", "90d", "365d")
LASTS: Final = {
    "1h": timedelta(hours=1),
    "8h": timedelta(hours=8),
    "1d": timedelta(days=1),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
    "365d": timedelta(days=365),
}
MOST_RATE: Final = 100_000_000  # packets a second; more is no limit
MOST_BULK: Final = 200  # rules changed in one step


def needs_second(do: Own, match: Match, *, inbound: bool) -> bool:
    """Whether a rule takes so much away that two people must want it: all traffic of many own addresses, from or to everybody."""
    if do in {Own.ALLOW, Own.RATE_LIMIT} or match.proto or match.fragment is not None or match.length:
        return False
    inside, outside = (match.dst, match.src) if inbound else (match.src, match.dst)
    if inside is None or outside is not None:
        return False
    return addresses(inside) >= (TWO_PERSON_ADDRESSES if ":" not in inside else TWO_PERSON_SUBNETS)


def soon_over(*, since: float, until: float, now: float) -> bool:
    """Whether a rule's end is near enough to be told; seconds."""
    return now < until and until - now <= min(WARNED.total_seconds(), (until - since) / 4)
