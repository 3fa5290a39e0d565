"""A mail is a member's post, or held, for every reason there is; leaders decide; labels never widen."""

from __future__ import annotations

import pytest
from tests.factories.members import NOW
from tests.portal.groups.conftest import seated

from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import lists, posts
from hsoc.portal.lists.models import Attachment, Post, Sending
from hsoc.portal.lists.rules.addresses import Sort, Target
from hsoc.portal.lists.rules.letters import Letter, Piece
from hsoc.portal.lists.rules.posting import Delivery, State, Why, Writers
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused
from hsoc.portal.notices.models import Notice
from hsoc.records.tlp import TLP

pytestmark = pytest.mark.django_db
MEMBER, OTHER = "member@hospital2.example", "other@hospital3.example"


def written(sender: str = MEMBER, **more: object) -> Letter:
    fields = {
        "identity": "1@hospital2.example", "sender": sender, "sender_name": "", "to": ("hsoc-tech@lists.hsoc.example",),
        "subject": "Zálohy", "text": "Jak zálohujete?", "answers": (),
    } | more  # fmt: skip
    return Letter(**fields)


def taken(one, letter, *, proven=True, target=None):
    return posts.take_mail(mailing_list=one, target=target or Target(name=one.name), letter=letter, proven=proven, now=NOW)


def test_a_members_mail_goes_to_everybody_else_once(mailing_list, people):
    lists.choose(actor=people["second"], mailing_list=mailing_list, delivery=Delivery.DIGEST, now=NOW)
    post = taken(mailing_list, written())
    assert (post.state, post.author.username, post.tlp, post.thread.subject) == (State.OUT, "member", "TLP:GREEN", "Zálohy")
    assert set(post.sendings.values_list("user__username", "digest")) == {("leader", False), ("second", True)}
    assert taken(mailing_list, written()) is None
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("letter", "proven", "why"),
    [
        (written(), False, Why.UNPROVEN), (written(OTHER), True, Why.STRANGER), (written("nobody@x.example"), True, Why.STRANGER),
        (written(subject="x TLP:RED"), True, Why.RED), (written(to=("jana@x.example",)), True, Why.ELSEWHERE),
    ],
)  # fmt: skip
def test_what_is_not_surely_a_members_is_held_and_told(mailing_list, people, letter, proven, why):
    post = taken(mailing_list, letter, proven=proven)
    assert (post.state, post.why, Sending.objects.count()) == (State.HELD, why, 0)
    assert list(Notice.objects.filter(kind="list.held").values_list("user__username", flat=True)) == ["leader"]
    assert not queries.visible_to(people["member"])
    assert [one.pk for one in queries.held_visible_to(people["leader"])] == [post.pk]
    assert not queries.held_visible_to(people["member"])
    assert not queries.held_visible_to(people["coordinator"])


def test_the_secret_address_proves_and_is_taken_back(mailing_list, people):
    lists.renew_secret(actor=people["member"], mailing_list=mailing_list, now=NOW)
    target = Target(name="hsoc-tech", sort=Sort.MEMBER, number=people["member"].user, turn=1)
    post = taken(mailing_list, written("home@private.example"), proven=False, target=target)
    assert (post.state, post.author.username) == (State.OUT, "member")
    lists.renew_secret(actor=people["member"], mailing_list=mailing_list, now=NOW)
    assert taken(mailing_list, written(identity="2@x.example"), proven=True, target=target).why == Why.TOKEN
    never = Target(name="hsoc-tech", sort=Sort.MEMBER, number=people["second"].user, turn=0)
    assert taken(mailing_list, written(identity="3@x.example"), target=never).why == Why.TOKEN
    forged = Target(name="hsoc-tech", valid=False)
    assert taken(mailing_list, written(identity="4@x.example"), target=forged).why == Why.TOKEN


def test_answers_find_their_thread_and_never_widen(mailing_list, people):
    first = taken(mailing_list, written(subject="x TLP:AMBER"))
    by_reference = taken(mailing_list, written(identity="2@x.example", answers=(first.identity,), subject="Re: x TLP:CLEAR"))
    assert (by_reference.thread_id, by_reference.tlp, by_reference.references) == (first.thread_id, "TLP:AMBER", first.identity)
    target = Target(name="hsoc-tech", sort=Sort.THREAD, number=first.thread_id, turn=0)
    assert taken(mailing_list, written(identity="3@x.example", subject="new"), target=target).thread_id == first.thread_id
    gone = Target(name="hsoc-tech", sort=Sort.THREAD, number=first.thread_id, turn=1)
    assert taken(mailing_list, written(identity="4@x.example"), target=gone).thread_id != first.thread_id


def test_files_are_kept_or_counted(mailing_list, people):
    post = taken(mailing_list, written(pieces=(Piece("a.txt", b"x"), Piece("virus.exe", b"MZ"), Piece("p.html", b"<b>"))))
    assert (list(Attachment.objects.values_list("file__name", flat=True)), post.dropped) == (["a.txt"], 2)
    row = Attachment.objects.get()
    assert queries.attachment(people["member"], row.pk)
    assert queries.attachment(people["other"], row.pk) is None


def test_red_is_for_those_who_are_there(mailing_list, people):
    actor = people["member"]
    post = posts.write(actor=actor, mailing_list=mailing_list, subject="a", text="b", label=TLP.RED, now=NOW)
    assert not Sending.objects.exists()
    assert all(queries.visible_to(people[who]).filter(pk=post.pk) for who in ("leader", "member", "second"))
    seated(mailing_list.group, people["other"])
    assert not queries.visible_to(people["other"]).filter(pk=post.pk)
    assert queries.thread(people["other"], post.thread_id) is None
    assert not queries.threads(people["other"], mailing_list)


def test_web_is_for_members_and_wants_words(mailing_list, people):
    with pytest.raises(Refused):
        posts.write(actor=people["other"], mailing_list=mailing_list, subject="a", text="b", now=NOW)
    for given in ({"subject": "", "text": "b"}, {"subject": "a", "text": " "}):
        with pytest.raises(Unacceptable):
            posts.write(actor=people["member"], mailing_list=mailing_list, now=NOW, **given)
    with pytest.raises(Unacceptable):
        posts.write(actor=people["member"], mailing_list=mailing_list, subject="a", text="b", pieces=[Piece("x.exe", b"MZ")], now=NOW)


def test_a_moderated_list_waits_for_a_leader(mailing_list, people):
    mailing_list.writers = Writers.LEADERS
    mailing_list.save()
    waits = posts.write(actor=people["member"], mailing_list=mailing_list, subject="a", text="b", now=NOW)
    out = posts.write(actor=people["leader"], mailing_list=mailing_list, subject="a", text="b", now=NOW)
    assert (waits.why, waits.state, out.state) == (Why.MODERATED, State.HELD, State.OUT)
    assert posts.release(actor=people["member"], posts=[waits.pk], now=NOW) == 0  # not his to decide
    assert posts.release(actor=people["leader"], posts=[waits.pk], now=NOW) == 1
    assert posts.release(actor=people["leader"], posts=[waits.pk], now=NOW) == 0
    assert waits.sendings.count() == 2


def test_refused_is_said_to_proven_people_only(mailing_list, people):
    unproven = taken(mailing_list, written(), proven=False)
    proven = taken(mailing_list, written(identity="2@x.example", subject="TLP:RED"))
    with pytest.raises(Unacceptable):
        posts.refuse(actor=people["leader"], posts=[unproven.pk], reason="", now=NOW)
    assert posts.refuse(actor=people["leader"], posts=[unproven.pk, proven.pk], reason="Not for this list", now=NOW) == 2
    assert list(Notice.objects.filter(kind="list.refused").values_list("user__username", flat=True)) == ["member"]
    third = taken(mailing_list, written(identity="3@x.example"), proven=False)
    assert posts.discard(actor=people["leader"], posts=[third.pk], now=NOW) == 1
    assert not queries.held_visible_to(people["leader"])


def test_a_flood_of_held_posts_ends(mailing_list, people, monkeypatch):
    monkeypatch.setattr(posts, "MOST_HELD", 1)
    assert taken(mailing_list, written(), proven=False)
    assert taken(mailing_list, written(identity="2@x.example"), proven=False) is None
