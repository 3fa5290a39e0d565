"""What is read of offers and calls: among members only, never public. Every list begins at a gate here. Never: a change."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext

from hsoc.portal.aid.models import Answer, Call, Offer
from hsoc.portal.aid.rules import AnswerState, CallState, Kind, Lent, matching
from hsoc.portal.charts.need import MOST, Level, Need
from hsoc.portal.folding import matching as worded
from hsoc.portal.folding import words_of
from hsoc.portal.members.models import Membership
from hsoc.portal.members.rules import Action, Actor, Object, Role, may
from hsoc.portal.tally import many

OPEN = (CallState.OPEN.value, CallState.HELPED.value)


def visible_to(actor: Actor) -> QuerySet[Call]:
    """Calls that the actor may see: all, for who has a seat in a member."""
    every = Call.objects.select_related("organisation", "person")
    return every if may(actor, Action.VIEW, Object.AID) else every.none()


def offers_visible_to(actor: Actor, *, now: datetime) -> QuerySet[Offer]:
    """Offers that stand."""
    standing = Offer.objects.select_related("organisation", "person").filter(withdrawn__isnull=True, until__gt=now)
    return standing if may(actor, Action.VIEW, Object.AID) else standing.none()


def narrowed(offers: QuerySet[Offer], *, kind: str, region: str, text: str) -> QuerySet[Offer]:
    """Those of a kind, a region, with a word."""
    if kind:
        offers = offers.filter(kind=kind)
    if region:
        offers = offers.filter(organisation__region=region)
    if text:
        offers = worded(offers, words_of(text), "text", "organisation__name")
    return offers


def open_calls(actor: Actor, *, now: datetime) -> QuerySet[Call]:
    """Calls that wait, the urgent first."""
    return visible_to(actor).filter(state__in=OPEN, until__gt=now)


def answers_of(actor: Actor, call: Call) -> QuerySet[Answer]:
    """All answers for who called; each helper sees only its own."""
    every = call.answers.select_related("organisation", "person")
    if may(actor, Action.CHANGE, Object.AID, call.organisation.number):
        return every
    return every.filter(organisation__number__in=actor.organisations)


def matches(actor: Actor, call: Call, *, now: datetime) -> list[Offer]:
    """Offers that fit the call, the best first."""
    rows = {one.pk: one for one in offers_visible_to(actor, now=now).filter(kind=call.kind)[:500]}
    lent = [Lent(one.pk, one.organisation.number, Kind(one.kind), one.organisation.region, one.amount) for one in rows.values()]
    asked = {"kind": Kind(call.kind), "organisation": call.organisation.number, "region": call.organisation.region, "amount": call.amount}
    return [rows[one.number] for one in matching(lent, **asked)]  # type: ignore[arg-type]


def to_be_told(call: Call, *, now: datetime) -> set[int]:
    """Who hears of a call: who offers this kind; of an urgent one also managers and analysts everywhere."""
    standing = Offer.objects.filter(kind=call.kind, withdrawn__isnull=True, until__gt=now).exclude(organisation=call.organisation)
    people = set(standing.values_list("person_id", flat=True))
    if call.urgent:
        seats = Membership.objects.filter(role__in=[Role.MANAGER.value, Role.ANALYST.value]).exclude(organisation=call.organisation)
        people |= set(seats.values_list("user_id", flat=True))
    return people


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """Calls of others that wait for help, the urgent at once; answers to one's own call that wait for a word."""
    found: list[Need] = []
    mine = Q(organisation__number=actor.organisation)
    given = Answer.objects.filter(call=OuterRef("pk"), state=AnswerState.GIVEN.value).order_by("made").values("made")
    rows = open_calls(actor, now=now).annotate(own=Case(When(mine, then=Value(1)), default=Value(0)), given=Subquery(given[:1]))
    rows = rows.filter(mine & Q(given__isnull=False) | ~mine & Q(state=CallState.OPEN.value))
    # one question for both; one's own, of which there are few, come first
    both = list(rows.order_by("-own", "given", "-urgent", "-made")[: MOST * 3])
    for one in [one for one in both if not one.own][:MOST]:
        level = Level.NOW if one.urgent else Level.CAN
        what = gettext("%(organisation)s needs %(n)s × %(what)s.") % {
            "organisation": one.organisation, "n": one.amount, "what": one.get_kind_display(),
        }  # fmt: skip
        href = reverse("aid_call", args=[one.pk])
        found.append(
            Need(level=level, label=gettext("Aid"), what=what, href=href, step=gettext("See whether you can help"), since=one.made)
        )
    if may(actor, Action.CREATE, Object.AID, actor.organisation):
        for one in [one for one in both if one.own][:1]:
            href, what = reverse("aid_call", args=[one.pk]), gettext("Somebody offers you help and waits for your word.")
            step = gettext("Accept or decline")
            found.append(Need(level=Level.TODAY, label=gettext("Aid"), what=what, href=href, step=step, since=one.given))
    return tuple(found)


def said_by(person: int) -> int:
    """How many offers, calls and answers are of somebody. A fact for other rooms, no gate."""
    return many(*(model.objects.filter(person_id=person) for model in (Offer, Call, Answer)))


def personal(person: int) -> list[dict[str, object]]:
    """Offers, calls and answers of a person, for the copy that he takes."""
    found: list[dict[str, object]] = []
    for model in (Offer, Call, Answer):
        rows = model.objects.filter(person_id=person).values("text", "amount", "made")
        found += [{"kind": model.__name__.lower()} | dict(one) for one in rows]
    return found
