"""Pages about organisations, people, tokens and approvals. Belongs here: request in, page out. Never: a right or a row past the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from hsoc.portal.charts import numbers
from hsoc.portal.members import queries
from hsoc.portal.members.actions import agreement, organisations, people, tokens
from hsoc.portal.members.forms import AnswerForm, PersonForm, PrefixForm, ProfileForm, SeatForm, TokenForm
from hsoc.portal.members.kept import again, keep, kept
from hsoc.portal.members.models import ROLE_NAMES, Approval, Organisation, Prefix
from hsoc.portal.members.queries import ACTING_KEY, actor_of
from hsoc.portal.members.rules import COMMUNITY, Action, Object, Role, may, require

SHOWN = 200  # rows of a list on one page
CHANGES = {
    "prefix.add": _lazy("Add a prefix"),
    "prefix.remove": _lazy("Give a prefix up"),
    "seat.give": _lazy("Give a role over the community"),
    "warden.register": _lazy("Admit a Warden client to the test stage"),
    "warden.promote": _lazy("Let a Warden client send for production"),
    "rule.set": _lazy("Set a wide rule"),
    "member.declare": _lazy("Declare something that widens what may be done"),
    "member.leave": _lazy("No longer be reached over another network"),
    "mitigation.agree": _lazy("Agree to what the engine proposes"),
}
PARTS = {
    "prefix": _lazy("Prefix"),
    "origin": _lazy("AS number that announces it"),
    "roa": _lazy("ROA"),
    "registry": _lazy("What the registry says"),
    "name": _lazy("Name"),
    "sends": _lazy("It sends events"),
    "hostname": _lazy("Hostname in its certificate"),
    "with_secret": _lazy("It shows a secret"),
    "requestor": _lazy("Contact"),
    "note": _lazy("Note"),
    "username": _lazy("User name"),
    "role": _lazy("Role"),
    "organisation": _lazy("Number"),
    "rule": _lazy("Rule"),
    "field": _lazy("What"),
    "other": _lazy("Other network"),
    "key": _lazy("Entry"),
    "until": _lazy("Until"),
}
FIELDS = {
    "consent_destination_rtbh": _lazy("All traffic to an attacked address may be thrown away, if nothing milder saves the rest."),
    "single_homed": _lazy("Nobody but this network leads there; what comes from outside with those addresses is forged."),
}
UNSAID = frozenset({"organisation", "value"})  # stands in the title; an asked declaration is always a yes


ROAS = {"valid": _lazy("valid"), "invalid": _lazy("invalid"), "not-found": _lazy("there is none"), "unknown": _lazy("not looked up")}


def _now() -> datetime:
    return datetime.now(UTC)


def _done(request: HttpRequest, act: Callable[[], object], said: str, *, form: str = "") -> bool:
    """Runs an action; its refusal to do the impossible becomes a message, and what was typed into `form` is kept."""
    try:
        act()
    except agreement.Unacceptable as error:
        if form:
            keep(request, form)
        messages.error(request, str(error))
        return False
    messages.success(request, said)
    return True


def _valid(request: HttpRequest, form: Form, *, act: str = "") -> dict[str, Any] | None:
    if form.is_valid():
        return form.cleaned_data
    if act:
        keep(request, act)
    messages.error(
        request,
        "; ".join(
            f"{form[name].label}: {' '.join(str(one) for one in errors)}" for name, errors in form.errors.items() if name in form.fields
        ),
    )
    return None


def _organisation(request: HttpRequest, number: int) -> Organisation:
    return get_object_or_404(queries.visible_to(actor_of(request)), number=number)


# --- organisations -------------------------------------------------------------------------------------------------------
@login_required
@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """The organisations the actor may see."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.ORGANISATION)
    rows = queries.visible_to(actor).prefetch_related("prefixes")[:SHOWN]
    return render(request, "members/members.html", {"rows": rows})


@login_required
@require_GET
def member(request: HttpRequest, number: int) -> HttpResponse:
    """One organisation: profile, prefixes, people."""
    actor = actor_of(request)
    found = _organisation(request, number)
    unsaved = kept(request)
    return render(
        request,
        "members/member.html",
        {
            "organisation": found,
            "prefixes": [_proven(one) for one in queries.prefixes_visible_to(actor).filter(organisation=found)],
            "seats": queries.seats_visible_to(actor).filter(organisation=found)[:SHOWN],
            "profile": ProfileForm(
                again(unsaved, "profile"), auto_id="profile_%s", initial={name: getattr(found, name) for name in organisations.OWN_FIELDS}
            ),
            "prefix_form": PrefixForm(again(unsaved, "prefix"), auto_id="prefix_%s"),
            "person_form": PersonForm(again(unsaved, "person"), auto_id="person_%s"),
            "seat_form": SeatForm(again(unsaved, "seat"), auto_id="seat_%s"),
            "looks": queries.looks_into(actor, number, most=SHOWN),
            "own": number in actor.organisations,
            "may_change": may(actor, Action.CHANGE, Object.ORGANISATION, number),
            "may_prefix": may(actor, Action.CREATE, Object.PREFIX, number),
            "may_people": may(actor, Action.CREATE, Object.PERSON, number),
        },
    )


@login_required
@require_POST
def member_profile(request: HttpRequest, number: int) -> HttpResponse:
    """Changes what the organisation says of itself."""
    _organisation(request, number)
    if (given := _valid(request, ProfileForm(request.POST), act="profile")) is not None:
        _done(request, lambda: organisations.change_profile(actor=actor_of(request), organisation=number, now=_now(), **given), _("Saved."))
    return redirect("member", number)


@login_required
@require_POST
def prefix_ask(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Asks for a prefix to be added to (`add`) or taken from (`remove`) the organisation."""
    if code not in {"add", "remove"}:
        raise Http404
    _organisation(request, number)
    if (given := _valid(request, PrefixForm(request.POST), act="prefix")) is not None:
        _done(
            request,
            lambda: organisations.ask_prefix(
                actor=actor_of(request),
                organisation=number,
                code=code,
                prefix=given["network"],
                reason=given["reason"],
                origin=given["origin"] or 0,
                registry=given["registry"],
                now=_now(),
            ),
            _("Asked for. It takes effect once a second person has approved it."),
            form="prefix",
        )
    return redirect("member", number)


@login_required
@require_POST
def person_add(request: HttpRequest, number: int) -> HttpResponse:
    """Makes an account in the organisation."""
    _organisation(request, number)
    if (given := _valid(request, PersonForm(request.POST), act="person")) is not None:
        _done(
            request,
            lambda: people.add_person(actor=actor_of(request), organisation=number, now=_now(), **given),
            _("The account is made. The password is set through “Forgotten password”."),
            form="person",
        )
    return redirect("member", number)


@login_required
@require_POST
def seat_give(request: HttpRequest, number: int) -> HttpResponse:
    """Gives a role; one that reaches over the community is asked for instead."""
    _organisation(request, number)
    actor = actor_of(request)
    if (given := _valid(request, SeatForm(request.POST), act="seat")) is None:
        return redirect("member", number)
    if Role(given["role"]) not in COMMUNITY:
        _done(request, lambda: people.give_seat(actor=actor, organisation=number, now=_now(), **given), _("The role is given."))
        return redirect("member", number)
    payload = {"organisation": number, "username": given["username"], "role": given["role"]}
    _done(
        request,
        lambda: agreement.request_approval(
            actor=actor, code="seat.give", thing=Object.PERSON, organisation=number, payload=payload, reason=given["reason"], now=_now()
        ),
        _("Asked for. It takes effect once a second person has approved it."),
    )
    return redirect("member", number)


@login_required
@require_POST
def seat_take(request: HttpRequest, number: int, seat: int) -> HttpResponse:
    """Takes a role away."""
    actor = actor_of(request)
    get_object_or_404(queries.seats_visible_to(actor), pk=seat, organisation__number=number)
    reason = request.POST.get("reason", "")[:500]
    _done(request, lambda: people.take_seat(actor=actor, seat=seat, reason=reason, now=_now()), _("The role is taken away."))
    return redirect("member", number)


# --- tokens ----------------------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one's secret stands in the answer to the POST and is never shown again."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.TOKEN)
    names = queries.organisation_names()
    form = TokenForm(request.POST if request.method == "POST" else None, actor=actor, names=names)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _made, secret = tokens.create_token(actor=actor, now=_now(), **form.cleaned_data)
        except agreement.Unacceptable as error:
            form.add_error(None, str(error))
        else:
            form = TokenForm(None, actor=actor, names=names)
    page = {"rows": queries.tokens(actor)[:SHOWN], "form": form, "secret": secret, "now": _now()}
    answer = render(request, "members/tokens.html", page)
    if secret:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def token_revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Ends one's own token."""
    actor = actor_of(request)
    get_object_or_404(queries.tokens(actor), pk=token)
    _done(request, lambda: tokens.revoke_token(actor=actor, token=token, now=_now()), _("The token no longer works."))
    return redirect("tokens")


def _proven(one: Prefix) -> Prefix:
    """A prefix with what its ROA was, in words."""
    one.roa_text = ROAS.get(one.roa, one.roa)  # type: ignore[attr-defined]
    return one


def _part(name: str, value: Any) -> tuple[Any, Any]:
    """One thing of what was asked for: its name and its value, both in words."""
    if name == "until" and isinstance(value, int):
        shown: Any = numbers.moment(value, get_language() or "cs")
    elif name == "role" and value in set(Role):
        shown = ROLE_NAMES[Role(value)]
    elif value is True:
        shown = _("yes")
    else:
        shown = {"roa": ROAS, "field": FIELDS}.get(name, {}).get(str(value), value)
    return PARTS.get(name, name), shown


# --- approvals ---------------------------------------------------------------------------------------------------------------
@login_required
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.APPROVAL)
    seen = queries.approvals_visible_to(actor)
    decided = list(seen.exclude(state=Approval.State.PENDING)[:SHOWN])
    waiting = list(seen.filter(state=Approval.State.PENDING, expires__gt=_now())[:SHOWN])
    for row in (*waiting, *decided):
        row.title = CHANGES.get(row.code, row.code)  # type: ignore[attr-defined]
        row.parts = [_part(name, value) for name, value in row.payload.items() if value and name not in UNSAID]  # type: ignore[attr-defined]
    for row in waiting:
        number = row.organisation.number if row.organisation else None
        row.mine_to_decide = row.requester_id != actor.user and may(actor, Action.APPROVE, Object(row.object), number)  # type: ignore[attr-defined]
    return render(request, "members/approvals.html", {"waiting": waiting, "decided": decided})


@login_required
@require_POST
def approval_decide(request: HttpRequest, approval: int) -> HttpResponse:
    """Approves or refuses as the second person."""
    actor = actor_of(request)
    get_object_or_404(queries.approvals_visible_to(actor), pk=approval)
    if (given := _valid(request, AnswerForm(request.POST))) is not None:
        approve = given["verdict"] == "approve"
        _done(
            request,
            lambda: agreement.decide_approval(actor=actor, approval=approval, approve=approve, answer=given["answer"], now=_now()),
            _("Approved and carried out.") if approve else _("Refused."),
        )
    return redirect("approvals")


# --- oneself -------------------------------------------------------------------------------------------------------------------
@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Says for which of one's organisations one acts from now on."""
    actor = actor_of(request)
    number = request.POST.get("organisation", "")
    if not number.isdecimal() or int(number) not in actor.organisations:
        raise Http404
    request.session[ACTING_KEY] = int(number)
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(following if safe else "portal")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The cs/en switch: a cookie for the browser, and the person's own choice for mails and other browsers."""
    actor = actor_of(request)
    wanted = request.POST.get("language", "")
    if actor.user and wanted in people.LANGUAGES and wanted != actor.language:
        people.choose_language(actor=actor, language=wanted, now=_now())
    answer: HttpResponse = set_language(request)
    return answer
