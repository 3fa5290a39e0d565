"""What waits for a person among the requests: the next step of one's own side, requests to decide, reviews. Never: a change."""

from __future__ import annotations

from datetime import datetime

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from hsoc.portal.charts.need import MOST, Level, Need
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.services.queries import catalogue
from hsoc.portal.services.rules.course import Side, State
from hsoc.portal.services.rules.steps import ready

RULED = frozenset({State.IN_USE, State.REVIEW})  # before use, accepting is a step or can wait for it


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """For who runs services the requests that wait; for a member the steps that are its own."""
    found: list[Need] = []
    rows = list(catalogue.board(actor).prefetch_related(None)[:200])
    if may(actor, Action.APPROVE, Object.REQUEST):
        asked = [one for one in rows if one.state == State.ASKED]
        if asked:
            what = ngettext("%(n)d request for a service waits", "%(n)d requests for services wait", len(asked)) % {"n": len(asked)}
            level = Level.TODAY if any(catalogue.late(one, now=now) for one in asked) else Level.WEEK
            href, step = reverse("service_board"), gettext("Approve or refuse")
            found.append(
                Need(level=level, label=gettext("Service"), what=what, href=href, step=step, since=min(one.asked for one in asked))
            )
    place = 0 if get_language() == "cs" else 1
    own = [one for one in rows if one.organisation.number == actor.organisation and one.state == State.ONBOARDING]
    prefetch_related_objects(own, "done")
    mine = [one for one in rows if one.organisation.number == actor.organisation and one.state in RULED]
    for one, rules in catalogue.unaccepted(mine):
        if len(found) < MOST:
            href, step = reverse("service_rules", args=[one.service.code]), gettext("Read and accept")
            what = gettext("%(service)s: rules, version %(n)d") % {
                "service": one.service.name_cs if place == 0 else one.service.name_en, "n": rules.number,
            }  # fmt: skip
            found.append(Need(level=Level.WEEK, label=gettext("Service"), what=what, href=href, step=step, since=rules.published))
    for one in own:
        codes = {done.code for done in one.done.all()}
        step_ = next(
            (s for s in catalogue.steps_of(one.service) if s.code not in codes and ready(s, codes) and s.side is Side.MEMBER), None
        )
        if step_ is not None and len(found) < MOST:
            href = reverse("service_request", args=[one.pk])
            what = f"{one.service.name_cs if place == 0 else one.service.name_en}: {step_.name[place]}"
            step = gettext("Do the next step")
            found.append(Need(level=Level.WEEK, label=gettext("Service"), what=what, href=href, step=step, since=one.moved))
    return tuple(found)
