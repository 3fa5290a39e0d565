"""What is left out is counted truly and told up to a bound."""

from hsoc.records.parcel import MOST_REJECTS, Rejects, Unreadable


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
