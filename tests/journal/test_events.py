"""Rows of events become the journal's table."""

import pytest
from tests.factories.journal import NOON

from hsoc.exchange.idea import encoded
from hsoc.exchange.idea.columns import ROW, event_columns
from hsoc.journal.events import FURTHEST_BACK_MS, event_table, own_events
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.records.event import Event


def event(number=1, *, detected=NOON):
    return Event(id=f"e{number}", category=("Recon.Scanning",), detected=detected, first=detected, last=detected + 1)


def test_the_rows_and_what_is_added_are_the_schema():
    assert sorted({*ROW, "serial", "day", "quarter", "received", "client", "org"}) == sorted(EVENT_SCHEMA.names)
    assert list(ROW) == [name for name in EVENT_SCHEMA.names if name in ROW]


def test_storing_adds_serial_arrival_sender_and_local_day():
    rows = [event_columns(encoded(event(number))) for number in range(2)]
    table = event_table(rows, serial=7, received=NOON + 5, client="cz.example.probe", org=3)
    assert table.schema.equals(EVENT_SCHEMA)
    added = table.select(["serial", "id", "day", "quarter", "received", "client", "org", "test"]).to_pylist()[1]
    wanted = {"serial": 8, "id": "e1", "day": "2026-11-21", "quarter": 48, "received": NOON + 5, "client": "cz.example.probe", "org": 3}
    assert added == wanted | {"test": False}


def test_the_raw_event_is_kept_to_the_byte():
    raw = b'{ "Format":"IDEA0", "ID":"x-1","DetectTime":"2026-11-21T11:00:00Z" , "Category":["Other"]}'
    assert event_table([event_columns(raw)], serial=1, received=NOON)["raw"].to_pylist() == [raw]


def test_senders_may_differ_per_row():
    rows = [event_columns(encoded(event(number))) for number in range(2)]
    table = event_table(rows, serial=1, received=NOON, client=["a", "b"], org=[1, 2])
    assert (table["client"].to_pylist(), table["org"].to_pylist()) == (["a", "b"], [1, 2])


def test_all_of_a_test_client_is_test():
    assert event_table([event_columns(encoded(event()))], serial=1, received=NOON, test=True)["test"].to_pylist() == [True]


@pytest.mark.parametrize(("detected", "day"), [(NOON - 2 * FURTHEST_BACK_MS, "2025-05-20"), (NOON + FURTHEST_BACK_MS, "2026-11-22")])
def test_a_lying_clock_opens_no_day_out_of_reach_but_is_kept_as_said(detected, day):
    table = event_table([event_columns(encoded(event(detected=detected)))], serial=1, received=NOON)
    assert (table["day"].to_pylist(), table["detected"].to_pylist()) == ([day], [detected])


def test_no_rows_make_an_empty_table():
    assert event_table([], serial=1, received=NOON).num_rows == 0


def test_own_events_have_serial_zero():
    table = own_events([event(1), event(2)], now=NOON)
    assert (table["serial"].to_pylist(), table["received"].to_pylist(), table["id"].to_pylist()) == ([0, 0], [NOON, NOON], ["e1", "e2"])
