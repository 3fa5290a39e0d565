"""Oneself: how to be reached, days away, keys, leaving, one's data, being forgotten. Belongs here: request in, page out. Never: a right."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import msgspec
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from hsoc.portal.members import queries
from hsoc.portal.members.actions import contacts, keys, leaving, vouches
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.forms import DAY_NAMES, LANGUAGE_NAMES, AwayForm, ContactForm, KeyForm
from hsoc.portal.members.kept import again, kept
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules.checks import phone_shown
from hsoc.portal.members.rules.fates import Fate
from hsoc.portal.members.rules.standing import COOL_OFF_DAYS, confirmed_until, is_overdue
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.web.held_words import told
from hsoc.portal.members.web.steps import done, moment, valid

FIELDS = ("name", "phone", "dark_email", "dark_phone", "speaks", "hours_from", "hours_to")
FATES: Final = {
    Fate.GOES: _lazy("goes"),
    Fate.NAMELESS: _lazy("stays without your name"),
    Fate.STAYS: _lazy("stays"),
    Fate.UNTOUCHABLE: _lazy("cannot be found"),
}
LOOKS: Final = {Fate.GOES: "ok", Fate.NAMELESS: "run", Fate.STAYS: "med", Fate.UNTOUCHABLE: "soft"}


@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """All about oneself on one page."""
    actor, now = actor_of(request), moment()
    person, unsaved = queries.me(actor), kept(request)
    work = list(queries.functions_visible_to(actor).filter(user_id=actor.user))
    initial = {name: getattr(person, name) for name in FIELDS} | {"workdays": list(person.workdays)}
    return render(
        request,
        "members/me.html",
        {
            "person": person,
            "phone": phone_shown(person.phone),
            "code_awaited": bool(person.phone) and queries.awaits_code(person, now),
            "dark_phone": phone_shown(person.dark_phone),
            "seats": queries.seats_visible_to(actor).filter(user_id=actor.user),
            "work": [(one, one.kind == Work.DUTY, is_overdue(one.confirmed, now), confirmed_until(one.confirmed)) for one in work],
            "absences": person.absences.filter(last__gte=now.date()).select_related("stand_in"),
            "keys": [(one, one.expires and (one.expires - now).days) for one in person.keys.all()],
            "speaks": [LANGUAGE_NAMES[one] for one in person.speaks if one in LANGUAGE_NAMES],
            "days": [DAY_NAMES[one] for one in person.workdays if one in DAY_NAMES],
            "contact": ContactForm(again(unsaved, "contact"), auto_id="contact_%s", initial=initial),
            "away": AwayForm(again(unsaved, "away"), auto_id="away_%s"),
            "key_form": KeyForm(again(unsaved, "key"), auto_id="key_%s"),
            "vouchers": queries.vouchers(actor.user),
            "erasure": queries.erasure(actor),
        },
    )


@login_required
@require_POST
def contact(request: HttpRequest) -> HttpResponse:
    """Saves how to be reached."""
    if (given := valid(request, ContactForm(request.POST), act="contact")) is not None:
        done(request, partial(contacts.change_contact, actor=actor_of(request), now=moment(), **given), _("Saved."), form="contact")
    return redirect("me")


@login_required
@require_POST
def proof(request: HttpRequest, way: str) -> HttpResponse:
    """Asks for a proof of the address or number, or types a code back."""
    actor, now = actor_of(request), moment()
    try:
        if way == "email":
            contacts.ask_mail_proof(actor=actor, now=now)
            messages.success(request, _("A link is on its way to your address."))
        elif request.POST.get("code"):
            contacts.prove_phone(actor=actor, code=request.POST["code"][:10], now=now)
            messages.success(request, _("Your number is proven."))
        elif contacts.ask_phone_proof(actor=actor, now=now):
            messages.success(request, _("A code is on its way to your phone; it is good for 15 minutes."))
        else:
            messages.warning(request, _("This house cannot send messages yet; a coordinator will prove the number by a call."))
    except Unacceptable as error:
        messages.error(request, str(error))
    return redirect("me")


@login_required
@require_POST
def prove_call(request: HttpRequest, person: int) -> HttpResponse:
    """A coordinator has called the number."""
    actor = actor_of(request)
    get_object_or_404(queries.people_visible_to(actor), pk=person)
    done(request, partial(contacts.prove_by_call, actor=actor, person=person, now=moment()), _("The number is proven."))
    number = request.POST.get("organisation", "")
    return redirect("member", int(number)) if number.isdecimal() and len(number) < 10 else redirect("members")


@login_required
@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """Writes an absence down."""
    if (given := valid(request, AwayForm(request.POST), act="away")) is not None:
        done(request, partial(contacts.go_away, actor=actor_of(request), now=moment(), **given), _("Saved."), form="away")
    return redirect("me")


@login_required
@require_POST
def back(request: HttpRequest, absence: int) -> HttpResponse:
    """Takes an absence back."""
    actor = actor_of(request)
    get_object_or_404(queries.me(actor).absences, pk=absence)
    done(request, partial(contacts.come_back, actor=actor, absence=absence, now=moment()), _("Taken back."))
    return redirect("me")


@login_required
@require_POST
def key_add(request: HttpRequest) -> HttpResponse:
    """Adds or renews a public key."""
    if (given := valid(request, KeyForm(request.POST), act="key")) is not None:
        done(request, partial(keys.add_key, actor=actor_of(request), now=moment(), **given), _("The key is saved."))
    return redirect("me")


@login_required
@require_POST
def key_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes a key of one's own."""
    actor = actor_of(request)
    get_object_or_404(queries.me(actor).keys, pk=pk)
    done(request, partial(keys.remove_key, actor=actor, key=pk, now=moment()), _("The key is removed."))
    return redirect("me")


@login_required
@require_POST
def vouch(request: HttpRequest) -> HttpResponse:
    """One's word for somebody, by user name."""
    actor, name = actor_of(request), request.POST.get("username", "").strip().lower()[:60]
    person = queries.people_called([name]).get(name, 0)
    told: dict[str, Any] = {
        "actor": actor,
        "person": person,
        "said": request.POST.get("said", "")[:500],
        "circle": request.POST.get("circle", "")[:60],
    }
    done(request, partial(vouches.vouch, now=moment(), **told), _("Your word is written down."))
    return redirect("me")


@login_required
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """GET lists what would pass to whom; POST leaves."""
    actor = actor_of(request)
    found = get_object_or_404(queries.visible_to(actor).filter(memberships__user_id=actor.user).distinct(), number=number)
    if request.method == "POST":
        told: dict[str, Any] = {"heir": request.POST.get("heir", "")[:60], "reason": request.POST.get("reason", "")[:500]}
        if done(
            request, partial(leaving.leave, actor=actor, organisation=number, now=moment(), **told), _("You have left the organisation.")
        ):
            return redirect("me")
    colleagues = queries.seats_visible_to(actor).filter(organisation=found).exclude(user_id=actor.user)
    return render(
        request,
        "members/leave.html",
        {
            "organisation": found,
            "passes": queries.handed_over(actor.user, number),
            "tokens": queries.revoked_by_leaving(actor.user, number),
            "last": queries.is_last_manager(actor.user, number),
            "colleagues": list({seat.user_id: seat.user for seat in colleagues}.values()),
        },
    )


@login_required
@require_POST
def my_data(request: HttpRequest, format_: str) -> HttpResponse:
    """All that is held of oneself: a page to read, or JSON to take along."""
    actor = actor_of(request)
    leaving.note_export(actor=actor, now=moment())
    sections = queries.personal_data(actor)
    if format_ == "json":
        body = msgspec.json.format(msgspec.json.encode({str(title): rows for title, rows in sections}), indent=2)
        answer = HttpResponse(body, content_type="application/json")
        answer.headers["Content-Disposition"] = f'attachment; filename="hsoc-{actor.username}.json"'
    else:
        answer = render(request, "members/my_data.html", {"sections": [(title, told(rows)) for title, rows in sections]})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@login_required
def forget(request: HttpRequest) -> HttpResponse:
    """GET says what goes and what stays and why; POST asks for it, or takes the request back."""
    actor = actor_of(request)
    if request.method == "POST":
        if request.POST.get("act") == "cancel":
            done(request, partial(leaving.cancel_erasure, actor=actor, now=moment()), _("You stay. The request is taken back."))
            return redirect("me")
        if done(request, partial(leaving.ask_erasure, actor=actor, now=moment()), _("Asked for. Until then you can change your mind.")):
            return redirect("forget")
    return render(
        request,
        "members/forget.html",
        {
            "erasure": queries.erasure(actor),
            "days": COOL_OFF_DAYS,
            "last": queries.last_manager_of(actor.user),
            "traces": [(one, FATES[one.fate], LOOKS[one.fate]) for one in queries.traces(actor)],
        },
    )
