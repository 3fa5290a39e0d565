import msgspec
import pytest
from tests.factories.indicators import AT, indicator
from tests.factories.members import NOW

from hsoc.portal.feeds.actions.shares import hand_in
from hsoc.portal.indicators.actions import relabel
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import NOBODY, Refused
from hsoc.records.tlp import PAP, TLP


def given(first, one, **more):
    made = hand_in(actor=first, organisation=1, items=[one], via="t", now=NOW, **more)
    return made.added, made.changed, made.same


def test_what_says_the_same_is_no_version_whatever_its_time(first) -> None:
    assert given(first, indicator()) == (1, 0, 0)
    assert given(first, indicator(modified=AT + 5000)) == (0, 0, 1)
    assert given(first, indicator(modified=0, description="new")) == (0, 1, 0)


def test_a_label_that_changed_counts_though_the_time_did_not(first) -> None:
    given(first, indicator())
    assert given(first, indicator(tlp=TLP.RED)) == (0, 1, 0)
    assert Indicator.objects.get(latest=True).audience == "own"


def test_an_audience_that_a_person_narrowed_stays(first) -> None:
    given(first, indicator())
    own = str(Indicator.objects.get().uuid)
    change = {"tlp": TLP.GREEN, "pap": PAP.GREEN, "audience": Audience.OWN, "reason": "not yet"}
    relabel(actor=first, organisation=1, identity=own, now=NOW, **change)
    given(first, indicator(description="again"))
    assert Indicator.objects.get(latest=True).audience == "own"
    given(first, msgspec.structs.replace(indicator(), description="said aloud"), audience=Audience.COMMUNITY)
    assert Indicator.objects.get(latest=True).audience == "community"


def test_rights_are_asked_even_for_nothing(first) -> None:
    with pytest.raises(Refused):
        hand_in(actor=NOBODY, organisation=1, items=[], via="t", now=NOW)
