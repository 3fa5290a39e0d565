"""What is sound by its spelling is taken by the row's own reading; the memory of words is bounded and forgets nothing for good."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.ideas import document

from hsoc.exchange.idea import terms
from hsoc.exchange.idea.columns import event_columns, typed
from hsoc.exchange.idea.schema import faults
from hsoc.exchange.idea.sound import MOST_KNOWN, MOST_LETTERS, Words, sound

PIECES = ("0", "1", "ffff", "db8", "00000", "%1", "", "255", "256", "01", "192.0.2.1", "a", " ")
texts = st.builds(lambda parts, sign: sign.join(parts), st.lists(st.sampled_from(PIECES), max_size=9), st.sampled_from(":.-/"))
words = st.text("aZ09_-. ěé\n\x00", max_size=70)
sides = st.fixed_dictionaries(
    {},
    optional={
        "IP4": st.lists(texts, max_size=3), "IP6": st.lists(texts, max_size=3), "Type": st.lists(words, max_size=2),
        "Proto": st.lists(words, max_size=2), "MAC": st.lists(words, max_size=1), "Ref": st.lists(words, max_size=1),
    },
)  # fmt: skip
documents = st.fixed_dictionaries(
    {},
    optional={
        "ID": words, "Category": st.lists(words, max_size=3), "Source": st.lists(sides, max_size=2), "AltNames": st.lists(words),
        "Node": st.lists(st.fixed_dictionaries({}, optional={"Name": words, "Type": st.lists(words), "AggrWin": words}), max_size=2),
    },
)  # fmt: skip


@settings(deadline=None)
@given(documents)
def test_what_the_door_takes_at_once_is_without_fault_and_becomes_a_row(given):
    raw = msgspec.json.encode(document(**given))
    if typed(raw) is not None:
        assert faults(msgspec.json.decode(raw)) == ()
        assert event_columns(raw)[0] == msgspec.json.decode(raw)["ID"]


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ({"Source": [{"IP4": ["192.0.2.0/24", "192.0.2.1-192.0.2.9"], "IP6": ["2001:db8::/32", "::ffff:192.0.2.1"]}]}, True),
        ({"Source": [{"IP4": ["2001:db8::1"]}]}, False),
        ({"Source": [{"IP6": ["192.0.2.1"]}]}, False),
        ({"Source": [{"IP4": ["192.0.2.01"]}]}, False),
        ({"Source": [{"IP4": ["192.0.2.1\x00"]}]}, False),
        ({"Target": [{"Port": [1]}] * 101}, False),
        ({"Node": [{"Name": "cz.example", "AggrWin": ""}]}, False),
        ({"Node": [{"SW": ["x"]}], "PredID": ["a"], "Ref": ["urn:x"]}, True),
    ],
)
def test_spelling(given, right):
    assert (typed(msgspec.json.encode(document(**given))) is not None) is right


def test_words_are_remembered_but_not_without_bound():
    kept = Words(terms.ID)
    assert kept.hold([f"w{number}" for number in range(MOST_KNOWN + 1)])
    assert len(kept.known) == 1
    assert kept.hold(("a" * (MOST_LETTERS + 1),))
    assert not kept.hold(("w1", "a b"))
    assert kept.known == {f"w{MOST_KNOWN}", "w1"}


def test_a_document_with_its_defaults_only_is_sound():
    found = typed(msgspec.json.encode(document()))
    assert found is not None
    assert sound(found)
