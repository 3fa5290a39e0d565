"""Does one match hold all packets of another, or any. Belongs here: the algebra of two matches. Never: flows, or what a rule does."""

from __future__ import annotations

from hsoc.exchange.flowspec.compose import canonical
from hsoc.perimeter.decide.prefixes import parsed
from hsoc.records.scope import Match, Range

SPANS = ("dport", "sport", "length")
SETS = ("proto", "icmp_type")


def covers(outer: Match, inner: Match) -> bool:
    """True where every packet of `inner` is one of `outer`. May say False for spellings that only a closer look shows to be inside."""
    outer, inner = canonical(outer), canonical(inner)
    for side in ("dst", "src"):
        wide, narrow = getattr(outer, side), getattr(inner, side)
        if wide is not None and (narrow is None or not _inside(narrow, wide)):
            return False
    for name in SETS:
        wide, narrow = getattr(outer, name), getattr(inner, name)
        if wide and not (narrow and set(narrow) <= set(wide)):
            return False
    for name in SPANS:
        wide, narrow = getattr(outer, name), getattr(inner, name)
        if wide and not (narrow and all(any(low <= a and b <= high for low, high in wide) for a, b in narrow)):
            return False
    if outer.fragment is not None and outer.fragment != inner.fragment:
        return False
    return _flags_cover(outer.tcp_flags, inner.tcp_flags)


def meets(one: Match, other: Match) -> bool:
    """True where some packet may be of both. Never False for two matches that do meet."""
    return intersection(one, other) is not None


def intersection(one: Match, other: Match) -> Match | None:
    """The packets of both as one match, None where there are none."""
    one, other = canonical(one), canonical(other)
    fields: dict[str, object] = {}
    for side in ("dst", "src"):
        prefix = _narrower(getattr(one, side), getattr(other, side))
        if prefix is False:
            return None
        fields[side] = prefix
    for name in SETS:
        a, b = getattr(one, name), getattr(other, name)
        fields[name] = tuple(sorted(set(a) & set(b))) if a and b else a or b
        if (a or b) and not fields[name]:
            return None
    for name in SPANS:
        a, b = getattr(one, name), getattr(other, name)
        fields[name] = _common(a, b) if a and b else a or b
        if (a or b) and not fields[name]:
            return None
    if None not in {one.fragment, other.fragment} and one.fragment != other.fragment:
        return None
    fields["fragment"] = one.fragment if one.fragment is not None else other.fragment
    flags = _both_flags(one.tcp_flags, other.tcp_flags)
    if flags == (0, 1):
        return None
    fields["tcp_flags"] = flags
    return Match(**fields)  # type: ignore[arg-type]  # the names and values are Match's own


def _inside(narrow: str, wide: str) -> bool:
    inner, outer = parsed(narrow), parsed(wide)
    return inner.version == outer.version and inner.prefixlen >= outer.prefixlen and inner.network_address in outer


def _narrower(one: str | None, other: str | None) -> str | bool | None:
    """The narrower of two prefixes; False where they are apart."""
    if one is None or other is None:
        return one or other
    if _inside(one, other):
        return one
    return other if _inside(other, one) else False


def _common(one: tuple[Range, ...], other: tuple[Range, ...]) -> tuple[Range, ...]:
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))


def _flags_cover(outer: tuple[int, int] | None, inner: tuple[int, int] | None) -> bool:
    if outer is None:
        return True
    if inner is None:
        return False
    return outer[0] & inner[0] == outer[0] and inner[1] & outer[0] == outer[1]


def _both_flags(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    """Mask and value of both; (0, 1), which no packet has, where they exclude each other."""
    if one is None or other is None:
        return one or other
    shared = one[0] & other[0]
    if one[1] & shared != other[1] & shared:
        return (0, 1)
    return one[0] | other[0], one[1] | other[1]
