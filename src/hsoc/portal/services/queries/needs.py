"""What waits for a person among the requests: the next step of one's own side, requests to decide, reviews. Never: a change."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from hsoc.portal.charts.need import MOST, Level, Need
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.services.models import Request
from hsoc.portal.services.queries import catalogue
from hsoc.portal.services.rules.course import Side, State
from hsoc.portal.services.rules.steps import Step, ready

MOST_OWN = 100  # of an organisation's requests that are looked through; there are a dozen services
RULED = frozenset({State.IN_USE, State.REVIEW})  # before use, accepting is a step or can wait for it


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """For who runs services the requests that wait; for a member the steps that are its own."""
    found: list[Need] = []
    rows = catalogue.board(actor).prefetch_related(None)
    if may(actor, Action.APPROVE, Object.REQUEST):
        asked = rows.filter(state=State.ASKED.value).order_by().aggregate(n=Count("pk"), since=Min("asked"), moved=Min("moved"))
        if asked["n"]:
            what = ngettext("%(n)d request for a service waits", "%(n)d requests for services wait", asked["n"]) % {"n": asked["n"]}
            level = Level.TODAY if catalogue.unmoved(asked["moved"], now=now) else Level.WEEK
            href, step = reverse("service_board"), gettext("Approve or refuse")
            found.append(Need(level=level, label=gettext("Service"), what=what, href=href, step=step, since=asked["since"]))
        going = list(rows.filter(state=State.ONBOARDING.value).order_by("moved")[:MOST_OWN])
        prefetch_related_objects(going, "done")
        ours = [one for one in going if _next(one, Side.PROVIDER)]
        if ours:
            what = ngettext("%(n)d way into a service waits for our step", "%(n)d ways into services wait for our steps", len(ours)) % {
                "n": len(ours)
            }
            href = reverse("service_request", args=[ours[0].pk]) if len(ours) == 1 else reverse("service_board")
            step, level = gettext("Do the next step"), Level.TODAY if catalogue.unmoved(ours[0].moved, now=now) else Level.WEEK
            found.append(Need(level=level, label=gettext("Service"), what=what, href=href, step=step, since=ours[0].moved))
    place = 0 if get_language() == "cs" else 1
    states = [State.ONBOARDING.value, *(one.value for one in RULED)]
    here = list(rows.filter(organisation__number=actor.organisation, state__in=states)[:MOST_OWN]) if actor.organisation else []
    acts = may(actor, Action.CHANGE, Object.REQUEST, actor.organisation)  # others of the organisation read of it on its page
    own = [one for one in here if acts and one.state == State.ONBOARDING]
    prefetch_related_objects(own, "done")
    mine = [one for one in here if acts and one.state in RULED]
    for one, rules in catalogue.unaccepted(mine):
        if len(found) < MOST:
            href, step = reverse("service_rules", args=[one.service.code]), gettext("Read and accept")
            what = gettext("%(service)s: rules, version %(n)d") % {
                "service": one.service.name_cs if place == 0 else one.service.name_en, "n": rules.number,
            }  # fmt: skip
            found.append(Need(level=Level.WEEK, label=gettext("Service"), what=what, href=href, step=step, since=rules.published))
    for one in own:
        step_ = _next(one, Side.MEMBER)
        if step_ is not None and len(found) < MOST:
            href = reverse("service_request", args=[one.pk])
            what = f"{one.service.name_cs if place == 0 else one.service.name_en}: {step_.name[place]}"
            step = gettext("Do the next step")
            found.append(Need(level=Level.WEEK, label=gettext("Service"), what=what, href=href, step=step, since=one.moved))
    return tuple(found)


def _next(request: Request, side: Side) -> Step | None:
    """The first step of this side that waits for nothing; its `done` are fetched."""
    codes = {done.code for done in request.done.all()}
    return next(
        (one for one in catalogue.steps_of(request.service) if one.code not in codes and ready(one, codes) and one.side is side), None
    )
