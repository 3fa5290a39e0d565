from __future__ import annotations

import pytest
from tests.factories.members import NOW, acting, person

from hsoc.portal.groups.models import Group
from hsoc.portal.lists import queries
from hsoc.portal.lists.actions.leaving import erase
from hsoc.portal.lists.models import MailingList, Post, Subscription, Thread
from hsoc.portal.members.rules import SYSTEM, Refused, Role

pytestmark = pytest.mark.django_db


def test_posts_stay_without_name_and_address():
    one = person(username="jana")
    group = Group.objects.create(code="g", name="G", purpose="p", audience="a", entry="open", tlp="TLP:GREEN", founded=NOW)
    mails = MailingList.objects.create(name="g", title="G", group=group, made=NOW)
    Subscription.objects.create(mailing_list=mails, user=one, delivery="each")
    thread = Thread.objects.create(mailing_list=mails, subject="S", tlp="TLP:GREEN", started=NOW, last=NOW)
    post = Post.objects.create(
        mailing_list=mails, thread=thread, identity="i", subject="S", text="T", folded="s t", tlp="TLP:GREEN", state="out", at=NOW,
        author=one, sender=one.email, sender_name="Jana",
    )  # fmt: skip
    assert (queries.posts_by(one.pk), queries.personal(one.pk)[0]["text"]) == (1, "T")
    with pytest.raises(Refused):
        erase(actor=acting(Role.ANALYST, 2), person=one.pk, now=NOW)
    assert erase(actor=SYSTEM, person=one.pk, now=NOW) == 1
    post.refresh_from_db()
    assert (post.sender, post.sender_name, post.text) == ("", "", "T")
    assert not Subscription.objects.exists()
