"""A group's people and settings: invite, admit, remove, who leads, what the group is. Never: a row past the gate."""

from __future__ import annotations

import csv
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions import groups as acts
from hsoc.portal.groups.actions import membership
from hsoc.portal.groups.forms import InviteForm, SettingsForm
from hsoc.portal.groups.models import PART_NAMES, STATE_NAMES, GroupMembership
from hsoc.portal.groups.queries import groups as gates
from hsoc.portal.groups.queries.papers import searched
from hsoc.portal.groups.queries.vouching import words
from hsoc.portal.groups.rules.standing import Deed, Part, State
from hsoc.portal.groups.rules.together import MOST, NEEDS
from hsoc.portal.groups.web.frame import Frame, opened
from hsoc.portal.groups.web.steps import did, now, paged
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.records.delimited import neutral

PAGE: Final = MOST  # so that all on a page can be chosen at once

_NAMES: Final = ("user__name", "user__username", "organisation__name")


@login_required
@require_safe
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in the group, who asks, who is invited."""
    frame = opened(request, code, inside=True)
    word = request.GET.get("text", "")[:100]
    stays = searched(queries.members_of(frame.group), word, "user__name", "user__username", "organisation__name")
    if request.GET.get("part") == Part.LEADER.value:
        stays = stays.filter(part=Part.LEADER.value)
    stays = stays.only("part", "since", *_NAMES)
    waiting = list(
        queries.stays_visible_to(frame.actor)
        .select_related(None)
        .select_related("user", "organisation", "by")
        .only("user", "state", "asked", "said", "agreed", "by__name", "by__username", *_NAMES)
        .filter(group=frame.group, state__in=[State.ASKED.value, State.INVITED.value])
        .order_by("state", "asked")[:PAGE]
    )
    if frame.group.entry == "closed":
        said = words(frame.actor, {one.user_id for one in waiting}, frame.group.code)
        for one in waiting:
            one.words = said[one.user_id]  # type: ignore[attr-defined]
    rows = paged(request, stays, PAGE)
    parts, states = ({code.value: str(name) for code, name in names.items()} for names in (PART_NAMES, STATE_NAMES))
    for one in rows:
        one.said_part = parts[one.part]
    for one in waiting:
        one.said_state = states[one.state]  # type: ignore[attr-defined]
    find = request.GET.get("find", "")[:100]
    return render(
        request,
        "groups/members.html",
        frame.page("members")
        | {
            "rows": rows,
            "chooses": any(frame.may(deed) for deed in NEEDS.values()),
            "word": word,
            "waiting": waiting,
            "find": find,
            "found": gates.invitable(frame.actor, frame.group, find) if find else [],
        },
    )


@login_required
@require_safe
def people(request: HttpRequest, code: str) -> HttpResponse:
    """The list of members as CSV, with the label of the group in its first line."""
    frame = opened(request, code, inside=True)
    queries.needs(frame.actor, frame.group, Deed.EXPORT)
    answer = csv_answer(f"{frame.group.code}-members.csv")
    out = csv.writer(answer)
    out.writerow([frame.group.tlp, frame.group.name])
    out.writerow([_("Name"), _("Organisation"), _("In the group"), _("Since"), _("Mail")])
    for one in queries.members_of(frame.group):
        since = one.since.date().isoformat() if one.since else ""
        out.writerow([neutral(cell) for cell in (str(one.user), one.organisation.name, one.get_part_display(), since, one.user.email)])
    return answer


def csv_answer(name: str) -> HttpResponse:
    """An empty CSV to be saved, with the mark by which spreadsheets know UTF-8."""
    return HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@login_required
@require_POST
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invite somebody who was found."""
    frame = opened(request, code, inside=True)
    form = InviteForm(request.POST)

    def act(given: dict[str, Any]) -> None:
        user, organisation = given["who"]
        membership.invite(actor=frame.actor, group=frame.group, user=user, organisation=organisation, said=given["said"], now=now())

    if not did(request, form, act, _("The invitation is sent.")):
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return redirect("group_members", code)


@login_required
@require_POST
def person(request: HttpRequest, code: str, stay: int) -> HttpResponse:
    """Admit, vouch for, refuse, remove, make a leader or end that. A coordinator, who reads nothing inside, names leaders from outside."""
    frame = opened(request, code)
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")[:500]
    base: dict[str, Any] = {"actor": frame.actor, "group": frame.group, "stay": stay, "now": now()}
    deeds = {
        "admit": lambda: membership.admit(**base),
        "vouch": lambda: membership.vouch_for(**base, said=reason),
        "refuse": lambda: membership.refuse(**base, reason=reason),
        "remove": lambda: membership.remove(**base, reason=reason),
        "lead": lambda: membership.lead(**base, leads=True, reason=reason),
        "unlead": lambda: membership.lead(**base, leads=False, reason=reason),
    }
    if act in deeds:
        try:
            made = deeds[act]()
        except Unacceptable as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _said(act, made))
    return redirect("group_members" if frame.may(Deed.READ) else "group", code)


def _said(act: str, stay: GroupMembership) -> str:
    if act == "admit" and stay.state == State.ASKED:
        return _("You agreed. %(person)s comes in once two members of two other organisations vouch.") % {"person": stay.user}
    if act == "vouch":
        return (_("Your word let %(person)s in.") if stay.state == State.IN else _("Your word for %(person)s is written down.")) % {
            "person": stay.user
        }
    return {
        "admit": _("%(person)s is in the group."),
        "refuse": _("%(person)s is not admitted and reads why."),
        "remove": _("%(person)s is no longer in the group and reads why."),
        "lead": _("%(person)s leads the group from now on."),
        "unlead": _("%(person)s no longer leads the group."),
    }[act] % {"person": stay.user}


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, code: str) -> HttpResponse:
    """What the group is, who may call it, and its end."""
    frame = opened(request, code)
    queries.needs(frame.actor, frame.group, Deed.SETTLE) if frame.group.ended is None else queries.needs(frame.actor, frame.group, Deed.SEE)
    first = {name: getattr(frame.group, name) for name in acts.CHANGEABLE}
    form = SettingsForm(request.POST if request.method == "POST" and request.POST.get("act") == "change" else None, initial=first)
    if request.method == "POST":
        return _settled(request, frame, form)
    return render(request, "groups/settings.html", frame.page("settings") | {"form": form})


def _settled(request: HttpRequest, frame: Frame, form: SettingsForm) -> HttpResponse:
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")[:500]
    base: dict[str, Any] = {"actor": frame.actor, "group": frame.group, "now": now()}
    if act == "change":
        done = did(request, form, lambda given: acts.change(**base, **given), _("Saved."))
    elif act == "end":
        done = did(request, None, lambda _given: acts.end(**base, reason=reason), _("The group has ended; its people can still read it."))
    elif act == "leader":
        done = did(request, None, lambda _given: _named(request, base, reason), _("The group has another leader."))
    else:
        done = did(request, None, lambda _given: acts.reopen(**base, reason=reason), _("The group is open again."))
    if done:
        return redirect("group", frame.group.code)
    return render(request, "groups/settings.html", frame.page("settings") | {"form": form})


def _named(request: HttpRequest, base: dict[str, Any], reason: str) -> None:
    """A coordinator names a leader whom he cannot see: by user name or mail address."""
    held = gates.stay_called(base["group"], request.POST.get("who", "")[:120])
    if held is None:
        raise Unacceptable(_("No member of the group is called so."))
    membership.lead(**base, stay=held, leads=True, reason=reason)
