"""Pages of What if: ask, follow, read, cancel. Belongs here: request in, page out. Never: a right past the gate, or the reckoning."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hsoc.portal.charts import numbers
from hsoc.portal.events.web.words import DETECTORS
from hsoc.portal.members import queries as members
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.portal.network.actions import what_if as actions
from hsoc.portal.network.forms.what_if import AskForm, changes_words
from hsoc.portal.network.models import Question
from hsoc.portal.network.queries import what_if as queries
from hsoc.portal.network.rules.changes import Unreadable, changed, differing, read
from hsoc.portal.network.web.what_if_page import figures, hurt, kinds, left_ms, refusals, sentence
from hsoc.records.policy import Policy
from hsoc.records.what_if import MOST_NAMED

PAGE = 20  # questions on a page


def _now() -> datetime:
    return datetime.now(UTC)


def _owner(request: HttpRequest, actor: Actor) -> int:
    """Whom it is about: 0 = the whole network, for who may change the perimeter. Raises Refused."""
    asked = request.POST.get("member", request.GET.get("member", ""))
    whole = may(actor, Action.CHANGE, Object.PERIMETER)
    number = int(asked) if asked.isdecimal() and len(asked) <= 4 else 0 if whole else actor.organisation
    require(actor, Action.VIEW, Object.WISH, number or None)
    if not number:
        require(actor, Action.CHANGE, Object.PERIMETER)
    return number


@login_required
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """A new question above, those asked before below."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.WISH)
    present, days = queries.present(), queries.days()
    whole = may(actor, Action.CHANGE, Object.PERIMETER)
    member = _owner(request, actor) if whole or may(actor, Action.CHANGE, Object.WISH) else actor.organisation
    may_ask = whole or may(actor, Action.CHANGE, Object.WISH, member)
    limits = [one.name for one in present.limits if not member or one.profile != "network"] if present else []
    today = numbers.local(int(_now().timestamp() * 1000)).date().isoformat()
    form = AskForm(request.POST or None, request.FILES or None, days=days, today=today, limits=limits, detectors=sorted(DETECTORS))
    if request.method == "POST" and present is not None:
        made = _asked(actor, form, present, member=member)
        if made is not None:
            return redirect("what_if_one", made.pk)
    page = Paginator(queries.visible_to(actor), PAGE).get_page(request.GET.get("page"))
    names = members.organisation_names()
    known = {one.number for one in present.members} if present else set()
    return render(
        request,
        "network/what_if.html",
        {
            "form": form,
            "present": present,
            "days": days,
            "whole": whole,
            "member": member,
            "may_ask": may_ask,
            "owners": {number: names[number] for number in sorted(known) if number in names} if whole else {},
            "ceiling": differing(present) if present else {},
            "rows": [(one, changes_words(one.changes)) for one in page.object_list],
            "page": page,
        },
        status=422 if request.method == "POST" else 200,
    )


def _asked(actor: Actor, form: AskForm, present: Policy, *, member: int) -> Question | None:
    """The question that was made, None where the form says what is wrong."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    changes: dict[str, Any] = {"profile": given["profile"], "without": given["without"], "observed": given["observed"]}
    changes |= {"ceiling": form.ceiling if not member else {}, "tuned": form.tuned if not member else []}
    sent = given["file"] if not member else None
    try:
        if sent is not None:
            policy, suffix = read(sent.read(), sent.name)
            changes = {"tuned": changes["tuned"]}
        else:
            if not any(changes.values()):
                form.add_error(None, _("Change something, or send a policy file."))
                return None
            made = changed(
                present, profile=given["profile"], without=tuple(given["without"]), observed=tuple(given["observed"]), member=member,
                **changes["ceiling"],
            )  # fmt: skip
            policy, suffix = msgspec.json.encode(made).decode(), ".json"
        return actions.ask(
            actor=actor, organisation=member, day=given["day"], changes=changes, policy=policy, suffix=suffix, tuned=changes["tuned"],
            file_name=sent.name if sent is not None else "", now=_now(),
        )  # fmt: skip
    except Unreadable as error:
        form.add_error("file", _("%(name)s is no policy: %(why)s") % {"name": sent.name if sent else "", "why": error})
    except (msgspec.ValidationError, Unacceptable) as error:
        form.add_error(None, str(error))
    return None


@login_required
@require_GET
def one(request: HttpRequest, question: int) -> HttpResponse:
    """A question: how far it is, or its answer. Asked for by htmx it is only the part that changes."""
    actor = actor_of(request)
    found = get_object_or_404(queries.visible_to(actor), pk=question)
    answer = queries.answer_of(found)
    context: dict[str, Any] = {
        "question": found,
        "changes": changes_words(found.changes),
        "answer": answer,
        "ahead": queries.ahead(found),
        "left": left_ms(found, now=_now()),
        "may_cancel": may(actor, Action.CHANGE, *_about(found)),
    }
    if answer is not None:
        context |= {
            "sentence": sentence(answer), "figures": figures(answer), "hurt": hurt(answer), "kinds": kinds(answer),
            "refusals": refusals(answer), "change": answer.difference, "named": MOST_NAMED,
        }  # fmt: skip
    if request.headers.get("HX-Request"):
        made = render(request, "network/parts/what_if_state.html", context)
        if not found.is_open:
            made["HX-Refresh"] = "true"  # the answer is a page of its own
        return made
    return render(request, "network/what_if_one.html", context)


def _about(found: Question) -> tuple[Object, int | None]:
    return (Object.WISH, found.organisation.number) if found.organisation else (Object.PERIMETER, None)


@login_required
@require_POST
def cancel(request: HttpRequest, question: int) -> HttpResponse:
    """Want no answer any more."""
    actor = actor_of(request)
    number = get_object_or_404(queries.visible_to(actor), pk=question).pk
    try:
        actions.cancel(actor=actor, question=number, now=_now())
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Cancelled."))
    return redirect("what_if_one", number)
