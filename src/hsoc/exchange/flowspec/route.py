"""A whole statement as operators and ExaBGP write it: which packets, and what then. Read strictly. Never: writing (text) or sending.

`flow route { [rd RD;] match { destination 192.0.2.10/32; protocol =udp; } then { discard; } }`, with or without `announce` in front.
ExaBGP answers `done` to an empty `then`, to two actions together, and to terms that it loses; here each is refused.
"""

from __future__ import annotations

import re
from typing import Final

from hsoc.exchange.flowspec.terms import TO_ADDRESS, Rule, Unreadable, Unsayable
from hsoc.exchange.flowspec.text import LONGEST, read
from hsoc.exchange.flowspec.then import MOST_RATE, Then

MOST_ACTIONS: Final = 8  # statements inside `then`
_SHAPE: Final = re.compile(
    r"(?:(?:announce|withdraw) )?flow route(?: [a-z0-9_.-]{1,64})? \{ (?:(?P<rd>(?:rd|route-distinguisher) \S+) ; )?"
    r"match \{ (?P<match>[^{}]*)\} then \{ (?P<then>[^{}]*)\} \}",
    re.IGNORECASE,
)
_NEXT_HOPS: Final = frozenset({"redirect-to-nexthop", "redirect-to-nexthop-ietf", "copy-to-nexthop", "copy", "next-hop"})
_RATE: Final = re.compile(r"rate-limit:(\d{1,15})(?::(packets|bytes))?")
_TARGET: Final = re.compile(r"redirect:(\S+)")


def parse_statement(text: str) -> tuple[Rule, Then]:
    """The rule and the action of a statement. Raises Unreadable with the part and the reason."""
    if len(text) > LONGEST:
        raise Unreadable(f"{len(text)} characters, {LONGEST} are allowed")
    spaced = " ".join(re.sub(r"([{};])", r" \1 ", text).split()).removesuffix(" ;")
    found = _SHAPE.fullmatch(spaced)
    if found is None:
        raise Unreadable("not of the form `flow route { match { … } then { … } }`")
    return _match(found["rd"], found["match"]), parse_then(found["then"])


def parse_then(text: str) -> Then:
    """The action of what stands inside `then { }`: statements that end with `;`. Raises Unreadable."""
    fields: dict[str, object] = {}
    said = [words for part in text.split(";") if (words := part.split())]
    if len(said) > MOST_ACTIONS:
        raise Unreadable(f"then: {len(said)} actions, {MOST_ACTIONS} are allowed")
    for words in said:
        for name, value in _action([word.lower() for word in words]).items():
            if name in fields:
                raise Unreadable(f"then: `{' '.join(words)}` says {name} a second time")
            fields[name] = value
    then = Then(**fields)  # type: ignore[arg-type]  # the names and values are _action's own
    try:
        then.communities()
    except Unsayable as error:
        raise Unreadable(f"then: {error}") from None
    return then


def _match(rd: str | None, text: str) -> Rule:
    statements = [part.strip() for part in text.split(";") if part.strip()]
    for statement in statements:
        words = statement.split()
        if len(words) > 2 and words[1] != "[":
            raise Unreadable(f"match: `{statement}`: several values need brackets, all but the first would be lost")
    return read(" ".join(([rd] if rd else []) + statements))


def _action(words: list[str]) -> dict[str, object]:
    name, values = words[0], [word for word in words[1:] if word not in {"[", "]"}]
    if name in _NEXT_HOPS:
        raise Unreadable(f"then: {TO_ADDRESS}")
    if name == "discard" and not values:
        return {"discard": True}
    if name == "rate-limit" and values:
        return _rate(values[0], values[1] if len(values) > 1 else "bytes", " ".join(words))
    if name == "redirect" and len(values) == 1:
        return _redirect(values[0])
    if name == "mark" and len(values) == 1 and values[0].isdecimal() and len(values[0]) <= 3:
        return {"mark": int(values[0])}
    if name == "action" and len(values) == 1 and values[0] in {"sample", "terminal", "sample-terminal"}:
        return {key: True for key, word in (("sample", "sample"), ("go_on", "terminal")) if word in values[0]}
    if name == "extended-community" and values:
        return _communities(values)
    if name == "accept":
        raise Unreadable("then: `accept` is no action that a router is sent; leave the traffic out of the match")
    raise Unreadable(f"then: `{' '.join(words)}` is no action that is known here")


def _communities(values: list[str]) -> dict[str, object]:
    out: dict[str, object] = {}
    at = 0
    while at < len(values):
        if (rate := _RATE.fullmatch(values[at])) is not None:
            said = _rate(rate[1], rate[2] or "bytes", values[at])
        elif (target := _TARGET.fullmatch(values[at])) is not None:
            said = _redirect(target[1])
        elif values[at] in {"mark", "action"} and at + 1 < len(values):
            said = _action(values[at : at + 2])
            at += 1
        elif values[at] in _NEXT_HOPS:
            raise Unreadable(f"then: {TO_ADDRESS}")
        else:
            raise Unreadable(f"then: the community `{values[at]}` is no action that is known here")
        if out.keys() & said.keys():
            raise Unreadable(f"then: `{values[at]}` says {', '.join(said)} a second time")
        out |= said
        at += 1
    return out


def _rate(number: str, unit: str, said: str) -> dict[str, object]:
    if not number.isdecimal() or len(number) > 15 or unit not in {"bytes", "packets"}:
        raise Unreadable(f"then: `{said}` is no rate; a whole number of bytes or packets a second is meant")
    if int(number) > MOST_RATE:
        raise Unreadable(f"then: `{said}`: the most that can be said is {MOST_RATE} a second")
    if not int(number):
        return {"discard": True}
    return {"packets": int(number)} if unit == "packets" else {"octets": float(number)}


def _redirect(target: str) -> dict[str, object]:
    if target.count(":") != 1:
        raise Unreadable(f"then: `redirect {target}`: {TO_ADDRESS}")
    return {"redirect": target}
