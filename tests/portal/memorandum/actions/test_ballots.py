from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW, acting, organisation, person

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Refused, Role
from hsoc.portal.memorandum.actions import ballots, signing
from hsoc.portal.memorandum.models import OpenVote, SecretVote
from hsoc.portal.notices.models import Notice

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
END = NOW + timedelta(days=7)


@pytest.fixture
def ask(people, signed):
    for number in (1, 2, 3):
        signed(number)

    def announced(**more):
        fields = {"title": "Plán", "text": "", "options": ["Pro", "Proti"], "secret": True, "quorum": 60, "opens": NOW, "closes": END}
        return ballots.announce(actor=people[1], now=NOW, **(fields | more))

    return announced


def test_one_secret_vote_an_organisation_that_nobody_can_trace(people, ask):
    manager, two = people[0], acting(Role.MANAGER, 2)
    made = ask()
    ballots.vote(actor=manager, ballot=made.pk, organisation=1, option=0, now=LATER)
    first = set(SecretVote.objects.values_list("key", flat=True))
    ballots.vote(actor=two, ballot=made.pk, organisation=2, option=1, now=LATER)
    keys = set(SecretVote.objects.values_list("key", flat=True))
    assert len(keys) == 2
    assert not first & keys  # every paper has a new key: the first voter's is not to be told from the second's
    assert {field.name for field in SecretVote._meta.get_fields()} == {"key", "ballot", "option"}
    with pytest.raises(Unacceptable, match=r"už|rozhodnuto"):
        ballots.vote(actor=manager, ballot=made.pk, organisation=1, option=1, now=LATER)
    told = Entry.objects.filter(action="ballot.voted")
    assert [one.details for one in told] == ["{}", "{}"]
    done = ballots.count(actor=people[1], ballot=made.pk, now=END)
    assert (done.protocol["counts"], done.protocol["valid"], done.protocol["votes"]) == ([1, 1], True, [])
    assert done.protocol["voted"] == ["Hospital 1", "Hospital 2"]
    assert ballots.count(actor=people[1], ballot=made.pk, now=END).digest == done.digest


def test_an_open_vote_stands_beside_its_voter(people, ask):
    made = ask(secret=False)
    ballots.vote(actor=people[0], ballot=made.pk, organisation=1, option=1, now=LATER)
    assert OpenVote.objects.get().option == 1
    assert ballots.count_due(actor=SYSTEM, now=LATER) == 0
    assert ballots.count_due(actor=SYSTEM, now=END) == 1
    made.refresh_from_db()
    assert (made.protocol["votes"], made.protocol["valid"], made.protocol["leading"]) == ([["Hospital 1", 1]], False, [])


def test_who_when_and_what(people, ask):
    manager, coordinator = people[0], people[1]
    made = ask(opens=LATER)
    organisation(4)
    outside = acting(Role.MANAGER, 4)
    with pytest.raises(Unacceptable, match=r"soupisu"):
        ballots.vote(actor=outside, ballot=made.pk, organisation=4, option=0, now=LATER)
    analyst = person(Role.ANALYST, 1)
    for actor, number in ((manager, 2), (coordinator, 1), (actor_of(analyst), 1)):
        with pytest.raises(Refused):
            ballots.vote(actor=actor, ballot=made.pk, organisation=number, option=0, now=LATER)
    for option, when in ((0, NOW), (0, END), (9, LATER)):
        with pytest.raises(Unacceptable):
            ballots.vote(actor=manager, ballot=made.pk, organisation=1, option=option, now=when)
    signing.name_representative(actor=manager, organisation=1, person=analyst.pk, rank=1, now=NOW)
    ballots.vote(actor=actor_of(analyst), ballot=made.pk, organisation=1, option=0, now=LATER)
    with pytest.raises(Unacceptable, match=r"ještě neskončilo"):
        ballots.count(actor=coordinator, ballot=made.pk, now=LATER)


def test_what_cannot_be_announced(people, ask):
    for wrong in ({"options": ["a", "a"]}, {"closes": NOW}, {"title": " "}):
        with pytest.raises(Unacceptable):
            ask(**wrong)
    with pytest.raises(Refused):
        ballots.announce(actor=people[0], title="x", text="", options=["a", "b"], secret=False, quorum=0, opens=NOW, closes=END, now=NOW)


def test_before_it_opens_a_vote_is_changed_and_its_roll_drawn_up_anew(people, ask, signed):
    made = ask(opens=LATER)
    signed(4)
    fields = {"title": "Plán 2", "text": "", "options": ["Ano", "Ne"], "secret": False, "quorum": 60, "opens": LATER, "closes": END}
    changed = ballots.change(actor=people[1], ballot=made.pk, now=NOW, **fields)
    assert (changed.title, changed.options, changed.secret) == ("Plán 2", ["Ano", "Ne"], False)
    assert sorted(changed.roll.values_list("organisation__number", flat=True)) == [1, 2, 3, 4]
    ballots.change(actor=people[1], ballot=made.pk, now=NOW, **fields)
    assert Entry.objects.filter(action="ballot.changed").count() == 1  # the same again is no change
    assert Notice.objects.filter(kind="ballot.changed").exists()
    with pytest.raises(Refused):
        ballots.change(actor=people[0], ballot=made.pk, now=NOW, **fields)
    with pytest.raises(Unacceptable):
        ballots.change(actor=people[1], ballot=made.pk, now=LATER, **fields)


@pytest.mark.parametrize("secret", [True, False])
def test_a_cancelled_vote_keeps_its_protocol_and_nothing_of_what_was_cast(people, ask, secret):
    made = ask(secret=secret)
    ballots.vote(actor=people[0], ballot=made.pk, organisation=1, option=0, now=LATER)
    with pytest.raises(Refused):
        ballots.cancel(actor=people[0], ballot=made.pk, reason="sál je obsazený", now=LATER)
    with pytest.raises(Unacceptable):
        ballots.cancel(actor=people[1], ballot=made.pk, reason="", now=LATER)
    done = ballots.cancel(actor=people[1], ballot=made.pk, reason="sál je obsazený", now=LATER)
    assert (done.protocol["voted"], done.protocol["counts"], done.protocol["reason"]) == (["Hospital 1"], [], "sál je obsazený")
    assert not SecretVote.objects.exists()
    assert not OpenVote.objects.exists()
    told = Notice.objects.filter(kind="ballot.cancelled")
    assert people[0].user in set(told.values_list("user_id", flat=True))
    assert ballots.cancel(actor=people[1], ballot=made.pk, reason="podruhé totéž", now=LATER).digest == done.digest
    with pytest.raises(Unacceptable):
        ballots.vote(actor=acting(Role.MANAGER, 2), ballot=made.pk, organisation=2, option=0, now=LATER)
    assert ballots.count_due(actor=SYSTEM, now=END) == 0
    assert ballots.count(actor=people[1], ballot=made.pk, now=END).cancelled


def test_a_vote_that_is_over_is_counted_not_cancelled(people, ask):
    made = ask()
    with pytest.raises(Unacceptable):
        ballots.cancel(actor=people[1], ballot=made.pk, reason="nelíbí se mi", now=END)
