"""Pages “What we want” (a member) and “Exemptions and limits” (the operator). Never: members' rules, a right past the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.kept import again, keep, kept
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.portal.network.actions import wishes as actions
from hsoc.portal.network.forms.rules import REASON, lasts_choices
from hsoc.portal.network.forms.wishes import ExemptionForm, LimitForm, OtherForm, SpareForm, WishForm
from hsoc.portal.network.models import Exemption
from hsoc.portal.network.queries import wishes as queries
from hsoc.portal.network.queries.rules import limits_of, prefixes_of, used
from hsoc.portal.network.rules.limits import LASTS, MOST_COST, MOST_RULES
from hsoc.records.policy import OtherWay


def _now() -> datetime:
    return datetime.now(UTC)


def _owner(request: HttpRequest, actor: Actor) -> Organisation:
    """The organisation of `?member=` or the one acted for; an operator without one sees the first."""
    seen = queries.organisations(actor)
    asked = request.GET.get("member", "")
    if asked:
        if not asked.isdecimal() or len(asked) > 4:
            raise Http404
        return get_object_or_404(seen, number=int(asked))
    found = seen.filter(number=actor.organisation).first() or seen.first()
    if found is None:
        raise Http404
    return found


def _valid(request: HttpRequest, form: Form, act: str) -> bool:
    if form.is_valid():
        return True
    keep(request, act)
    told = [
        f"{form[name].label if name in form.fields else ''}: {' '.join(str(error) for error in errors)}"
        for name, errors in form.errors.items()
    ]
    messages.error(request, "; ".join(told))
    return False


def _done(request: HttpRequest, act: Callable[[], object], said: str, *, form: str) -> None:
    try:
        act()
    except Unacceptable as error:
        keep(request, form)
        messages.error(request, str(error))
    else:
        messages.success(request, said)


@login_required
@require_GET
def wishes(request: HttpRequest) -> HttpResponse:
    """What a member wants of the perimeter, and what it declared."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.WISH)
    if not request.GET.get("member") and not queries.organisations(actor).exists():
        return render(request, "network/wishes_none.html")
    owner = _owner(request, actor)
    unsaved = kept(request)
    told = queries.wishes_of(owner)
    waiting = [str(payload.get("field", "")) for payload in queries.pending(owner, actions.DECLARE, now=now)]
    wished = {name: getattr(told, name) for name in ("profile", "strongest", "longest_minutes", "most_rules", "research_scanners")}
    initial = {name: "" if value is None else value for name, value in wished.items()}  # none at all is a wish, too
    declarations = [
        (
            "consent_destination_rtbh",
            _("We agree that all traffic to an attacked address of ours is thrown away, if nothing milder saves the rest of us."),
            owner.consent_destination_rtbh,
        ),
        (
            "single_homed",
            _("Nobody but this network leads to us. What comes from outside with our addresses is forged and may be dropped."),
            owner.single_homed,
        ),
    ]
    return render(
        request,
        "network/wishes.html",
        {
            "owner": owner,
            "owners": list(queries.organisations(actor).values_list("number", "name")),
            "prefixes": prefixes_of(owner.number),
            "form": WishForm(again(unsaved, "save"), initial=initial),
            "unsaved": unsaved,
            "declarations": [(field, text, value, field in waiting) for field, text, value in declarations],
            "others": queries.other_networks(owner),
            "leaving": [payload.get("other") for payload in queries.pending(owner, actions.LEAVE, now=now)],
            "other_form": OtherForm(again(unsaved, "other"), auto_id="other_%s"),
            "spared": queries.spared_nets(owner, now=now),
            "spare_form": SpareForm(again(unsaved, "spare"), initial={"lasts": "365d"}, auto_id="spare_%s"),
            "has": used(owner, now=now),
            "most": limits_of(owner),
            "may_change": may(actor, Action.CHANGE, Object.WISH, owner.number),
        },
    )


@login_required
@require_POST
def wish(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One change of a member's wishes."""
    actor, now = actor_of(request), _now()
    owner = get_object_or_404(queries.organisations(actor), number=number)
    member = owner.number
    data, reason = request.POST, request.POST.get("reason", "")[:REASON]
    waits = _("Asked for. The operator decides.")
    if act == "save":
        form = WishForm(data)
        if _valid(request, form, act):
            told = form.wishes(queries.wishes_of(owner))
            asked = {"actor": actor, "organisation": member, "wishes": told, "reason": reason, "now": now}
            _done(request, lambda: actions.save_wishes(**asked), _("Saved."), form=act)  # type: ignore[arg-type]
    elif act == "declare":
        value = data.get("value") == "1"
        asked = {"actor": actor, "organisation": member, "field": data.get("field", ""), "reason": reason, "now": now}
        _done(request, lambda: actions.declare(value=value, **asked), waits if value else _("Taken back."), form=act)  # type: ignore[arg-type]
    elif act == "other":
        other_form = OtherForm(data)
        if _valid(request, other_form, act):
            given = other_form.cleaned_data
            prefixes = given["prefixes"].replace(",", " ").split()
            _done(
                request,
                lambda: actions.add_other_network(
                    actor=actor, organisation=member, kind=OtherWay(given["kind"]), name=given["name"], asn=given["asn"] or 0,
                    prefixes=prefixes, now=now,
                ),
                _("Added."),
                form=act,
            )  # fmt: skip
    elif act == "leave":
        other = int(data["other"][:18]) if data.get("other", "").isdecimal() else 0
        gone = {"actor": actor, "organisation": member, "other": other, "reason": reason, "now": now}
        _done(request, lambda: actions.remove_other_network(**gone), waits, form=act)  # type: ignore[arg-type]
    else:
        _spare(request, actor, member, act, now)
    return redirect(f"{reverse('wishes')}?member={member}")


def _spare(request: HttpRequest, actor: Actor, number: int | None, act: str, now: datetime) -> None:
    if act == "spare":
        form = SpareForm(request.POST)
        if _valid(request, form, act):
            given = form.cleaned_data
            asked = {"prefix": given["network"], "reason": given["reason"], "lasts": LASTS[given["lasts"]]}
            _done(request, lambda: actions.spare(actor=actor, organisation=number, now=now, **asked), _("Spared."), form=act)
    elif act == "end_spared" and request.POST.get("spared", "").isdecimal():
        _done(
            request,
            lambda: actions.end_spared(actor=actor, spared=int(request.POST["spared"][:18]), now=now),
            _("No longer spared."),
            form=act,
        )
    else:
        raise Http404


@login_required
@require_GET
def exemptions(request: HttpRequest) -> HttpResponse:
    """The operator's page: who is exempt, which nets no black hole swallows, how much each member's rules may take."""
    actor, now = actor_of(request), _now()
    unsaved, taken = kept(request), queries.taken(actor, now=now)
    usual = Counter(one.most for one in taken).most_common(1)
    noted = {one.number for one in taken if one.has.rules or one.most != usual[0][0]}  # has rules, or a limit of its own
    return render(
        request,
        "network/exemptions.html",
        {
            "rows": queries.exemptions(actor, now=now),
            "spared": queries.spared_nets(None, now=now),
            "taken": taken,
            "having": [one for one in taken if one.number in noted],
            "without": [one for one in taken if one.number not in noted],
            "form": ExemptionForm(again(unsaved, "add"), initial={"lasts": "90d"}),
            "spare_form": SpareForm(again(unsaved, "spare"), initial={"lasts": "365d"}, auto_id="spare_%s"),
            "limit": unsaved if unsaved.get("act") == "limit" else {"most_rules": MOST_RULES, "most_cost": MOST_COST},
            "lasts": lasts_choices(),
        },
    )


@login_required
@require_POST
def exemption(request: HttpRequest, act: str) -> HttpResponse:
    """One change of the operator."""
    actor, now = actor_of(request), _now()
    require(actor, Action.CHANGE, Object.PERIMETER)
    if act == "add":
        form = ExemptionForm(request.POST)
        if _valid(request, form, act):
            given = form.cleaned_data
            _done(
                request,
                lambda: actions.exempt(
                    actor=actor, prefix=given["network"], owner=given["owner"], reason=given["reason"], lasts=LASTS[given["lasts"]],
                    tier=Exemption.Tier(given["tier"]), detectors=(), now=now,
                ),
                _("Exempt."),
                form=act,
            )  # fmt: skip
    elif act == "end" and request.POST.get("exemption", "").isdecimal():
        number = int(request.POST["exemption"][:18])
        _done(request, lambda: actions.end_exemption(actor=actor, exemption=number, now=now), _("It holds no longer."), form=act)
    elif act == "limit":
        limit = LimitForm(request.POST)
        if _valid(request, limit, act):
            _done(request, lambda: actions.limit_rules(actor=actor, now=now, **limit.cleaned_data), _("Saved."), form=act)
    else:
        _spare(request, actor, None, act, now)
    return redirect("exemptions")
