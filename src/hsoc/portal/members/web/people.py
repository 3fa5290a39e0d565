"""Functions, invitations, names, steps and overlaps on the page of an organisation. Belongs here: POST in, redirect out. Never: a right."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hsoc.portal.members import queries
from hsoc.portal.members.actions import functions, invitations, names, overlaps, standing
from hsoc.portal.members.forms import AnswerForm, FunctionForm, InviteForm, NameForm, PrefixForm, StandingForm
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.web.steps import done, moment, valid


def _known(request: HttpRequest, number: int) -> None:
    get_object_or_404(queries.visible_to(actor_of(request)), number=number)


@login_required
@require_POST
def function_give(request: HttpRequest, number: int) -> HttpResponse:
    """Says what somebody does there."""
    _known(request, number)
    if (given := valid(request, FunctionForm(request.POST), act="function")) is not None:
        given |= {"kind": Work(given["kind"]), "confirmed": True}
        act = partial(functions.give_function, actor=actor_of(request), organisation=number, now=moment(), **given)
        done(request, act, _("Saved."), form="function")
    return redirect("member", number)


@login_required
@require_POST
def function_step(request: HttpRequest, number: int, function: int, code: str) -> HttpResponse:
    """Takes a function away, asks a duty contact to confirm, is the contact's own word, shows the contact to other members or hides it."""
    actor = actor_of(request)
    get_object_or_404(queries.functions_visible_to(actor), pk=function, organisation__number=number)
    told: dict[str, Any] = {"actor": actor, "function": function, "now": moment()}
    if code == "take":
        done(request, partial(functions.take_function, **told), _("The function is taken away."))
    elif code == "ask":
        done(request, partial(functions.ask_duty, **told), _("The mail is on its way."))
    elif code == "confirm":
        done(request, partial(functions.confirm_duty, **told), _("Thank you, it is confirmed."))
    elif code in {"share", "hide"}:
        said = _("The other members see this contact now.") if code == "share" else _("The other members no longer see this contact.")
        done(request, partial(functions.share_duty, shared=code == "share", **told), said)
    else:
        raise Http404
    own = code == "confirm" or request.POST.get("back") == "me"
    return redirect("me" if own else "member", *([] if own else [number]))


@login_required
@require_POST
def invite(request: HttpRequest, number: int) -> HttpResponse:
    """Sends an invitation."""
    _known(request, number)
    if (given := valid(request, InviteForm(request.POST), act="invite")) is not None:
        role, work = Role(given.pop("role")), [Work(one) for one in given.pop("work")]
        act = partial(invitations.invite, actor=actor_of(request), organisation=number, role=role, work=work, now=moment(), **given)
        done(request, act, _("The invitation is on its way; it is good for 14 days."), form="invite")
    return redirect("member", number)


@login_required
@require_POST
def invitation_step(request: HttpRequest, number: int, invitation: int, code: str) -> HttpResponse:
    """Sends it again or takes it back."""
    actor = actor_of(request)
    get_object_or_404(queries.invitations_visible_to(actor), pk=invitation, organisation__number=number)
    told: dict[str, Any] = {"actor": actor, "invitation": invitation, "now": moment()}
    if code == "resend":
        done(request, partial(invitations.resend, **told), _("Sent again; the old link is dead."))
    elif code == "revoke":
        done(request, partial(invitations.revoke, **told), _("The invitation is taken back."))
    else:
        raise Http404
    return redirect("member", number)


@login_required
@require_POST
def name_ask(request: HttpRequest, number: int) -> HttpResponse:
    """Asks for a domain, or for an AS number where it looks like one."""
    _known(request, number)
    if (given := valid(request, NameForm(request.POST), act="name")) is not None:
        value = given["value"].strip()
        code = names.ADD_AS if value.upper().removeprefix("AS").strip().isdecimal() else names.ADD_DOMAIN
        act = partial(names.ask_name, actor=actor_of(request), organisation=number, code=code, now=moment(), **given)
        done(request, act, _("Asked for. It takes effect once a second person has approved it."), form="name")
    return redirect("member", number)


@login_required
@require_POST
def name_give_up(request: HttpRequest, number: int, kind: str, pk: int) -> HttpResponse:
    """A domain or an AS number is no longer ours."""
    found = get_object_or_404(queries.visible_to(actor_of(request)), number=number)
    rows: dict[str, Any] = {"domain": found.domains, "asn": found.as_numbers}
    if kind not in rows:
        raise Http404
    get_object_or_404(rows[kind], pk=pk)
    told: dict[str, Any] = {
        "actor": actor_of(request),
        "organisation": number,
        "reason": request.POST.get("reason", "")[:500],
        "now": moment(),
    }
    act = partial(names.give_up_domain, domain=pk, **told) if kind == "domain" else partial(names.give_up_as_number, number=pk, **told)
    done(request, act, _("Saved."))
    return redirect("member", number)


@login_required
@require_POST
def stand(request: HttpRequest, number: int) -> HttpResponse:
    """A step of the organisation: takes part, is connected, has left; without a day, no longer."""
    _known(request, number)
    if (given := valid(request, StandingForm(request.POST), act="standing")) is not None:
        steps = {"participates": standing.participate, "connected": standing.connect, "left": standing.note_left}
        act = partial(
            steps[given["step"]], actor=actor_of(request), organisation=number, on=given["on"], reason=given["reason"], now=moment()
        )
        done(request, act, _("Saved."), form="standing")
    return redirect("member", number)


@login_required
@require_POST
def overlap_ask(request: HttpRequest, number: int) -> HttpResponse:
    """Asks the others whose prefixes the new one meets."""
    _known(request, number)
    if (given := valid(request, PrefixForm(request.POST), act="prefix")) is not None:
        act = partial(
            overlaps.ask_overlap, actor=actor_of(request), organisation=number, prefix=given["network"], reason=given["reason"],
            origin=given["origin"] or 0, registry=given["registry"], now=moment(),
        )  # fmt: skip
        done(request, act, _("The other organisation has been asked. Once it agrees, an operator approves the prefix."), form="prefix")
    return redirect("member", number)


@login_required
@require_POST
def overlap_answer(request: HttpRequest, number: int, overlap: int) -> HttpResponse:
    """The other party's word."""
    get_object_or_404(queries.overlaps_visible_to(actor_of(request)), pk=overlap, other__number=number)
    if (given := valid(request, AnswerForm(request.POST))) is not None:
        agree = given["verdict"] == "approve"
        act = partial(overlaps.answer_overlap, actor=actor_of(request), overlap=overlap, agree=agree, answer=given["answer"], now=moment())
        done(request, act, _("You have agreed; an operator decides next.") if agree else _("Refused."))
    return redirect("member", number)
