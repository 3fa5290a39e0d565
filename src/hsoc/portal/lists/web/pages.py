"""My lists, a list, a thread, writing, settings, files. Belongs here: request in, page out. Never: a row past the gate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.files.web import answer
from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import lists, posts
from hsoc.portal.lists.forms import AnswerForm, ListForm, PostForm, SettingsForm
from hsoc.portal.lists.models import DELIVERY_NAMES, MailingList
from hsoc.portal.lists.rules.addresses import Sort
from hsoc.portal.lists.rules.letters import Piece
from hsoc.portal.lists.rules.posting import Delivery, Replies, Writers
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, require

PAGE = 50


def _now() -> datetime:
    return datetime.now(UTC)


def _opened(request: HttpRequest, name: str) -> tuple[Actor, MailingList]:
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.GROUP)
    found = queries.list_called(actor, name)
    if found is None:
        raise Http404
    return actor, found


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The lists of one's groups, how one gets each, and a search over all of them."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.GROUP)
    chosen, text = queries.subscriptions(actor), request.GET.get("text", "")[:200]
    rows = [
        {"row": one, "address": queries.address(one), "mine": chosen.get(one.pk)} for one in queries.with_counts(queries.lists_of(actor))
    ]
    page = {
        "rows": rows,
        "text": text,
        "found": Paginator(queries.found(actor, text), PAGE).get_page(request.GET.get("page")) if text.strip() else None,
        "held": queries.held_visible_to(actor).count(),
        "delivery": [(one.value, name) for one, name in DELIVERY_NAMES.items()],
        "may_make": bool(_led(actor)),
    }
    return render(request, "lists/mine.html", page)


@login_required
@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Threads of a list, the last written first."""
    actor, found = _opened(request, name)
    text = request.GET.get("text", "")[:200]
    row = queries.subscriptions(actor).get(found.pk)
    page = {
        "list": found,
        "address": queries.address(found),
        "threads": Paginator(queries.threads(actor, found, text=text), PAGE).get_page(request.GET.get("page")),
        "text": text,
        "mine": row,
        "secret": queries.secret_address(found, Sort.MEMBER, actor.user, row.turn) if row and row.turn else "",
        "writes": queries.writes(actor, found),
        "leads": queries.leads(actor, found),
        "delivery": [(each.value, words) for each, words in DELIVERY_NAMES.items()],
    }
    return render(request, "lists/list.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def thread(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A thread and the answer to it."""
    actor, found = _opened(request, name)
    row = queries.thread(actor, number)
    if row is None or row.mailing_list_id != found.pk:
        raise Http404
    form = AnswerForm(request.POST, request.FILES) if request.method == "POST" else AnswerForm()
    if request.method == "POST" and form.is_valid() and _wrote(request, actor, found, form, {"thread": row, "subject": ""}):
        return redirect("list_thread", name, number)
    page = {
        "list": found,
        "thread": row,
        "posts": Paginator(queries.posts_of(actor, row), PAGE).get_page(request.GET.get("page")),
        "form": form,
        "writes": queries.writes(actor, found),
        "leads": queries.leads(actor, found),
        "address": queries.secret_address(found, Sort.THREAD, row.pk, row.turn),
    }
    return render(request, "lists/thread.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, name: str) -> HttpResponse:
    """A new thread."""
    actor, found = _opened(request, name)
    form = PostForm(request.POST, request.FILES) if request.method == "POST" else PostForm()
    if request.method == "POST" and form.is_valid() and _wrote(request, actor, found, form, {"subject": form.cleaned_data["subject"]}):
        return redirect("list", name)
    return render(request, "lists/write.html", {"list": found, "form": form, "writes": queries.writes(actor, found)})


def _wrote(request: HttpRequest, actor: Actor, found: MailingList, form: AnswerForm, more: dict[str, Any]) -> bool:
    given, file = form.cleaned_data, form.cleaned_data["file"]
    pieces = [Piece(file.name, file.read())] if file else []
    try:
        made = posts.write(actor=actor, mailing_list=found, text=given["text"], label=form.label(), pieces=pieces, now=_now(), **more)
    except Unacceptable as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("It waits for a leader.") if made.why else _("Sent to the list."))
    return True


@login_required
@require_POST
def choose(request: HttpRequest, name: str) -> HttpResponse:
    """How one gets the list."""
    actor, found = _opened(request, name)
    try:
        delivery = Delivery(request.POST.get("delivery", ""))
    except ValueError:
        raise Http404 from None
    lists.choose(actor=actor, mailing_list=found, delivery=delivery, now=_now())
    messages.success(request, _("Saved."))
    return redirect("lists" if request.POST.get("back") else "list", *([] if request.POST.get("back") else [name]))


@login_required
@require_POST
def secret(request: HttpRequest, name: str) -> HttpResponse:
    """A new secret address; the one before stops."""
    actor, found = _opened(request, name)
    lists.renew_secret(actor=actor, mailing_list=found, now=_now())
    messages.success(request, _("Your new secret address is below; the one before stopped."))
    return redirect("list", name)


@login_required
@require_POST
def renew(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The thread's address stops, another one begins."""
    actor, found = _opened(request, name)
    row = queries.thread(actor, number)
    if row is None or row.mailing_list_id != found.pk:
        raise Http404
    lists.revoke_thread(actor=actor, thread=row, now=_now())
    messages.success(request, _("The thread has a new address; the one before stopped."))
    return redirect("list_thread", name, number)


@login_required
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, name: str) -> HttpResponse:
    """Settings of a list, by its leaders."""
    actor, found = _opened(request, name)
    if not queries.leads(actor, found):
        raise Http404
    first = {
        "title": found.title, "about": found.about, "replies": Replies(found.replies), "writers": Writers(found.writers),
        "closed": found.closed is not None,
    }  # fmt: skip
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm(initial=first)
    if request.method == "POST" and form.is_valid():
        lists.settle_list(actor=actor, mailing_list=found, now=_now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("list", name)
    return render(request, "lists/settings.html", {"list": found, "form": form})


def _led(actor: Actor) -> dict[str, Any]:
    return {one.code: one for one in queries.led_by(actor).order_by("name")}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A further list of a group that one leads."""
    actor = actor_of(request)
    led = _led(actor)
    if not led:
        raise Http404
    form = ListForm(request.POST if request.method == "POST" else None, groups={code: group.name for code, group in led.items()})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            made = lists.make_list(actor=actor, group=led[given.pop("group")], now=_now(), **given)
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            return redirect("list", made.name)
    return render(request, "lists/new.html", {"form": form})


@login_required
@require_safe
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """A file of a post, to be saved, its label in front of its name."""
    found = queries.attachment(actor_of(request), number)
    if found is None:
        raise Http404
    label = found.post.tlp.replace(":", "-").replace("+", "-")
    return answer(request, found.file, f"{label} {found.file.name}")
