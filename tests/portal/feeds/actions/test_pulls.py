"""Sources are added by those who may share, checked, and their state is kept quietly."""

import msgspec
import pytest
from tests.factories.members import NOW

from hsoc.portal.audit.models import Entry
from hsoc.portal.feeds.actions.pulls import Source, add_pull, change_pull, note_pull, remove_pull
from hsoc.portal.feeds.models import Pull
from hsoc.portal.feeds.share.secrets import shown
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused

GOOD = Source(name="Partner", kind="plain", url="https://partner.example/list.txt", secret="s3cret")


def test_a_source_is_kept_and_its_password_hidden(first) -> None:
    made = add_pull(actor=first, organisation=1, source=GOOD, now=NOW)
    assert made.secret != "s3cret"
    assert shown(made.secret) == "s3cret"
    told = Entry.objects.get(action="pull.added").details
    assert ("s3cret" in told, "list.txt" in told, "partner.example" in told) == (False, False, True)  # a path may be a key
    changed = change_pull(actor=first, pull=made.pk, source=msgspec.structs.replace(GOOD, secret=None, minutes=30), now=NOW)
    assert (shown(changed.secret), changed.minutes) == ("s3cret", 30)


def test_another_address_begins_anew(first) -> None:
    made = add_pull(actor=first, organisation=1, source=GOOD, now=NOW)
    Pull.objects.filter(pk=made.pk).update(cursor="7", etag="x")
    assert change_pull(actor=first, pull=made.pk, source=msgspec.structs.replace(GOOD, minutes=30), now=NOW).cursor == "7"
    changed = change_pull(actor=first, pull=made.pk, source=msgspec.structs.replace(GOOD, url="https://other.example/"), now=NOW)
    assert (changed.cursor, changed.etag) == ("", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"kind": "xml"},
        {"url": "ftp://partner.example/"},
        {"url": "https://a:b@partner.example/"},
        {"url": "https:///x"},
        {"minutes": 1},
        {"days": 0},
    ],
)
def test_what_cannot_be_is_said(first, wrong) -> None:
    with pytest.raises(Unacceptable):
        add_pull(actor=first, organisation=1, source=msgspec.structs.replace(GOOD, **wrong), now=NOW)


def test_two_of_one_name_cannot_be_and_nobody_acts_for_others(first, second) -> None:
    made = add_pull(actor=first, organisation=1, source=GOOD, now=NOW)
    with pytest.raises(Unacceptable):
        add_pull(actor=first, organisation=1, source=GOOD, now=NOW)
    for act in (
        lambda: add_pull(actor=second, organisation=1, source=GOOD, now=NOW),
        lambda: change_pull(actor=second, pull=made.pk, source=GOOD, now=NOW),
        lambda: remove_pull(actor=second, pull=made.pk, reason="no", now=NOW),
    ):
        with pytest.raises(Refused):
            act()
    remove_pull(actor=first, pull=made.pk, reason="moved elsewhere", now=NOW)
    with pytest.raises(Unacceptable):
        remove_pull(actor=first, pull=made.pk, reason="again", now=NOW)


def test_only_turns_are_recorded(first) -> None:
    made = add_pull(actor=first, organisation=1, source=GOOD, now=NOW)
    for failed in (False, True, True, False, False):
        note_pull(actor=first, pull=Pull.objects.get(pk=made.pk), message="x", failed=failed, now=NOW)
    assert Entry.objects.filter(action="pull.failed").count() == Entry.objects.filter(action="pull.recovered").count() == 1
