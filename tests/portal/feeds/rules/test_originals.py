"""What came stays beside what was made of it, and the document is one that our own door would take."""

import json

import pytest

from hsoc.exchange.idea.columns import event_columns
from hsoc.exchange.idea.schema import faults
from hsoc.portal.feeds.rules.originals import idea_of
from hsoc.records.event import Endpoint, Event
from hsoc.records.parcel import LONGEST_ORIGINAL, Taken

CZECH = "řádek,1".encode()
EVENT = Event(
    id="e-1", category=("Vulnerable.Open",), detected=1_790_000_000_000, first=1, last=2, sources=(Endpoint(("203.0.113.7",)),), node="x.y"
)


@pytest.mark.parametrize("original", [CZECH, b"\xff\x00binary", b"", b"<script>alert(1)</script>", b"a" * (LONGEST_ORIGINAL + 10)])
def test_a_document_that_the_door_takes(original) -> None:
    raw = idea_of(Taken(EVENT, original, "text/csv"), node="cz.hsoc.import")
    document = json.loads(raw)
    assert faults(document) == ()
    assert event_columns(raw, ours=False)
    assert [one["Name"] for one in document["Node"]] == ["cz.hsoc.import", "x.y"]
    held = document.get("Attach", [{}])[0]
    assert held.get("Size", 0) == min(len(original), LONGEST_ORIGINAL)
    if original == CZECH:
        assert held["Content"] == original.decode()
