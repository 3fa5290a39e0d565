"""What is typed about indicators: what fits is read, what does not is named, a label is never stretched."""

import pytest
from django.http import QueryDict

from hsoc.portal.indicators.forms import BulkForm, LabelForm, ListForm, NewForm
from hsoc.portal.indicators.rules import Audience
from hsoc.records.tlp import TLP


def test_filters_that_are_none_are_left_out() -> None:
    assert ListForm({"kind": "ip", "tlp": "TLP:PURPLE", "state": "valid", "text": ""}).readable == {"kind": "ip", "state": "valid"}


@pytest.mark.parametrize(
    ("tlp", "audience", "good"), [("TLP:RED", "community", False), ("TLP:GREEN", "public", False), ("TLP:CLEAR", "public", True)]
)
def test_an_audience_farther_than_the_label_is_refused_at_its_field(tlp, audience, good) -> None:
    form = LabelForm({"tlp": tlp, "pap": "PAP:GREEN", "audience": audience})
    assert form.is_valid() is good
    assert ("audience" in form.errors) is not good


def test_what_is_chosen_becomes_the_house_s_own_words() -> None:
    data = {"values": "192.0.2.7", "tlp": "TLP:GREEN", "pap": "PAP:GREEN", "audience": "community", "organisation": "7", "valid": "30"}
    form = NewForm(data, owners={7: "Seven"})
    assert form.is_valid()
    assert (form.cleaned_data["tlp"], form.cleaned_data["audience"], form.cleaned_data["organisation"]) == (
        TLP.GREEN,
        Audience.COMMUNITY,
        7,
    )
    assert not NewForm(data | {"organisation": "8"}, owners={7: "Seven"}).is_valid()


def test_only_numbers_are_picked() -> None:
    form = BulkForm(QueryDict("act=revoke&pick=1&pick=x&pick=99999999999999999999"))
    form.is_valid()
    assert [value for value, _ in form.fields["pick"].choices] == ["1"]
