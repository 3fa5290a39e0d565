"""What was typed is what the action gets; an empty password keeps the one there is."""

from hsoc.portal.feeds.forms.pulls import PullForm
from hsoc.records.tlp import PAP, TLP

TYPED = {"name": "Partner", "kind": "plain", "url": "https://partner.example/", "minutes": "60", "days": "30"}
TYPED |= {"tlp": "TLP:GREEN", "pap": "PAP:GREEN"}


def test_a_source_as_typed() -> None:
    form = PullForm(TYPED | {"secret": "s", "to_block": "on", "enabled": "on"})
    assert form.is_valid(), form.errors
    made = form.source(new=True)
    assert (made.tlp, made.pap, made.to_block, made.enabled, made.secret, made.minutes) == (TLP.GREEN, PAP.GREEN, True, True, "s", 60)


def test_an_empty_password_keeps_the_one_there_is() -> None:
    form = PullForm(TYPED)
    assert form.is_valid()
    assert (form.source(new=False).secret, form.source(new=True).secret) == (None, "")


def test_junk_is_named() -> None:
    form = PullForm(TYPED | {"days": "0", "tlp": "x", "minutes": "1"})
    assert set(form.errors) == {"days", "tlp", "minutes"}
