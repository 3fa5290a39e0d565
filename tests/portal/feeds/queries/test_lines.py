"""Lines say the same as the records, `own` is the reader's, and the whole is of one moment, in pieces."""

import json
from csv import DictReader
from datetime import UTC, datetime
from io import StringIO

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import NOW

from hsoc.portal.feeds.queries import lines
from hsoc.portal.indicators import queries as gate
from hsoc.portal.indicators import share as records
from hsoc.portal.indicators.actions import revoke, share

AWKWARD = 'čs "q" \\ \n\t\u2028 \x7f \'; --'


def test_a_line_tells_what_the_record_tells(first) -> None:
    given = indicator(description=AWKWARD, labels=('"', "ž,"), category=("Malware",), until=1_800_000_000_123, confidence=0)
    share(actor=first, organisation=1, items=[given], via="t", now=NOW)
    (record,) = records.indicators(gate.newest(first))
    ((position, line),) = lines.page(gate.newest(first).order_by("added"), {1}, limit=5)
    told = json.loads(line)
    assert (told["id"], told["position"], told["own"]) == (record.id, str(position), True)
    for name in (*records.TEXTS, "to_block", "revoked", "confidence"):
        if name != "audience":
            assert told[name] == getattr(record, name)
    for name in records.LISTS:
        assert tuple(told[name]) == getattr(record, name)
    for name in ("first", "until", "created", "modified"):
        ms = getattr(record, name)
        assert round(datetime.fromisoformat(told[name]).replace(tzinfo=UTC).timestamp() * 1000) == ms


def test_a_piece_holds_at_most_so_many_rows_and_gaps_make_none(first, monkeypatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 2)
    share(actor=first, organisation=1, items=[indicator(f"203.0.113.{n}") for n in range(8)], via="t", now=NOW)
    shown = gate.newest(first).exclude(value__in=["203.0.113.2", "203.0.113.3"]).order_by("added")
    pieces = list(lines.whole(shown, {2}, csv=False))
    assert [piece.count(b'"id"') for piece in pieces] == [0, 2, 2, 2, 0]
    assert [(one["own"], one["value"][-1]) for one in json.loads(b"".join(pieces))] == [(False, digit) for digit in "014567"]


@pytest.mark.parametrize("csv", [True, False])
def test_own_is_true_in_what_the_readers_organisation_shared_whatever_the_words_say(first, csv) -> None:
    given = [indicator(title='false ,false, "own":false', description="=1+1")]
    share(actor=first, organisation=1, items=given, via="t", now=NOW)
    for own, said in (({1}, "true"), ({2}, "false"), ((), "false")):
        text = b"".join(lines.whole(gate.newest(first), own, csv=csv)).decode()
        (row,) = DictReader(StringIO(text)) if csv else json.loads(text)
        assert (str(row["own"]).lower(), row["title"]) == (said, given[0].title)
        assert row["description"] == ("'=1+1" if csv else "=1+1")


@pytest.mark.parametrize(("csv", "bare"), [(True, ",".join(lines.COLUMNS).encode() + b"\r\n"), (False, b"[]\n")])
def test_nothing_is_a_document_too(first, csv, bare) -> None:
    assert b"".join(lines.whole(gate.newest(first), {1}, csv=csv)) == bare


def test_a_new_version_has_a_line_of_its_own(first) -> None:
    share(actor=first, organisation=1, items=[indicator()], via="t", now=NOW)
    row = gate.newest(first).get()
    revoke(actor=first, organisation=1, identity=str(row.uuid), reason="wrong", now=NOW)
    ((position, line),) = lines.page(gate.newest(first), {1}, limit=2)
    assert (json.loads(line)["revoked"], json.loads(line)["position"]) == (True, str(position))
