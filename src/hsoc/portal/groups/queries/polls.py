"""Surveys through their gate, who may still answer, and their results. Never: a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import Count, Prefetch, QuerySet

from hsoc.portal.groups.models import Answer, Group, GroupMembership, Poll, Question, Turnout
from hsoc.portal.groups.queries.groups import members_of, of
from hsoc.portal.groups.rules.polls import Ask, Asked, Per, Sheet, Tally, shows, total
from hsoc.portal.members.rules import Actor

LISTED: Final = ("title", "per", "anonymous", "created", "closes", "closed", "group__code", "group__name")  # what a list of them shows


def polls_visible_to(actor: Actor) -> QuerySet[Poll]:
    """Surveys of the actor's groups with their questions."""
    questions = Prefetch("questions", queryset=Question.objects.order_by("number"))
    return Poll.objects.select_related("group", "by").prefetch_related(questions).filter(group__in=of(actor))


def is_over(poll: Poll, now: datetime) -> bool:
    """Whether its time is past or it was ended."""
    return poll.closed is not None or poll.closes <= now


def key_of(actor: Actor, poll: Poll) -> str:
    """Under which name the actor has his one voice; for an organisation it is the one he is in the group for."""
    if poll.per == Per.PERSON:
        return f"person:{actor.user}"
    held = members_of(poll.group_id).filter(user=actor.user).first()
    return f"organisation:{held.organisation.number}" if held else ""


def answered(poll: Poll, key: str) -> bool:
    """Whether that voice was given."""
    rows = Turnout.objects if poll.anonymous else Answer.objects
    return rows.filter(poll=poll, key=key).exists()


def own_sheet(poll: Poll, key: str) -> Sheet:
    """What was answered under that name, where the survey is not anonymous."""
    held = Answer.objects.filter(poll=poll, key=key).values_list("sheet", flat=True).first()
    return dict(held) if held else {}


def answered_by(actor: Actor, polls: Sequence[Poll], homes: dict[int, int] | None = None) -> set[int]:
    """Which of the surveys the actor (or his organisation in the group) has answered. homes: group → that one, where it is known."""
    if homes is None:
        stays = GroupMembership.objects.filter(user_id=actor.user, state="in", group__in={one.group_id for one in polls})
        homes = dict(stays.values_list("group_id", "organisation__number"))
    keys = {one.pk: f"person:{actor.user}" if one.per == Per.PERSON else f"organisation:{homes.get(one.group_id, 0)}" for one in polls}
    wanted = set(keys.values())
    said, taken = (
        model.objects.order_by().filter(poll__in=polls, key__in=wanted).values_list("poll_id", "key") for model in (Answer, Turnout)
    )
    found = set(said.union(taken))
    return {number for number, key in keys.items() if (number, key) in found}


def voices(polls: Sequence[Poll]) -> dict[int, int]:
    """Survey → how many answers it has."""
    found = dict.fromkeys([one.pk for one in polls], 0)
    for rows in (Answer.objects, Turnout.objects):
        found |= dict(rows.filter(poll__in=polls).values_list("poll_id").annotate(n=Count("pk")))
    return found


def possible(poll: Poll) -> int:
    """How many voices there could be."""
    people = members_of(poll.group_id).order_by()
    return people.count() if poll.per == Per.PERSON else people.values("organisation").distinct().count()


def asked(poll: Poll) -> list[Asked]:
    """Its questions as they are counted."""
    return [Asked(one.number, Ask(one.kind), len(one.options), one.needed) for one in poll.questions.all()]


def tally_of(poll: Poll, now: datetime) -> Tally | None:
    """The results, or None while they are not to be seen."""
    count = voices([poll])[poll.pk]
    if not shows(anonymous=poll.anonymous, early=poll.early, over=is_over(poll, now), answers=count):
        return None
    if poll.anonymous:
        return dict(poll.tally)
    return total(asked(poll), list(Answer.objects.filter(poll=poll).order_by().values_list("sheet", flat=True)))


def answers_of(poll: Poll) -> QuerySet[Answer]:
    """Who answered what, of a survey that is not anonymous and has passed its gate."""
    return Answer.objects.select_related("user", "organisation").filter(poll=poll)


def waiting_for(actor: Actor, now: datetime, group: Group | None = None, homes: dict[int, int] | None = None) -> list[Poll]:
    """Open surveys of the actor's groups (or of one of them) that he has not answered; without their questions. homes: as above."""
    found = polls_visible_to(actor).prefetch_related(None).filter(closed__isnull=True, closes__gt=now, group__ended__isnull=True)
    found = found.select_related(None).select_related("group").only(*LISTED)
    running = list(found if group is None else found.filter(group=group))
    done = answered_by(actor, running, homes) if running else set()
    return [one for one in running if one.pk not in done]
