"""What the pages show of services and requests: in the reader's language, ready for a template. Never: a right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hsoc.portal.charts.prose import prose
from hsoc.portal.services.models import Request, Rules, Service
from hsoc.portal.services.queries import catalogue
from hsoc.portal.services.rules.course import Deed, Side, State, move
from hsoc.portal.services.rules.course import deeds as allowed
from hsoc.portal.services.rules.steps import BY_HAND, Step, falling, ready

DEEDS = {
    Deed.APPROVE: _("Approve"),
    Deed.REFUSE: _("Refuse"),
    Deed.WITHDRAW: _("Withdraw the request"),
    Deed.START: _("Start using it"),
    Deed.REVIEW: _("Open a review"),
    Deed.KEEP: _("Keep using it"),
    Deed.END: _("End it"),
}
SAID = {
    Deed.APPROVE: _("approved"),
    Deed.REFUSE: _("refused"),
    Deed.WITHDRAW: _("withdrew the request"),
    Deed.START: _("started the use"),
    Deed.REVIEW: _("opened a review"),
    Deed.KEEP: _("kept it in use"),
    Deed.END: _("ended it"),
}
HARD = frozenset({Deed.REFUSE, Deed.WITHDRAW, Deed.END})


def place() -> int:
    """0 = Czech, 1 = English."""
    return 0 if get_language() == "cs" else 1


def in_words(one: Service | Rules, name: str) -> str:
    """A text of the service in the reader's language; the other where it is empty."""
    here, there = ("cs", "en") if place() == 0 else ("en", "cs")
    return str(getattr(one, f"{name}_{here}") or getattr(one, f"{name}_{there}"))


def service(one: Service) -> dict[str, Any]:
    """A service for a card or a page."""
    told = {name: in_words(one, name) for name in ("name", "summary", "price", "sla")}
    return told | {"row": one, "text": prose(in_words(one, "text"))}


def step(one: Step, done: dict[str, Any], sides: frozenset[Side]) -> dict[str, Any]:
    """A step for the list: done, open, or waiting for others."""
    held = done.get(one.code)
    return {
        "code": one.code,
        "name": one.name[place()],
        "why": one.why[place()],
        "member": one.side is Side.MEMBER,
        "machine": bool(one.check),
        "done": held,
        "ready": ready(one, done),
        "mine": one.side in sides,
        "by_hand": one.check in BY_HAND and Side.PROVIDER in sides,
    }


def falls(steps: Sequence[Step], code: str, done: Collection[str]) -> list[str]:
    """Names of the other steps that are done and are open again with this one."""
    gone = falling(steps, code) & set(done) - {code}
    return [one.name[place()] for one in steps if one.code in gone]


def deeds(request: Request, sides: frozenset[Side]) -> list[dict[str, Any]]:
    """Buttons: code, word, whether a reason is asked, whether it is a hard one."""
    state, found = State(request.state), []
    for deed in allowed(state, sides):
        step_ = move(state, deed)
        found.append({"code": deed.value, "word": DEEDS[deed], "reason": bool(step_ and step_.reason), "hard": deed in HARD})
    return found


def lines(requests: Sequence[Request], *, now: datetime) -> list[dict[str, Any]]:
    """Requests for a list. One query."""
    done = catalogue.ticked(requests)
    return [line(one, done.get(one.pk, set()), now=now) for one in requests]


def line(request: Request, codes: Collection[str], *, now: datetime) -> dict[str, Any]:
    """A request for a list: how many steps are done (codes) of how many, whether it waits too long."""
    steps = catalogue.steps_of(request.service)
    following = next((one for one in steps if one.code not in codes and ready(one, codes)), None)
    return {
        "row": request,
        "service": in_words(request.service, "name"),
        "done": sum(1 for one in steps if one.code in codes),
        "steps": len(steps),
        "next": following.name[place()] if following and request.state == State.ONBOARDING else "",
        "member": following.side is Side.MEMBER if following else False,
        "late": catalogue.late(request, now=now),
    }
