"""REST of members' own rules: list, one, preview, create, withdraw. Belongs here: arguments and answers. Never: who may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import StrictBool

from hsoc.exchange.flowspec.compose import rule as flowspec_rule
from hsoc.exchange.flowspec.tcam import cost
from hsoc.exchange.flowspec.text import match_text
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.api import WHOLE, bearer
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.network.actions import rules as actions
from hsoc.portal.network.forms.rule_words import wrong_words
from hsoc.portal.network.models import Rule
from hsoc.portal.network.queries import rules as queries
from hsoc.portal.network.rules.limits import MOST_RATE, needs_second
from hsoc.portal.network.rules.typed import Meant, meant
from hsoc.records.policy import Own

MOST_PAGE: Final = 200
router = Router(tags=["rules"], auth=bearer)
Typed = Annotated[str, Field(max_length=120)]


class NewRule(Schema):
    """A rule as it is asked for. The fields of the match are spelled as on the page; `for_minutes` says how long it lasts."""

    do: Own
    inbound: StrictBool = True
    source: Typed = ""
    destination: Typed = ""
    protocol: Typed = ""
    source_port: Typed = ""
    destination_port: Typed = ""
    flags: Typed = ""
    icmp: Typed = ""
    length: Typed = ""
    fragment: Typed = ""
    rate: Annotated[int, Field(ge=0, le=MOST_RATE), WHOLE] = 0
    for_minutes: Annotated[int, Field(ge=5, le=366 * 24 * 60), WHOLE] = 60
    comment: Annotated[str, Field(max_length=500)] = ""
    organisation: Annotated[int, Field(ge=1, le=4095), WHOLE] | None = None


class Why(Schema):
    """Why a rule is taken back."""

    reason: Annotated[str, Field(min_length=5, max_length=500)]


class Listed(Schema):
    """Filters of the list."""

    state: Annotated[str, Field(max_length=20)] = ""
    do: Annotated[str, Field(max_length=20)] = ""
    text: Annotated[str, Field(max_length=100)] = ""
    member: Annotated[int, Field(ge=0, le=4095)] = 0
    after: Annotated[int, Field(ge=0)] = 0
    size: Annotated[int, Field(ge=1, le=MOST_PAGE)] = 100


def _json(body: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), status=status, content_type="application/json")


def _now() -> datetime:
    return datetime.now(UTC)


def _told(rule: Rule, heard: queries.Engines, now: datetime) -> dict[str, Any]:
    state, code = queries.state_of(rule, heard, now=now)
    flows, packets, size = queries.tally_of(rule, heard).total
    return {
        "id": rule.pk,
        "organisation": rule.organisation.number,
        "do": rule.do,
        "inbound": rule.inbound,
        "match": rule.match,
        "text": rule.text,
        "rate": rule.rate,
        "state": state,
        "refused": code or None,
        "since": rule.since,
        "until": rule.until,
        "comment": rule.comment,
        "reason": rule.reason,
        "author": rule.author.username,
        "cost": rule.cost,
        "matched": {"flows": flows, "packets": packets, "bytes": size},
    }


def _read(actor: Actor, asked: NewRule) -> tuple[Any, Meant]:
    """The organisation and the meaning. Raises Http404 for one that is not seen, HttpError 422 with every field that is wrong."""
    number = asked.organisation or actor.organisation
    owner = queries.organisation(actor, number)
    if owner is None:
        raise Http404
    require(actor, Action.CREATE, Object.RULE, number)
    read = meant(asked.dict(), own=queries.prefixes_of(number), inbound=asked.inbound)
    if read.wrong:
        raise HttpError(422, "; ".join(f"{one.field or 'rule'}: {wrong_words(one)}" for one in read.wrong))
    return owner, read


@router.get("/network/rules", summary="Own rules, newest first", response={200: dict[str, Any]})
def listing(request: HttpRequest, asked: Query[Listed]) -> HttpResponse:
    """One page; `next` is the `after` of the following one, null on the last."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.RULE)
    found = queries.filtered(queries.visible_to(actor), state=asked.state, do=asked.do, text=asked.text, member=asked.member, now=now)
    if asked.after:
        found = found.filter(pk__lt=asked.after)
    page = list(found.order_by("-pk")[: asked.size + 1])
    heard = queries.said(now=now)
    following = page[asked.size - 1].pk if len(page) > asked.size else None
    return _json({"rules": [_told(one, heard, now) for one in page[: asked.size]], "next": following})


@router.get("/network/rules/{int:rule}", summary="One own rule", response={200: dict[str, Any]})
def one(request: HttpRequest, rule: int) -> HttpResponse:
    """The rule with its state at the engine and what it has matched."""
    actor, now = actor_of(request), _now()
    found = queries.visible_to(actor).filter(pk=rule).first()
    if found is None:
        raise Http404
    return _json(_told(found, queries.said(now=now), now))


@router.post("/network/rules/preview", summary="What a rule would do", response={200: dict[str, Any]})
def look(request: HttpRequest, asked: NewRule) -> HttpResponse:
    """Meaning, cost, room, other rules it meets, and what it would have matched in the last day and week. Changes nothing."""
    actor, now = actor_of(request), _now()
    owner, read = _read(actor, asked)
    most, has, units = queries.limits_of(owner), queries.used(owner, now=now), cost(flowspec_rule(read.match))
    try:
        seen = queries.would_match(read.match, member=owner.number, inbound=asked.inbound, now=now)
    except TooSlow:
        seen = None
    return _json(
        {
            "text": match_text(read.match),
            "cost": units,
            "room": has.rules < most.rules and has.cost + units <= most.cost,
            "needs_second_person": needs_second(asked.do, read.match, inbound=asked.inbound),
            "meets": queries.meetings(read.match, do=asked.do, owner=owner, now=now),
            "would_have_matched": seen,
        }
    )


@router.post("/network/rules", summary="Set a rule", response={201: dict[str, Any], 200: dict[str, Any]})
def create(request: HttpRequest, asked: NewRule) -> HttpResponse:
    """201 for a new one; 200 where the same rule was there and got the later end."""
    actor, now = actor_of(request), _now()
    owner, read = _read(actor, asked)
    typed = {
        name: str(value)
        for name, value in asked.dict().items()
        if name not in {"do", "inbound", "rate", "for_minutes", "comment", "organisation"}
    }
    try:
        made, new = actions.set_rule(
            actor=actor,
            organisation=owner.number,
            do=asked.do,
            match=read.match,
            inbound=asked.inbound,
            rate=asked.rate,
            lasts=timedelta(minutes=asked.for_minutes),
            comment=asked.comment,
            typed=typed,
            scrubbing=settings.SCRUBBING,
            now=now,
        )
    except Unacceptable as error:
        raise HttpError(422, str(error)) from error
    return _json(_told(made, queries.said(now=now), now), 201 if new else 200)


@router.post("/network/rules/{int:rule}/withdraw", summary="Take a rule back", response={200: dict[str, Any]})
def withdraw(request: HttpRequest, rule: int, why: Why) -> HttpResponse:
    """The rule leaves the routers with the next policy; done twice it changes nothing."""
    actor, now = actor_of(request), _now()
    found = queries.visible_to(actor).filter(pk=rule).first()
    if found is None:
        raise Http404
    try:
        actions.withdraw_rules(actor=actor, rules=[rule], reason=why.reason, now=now)
    except Unacceptable as error:
        raise HttpError(422, str(error)) from error
    found.refresh_from_db()
    return _json(_told(found, queries.said(now=now), now))
