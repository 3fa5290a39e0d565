"""Taking a register in: upload, decisions row by row, apply, undo. Belongs here: request in, page out. Never: proposing."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import msgspec
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of, organisation_names
from hsoc.portal.members.rules import Action, Object, require
from hsoc.portal.memorandum.actions import imports as actions
from hsoc.portal.memorandum.actions.invitations import invite_contact
from hsoc.portal.memorandum.forms import RegisterForm
from hsoc.portal.memorandum.models import Batch, Line
from hsoc.portal.memorandum.queries import contacts, imports
from hsoc.portal.memorandum.rules.register import Outcome, Proposal
from hsoc.portal.memorandum.share.tables import MOST_BYTES, Unreadable, rows_of
from hsoc.portal.memorandum.web import words

PAGE: Final = 50  # rows on one page
READING: Final = "register-read:{}"  # key of how far a person's file is read
READING_SECONDS: Final = 60  # after which a reading that stopped is forgotten


def _now() -> datetime:
    return datetime.now(UTC)


@login_required
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Registers taken in so far, and the upload."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    form = RegisterForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(MOST_BYTES + 1)
            rows = rows_of(content, file.name)
            made = actions.read_in(
                actor=actor, rows=rows, content=content, name=file.name, now=_now(), progress=partial(_note_progress, actor.user)
            )
        except Unreadable as error:
            place = f"{file.name}, {error.place}" if error.place else file.name
            form.add_error("file", f"{place}: {words.FAULTS[error.code]}")
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            return redirect("memorandum_import", made.pk)
    return render(request, "memorandum/imports.html", {"form": form, "rows": list(imports.visible_to(actor)[:100])})


def _note_progress(person: int, done: int, every: int) -> None:
    cache.set(READING.format(person), (done, every), 0 if done == every else READING_SECONDS)


@login_required
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far the reader's own file is read, for the page that waits for it."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    done, every = cache.get(READING.format(actor.user), (0, 0))
    return render(request, "memorandum/import_progress.html", {"asked": True, "done": done, "every": every})


@login_required
@require_safe
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """One register: rows that need a decision first asked for by their outcome, with reasons and answers."""
    found = get_object_or_404(imports.visible_to(actor_of(request)), pk=number)
    shown = request.GET.get("outcome", "")
    rows = imports.lines(found)
    if shown in {one.value for one in Outcome}:
        rows = rows.filter(outcome=shown)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 9:
        rows = rows.filter(place__gt=int(after))
    kept = list(rows[: PAGE + 1])
    names = organisation_names()
    counted = imports.tally(found)
    standing = contacts.standings(kept[:PAGE], now=_now())
    page = {
        "batch": found,
        "rows": [_told(one, names, standing[one.pk]) for one in kept[:PAGE]],
        "likely": imports.likely(found).count() if found.applied is None else 0,
        "older": kept[PAGE - 1].place if len(kept) > PAGE else None,
        "outcome": shown,
        "tally": _tally(counted),
        "undecided": sum(n for (outcome, decision), n in counted.items() if not decision and outcome in {"ready", "question"}),
        "taken": sum(n for (_outcome, decision), n in counted.items() if decision == "take"),
    }
    return render(request, "memorandum/import.html", page)


def _tally(counted: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [
        {"code": one.value, "word": words.OUTCOMES[one], "n": sum(n for (outcome, _), n in counted.items() if outcome == one.value)}
        for one in Outcome
    ]


def _day(line: Line, proposal: Proposal) -> str:
    """The day that a row stands for, ISO: as decided where it could be read in two ways, else as it was read; empty where there is none."""
    answered = (str(line.choices.get(one.code, "")) for one in proposal.questions)
    return next((one.removeprefix("date:") for one in answered if one.startswith("date:")), proposal.signed_on)


def _told(line: Line, names: dict[int, str], standing: contacts.Standing) -> dict[str, Any]:
    proposal = msgspec.convert(line.proposal, type=Proposal)
    new = proposal.target.startswith("new:")
    work = contacts.work_of(line)
    return {
        "line": line,
        "one": proposal,
        "day": _day(line, proposal),
        "word": words.OUTCOMES[proposal.outcome],
        "notes": words.notes(proposal),
        "questions": words.questions(proposal, names, line.choices),
        "kinds": words.kinds(line.choices.get("kind") or ("" if proposal.kind_follows else proposal.kind)) if new else (),
        "works": words.works(work) if proposal.mail else (),
        "work": words.WORKS[work] if work else "",
        "standing": standing.value,
        "usable": proposal.outcome not in {Outcome.UNUSABLE, Outcome.KNOWN},
    }


@login_required
@require_POST
def deed(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Decide (a row), ready (all without a question), likely (all that ask for a likely kind only), apply, undo, invite (a contact)."""
    actor = actor_of(request)
    found = get_object_or_404(imports.visible_to(actor), pk=number)
    try:
        if code == "decide":
            _decide(request, found)
        elif code == "ready":
            done = actions.take_ready(actor=actor, batch=found.pk, now=_now())
            messages.success(request, _("Rows to be taken in: %(n)d.") % {"n": done})
        elif code == "likely":
            done = actions.take_likely(actor=actor, batch=found.pk, now=_now())
            messages.success(request, _("Rows to be taken in: %(n)d.") % {"n": done})
        elif code == "invite":
            sent = invite_contact(actor=actor, line=_line(request, found).pk, now=_now())
            messages.success(request, _("%(email)s is invited; the link is good for 14 days.") % {"email": sent.email})
        elif code == "apply":
            done = actions.apply(actor=actor, batch=found.pk, now=_now())
            messages.success(request, _("Signatures taken in: %(n)d.") % {"n": done})
        elif code == "undo":
            gone, stays = actions.undo(actor=actor, batch=found.pk, now=_now())
            text = _("Signatures taken back: %(gone)d. Organisations that stay because something hangs on them: %(stay)d.")
            messages.success(request, text % {"gone": gone, "stay": stays})
        else:
            raise Http404
    except Unacceptable as error:
        messages.error(request, str(error))
    back = request.POST.get("back", "")
    answer = redirect("memorandum_import", found.pk)
    if back in {one.value for one in Outcome}:
        answer["Location"] += f"?outcome={back}"
    return answer


def _line(request: HttpRequest, found: Batch) -> Line:
    place = request.POST.get("line", "")
    return get_object_or_404(found.lines, pk=int(place) if place.isdecimal() and len(place) < 19 else 0)


def _decide(request: HttpRequest, found: Batch) -> None:
    line = _line(request, found)
    take = {"take": True, "skip": False}.get(request.POST.get("decision", ""))
    asked = [str(one["code"]) for one in line.proposal["questions"]]
    choices = {code: request.POST[f"q-{code}"] for code in asked if f"q-{code}" in request.POST}
    choices |= {name: request.POST[name] for name in (actions.KIND, actions.WORK) if request.POST.get(name)}
    actions.decide(actor=actor_of(request), line=line.pk, take=take, choices=choices, now=_now())
