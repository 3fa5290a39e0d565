"""From entries to what the pages of In force now show: rows, effects of a withdrawal, figures of health. Never: a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.urls import reverse

from hsoc.portal.events.web.words import WHYS
from hsoc.portal.network.forms.force_words import (
    BUDGET_NAMES,
    DIVERT_LOUD,
    DIVERT_NAMES,
    KIND_NAMES,
    LOUD,
    PLACE_NAMES,
    STEPS,
    cause_words,
    story_words,
)
from hsoc.portal.network.forms.rule_words import match_words
from hsoc.portal.network.queries import force as queries
from hsoc.portal.network.rules.lists import Line
from hsoc.records.engine_status import Diverted, DivertState, Filled, Waiting
from hsoc.records.mitigation import OWN_STORY

FULL: Final = 0.8  # share of a budget from which on it is told to be nearly full
LOSING: Final = 0.001  # share of what an exporter told that may be missing before it is shown loud
SECOND: Final = 1000  # ms
HOUR: Final = 3_600_000  # ms


def row(line: Line, names: Mapping[int, str]) -> dict[str, Any]:
    """An entry as a line of the list."""
    one = line.standing
    entry = one.entry
    own = entry.story.removeprefix(OWN_STORY).partition(".")[0] if entry.story.startswith(OWN_STORY) else ""
    return {
        "line": line,
        "one": one,
        "entry": entry,
        "do": STEPS.get(entry.action, str(entry.action)),
        "what": match_words(entry.match),
        "text": entry.key.partition(" ")[2],
        "story": story_words(entry.story),
        "cause": cause_words(one.rule, one.reason),
        "kind": KIND_NAMES[line.kind],
        "member": names.get(entry.member, ""),
        "place": PLACE_NAMES[line.place],
        "loud": LOUD[line.place],
        "there": sum(state == "there" for state in line.sites.values()),
        "own": int(own) if own.isdecimal() and len(own) < 10 else 0,
        "event": reverse("event", args=[one.event]) if one.event else "",
    }


def rows(lines: Iterable[Line], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """The lines of a page."""
    return [row(line, names) for line in lines]


def effect(line: Line, every: Iterable[Line], names: Mapping[int, str], *, now: int) -> dict[str, Any]:
    """What would pass again if the entry went: how much on average since it stands, and what would still take it."""
    one = line.standing
    seconds = max(1.0, (now - one.entry.since) / SECOND)
    return row(line, names) | {
        "packets_each": one.packets / seconds,
        "bits_each": one.bytes * 8 / seconds,
        "quiet": max(0, now - one.last) if one.last else None,
        "still": rows(queries.covering(line, every), names),
    }


def proposal(one: Waiting, names: Mapping[int, str]) -> dict[str, Any]:
    """A proposal for two people."""
    return {
        "one": one,
        "do": STEPS.get(one.action, str(one.action)),
        "what": match_words(one.match),
        "text": one.key.partition(" ")[2],
        "story": story_words(one.story),
        "reason": cause_words(one.cause, one.reason),
        "member": names.get(one.member, ""),
        "event": reverse("event", args=[one.event]) if one.event else "",
    }


def diversion(one: Diverted, names: Mapping[int, str], *, now: int) -> dict[str, Any]:
    """A prefix led upstream, or asked to be: its state, its price until now and as a whole."""
    hours = max(0, min(now, one.until) - one.since) / HOUR if one.state == DivertState.STANDING else 0.0
    return {
        "one": one,
        "state": DIVERT_NAMES[one.state],
        "loud": DIVERT_LOUD[one.state],
        "member": names.get(one.member, ""),
        "spent": round(one.cost_per_hour * hours),
        "whole": round(one.cost),
        "why": WHYS.get(one.code, one.why) if one.code else "",
    }


def budget(one: Filled, names: Mapping[int, str]) -> dict[str, Any]:
    """A budget with its bars; the fuller of rules and memory decides whether it is told loud."""
    number = int(one.name) if one.of == "member" and one.name.isdecimal() else 0
    share = max(one.rules / one.most_rules if one.most_rules else 0.0, one.cost / one.most_cost if one.most_cost else 0.0)
    return {
        "name": names.get(number, one.name) if number else f"{BUDGET_NAMES.get(one.of, one.of)} {one.name}".strip(),
        "one": one,
        "share": share,
        "full": share >= FULL,
    }


def exporter(one: Mapping[str, Any]) -> dict[str, Any]:
    """Health of an exporter: what came and what is missing. Unknown figures of an older engine are 0."""
    who = one.get("exporter") or {}
    lost, flows = int(one.get("lost", 0)), int(one.get("flows", 0))
    faults = {
        name: int(one.get(name, 0)) for name in ("gaps", "resets", "malformed", "unknown_data", "pending_dropped", "templates_refused")
    }
    share = lost / (lost + flows) if lost + flows else 0.0
    return faults | {
        "name": f"{who.get('address', '')}" + (f" ({who.get('source')})" if who.get("source") else ""),
        "datagrams": int(one.get("datagrams", 0)),
        "flows": flows,
        "lost": lost,
        "share": share,
        "templates": int(one.get("templates", 0)),
        "changes": int(one.get("template_changes", 0)),
        "sampling": sorted({int(each[1]) for each in one.get("sampling", ()) if len(each) == 2}),
        "error": str(one.get("last_error", "")),
        "bad": share > LOSING or any(faults[name] for name in ("malformed", "pending_dropped", "templates_refused")),
    }


def command(folder: str, verb: str, *more: str) -> str:
    """What is typed on the engine's host to use the brake."""
    place = f" --data {folder}" if folder else ""
    return " ".join(["hsoc perimeter", verb, *more, '--reason "…"']).strip() + place
