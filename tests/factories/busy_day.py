"""A day with a bit of everything, drawn from a seed, for tests of figures. Never: an assertion."""

from __future__ import annotations

import random
from typing import Any

from tests.factories.event_rows import row

from hsoc.journal.days import day_bounds
from hsoc.journal.event_list import EVERYTHING, NOTHING, Scope
from hsoc.portal.events.rules.places import Places

DAY = "2026-03-10"
START, END = day_bounds(DAY)
KINDS = (("Recon.Scanning", "horizontal_scan", ""), ("Availability.DDoS", "reflection", "dns"), ("Fraud.Phishing", "", ""))
PLACES = Places([(number, f"198.18.{number}.0/24") for number in range(1, 6)])
SCOPES = (
    EVERYTHING,
    Scope(everything=True),
    NOTHING,
    Scope(own=(2,), hidden=(4,), guarded=PLACES.guarded({2})),
    Scope(own=(2, 3), guarded=PLACES.guarded({2, 3}), tests=True),
    Scope(guarded=PLACES.guarded(set())),
)


def drawn(seed: int, *, serial: int, count: int, ids: int = 1000) -> list[dict[str, Any]]:
    """`count` rows numbered from `serial`; few `ids` make many of them updates of others."""
    dice = random.Random(seed)
    rows = []
    for number in range(serial, serial + count):
        category, detector, vector = dice.choice(KINDS)
        disposition = dice.choice(("passed", "preventive", "reactive"))
        rows.append(
            row(
                number, dice.randrange(START, END), id=f"e-{dice.randrange(ids)}", revision=dice.randrange(1, 5),
                category=category, severity=dice.randrange(1, 6),
                detector=detector, vector=vector, disposition=disposition, basis=dice.choice(("confirmed", "expected")),
                why=dice.choice(("no_rule", "not_said")), dry_run=dice.random() < 0.3, member=dice.randrange(6), org=dice.randrange(1, 4),
                test=dice.random() < 0.1, tlp=dice.choice(("TLP:RED", "TLP:GREEN", "TLP:AMBER+STRICT")), port=dice.choice((22, 53)),
                source=dice.choice(("203.0.113.", "198.18.3.", "198.18.2.")) + str(dice.randrange(9)),
                target=f"198.18.2.{dice.randrange(9)}", src_bits=dice.choice((128, 128, -1)),
                detections=dice.randrange(1, 99), packets=dice.randrange(99), bytes=dice.randrange(999),
            )
        )  # fmt: skip
    return rows
