import pytest
from tests.factories.indicators import indicator
from tests.factories.members import NOW

from hsoc.portal.feeds.queries.search import Wanted, listed, public, search, shared
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.members.rules import NOBODY
from hsoc.records.tlp import TLP


def test_what_is_asked_for_never_goes_beyond_the_gate(first, second) -> None:
    for label in TLP:
        share(actor=second, organisation=2, items=[indicator(f"203.0.113.{label.narrowness}", tlp=label)], via="t", now=NOW)
    assert [row.tlp for row in search(first, Wanted(), now=NOW)] == ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"]
    assert [row.tlp for row in search(first, Wanted(tlp=TLP.RED), now=NOW)] == []
    assert [row.tlp for row in search(NOBODY, Wanted(), now=NOW)] == ["TLP:CLEAR"]
    assert [row.tlp for row in shared(second).order_by("added")] == ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"]
    assert [row.tlp for row in public(shared(second))] == ["TLP:CLEAR"]


@pytest.mark.parametrize(("word", "found"), [("a_b", 1), ("a", 0), ("a%", 1), ('q"', 1), ("%", 1), ("A_B", 1), ("b", 0)])
def test_a_word_of_a_list_is_whole_unless_a_percent_sign_ends_it(first, word, found) -> None:
    share(actor=first, organisation=1, items=[indicator(labels=("a_b", 'q"'))], via="t", now=NOW)
    assert Indicator.objects.filter(listed("labels", word)).count() == found


def test_what_is_no_value_is_said(first) -> None:
    with pytest.raises(ValueError, match="no address"):
        search(first, Wanted(value="\x7f"), now=NOW)
