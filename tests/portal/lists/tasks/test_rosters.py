"""One suite over both keepers: after every change of the group or of a choice, the roster is what it must be."""

from __future__ import annotations

import pytest
from tests.factories.members import NOW
from tests.portal.groups.conftest import seated

from hsoc.portal.lists.actions import lists
from hsoc.portal.lists.models import MailingList
from hsoc.portal.lists.rules.posting import Delivery
from hsoc.portal.lists.rules.rosters import Roster
from hsoc.portal.lists.share.mailman import MailmanLists
from hsoc.portal.lists.share.mailman_fake import FakeMailman
from hsoc.portal.lists.share.own import OwnLists
from hsoc.portal.lists.tasks import rosters
from hsoc.portal.members.models import User

LEADER, MEMBER, SECOND, OTHER = (
    "leader@hospital1.example", "member@hospital2.example", "second@hospital4.example", "other@hospital3.example",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["own", "mailman"])
def test_a_roster_follows_the_group(mailing_list, people, kind):
    mailman = MailmanLists(FakeMailman(), "mailman.hsoc.example")
    keeper = OwnLists() if kind == "own" else mailman

    def roster():
        rosters.in_step(mailman)
        return keeper.roster("hsoc-tech")

    leads = frozenset({LEADER})
    assert roster() == Roster({LEADER: Delivery.EACH, MEMBER: Delivery.EACH, SECOND: Delivery.EACH}, leads)
    assert list(keeper.names()) == ["hsoc-tech"]
    lists.choose(actor=people["member"], mailing_list=mailing_list, delivery=Delivery.NONE, now=NOW)
    lists.choose(actor=people["second"], mailing_list=mailing_list, delivery=Delivery.DIGEST, now=NOW)
    seated(mailing_list.group, people["other"])
    assert roster() == Roster({LEADER: Delivery.EACH, MEMBER: Delivery.NONE, SECOND: Delivery.DIGEST, OTHER: Delivery.EACH}, leads)
    lists.choose(actor=people["member"], mailing_list=mailing_list, delivery=Delivery.EACH, now=NOW)
    User.objects.filter(username="second").update(is_active=False)
    mailing_list.group.memberships.filter(user_id=people["other"].user).update(state="ended")
    assert roster() == Roster({LEADER: Delivery.EACH, MEMBER: Delivery.EACH}, leads)
    assert rosters.in_step(mailman) == (0, [])
    MailingList.objects.update(closed=NOW)
    assert roster() == Roster()


@pytest.mark.django_db
def test_what_fails_is_told(mailing_list, monkeypatch):
    def refused(self, name):
        raise ConnectionRefusedError("refused")

    mailman = MailmanLists(FakeMailman(), "x.example")
    monkeypatch.setattr(MailmanLists, "roster", refused)
    assert rosters.in_step(mailman) == (0, ["hsoc-tech: refused"])
    assert rosters.in_step(MailmanLists(lambda *_: (500, None), "x.example")) == (
        0,
        ["Mailman answers GET domains/x.example/lists with 500"],
    )


def test_a_run_begins_once_a_minute_where_mailman_is_set_up(settings, monkeypatch):
    begun = []

    class Process:
        def __init__(self, words, **_):
            begun.append(words)

        def poll(self):
            return 0

    monkeypatch.setattr(rosters.subprocess, "Popen", Process)
    monkeypatch.setattr(rosters, "_running", [])
    monkeypatch.setattr(rosters._Last, "at", 0)
    settings.MAILMAN_URL = ""
    rosters.on_beat(1_000_000)
    assert begun == []
    settings.MAILMAN_URL = "http://127.0.0.1:1/3.1"
    for now in (1_000_000, 1_010_000, 1_050_000):
        rosters.on_beat(now)
    assert [words[-2:] for words in begun] == [["manage", "rosters"]] * 2
