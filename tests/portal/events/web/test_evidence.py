"""Facts in words and units, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from hsoc.perimeter.report.facts import TOLD
from hsoc.portal.events.web import evidence
from hsoc.records.event import Event


def event(detector: str, *facts: str, **more: Any) -> Event:
    return Event(id="x", category=("Other",), detected=0, first=0, last=0, detector=detector, facts=facts, **more)


HIJACK = event(
    "prefix_hijack", "prefix=198.18.9.0/25", "registered=198.18.9.0/24", "as=64510", "path=64509 64510", "rpki=invalid", "peers_seen=12"
)
SLOW = event("slow_scan", "days=21", "mean_gap=3600000", "medical=0")


def test_the_table_of_a_hijack():
    with override("en"):
        assert evidence.table(HIJACK) == [
            ("Prefix seen", "198.18.9.0/25", True),
            ("Prefix as registered", "198.18.9.0/24", True),
            ("Network to blame", "AS64510", False),
            ("Path", "AS64509 → AS64510", True),
            ("Signed origin (RPKI)", "invalid: the owner signed another origin or length", False),
            ("Observers that see it", "12", False),
        ]
        assert evidence.sentences(HIJACK) == (
            "AS64510 announces 198.18.9.0/25. Observers that see it so: 12.",
            "The owner has signed another origin, so networks that check refuse it; the others follow it.",
        )


def test_long_memory_in_czech():
    with override("cs"):
        assert evidence.table(SLOW) == [
            ("Dny s průzkumem z posledních třiceti", "21", False),
            ("Průměr mezi dvěma dotazy", "1\u00a0h", False),
        ]
        assert evidence.sentences(SLOW)[0] == "Vidět byl ve 21 z posledních 30 dnů."


@pytest.mark.parametrize("code", sorted({code for codes in TOLD.values() for code in codes}))
def test_every_fact_has_a_name_in_both_languages(code):
    with override("en"):
        english = str(evidence.NAMES[code])
    with override("cs"):
        assert str(evidence.NAMES[code]) not in {english, code}


@pytest.mark.parametrize("detector", sorted(TOLD))
def test_every_such_detector_tells_something_or_nothing_but_never_fails(detector):
    for facts in ((), ("x",), tuple(f"{code}=7" for code in TOLD[detector]), tuple(f"{code}=<b>" for code in TOLD[detector])):
        told = event(detector, *facts)
        assert len(evidence.sentences(told)) <= 3
        assert all(value for _name, value, _mono in evidence.table(told))
    assert evidence.is_routing(event(detector)) == (detector in {"prefix_hijack", "route_leak", "peer_guard", "route_visibility"})


def test_an_unknown_fact_is_shown_as_it_is():
    assert evidence.table(event("slow_scan", "novelty=3", "broken"))[0][:2] == ("novelty", "3")
