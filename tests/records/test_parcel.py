"""What is left out is counted truly and told up to a bound."""

from hsoc.records.parcel import MOST_REJECTS, MOST_UNKNOWN, Rejects, Tally, Unreadable


def test_rejects_are_counted_beyond_what_is_told() -> None:
    rejects = Rejects()
    for index in range(MOST_REJECTS + 5):
        rejects.add(index, "value", "x" * 1000)
    assert rejects.count == MOST_REJECTS + 5
    assert len(rejects.told) == MOST_REJECTS
    assert len(rejects.told[0].reason) == 400


def test_what_cannot_be_read_names_the_place() -> None:
    assert str(Unreadable("line 3", "a comma expected")) == "line 3: a comma expected"
    assert str(Unreadable("", "empty")) == "empty"


def test_unknown_kinds_are_counted_by_name_up_to_a_bound() -> None:
    tally = Tally()
    for index in range(MOST_UNKNOWN + 7):
        tally.add(f"kind {index}")
    tally.add("kind 0", 3)
    tally.add("\x00" * 1000)
    assert (len(tally.counts), tally.counts["kind 0"], tally.counts["\u2026"]) == (MOST_UNKNOWN + 1, 4, 8)
