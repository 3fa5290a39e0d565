"""The table of standing × deed, written a second time by hand: one line for each standing, in each kind of group."""

import itertools

import pytest

from hsoc.portal.groups.rules.standing import AFTERWARDS, TABLE, Callers, Deed, End, Entry, Part, Standing, State, enters, may, standing

EVERYTHING = {
    "see", "read", "leave", "invite", "admit", "remove", "lead", "tell", "settle", "widen", "end", "write", "keep", "export", "call",
}  # fmt: skip
IN_ANY = {
    Standing.LEADER: EVERYTHING,
    Standing.MEMBER: {"see", "read", "leave", "invite", "write", "export"},
    Standing.INVITED: {"see", "answer"},
    Standing.COORDINATOR: {"see", "lead", "settle", "end", "call"},
    Standing.OTHER: set(),
    Standing.NOBODY: set(),
}
BESIDES_IF_NOT_CLOSED = {Standing.COORDINATOR: {"join"}, Standing.OTHER: {"see", "join"}}


@pytest.mark.parametrize(("who", "entry", "callers"), list(itertools.product(Standing, Entry, Callers)))
def test_every_cell(who: Standing, entry: Entry, callers: Callers) -> None:
    expected = set(IN_ANY[who])
    if entry is not Entry.CLOSED:
        expected |= BESIDES_IF_NOT_CLOSED.get(who, set())
    if who is Standing.MEMBER and callers is Callers.MEMBERS:
        expected.add("call")
    assert {deed.value for deed in Deed if may(who, deed, entry=entry, callers=callers)} == expected
    after = {deed.value for deed in Deed if may(who, deed, entry=entry, callers=callers, ended=True)}
    assert after == expected & {deed.value for deed in AFTERWARDS}


def test_the_table_has_every_cell_and_no_other_letter() -> None:
    assert set(TABLE) == set(itertools.product(Standing, Deed))
    assert set(TABLE.values()) == {"y", "-", "o", "m"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"part": Part.LEADER, "state": State.IN, "community": True}, Standing.LEADER),
        ({"part": Part.MEMBER, "state": State.IN, "coordinator": True, "community": True}, Standing.MEMBER),
        ({"part": Part.LEADER, "state": State.ENDED, "community": True}, Standing.OTHER),
        ({"part": Part.LEADER, "state": State.ASKED, "community": True}, Standing.OTHER),
        ({"state": State.INVITED, "community": True}, Standing.INVITED),
        ({"state": State.INVITED}, Standing.NOBODY),
        ({"coordinator": True, "community": True}, Standing.COORDINATOR),
        ({"community": True}, Standing.OTHER),
        ({}, Standing.NOBODY),
    ],
)
def test_what_somebody_is(given: dict, expected: Standing) -> None:
    assert standing(**given) is expected


@pytest.mark.parametrize(
    ("entry", "provider", "agreed", "vouched", "state"),
    [
        (Entry.OPEN, True, False, False, State.IN),
        (Entry.OPEN, False, False, True, State.ASKED),
        (Entry.OPEN, False, True, False, State.IN),
        (Entry.APPROVAL, True, False, True, State.ASKED),
        (Entry.APPROVAL, False, True, False, State.IN),
        (Entry.CLOSED, True, True, False, State.ASKED),
        (Entry.CLOSED, True, False, True, State.ASKED),
        (Entry.CLOSED, False, True, True, State.IN),
    ],
)
def test_how_one_enters(*, entry: Entry, provider: bool, agreed: bool, vouched: bool, state: State) -> None:
    assert enters(entry, provider=provider, agreed=agreed, vouched=vouched) is state


def test_entry_grows_narrower() -> None:
    assert [one.narrowness for one in (Entry.OPEN, Entry.APPROVAL, Entry.CLOSED)] == [0, 1, 2]
    assert {one.value for one in End} == {"left", "removed", "refused", "declined", "closed"}
