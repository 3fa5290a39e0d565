"""STIX markings and labels → TLP, PAP, categories. Belongs here: what binds an object. Never: who may see it (portal queries).

Several markings: the narrowest binds, those of single parts as well. None, or one that nobody here can read: AMBER+STRICT, and PAP RED,
until a person decides (sharing.md C1).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from hsoc.exchange.stix.terms import CATEGORY, KNOWN_PAP, KNOWN_TLP, RSIT, TLP_EXTENSION, Common, MarkingObject
from hsoc.records import rsit
from hsoc.records.indicator import MOST_WORDS, plain
from hsoc.records.tlp import PAP, TLP, narrowest, pap, strictest, tlp

LONGEST: Final = 200  # characters of a label


class Markings:
    """The markings of one document, and what they say together."""

    def __init__(self) -> None:
        self.tlps = dict(KNOWN_TLP)
        self.paps = dict(KNOWN_PAP)
        self.others: set[str] = set()  # known to be no label of spread or use, e.g. a copyright
        self._said: dict[tuple[str, ...], tuple[TLP, PAP]] = {}

    def learn(self, marking: MarkingObject) -> None:
        """Take in a definition. One that contradicts what its id is known for only narrows."""
        extension = (marking.extensions or {}).get(TLP_EXTENSION)
        definition = marking.definition
        text = extension.tlp_2_0 if extension and extension.tlp_2_0 is not None else definition.tlp if definition else None
        if text is not None:
            said = tlp(text[:LONGEST])
            self.tlps[marking.id] = narrowest(said, self.tlps.get(marking.id, said))
            return
        for words in (definition.statement if definition else None, marking.name):
            if words is None:
                continue
            start = words[:LONGEST].strip().upper()
            if start.startswith("PAP:"):
                use = pap(start)
                self.paps[marking.id] = strictest(use, self.paps.get(marking.id, use))
                return
            if start.startswith("TLP:"):
                spread = tlp(start)
                self.tlps[marking.id] = narrowest(spread, self.tlps.get(marking.id, spread))
                return
        if marking.definition_type == "statement":
            self.others.add(marking.id)

    def of(self, thing: Common) -> tuple[TLP, PAP]:
        """What binds an object."""
        refs = list(thing.object_marking_refs or ())
        if thing.granular_markings:
            refs += [one.marking_ref or "" for one in thing.granular_markings]
        key = (*refs, *(one for one in thing.labels or () if len(one) <= LONGEST and one[:4].lower() in ("tlp:", "pap:")))
        if key not in self._said:
            if len(self._said) > 4096:  # a hostile document has a new combination for each object
                self._said.clear()
            self._said[key] = self._bound(key)
        return self._said[key]

    def _bound(self, key: tuple[str, ...]) -> tuple[TLP, PAP]:
        spread: set[TLP] = set()
        use: set[PAP] = set()
        for one in key:
            start = one[:4].lower()
            if start == "tlp:":
                spread.add(tlp(one))
            elif start == "pap:":
                use.add(pap(one))
            elif one in self.tlps:
                spread.add(self.tlps[one])
            elif one in self.paps:
                use.add(self.paps[one])
            elif one not in self.others:
                spread.add(TLP.AMBER_STRICT)
        return narrowest(*spread or {TLP.AMBER_STRICT}), strictest(*use or {PAP.RED})


def sorted_out(labels: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Categories of IDEA, and the other labels; those that only say TLP or PAP are gone, because they were taken elsewhere."""
    return _sorted_out(tuple(labels)[: 4 * MOST_WORDS])


@lru_cache(maxsize=1024)
def _sorted_out(labels: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    exact: list[str] = []
    rough: list[str] = []
    others: list[str] = []
    for label in labels:
        if len(label) > LONGEST or label[:4].lower() in ("tlp:", "pap:"):
            continue
        if found := CATEGORY.fullmatch(label):
            exact.append(found[1])
        elif found := RSIT.fullmatch(label):
            rough.append(rsit.category(found[1]))
        elif text := plain(label, most=LONGEST):
            others.append(text)
    return tuple(dict.fromkeys(exact or rough))[:MOST_WORDS], tuple(dict.fromkeys(others))[:MOST_WORDS]


def written(category: tuple[str, ...], labels: tuple[str, ...]) -> list[str]:
    """Labels of an object: the categories in IDEA's words and RSIT's, then the sharer's own."""
    kind = rsit.of(category) if category else ""
    return [*([f'rsit:{rsit.class_of(kind)}="{kind}"'] if kind else []), *(f'idea:category="{one}"' for one in category), *labels]
