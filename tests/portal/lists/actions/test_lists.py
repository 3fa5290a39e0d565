from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW

from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import lists
from hsoc.portal.lists.actions.posts import write
from hsoc.portal.lists.models import MailingList
from hsoc.portal.lists.rules.posting import Delivery, Replies, Writers
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import SYSTEM, Refused
from hsoc.portal.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_every_group_gets_its_list_once(mailing_list):
    assert (mailing_list.name, mailing_list.group.name) == ("hsoc-tech", "hSOC-Tech")
    assert lists.make_first_lists(actor=SYSTEM, now=NOW) == 0


def test_a_leader_makes_a_further_list(mailing_list, people):
    group = mailing_list.group
    with pytest.raises(Refused):
        lists.make_list(actor=people["member"], group=group, name="x", title="X", now=NOW)
    for wrong in ("hsoc-tech", "Náš", "a+b", "", "-x", "x" * 40):
        with pytest.raises(Unacceptable):
            lists.make_list(actor=people["leader"], group=group, name=wrong, title="X", now=NOW)
    assert lists.make_list(actor=people["leader"], group=group, name="Tech-Mail", title="", now=NOW).title == "tech-mail"


def test_settings_are_the_leaders(mailing_list, people):
    given = {"title": "T", "about": "", "replies": Replies.AUTHOR, "writers": Writers.LEADERS, "closed": True, "now": NOW}
    with pytest.raises(Refused):
        lists.settle_list(actor=people["member"], mailing_list=mailing_list, **given)
    lists.settle_list(actor=people["leader"], mailing_list=mailing_list, **given)
    assert MailingList.objects.get(pk=mailing_list.pk).closed == NOW
    assert not queries.writes(people["leader"], mailing_list)


def test_the_roster_follows_the_group_and_what_people_chose(mailing_list, people):
    assert len(queries.roster(mailing_list)) == 3
    lists.choose(actor=people["member"], mailing_list=mailing_list, delivery=Delivery.NONE, now=NOW)
    lists.choose(actor=people["second"], mailing_list=mailing_list, delivery=Delivery.DIGEST, now=NOW)
    assert {user.username: how for user, how in queries.roster(mailing_list)} == {"leader": Delivery.EACH, "second": Delivery.DIGEST}
    mailing_list.group.memberships.filter(user_id=people["second"].user).update(state="ended")
    assert [user.username for user, _ in queries.roster(mailing_list)] == ["leader"]
    with pytest.raises(Refused):
        lists.choose(actor=people["other"], mailing_list=mailing_list, delivery=Delivery.EACH, now=NOW)


def test_one_click_ends_mails(mailing_list, people):
    lists.unsubscribe(user=queries.person(people["member"].user), mailing_list=mailing_list, now=NOW)
    assert "member" not in {user.username for user, _ in queries.roster(mailing_list)}


def test_a_new_secret_stops_the_one_before(mailing_list, people):
    first = lists.renew_secret(actor=people["member"], mailing_list=mailing_list, now=NOW)
    second = lists.renew_secret(actor=people["member"], mailing_list=mailing_list, now=NOW)
    assert first != second
    assert [queries.target(one).turn for one in (first, second)] == [1, 2]
    with pytest.raises(Refused):
        lists.renew_secret(actor=people["other"], mailing_list=mailing_list, now=NOW)


def test_bounces_add_up_are_forgotten_and_stop_delivery(mailing_list, people):
    user = queries.person(people["member"].user)
    back = lambda hard, when: lists.note_bounce(mailing_list=mailing_list, user=user, hard=hard, now=when)  # noqa: E731
    assert not back(True, NOW)
    assert not back(True, NOW + timedelta(days=20))  # begun anew
    assert not back(False, NOW + timedelta(days=21))
    assert not back(True, NOW + timedelta(days=22))
    assert back(True, NOW + timedelta(days=23))
    assert not back(True, NOW + timedelta(days=24))  # said once
    assert "member" not in {one.username for one, _ in queries.roster(mailing_list)}
    assert set(Notice.objects.filter(kind="list.bounced").values_list("user__username", flat=True)) == {"member", "leader"}
    lists.choose(actor=people["member"], mailing_list=mailing_list, delivery=Delivery.EACH, now=NOW)
    assert "member" in {one.username for one, _ in queries.roster(mailing_list)}


def test_a_threads_address_is_taken_back_by_leaders(mailing_list, people):
    thread = write(actor=people["member"], mailing_list=mailing_list, subject="a", text="b", now=NOW).thread
    with pytest.raises(Refused):
        lists.revoke_thread(actor=people["member"], thread=thread, now=NOW)
    lists.revoke_thread(actor=people["leader"], thread=thread, now=NOW)
    assert thread.turn == 1
