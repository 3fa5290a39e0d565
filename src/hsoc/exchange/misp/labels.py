"""MISP's tags → TLP, PAP, categories, confidence; and back. Belongs here: what tags say. Never: who may see it (portal queries).

Tags of an event bind all its attributes, tags of an attribute narrow. None, or one that TLP 2.0 does not know (`tlp:unclear` …), is
AMBER+STRICT, and PAP RED, until a person decides (sharing.md C1). "Organisation only" is AMBER+STRICT as well, whatever the tags say.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from hsoc.exchange.misp.terms import CATEGORY, COLOURS, CONFIDENCE, RSIT
from hsoc.records import rsit
from hsoc.records.indicator import MOST_WORDS, Indicator, plain
from hsoc.records.tlp import PAP, TLP, narrowest, pap, strictest, tlp

LONGEST: Final = 200  # characters of a tag
MOST_TAGS: Final = 100  # of an event, beside its labels of spread and use; they are looked at again with each attribute


class Said(NamedTuple):
    """What the tags of an attribute and of its event say together."""

    tlp: TLP
    pap: PAP
    category: tuple[str, ...]
    labels: tuple[str, ...]
    confidence: int | None


def of_event(tags: Iterable[str]) -> list[str]:
    """The tags of an event that its attributes inherit: every label of spread and use, whatever their number, and the first others."""
    bound: dict[str, None] = {}
    others: dict[str, None] = {}
    for tag in tags:
        start = tag[:LONGEST].strip()[:4].lower()
        if start == "tlp:":
            bound[tlp(tag[:LONGEST]).value] = None
        elif start == "pap:":
            bound[pap(tag[:LONGEST]).value] = None
        elif len(others) < MOST_TAGS:
            others[tag[:LONGEST]] = None
    return [*bound, *others]


def of(tags: Iterable[str], *, own_only: bool) -> Said:
    """own_only: the distribution is `organisation only`."""
    return _of(tuple(one[:LONGEST] for one in tags), own_only=own_only)


@lru_cache(maxsize=1024)  # attributes of one event mostly have the same tags
def _of(tags: tuple[str, ...], *, own_only: bool) -> Said:
    spread: set[TLP] = {TLP.AMBER_STRICT} if own_only else set()
    use: set[PAP] = set()
    exact: list[str] = []
    rough: list[str] = []
    others: list[str] = []
    confidence: int | None = None
    for tag in tags:
        start = tag.strip()[:4].lower()
        if start == "tlp:":
            spread.add(tlp(tag))
        elif start == "pap:":
            use.add(pap(tag))
        elif tag in CONFIDENCE:
            confidence = CONFIDENCE[tag]
        elif found := CATEGORY.fullmatch(tag):
            exact.append(found[1])
        elif found := RSIT.fullmatch(tag):
            rough.append(rsit.category(found[1]))
        elif text := plain(tag, most=LONGEST):
            others.append(text)
    return Said(
        narrowest(*spread or {TLP.AMBER_STRICT}),
        strictest(*use or {PAP.RED}),
        tuple(dict.fromkeys(exact or rough))[:MOST_WORDS],
        tuple(dict.fromkeys(others))[:MOST_WORDS],
        confidence,
    )


def label_tags(spread: TLP, use: PAP) -> list[dict[str, Any]]:
    """The two tags that every event and every attribute of ours has."""
    return [{"name": spread.value.lower(), "colour": COLOURS[spread]}, {"name": use.value, "colour": "#ffffff"}]


def tags(one: Indicator) -> list[dict[str, Any]]:
    """All tags of an attribute: labels, categories in RSIT's words and in IDEA's, confidence, the sharer's own."""
    return [
        *label_tags(one.tlp, one.pap),
        *({"name": name, "colour": "#ffffff"} for name in _names(one.category, one.labels, one.confidence)),
    ]


@lru_cache(maxsize=1024)
def _names(category: tuple[str, ...], labels: tuple[str, ...], confidence: int | None) -> tuple[str, ...]:
    names: list[str] = []
    if category:
        kind = rsit.of(category)
        names.append(f'rsit:{rsit.class_of(kind)}="{kind}"')
        names += [f'idea:category="{one}"' for one in category]
    if confidence is not None:
        names.append(min(CONFIDENCE, key=lambda name: abs(CONFIDENCE[name] - confidence)))
    return (*names, *labels)
