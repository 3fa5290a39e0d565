"""What of the groups presses on the first page: a call without an answer, an invitation, requests, late tasks. Never: the lists."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext, ngettext

from hsoc.portal.charts.need import MOST, Level, Need
from hsoc.portal.groups.queries import calls, papers, polls
from hsoc.portal.groups.queries import groups as gates
from hsoc.portal.groups.rules.standing import Part, State
from hsoc.portal.members.rules import Actor


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """The most pressing of each kind."""
    if not actor.user:
        return ()
    ties = gates.ties_of(actor)
    if not ties:
        return ()
    found: list[Need] = []
    inside = [one for one in ties if one.state == State.IN.value]
    for call in calls.silent(actor) if any(one.called for one in inside) else ():  # type: ignore[attr-defined]
        title = gettext("EXERCISE: %(group)s is called together") if call.exercise else gettext("%(group)s is called together")
        href = reverse("group_call", args=[call.group.code, call.pk])
        found.append(
            Need(
                level=Level.NOW, label=gettext("Emergency"), what=title % {"group": call.group.name}, detail=call.subject, href=href,
                step=gettext("Say whether you come"), since=call.at,
            )
        )  # fmt: skip
    for stay in [one for one in ties if one.state == State.INVITED.value][:MOST]:
        what = gettext("You are invited to %(group)s") % {"group": stay.group.name}
        href = reverse("group", args=[stay.group.code])
        step = gettext("Accept or decline")
        found.append(Need(level=Level.WEEK, label=gettext("Group"), what=what, detail=stay.said, href=href, step=step, since=stay.asked))
    led = [one for one in inside if one.part == Part.LEADER.value and one.asking]  # type: ignore[attr-defined]
    for group, count in [(one.group, one.asking) for one in led[:MOST]]:  # type: ignore[attr-defined]
        what = ngettext("%(n)s asks to enter %(group)s", "%(n)s ask to enter %(group)s", count) % {"n": count, "group": group.name}
        href = reverse("group_members", args=[group.code])
        found.append(Need(level=Level.WEEK, label=gettext("Group"), what=what, href=href, step=gettext("Admit or refuse")))
    today = now.astimezone(get_default_timezone()).date()
    late = papers.late(papers.my_tasks(actor), today).values_list("pk", "title", "created", "group__code", "group__name")
    for pk, title, created, code, name in late[:MOST]:
        href = reverse("group_task", args=[code, pk])
        found.append(
            Need(
                level=Level.TODAY, label=gettext("Task"), what=title, detail=f"{name}, {gettext('late')}", href=href,
                step=gettext("Say how far it is"), since=created,
            )
        )  # fmt: skip
    for poll in polls.waiting_for(actor, now, homes={one.group_id: one.organisation.number for one in inside})[:MOST] if inside else ():
        href = reverse("group_poll", args=[poll.group.code, poll.pk])
        found.append(
            Need(
                level=Level.WEEK, label=gettext("Survey"), what=poll.title, detail=poll.group.name, href=href, step=gettext("Answer"),
                due=poll.closes, since=poll.created,
            )
        )  # fmt: skip
    return tuple(found)
