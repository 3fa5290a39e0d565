import pytest

from hsoc.exchange.csaf.reading import Reading, milliseconds
from hsoc.exchange.csaf.terms import LONGEST_NAME, LONGEST_TEXT, MOST_NAMED
from hsoc.records.parcel import Unreadable


def told(reading):
    return [(one.place, one.reason) for one in reading.rejects.told]


def test_what_is_missing_is_silent_and_what_is_wrong_is_told_with_its_place():
    reading = Reading()
    holder = {"a": 3, "b": "x" * (LONGEST_NAME + 1), "c": [], "d": " good ", "e": {}}
    assert [reading.name(holder, key, "/h") for key in "abdz"] == ["", "", "good", ""]
    assert reading.items(holder, "e", "/h", most=5) == []
    assert reading.holder(holder, "c", "/h") == {}
    assert [place for place, _ in told(reading)] == ["/h/a", "/h/b", "/h/e", "/h/c"]


def test_long_texts_are_cut_and_said_so():
    reading = Reading()
    assert len(reading.text({"t": "x" * (LONGEST_TEXT + 5)}, "t", "")) == LONGEST_TEXT
    assert told(reading) == [("/t", f"has {LONGEST_TEXT + 5} characters, the first {LONGEST_TEXT} are kept")]


def test_objects_of_a_list_come_with_their_places():
    reading = Reading()
    assert list(reading.holders({"l": [{"a": 1}, 2, {"b": 3}]}, "l", "/x", most=3)) == [("/x/l/0", {"a": 1}), ("/x/l/2", {"b": 3})]
    assert told(reading) == [("/x/l/1", "is no object")]


def test_a_list_that_is_too_long_is_read_to_its_bound():
    reading = Reading()
    assert reading.items({"l": [1, 2, 3]}, "l", "", most=2) == [1, 2]
    assert told(reading) == [("/l", "has 3 items, the first 2 are read")]


def test_names_that_are_no_texts_are_left_out():
    reading = Reading()
    assert reading.names({"n": ["a", 1, None, ["x"], "b"]}, "n", "") == ["a", "b"]
    assert told(reading) == [("/n", "holds something that is no text")]


def test_naming_products_has_an_end():
    reading = Reading()
    reading.count(MOST_NAMED, "")
    with pytest.raises(Unreadable, match="/x: products are named more than"):
        reading.count(1, "/x")


def test_unknown_words_are_counted_and_bounded():
    reading = Reading()
    for number in range(1000):
        reading.strange(f"word {number}")
    reading.strange("word 3")
    assert (len(reading.unknown), reading.unknown["word 3"]) == (100, 2)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1970-01-01T00:00:01Z", 1000),
        ("1970-01-01t00:00:01.5z", 1500),
        ("1970-01-01T01:00:00.123456789+01:00", 123),
        ("1970-01-01T00:00:00.7", 700),
    ],
)
def test_times_are_read_as_rfc_3339_writes_them(text, ms):
    assert milliseconds(text) == ms
    assert Reading().time({"t": text}, "t", "") == ms


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z", "2026-01-01", 5, "2026-01-01T00:00:00Z" * 9])
def test_what_is_no_time_is_told(text):
    reading = Reading()
    assert reading.time({"t": text}, "t", "/x") is None
    assert told(reading)[0][0] == "/x/t"
