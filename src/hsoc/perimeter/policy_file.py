"""How a person writes limits, rules and exemptions in perimeter.toml, and what that means. Never: whether it may be (policy_check).

The policy as it travels counts in ms and spells a match in full; a person writes a date with its offset and `dport = "137-139"`. Whatever
is written either means exactly one thing or is a fault with its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from hsoc.exchange.flowspec.compose import canonical
from hsoc.exchange.flowspec.compose import match as flowspec_match
from hsoc.exchange.flowspec.terms import FLAGS, PROTOCOLS, Unreadable, Unsayable
from hsoc.exchange.flowspec.text import read
from hsoc.perimeter.decide.fault import Fault
from hsoc.records.decision import Action
from hsoc.records.policy import Approval, Consent, Exemption, Limit, Own, OwnRule
from hsoc.records.scope import Match, Range

LARGEST_NUMBER: Final = 0xFFFF  # the largest port, length or type that can be written
MOST_SPANS: Final = 64  # values of one field; more is a table of its own
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Moment = Annotated[dt.datetime, Meta(tz=True)]  # a date and time with its offset
Numbers = int | str | tuple[int | str, ...]  # 17, "udp", ["tcp", 17]
Spans = int | str | tuple[int | str | tuple[int, int], ...]  # 53, "137-139", [53, "137-139", [1024, 2047]]


class WrittenMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which traffic. proto by number or name; ports and lengths as a number, "first-last" or a list; tcp_flags as "syn !ack"."""

    dst: str | None = None
    src: str | None = None
    proto: Numbers = ()
    dport: Spans = ()
    sport: Spans = ()
    icmp_type: Numbers = ()
    tcp_flags: str = ""
    length: Spans = ()
    fragment: bool | None = None


Written = WrittenMatch | str  # or one line of FlowSpec text: "protocol =udp source-port =11211"


class LimitEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[[limit]]: always in force, without an attack. rate: packets a second that still pass; left out = discard."""

    name: str
    match: Written
    why: str
    profile: str = "hsoc"
    rate: int = 0


class RuleEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[[rule]]: what a hospital wants for its own traffic, always with an end."""

    id: str
    member: int
    do: Own
    match: Written
    until: Moment
    since: Moment = EPOCH
    inbound: bool = True
    rate: int = 0
    by: str = ""
    comment: str = ""


class ExemptionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[[exemption]]: who is not acted against, on whose word and until when. tier: exempt or research."""

    prefix: str
    owner: str
    reason: str
    until: Moment
    detectors: tuple[str, ...] = ()
    tier: str = "exempt"


class ApprovalEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[[approval]]: a decision above the two-person threshold, and who agreed to it."""

    key: str
    by: tuple[str, ...]
    until: Moment


class ConsentEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[[consent]]: a hospital agreed that its traffic may be led through an [[offer]]."""

    member: int
    offer: str
    by: str
    until: Moment


class Meant(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, as records, and what of it means nothing."""

    limits: tuple[Limit, ...] = ()
    rules: tuple[OwnRule, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    approvals: tuple[Approval, ...] = ()
    consents: tuple[Consent, ...] = ()
    faults: tuple[Fault, ...] = ()


def meant(
    *,
    limits: Iterable[LimitEntry] = (),
    rules: Iterable[RuleEntry] = (),
    exemptions: Iterable[ExemptionEntry] = (),
    approvals: Iterable[ApprovalEntry] = (),
    consents: Iterable[ConsentEntry] = (),
) -> Meant:
    """The records of what was written; what cannot be meant is left out and named in `faults`."""
    faults: list[Fault] = []
    kept_limits = [one for entry in limits if (one := _said(f"limit {entry.name}", entry, faults)) is not None]
    kept_rules = [one for entry in rules if (one := _said(f"rule {entry.id}", entry, faults)) is not None]
    kept_exemptions = [one for entry in exemptions if (one := _said(f"exemption {entry.prefix}", entry, faults)) is not None]
    kept_approvals = [one for entry in approvals if (one := _said(f"approval {entry.key}", entry, faults)) is not None]
    kept_consents = [one for entry in consents if (one := _said(f"consent of member {entry.member}", entry, faults)) is not None]
    return Meant(
        limits=tuple(one for one in kept_limits if isinstance(one, Limit)),
        rules=tuple(one for one in kept_rules if isinstance(one, OwnRule)),
        exemptions=tuple(one for one in kept_exemptions if isinstance(one, Exemption)),
        approvals=tuple(one for one in kept_approvals if isinstance(one, Approval)),
        consents=tuple(one for one in kept_consents if isinstance(one, Consent)),
        faults=tuple(faults),
    )


Entry = LimitEntry | RuleEntry | ExemptionEntry | ApprovalEntry | ConsentEntry
Record = Limit | OwnRule | Exemption | Approval | Consent


def _said(place: str, entry: Entry, faults: list[Fault]) -> Record | None:
    try:
        return record(entry)
    except ValueError as error:
        faults.append(Fault(place, str(error)))
        return None


def record(entry: Entry) -> Record:
    """One entry as its record. Raises ValueError with the field and the reason."""
    if isinstance(entry, LimitEntry):
        action = Action.RATE_LIMIT if entry.rate else Action.FLOWSPEC
        match = match_of(entry.match)
        return Limit(name=entry.name, match=match, profile=entry.profile, action=action, rate=entry.rate, why=entry.why)
    if isinstance(entry, RuleEntry):
        return OwnRule(
            id=entry.id,
            member=entry.member,
            do=entry.do,
            match=match_of(entry.match),
            inbound=entry.inbound,
            rate=entry.rate,
            since=_ms("since", entry.since),
            until=_ms("until", entry.until),
            by=entry.by,
            comment=entry.comment,
        )
    until = _ms("until", entry.until)
    if isinstance(entry, ExemptionEntry):
        fields = {name: getattr(entry, name) for name in ("prefix", "owner", "reason", "detectors", "tier")}
        return Exemption(until=until, **fields)
    if isinstance(entry, ConsentEntry):
        return Consent(member=entry.member, offer=entry.offer, by=entry.by, until=until)
    return Approval(key=entry.key, by=entry.by, until=until)


def match_of(written: Written) -> Match:
    """The match that is meant, canonically. Raises ValueError with the field and the reason."""
    if isinstance(written, str):
        try:
            return canonical(flowspec_match(read(written)))
        except (Unreadable, Unsayable) as error:
            raise ValueError(f"match: {error}") from None
    return canonical(
        Match(
            dst=written.dst,
            src=written.src,
            proto=_numbers("proto", written.proto, names=PROTOCOLS),
            dport=_spans("dport", written.dport),
            sport=_spans("sport", written.sport),
            icmp_type=_numbers("icmp_type", written.icmp_type, names={}),
            tcp_flags=_flags(written.tcp_flags),
            length=_spans("length", written.length),
            fragment=written.fragment,
        )
    )


def _ms(name: str, moment: dt.datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError(f"{name}: {moment.isoformat()} has no offset; write 2026-12-31T18:00:00+01:00")
    return (moment - EPOCH) // dt.timedelta(milliseconds=1)


def _numbers(field: str, written: Numbers, *, names: dict[str, int]) -> tuple[int, ...]:
    values = written if isinstance(written, tuple) else (written,)
    return tuple(_number(field, value, names) for value in values[: MOST_SPANS + 1]) if _few(field, values) else ()


def _number(field: str, value: int | str, names: dict[str, int]) -> int:
    number = value if isinstance(value, int) else names.get(value.lower(), int(value) if value.isdecimal() and len(value) <= 5 else -1)
    if not 0 <= number <= LARGEST_NUMBER:
        known = f"; known names are {', '.join(names)}" if names else ""
        raise ValueError(f"match.{field}: {value!r} is no number of it{known}")
    return number


def _spans(field: str, written: Spans) -> tuple[Range, ...]:
    values = written if isinstance(written, tuple) else (written,)
    return tuple(_span(field, value) for value in values) if _few(field, values) else ()


def _span(field: str, value: int | str | tuple[int, int]) -> Range:
    if isinstance(value, str):
        first, _, last = value.partition("-")
        low, high = _number(field, first.strip(), {}), _number(field, last.strip() or first.strip(), {})
    else:
        low, high = (value, value) if isinstance(value, int) else value
    if not 0 <= low <= high <= LARGEST_NUMBER:
        raise ValueError(f"match.{field}: {value!r} is no range within 0 … {LARGEST_NUMBER}")
    return low, high


def _few(field: str, values: tuple[object, ...]) -> bool:
    if len(values) > MOST_SPANS:
        raise ValueError(f"match.{field}: {len(values)} values, {MOST_SPANS} are allowed")
    return True


def _flags(written: str) -> tuple[int, int] | None:
    """`syn !ack`: those that must be set, and behind `!` those that must not."""
    mask = value = 0
    for word in written.lower().split():
        bit = FLAGS.get(word.removeprefix("!"))
        if bit is None or mask & bit:
            raise ValueError(f"match.tcp_flags: {word!r} is no flag, or stands twice; known are {', '.join(FLAGS)}")
        mask |= bit
        value |= 0 if word.startswith("!") else bit
    return (mask, value) if mask else None
