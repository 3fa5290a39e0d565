"""Duty contacts of all organisations: the list, its file, asking several again. Belongs here: request in, page out. Never: who may see."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hsoc.portal.members import queries
from hsoc.portal.members.actions import functions
from hsoc.portal.members.models import REGION_CHOICES
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, Reach, numbers, reach, require
from hsoc.portal.members.rules.checks import phone_shown
from hsoc.portal.members.rules.standing import Word
from hsoc.portal.members.share import table
from hsoc.portal.members.web.steps import moment

PAGE: Final = 50  # lines of a page
MOST_ASKED: Final = 200  # contacts asked at once
LONGEST: Final = 100  # characters of a search
SAID: Final = {
    Word.LAPSED: _lazy("no longer confirmed"),
    Word.NEVER: _lazy("never confirmed"),
    Word.SOON: _lazy("lapses within 14 days"),
    Word.GOOD: _lazy("confirmed"),
}
LOOKS: Final = {Word.LAPSED: "crit", Word.NEVER: "crit", Word.SOON: "med", Word.GOOD: "ok"}


def _given(request: HttpRequest) -> dict[str, str]:
    """The filters of an address that mean something."""
    word, region = request.GET.get("word", ""), request.GET.get("region", "")
    given = {"text": request.GET.get("text", "")[:LONGEST].strip()}
    given["word"] = word if word in set(Word) else ""
    given["region"] = region if region in REGION_CHOICES else ""
    return {name: value for name, value in given.items() if value}


def _over_all(actor: Actor) -> bool:
    return reach(actor, Action.VIEW, Object.PERSON) is Reach.ALL


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who is called where, when each last said that it is still so, and how to reach him on the dark day."""
    actor, now = actor_of(request), moment()
    require(actor, Action.VIEW, Object.PERSON)
    given = _given(request)
    rows, counts = queries.duty_listed(actor, now=now, **given)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    whole = {name: value for name, value in given.items() if name != "word"}
    return render(
        request,
        "members/duty_contacts.html",
        {
            "page": page,
            "rows": [_told(one) for one in page.object_list],
            "given": given,
            "counts": [
                (SAID[one], counts[one], f"?{urlencode(whole | {'word': one.value})}", LOOKS[one], given.get("word") == one.value)
                for one in Word
                if counts[one]
            ],
            "total": counts.total(),
            "whole": f"?{urlencode(whole)}",
            "words": [(word.value, text) for word, text in SAID.items()],
            "regions": list(REGION_CHOICES.items()),
            "over_all": _over_all(actor),
            "seen": numbers(actor, Action.VIEW, Object.ORGANISATION),
            "may_ask": any(one.ask for one in page.object_list),
            "missing": list(queries.without_duty(actor)[: PAGE + 1]) if not given else [],
            "most_missing": PAGE,
        },
    )


def _told(one: queries.Contact) -> dict[str, Any]:
    person = one.function.user
    return {
        "one": one,
        "held": one.function,
        "person": person,
        "organisation": one.function.organisation,
        "phone": phone_shown(person.phone),
        "dark_phone": phone_shown(person.dark_phone),
        "said": SAID[one.word],
        "look": LOOKS[one.word],
        "other_phone": phone_shown(one.stand_in.phone) if one.stand_in else "",
    }


@login_required
@require_safe
def export(request: HttpRequest, format_: str) -> HttpResponseBase:
    """The same filters as a file."""
    actor, now = actor_of(request), moment()
    require(actor, Action.VIEW, Object.PERSON)
    rows, _counts = queries.duty_listed(actor, now=now, **_given(request))
    head = [
        _("Organisation"), _("Order"), _("Name"), _("Phone"), _("E-mail"), _("Phone for the dark day"), _("E-mail for the dark day"),
        _("Last confirmed"), _("Good until"), _("State"), _("Stands in"),
    ]  # fmt: skip
    lines = (
        (
            one.function.organisation.name, one.function.rank, str(one.function.user), phone_shown(one.function.user.phone),
            one.function.user.email, phone_shown(one.function.user.dark_phone), one.function.user.dark_email,
            localtime(one.function.confirmed).date() if one.function.confirmed else "",
            localtime(one.until).date() if one.until else "", str(SAID[one.word]), str(one.stand_in or ""),
        )
        for one in rows
    )  # fmt: skip
    if format_ == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(table.as_csv(head, lines), content_type="text/csv; charset=utf-8")
    elif format_ == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = FileResponse(table.as_xlsx(_("Duty contacts"), head, lines), content_type=kind)
    else:
        raise Http404
    answer.headers["Content-Disposition"] = f'attachment; filename="hsoc-duty-contacts-{now:%Y-%m-%d}.{format_}"'
    return answer


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Asks those picked to say again that it is still so."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.PERSON)
    picked = [int(one) for one in request.POST.getlist("pick")[:MOST_ASKED] if one.isdecimal() and len(one) < 19]
    if not picked:
        messages.error(request, _("Choose at least one contact."))
    else:
        asked, alone = functions.ask_again(actor=actor, functions=picked, now=moment())
        if asked:
            messages.success(request, ngettext("%(n)d contact is asked.", "%(n)d contacts are asked.", asked) % {"n": asked})
        if alone:
            said = ngettext(
                "%(n)d was asked within the last day and is left alone.", "%(n)d were asked within the last day and are left alone.", alone
            )
            messages.info(request, said % {"n": alone})
    return redirect(f"{reverse('duty_contacts')}?{request.GET.urlencode()}" if request.GET else "duty_contacts")
