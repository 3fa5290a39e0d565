"""Lines that the database writes say the same as the records, and every column of a line is one of the description."""

import json
from datetime import UTC, datetime

from tests.factories.indicators import indicator
from tests.factories.members import NOW

from hsoc.portal.feeds.queries import lines
from hsoc.portal.indicators import queries as gate
from hsoc.portal.indicators import share as records
from hsoc.portal.indicators.actions import share

AWKWARD = 'čs "q" \\ \n\t\u2028 \x7f \'; --'


def test_a_line_tells_what_the_record_tells(first) -> None:
    given = indicator(description=AWKWARD, labels=('"', "ž,"), category=("Malware",), until=1_800_000_000_123, confidence=0)
    share(actor=first, organisation=1, items=[given], via="t", now=NOW)
    (record,) = records.indicators(gate.newest(first))
    ((position, line),) = lines.page(gate.newest(first).order_by("added"), {1}, limit=5)
    told = json.loads(line)
    assert (told["id"], told["position"], told["own"]) == (record.id, str(position), True)
    for name in (*lines.TEXTS, *lines.MARKS, "confidence"):
        if name != "audience":
            assert told[name] == getattr(record, name)
    for name in lines.LISTS:
        assert tuple(told[name]) == getattr(record, name)
    for name in lines.TIMES:
        ms = getattr(record, name)
        assert round(datetime.fromisoformat(told[name]).replace(tzinfo=UTC).timestamp() * 1000) == ms


def test_a_piece_holds_at_most_so_many_rows(first, monkeypatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 2)
    share(actor=first, organisation=1, items=[indicator(f"203.0.113.{n}") for n in range(4)], via="t", now=NOW)
    pieces = list(lines.whole(gate.newest(first).order_by("added"), {2}, csv=False))
    assert [piece.count(b'"id"') for piece in pieces] == [0, 2, 2, 0]
    assert {one["own"] for one in json.loads(b"".join(pieces))} == {False}
