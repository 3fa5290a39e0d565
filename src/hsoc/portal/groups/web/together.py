"""A step for several members: first its effect, then the step. Belongs here: request in, page out. Never: a row past the gate."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions import together as acts
from hsoc.portal.groups.forms import TogetherForm
from hsoc.portal.groups.models import GroupMembership
from hsoc.portal.groups.rules.together import MOST, NEEDS, Act, concerns
from hsoc.portal.groups.web.frame import opened
from hsoc.portal.groups.web.steps import now
from hsoc.portal.members.actions.agreement import Unacceptable

EFFECTS: Final = {
    Act.LEAD: _lazy("They admit and remove members, name other leaders and change the settings. The group reads your reason."),
    Act.UNLEAD: _lazy("They stay in the group as members. The group reads your reason."),
    Act.REMOVE: _lazy("They no longer read the group nor get its mails and invitations. Each is told, and the group reads your reason."),
    Act.WRITE: _lazy("Each gets it alone, in the portal and by mail as they chose. Write nothing here that must not leave by mail."),
}
LEFT_OUT: Final = {
    Act.LEAD: _lazy("They lead already"),
    Act.UNLEAD: _lazy("They do not lead"),
    Act.WRITE: _lazy("You need not write to yourself"),
    Act.REMOVE: "",  # it concerns everybody who is chosen
}


@login_required
@require_POST
def several(request: HttpRequest, code: str) -> HttpResponse:
    """What a step would do to the members chosen; with `step=do` it is done."""
    frame = opened(request, code, inside=True)
    back = f"{reverse('group_members', args=[code])}{f'?{request.GET.urlencode()}' if request.GET else ''}"
    form = TogetherForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose at least one member and what is to be done."))
        return redirect(back)
    act, said = form.cleaned_data["act"], form.cleaned_data["said"]
    queries.needs(frame.actor, frame.group, NEEDS[act])
    chosen = list(queries.members_of(frame.group).filter(pk__in=form.cleaned_data["pick"])[:MOST])
    yes = [one for one in chosen if concerns(act, part=one.part, own=one.user_id == frame.actor.user)]
    if not yes:
        messages.error(
            request, _("It would change nothing for those whom you chose.") if chosen else _("Those members are no longer there.")
        )
        return redirect(back)
    if request.POST.get("step") == "do":
        given: dict[str, Any] = {"actor": frame.actor, "group": frame.group, "act": act, "said": said, "now": now()}
        try:
            done = acts.do(stays=[one.pk for one in yes], **given)
        except Unacceptable as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _told(act, done))
            return redirect("groups" if act is Act.REMOVE and _own(frame.actor.user, yes) else back)
    page = {
        "act": act.value, "title": _title(act, len(yes)), "effect": EFFECTS[act], "left_out": LEFT_OUT[act],
        "yes": yes, "no": [one for one in chosen if one not in yes], "own": act is not Act.WRITE and _own(frame.actor.user, yes),
        "said": said, "most": form.longest(act), "back": back, "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "groups/together.html", frame.page("members") | page)


def _own(user: int, found: list[GroupMembership]) -> bool:
    return any(one.user_id == user for one in found)


def _title(act: Act, n: int) -> str:
    return {
        Act.LEAD: ngettext("Make %(n)d member a leader", "Make %(n)d members leaders", n),
        Act.UNLEAD: ngettext("%(n)d leader no longer leads", "%(n)d leaders no longer lead", n),
        Act.WRITE: ngettext("Write to %(n)d member", "Write to %(n)d members", n),
        Act.REMOVE: ngettext("Remove %(n)d member", "Remove %(n)d members", n),
    }[act] % {"n": n}


def _told(act: Act, n: int) -> str:
    return {
        Act.LEAD: ngettext("%(n)d member leads the group from now on.", "%(n)d members lead the group from now on.", n),
        Act.UNLEAD: ngettext("%(n)d member no longer leads the group.", "%(n)d members no longer lead the group.", n),
        Act.WRITE: ngettext("%(n)d member is written to.", "%(n)d members are written to.", n),
        Act.REMOVE: ngettext(
            "%(n)d member is no longer in the group and reads why.", "%(n)d members are no longer in the group and read why.", n
        ),
    }[act] % {"n": n}
