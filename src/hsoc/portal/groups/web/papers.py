"""Documents of a group: the list, one with its versions and what is said about it, its file. Never: a row past the gate."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hsoc.portal.files.web import answer
from hsoc.portal.groups.actions import papers as acts
from hsoc.portal.groups.forms import CommentForm, DocumentForm, NarrowForm, UploadForm
from hsoc.portal.groups.models import Document
from hsoc.portal.groups.queries import papers
from hsoc.portal.groups.queries.groups import names_in
from hsoc.portal.groups.rules.papers import stamped
from hsoc.portal.groups.rules.standing import Deed, Entry
from hsoc.portal.groups.web.frame import Frame, opened
from hsoc.portal.groups.web.steps import did, now, paged
from hsoc.records.tlp import TLP

PAGE: Final = 25


def _people(frame: Frame) -> list[tuple[int, str]]:
    return names_in(frame.group) if frame.may(Deed.READ) else []


@login_required
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """The documents that the actor may read; those shared with the community also for others. POST puts one in."""
    frame = opened(request, code)
    sent = request.method == "POST"
    form = DocumentForm(
        request.POST if sent else None, request.FILES if sent else None, people=_people(frame), closed=frame.group.entry == Entry.CLOSED,
        initial={"tlp": frame.group.tlp},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        file = given.pop("file")
        acts.put_document(actor=frame.actor, group=frame.group, content=file.read(), name=file.name, now=now(), **given)

    if sent and did(request, form, act, _("The document is in.")):
        return redirect("group_documents", code)
    word, label = request.GET.get("text", "")[:100], request.GET.get("tlp", "")
    found = papers.searched(papers.documents_visible_to(frame.actor).filter(group=frame.group), word, "title")
    if label in set(TLP):
        found = found.filter(tlp=label)
    rows = paged(request, papers.with_comments(found, "document"), PAGE)
    newest = papers.latest_versions(list(rows))
    for one in rows:
        one.newest = newest.get(one.pk)
    more = {"rows": rows, "form": form, "word": word, "label": label, "labels": [one.value for one in TLP]}
    return render(request, "groups/documents.html", frame.page("documents") | more)


def _one(frame: Frame, number: int) -> Document:
    found = papers.documents_visible_to(frame.actor).filter(group=frame.group, pk=number).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One document: versions, label, thread. POST adds a version, narrows the label or withdraws it."""
    frame = opened(request, code)
    one, act = _one(frame, number), request.POST.get("act", "")
    version = UploadForm(request.POST if act == "version" else None, request.FILES if act == "version" else None, initial={"tlp": one.tlp})
    narrow = NarrowForm(request.POST if act == "narrow" else None, initial={"tlp": one.tlp}, auto_id="id_narrow_%s")
    base: dict[str, Any] = {"actor": frame.actor, "document": one, "now": now()}
    if act == "version":
        done = did(request, version, lambda given: _new_version(base, given), _("The new version is in."))
    elif act == "narrow":
        done = did(request, narrow, lambda given: acts.narrow(**base, **given), _("The label is narrower."))
    elif act == "withdraw":
        reason = request.POST.get("reason", "")[:500]
        done = did(request, None, lambda _given: acts.withdraw(**base, reason=reason), _("The document is withdrawn."))
    else:
        done = False
    if done:
        return redirect("group_document", code, number)
    more = {
        "document": one,
        "versions": papers.versions_of(one),
        "readers": one.readers.all() if one.tlp == TLP.RED.value else [],
        "version_form": version,
        "narrow_form": narrow,
        "mine": one.author_id == frame.actor.user,
        "talk": papers.comments_on(frame.actor, "document", number),
        "comment_form": CommentForm(),
        "about": "document",
    }
    return render(request, "groups/document.html", frame.page("documents") | more)


def _new_version(base: dict[str, Any], given: dict[str, Any]) -> None:
    file = given.pop("file")
    acts.put_version(**base, content=file.read(), name=file.name, **given)


@login_required
@require_safe
def file(request: HttpRequest, code: str, number: int, version: int) -> HttpResponseBase:
    """The file of a version, its label in front of its name."""
    frame = opened(request, code)
    one = _one(frame, number)
    found = papers.versions_of(one).filter(number=version).first()
    if found is None or one.withdrawn is not None:
        raise Http404
    return answer(request, found.file, stamped(found.file.name, TLP(found.tlp), found.number))
