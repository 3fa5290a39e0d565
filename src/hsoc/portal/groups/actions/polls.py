"""Ask a group, answer, end a survey. Never: counting (rules.polls)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions.history import record
from hsoc.portal.groups.models import Answer, Group, Poll, Question, Turnout
from hsoc.portal.groups.queries import needs
from hsoc.portal.groups.queries.polls import asked, is_over, key_of, polls_visible_to
from hsoc.portal.groups.rules.polls import MOST_OPTIONS, MOST_QUESTIONS, Ask, Per, added, read
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.groups.share.telling import tell
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Actor, Refused

LONGEST: Final = timedelta(days=92)  # a survey that runs longer is forgotten


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A question as somebody writes it."""

    kind: Ask
    text: str
    options: tuple[str, ...] = ()
    needed: bool = True


@transaction.atomic
def ask(
    *, actor: Actor, group: Group, title: str, text: str, per: Per, anonymous: bool, early: bool, closes: datetime,
    questions: Sequence[Draft], now: datetime,
) -> Poll:  # fmt: skip
    """A new survey; the group is told. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.WRITE)
    if not title.strip():
        raise Unacceptable(_("A title is needed."))
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise Unacceptable(_("A survey has 1 to %(n)d questions.") % {"n": MOST_QUESTIONS})
    if not now < closes <= now + LONGEST:
        raise Unacceptable(_("The end lies in the next three months."))
    made = Poll.objects.create(
        group=group, title=title.strip()[:200], text=text.strip()[:10_000], per=per.value, anonymous=anonymous,
        early=early and not anonymous, by_id=actor.user or None, created=now, closes=closes,
    )  # fmt: skip
    Question.objects.bulk_create([_question(made, number, one) for number, one in enumerate(questions, 1)])
    record(actor=actor, group=group, code="poll", now=now, about=made.title, thing=f"poll:{made.pk}")
    people = [one for one in queries.members_of(group).values_list("user_id", flat=True) if one != actor.user]
    path = reverse("group_poll", args=[group.code, made.pk])
    tell(people=people, kind="group.poll", values={"group": group.name, "title": made.title}, path=path, now=now)
    return made


def _question(poll: Poll, number: int, one: Draft) -> Question:
    options = list(dict.fromkeys(text.strip()[:200] for text in one.options if text.strip()))
    if not one.text.strip():
        raise Unacceptable(_("Question %(n)d has no words.") % {"n": number})
    if one.kind is not Ask.TEXT and not 2 <= len(options) <= MOST_OPTIONS:
        raise Unacceptable(_("Question %(n)d needs 2 to %(most)d different answers to choose from.") % {"n": number, "most": MOST_OPTIONS})
    return Question(
        poll=poll, number=number, kind=one.kind.value, text=one.text.strip()[:300],
        options=[] if one.kind is Ask.TEXT else options, needed=one.needed,
    )  # fmt: skip


@transaction.atomic
def answer(*, actor: Actor, poll: Poll, given: Mapping[int, Sequence[str]], now: datetime) -> None:
    """Answer, or change one's answer where the survey is not anonymous. Raises Refused, Unacceptable, rules.polls.Unread.

    Of an anonymous survey the audit log learns as little as the database: that it was answered is kept by Turnout, without a time.
    """
    held = polls_visible_to(actor).select_for_update(of=("self",)).filter(pk=poll.pk).first()
    if held is None:
        raise Refused("no such survey")
    needs(actor, held.group, Deed.WRITE)
    if is_over(held, now):
        raise Unacceptable(_("The survey is over."))
    key = key_of(actor, held)
    if not key:
        raise Refused("no voice")
    questions = asked(held)
    sheet = read(questions, given)
    if not sheet:
        raise Unacceptable(_("Answer at least one question."))
    if held.anonymous:
        _made, new = Turnout.objects.get_or_create(poll=held, key=key)
        if not new:
            raise Unacceptable(_("You have answered. An anonymous answer cannot be found again, so it cannot be changed."))
        held.tally = added(held.tally, questions, sheet)
        held.save(update_fields=["tally"])
        return
    home = queries.members_of(held.group).get(user=actor.user).organisation
    fields = {"user_id": actor.user, "organisation": home, "sheet": sheet, "at": now}
    Answer.objects.update_or_create(poll=held, key=key, defaults=fields)
    record(actor=actor, group=held.group, code="answered", now=now, thing=f"poll:{held.pk}", concerns=home.number, quiet=True)


@transaction.atomic
def end_poll(*, actor: Actor, poll: Poll, now: datetime) -> Poll:
    """End a survey before its time: who asked, or a leader. Raises Refused, Unacceptable."""
    held = polls_visible_to(actor).filter(pk=poll.pk).first()
    if held is None:
        raise Refused("no such survey")
    needs(actor, held.group, Deed.WRITE if held.by_id == actor.user else Deed.KEEP)
    if is_over(held, now):
        raise Unacceptable(_("The survey is over."))
    held.closed = now
    held.save(update_fields=["closed"])
    record(actor=actor, group=held.group, code="poll_ended", now=now, about=held.title, thing=f"poll:{held.pk}")
    return held
