"""Surveys: one voice each, changed until the end, or anonymous so that nothing in the database leads back."""

from datetime import timedelta

import pytest
from django.apps import apps
from tests.factories.members import NOW, acting
from tests.portal.groups.conftest import seated

from hsoc.portal.audit.models import Entry as Link
from hsoc.portal.groups.actions import polls as acts
from hsoc.portal.groups.actions.polls import Draft, answer, ask, end_poll
from hsoc.portal.groups.models import Answer, Poll, Turnout
from hsoc.portal.groups.queries import polls
from hsoc.portal.groups.rules.polls import Ask, Per, Unread
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused

WEEK = timedelta(days=7)
AFTER = NOW + 2 * WEEK


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    said: list[list[int]] = []
    monkeypatch.setattr(acts, "tell", lambda *, people, **_: said.append(sorted(people)))
    return said


def asked(actor, group, **more) -> Poll:
    fields = {
        "title": "When", "text": "", "per": Per.PERSON, "anonymous": False, "early": False, "closes": NOW + WEEK, "now": NOW,
        "questions": (Draft(kind=Ask.SINGLE, text="Day", options=("Mon", "Tue")), Draft(kind=Ask.TEXT, text="Why", needed=False)),
    }  # fmt: skip
    return ask(actor=actor, group=group, **fields | more)


def test_a_survey_is_well_formed(group_of, people, told) -> None:
    group, member = group_of(), people["member"]
    for wrong in (
        {"title": " "}, {"questions": ()}, {"closes": NOW}, {"closes": NOW + timedelta(days=400)},
        {"questions": (Draft(kind=Ask.SINGLE, text="Day", options=("Mon", " Mon ")),)},
        {"questions": (Draft(kind=Ask.TEXT, text=" "),)},
    ):  # fmt: skip
        with pytest.raises(Unacceptable):
            asked(member, group, **wrong)
    with pytest.raises(Refused):
        asked(people["coordinator"], group)
    asked(member, group)
    assert told == [[people["leader"].user]]


def test_one_person_has_one_voice_and_may_change_it(group_of, people, told) -> None:
    group, member = group_of(), people["member"]
    poll = asked(member, group)
    with pytest.raises(Unread):
        answer(actor=member, poll=poll, given={2: ["no day"]}, now=NOW)
    answer(actor=member, poll=poll, given={1: ["0"]}, now=NOW)
    answer(actor=member, poll=poll, given={1: ["1"], 2: ["later"]}, now=NOW)
    assert Answer.objects.get().sheet == {"1": 1, "2": "later"}
    assert polls.own_sheet(poll, polls.key_of(member, poll)) == {"1": 1, "2": "later"}
    assert (polls.tally_of(poll, NOW), polls.tally_of(poll, AFTER)) == (None, {"1": {"n": 1, "c": [0, 1]}, "2": {"n": 1, "t": ["later"]}})
    with pytest.raises(Unacceptable):
        answer(actor=people["leader"], poll=poll, given={1: ["0"]}, now=AFTER)
    with pytest.raises(Refused):
        answer(actor=people["other"], poll=poll, given={1: ["0"]}, now=NOW)


def test_an_organisation_has_one_voice(group_of, people, told) -> None:
    group, leader = group_of(), people["leader"]
    colleague = seated(group, acting(leader.seats[0].role, 1, username="colleague"))
    poll = asked(leader, group, per=Per.ORGANISATION, early=True)
    assert polls.possible(poll) == 2
    answer(actor=leader, poll=poll, given={1: ["0"]}, now=NOW)
    answer(actor=colleague, poll=poll, given={1: ["1"]}, now=NOW)
    assert polls.tally_of(poll, NOW)["1"] == {"n": 1, "c": [0, 1]}
    assert (polls.answered_by(leader, [poll]), polls.answered_by(people["member"], [poll])) == ({poll.pk}, set())
    assert (polls.waiting_for(leader, NOW), polls.waiting_for(people["member"], NOW, group)) == ([], [poll])


def test_nothing_in_the_database_leads_from_a_person_to_an_anonymous_answer(group_of, people, told) -> None:
    group = group_of()
    for name in ("other", "second"):
        seated(group, people[name])
    poll = asked(people["leader"], group, anonymous=True, early=True)
    voters = [people[name] for name in ("second", "leader", "member")]
    logged = Link.objects.count()
    for place, (actor, day, words) in enumerate(zip(voters, ("1", "0", "1"), ("zebra-words", "apple-words", "melon-words"), strict=True)):
        answer(actor=actor, poll=poll, given={1: [day], 2: [words]}, now=NOW + timedelta(minutes=place))
    with pytest.raises(Unacceptable):
        answer(actor=voters[0], poll=poll, given={1: ["0"]}, now=NOW)
    poll.refresh_from_db()
    assert poll.tally == {"1": {"n": 3, "c": [1, 2]}, "2": {"n": 3, "t": ["apple-words", "melon-words", "zebra-words"]}}
    assert sorted(Turnout.objects.values_list("key", flat=True)) == sorted(f"person:{actor.user}" for actor in voters)
    assert Link.objects.count() == logged  # no entry of the log either, which would carry a time
    assert Answer.objects.count() == 0
    holding = [
        model.__name__ for model in apps.get_models() if any("-words" in str(value) for row in model.objects.values_list() for value in row)
    ]
    assert holding == ["Poll"]  # the words stand in the one tally and in no other row
    assert (polls.tally_of(poll, NOW), polls.tally_of(poll, AFTER)["1"]) == (None, {"n": 3, "c": [1, 2]})


def test_who_asked_or_a_leader_ends_it(group_of, people, told) -> None:
    group = group_of()
    poll = asked(people["leader"], group)
    with pytest.raises(Refused):
        end_poll(actor=people["member"], poll=poll, now=NOW)
    assert end_poll(actor=people["leader"], poll=poll, now=NOW).closed == NOW
    with pytest.raises(Unacceptable):
        end_poll(actor=people["leader"], poll=poll, now=NOW)
    assert end_poll(actor=people["leader"], poll=asked(people["member"], group), now=NOW).closed == NOW
