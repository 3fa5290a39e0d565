from hsoc.exchange.idea.columns import event_columns
from hsoc.exchange.idea.encode import encoded
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.portal.events.rules.places import Places
from hsoc.portal.events.rules.rows import Stored, filed_under, table
from hsoc.records.event import Endpoint, Event

NOW = day_bounds("2026-03-10")[0] + 1000
PLACES = Places([(2, "198.18.2.0/24"), (3, "198.18.3.0/24")])


def stored(*targets: str, ours: bool = False, member: int = 0, members: int = 0, detected: int = NOW, **more: object) -> Stored:
    sides = {"sources": (Endpoint(addresses=("203.0.113.1",)),), "targets": (Endpoint(addresses=targets),)}
    event = Event(id="a", category=("Recon.Scanning",), detected=detected, first=0, last=0, member=member, members=members, **sides)
    known = {"client": "example.a", "org": 3, "test": False, "received": NOW}
    return Stored(columns=event_columns(encoded(event), ours=ours), ours=ours, **known | more)


def concerned(one: Stored) -> tuple[int, int]:
    row = table([one], serial=1, places=PLACES).to_pylist()[0]
    return row["member"], row["members"]


def test_member_is_found_by_the_prefixes_of_the_community() -> None:
    assert concerned(stored("198.18.2.9")) == (2, 1)
    assert concerned(stored("198.18.2.9", "198.18.3.9")) == (0, 2)
    assert concerned(stored("192.0.2.1")) == (0, 0)


def test_strangers_claim_about_members_is_not_believed_but_the_engines_is() -> None:
    assert concerned(stored("198.18.2.9", member=7, members=9)) == (2, 1)
    assert concerned(stored("198.18.2.9", member=7, members=1, ours=True)) == (7, 1)
    assert concerned(stored("198.18.2.9", members=9, ours=True)) == (0, 9)


def test_lying_clock_is_filed_under_the_day_of_arrival() -> None:
    moments = [NOW - 600 * DAY_MS, NOW + 2 * DAY_MS, NOW - 5, NOW - 2000]
    times, days = filed_under([stored("198.18.2.9", detected=one) for one in moments])
    assert times.tolist() == [NOW, NOW, NOW - 5, NOW - 2000]
    assert days == ["2026-03-10", "2026-03-10", "2026-03-10", "2026-03-09"]
    row = table([stored("198.18.2.9", detected=NOW - 900 * DAY_MS)], serial=1, places=PLACES).to_pylist()[0]
    assert (row["day"], row["quarter"], row["detected"]) == ("2026-03-10", 0, NOW - 900 * DAY_MS)


def test_rows_are_numbered_and_bear_what_the_door_knows() -> None:
    made = table([stored("198.18.2.9", test=True), stored("198.18.3.9")], serial=41, places=PLACES)
    assert made.schema == EVENT_SCHEMA
    assert made.select(["serial", "client", "org", "test", "received"]).to_pylist() == [
        {"serial": 41, "client": "example.a", "org": 3, "test": True, "received": NOW},
        {"serial": 42, "client": "example.a", "org": 3, "test": False, "received": NOW},
    ]
