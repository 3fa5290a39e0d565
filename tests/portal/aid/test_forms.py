from __future__ import annotations

import pytest

from hsoc.portal.aid.forms import CallForm, OfferForm


@pytest.mark.parametrize("bad", [{"amount": "0"}, {"kind": "gold"}, {"text": "x" * 501}, {"amount": "99999"}])
def test_an_offer_has_bounds(bad):
    good = {"kind": "forms", "text": "x", "amount": "5"}
    assert OfferForm(good).is_valid()
    assert not OfferForm(good | bad).is_valid()


def test_urgency_is_chosen_never_usual():
    form = CallForm({"kind": "forms", "text": "x", "amount": "5"})
    assert form.is_valid()
    assert form.cleaned_data["urgent"] is False
