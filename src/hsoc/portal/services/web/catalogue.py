"""The catalogue, one service, its rules and papers, and the form of who runs it. Belongs here: request in, page out."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.charts.prose import prose
from hsoc.portal.files.web import answer
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of, organisation_names
from hsoc.portal.members.queries import visible_to as organisations_visible_to
from hsoc.portal.members.rules import Action, Object, may, require
from hsoc.portal.services.actions import catalogue as actions
from hsoc.portal.services.actions import requests
from hsoc.portal.services.forms import AskForm, PaperForm, RulesForm, ServiceForm
from hsoc.portal.services.models import Service
from hsoc.portal.services.queries import catalogue
from hsoc.portal.services.rules.course import State
from hsoc.portal.services.rules.steps import lines
from hsoc.portal.services.web import words


def _now() -> datetime:
    return datetime.now(UTC)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is offered, ours first; then our requests."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.SERVICE)
    mine = catalogue.mine(actor)
    cards = [words.service(one) | {"mine": mine.get(one.pk)} for one in catalogue.visible_to(actor)]
    rows = words.lines(list(catalogue.requests_visible_to(actor).filter(organisation__number=actor.organisation)[:50]), now=_now())
    page = {"cards": cards, "rows": rows, "runs": may(actor, Action.CHANGE, Object.SERVICE)}
    return render(request, "services/catalogue.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service; its POST asks for it."""
    actor = actor_of(request)
    found = get_object_or_404(catalogue.visible_to(actor), code=code)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = requests.ask(actor=actor, service=found, organisation=actor.organisation, note=form.cleaned_data["note"], now=_now())
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your request is on its way. You will hear when somebody has looked at it."))
            return redirect("service_request", made.pk)
    steps = [words.step(one, {}, frozenset()) for one in catalogue.steps_of(found)]
    owner = organisations_visible_to(actor).filter(number=actor.organisation).first()
    page = {
        "one": words.service(found),
        "steps": steps,
        "papers": found.papers.select_related("file"),
        "rules": catalogue.present_rules(found),
        "mine": catalogue.mine(actor).get(found.pk),
        "may_ask": catalogue.may_ask(actor, found) and owner is not None,
        "runs": may(actor, Action.CHANGE, Object.SERVICE),
        "form": form,
        "paper": PaperForm(),
    }
    return render(request, "services/service.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new service or another text of one."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.SERVICE)
    found = get_object_or_404(catalogue.visible_to(actor), code=code) if code else None
    names = organisation_names()
    initial: dict[str, object] = {"owner": actor.organisation}
    if found is not None:
        initial = {name: getattr(found, name) for name in ServiceForm.base_fields if name not in {"owner", "steps"}}
        initial |= {"owner": found.owner.number, "steps": found.steps or lines(())}
    form = ServiceForm(request.POST if request.method == "POST" else None, names=names, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if found is not None and given["code"] != found.code:
            form.add_error("code", _("The short name stays: links lead to it."))
        else:
            try:
                made = actions.put_service(actor=actor, now=_now(), **given)
            except Unacceptable as error:
                form.add_error("steps", str(error))
            except ValidationError as error:
                form.add_error(None, "; ".join(error.messages))
            else:
                messages.success(request, _("Saved."))
                return redirect("service", made.code)
    return render(request, "services/edit.html", {"form": form, "one": found})


@login_required
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """The rules in force, earlier versions, and the next one for who runs it."""
    actor = actor_of(request)
    found = get_object_or_404(catalogue.visible_to(actor), code=code)
    runs = may(actor, Action.CHANGE, Object.SERVICE)
    present = catalogue.present_rules(found)
    start = {"text_cs": present.text_cs, "text_en": present.text_en} if present else {}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_rules(actor=actor, service=found, now=_now(), **form.cleaned_data)
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Published. Whoever uses the service is asked to accept it."))
            return redirect("service_rules", found.code)
    owner = organisations_visible_to(actor).filter(number=actor.organisation).first()
    number = request.GET.get("version", "")
    shown = found.rules.filter(number=int(number)).first() if number.isdecimal() and len(number) < 6 else present
    page = {
        "one": words.service(found),
        "shown": shown,
        "text": prose(words.in_words(shown, "text")) if shown else "",
        "present": present,
        "versions": found.rules.all()[:50],
        "accepted": catalogue.accepted(found, owner) if owner else None,
        "may_accept": owner is not None and may(actor, Action.CREATE, Object.REQUEST, owner.number),
        "runs": runs,
        "form": form,
    }
    return render(request, "services/rules.html", page)


@login_required
@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """The organisation accepts the version that was read."""
    actor = actor_of(request)
    found = get_object_or_404(catalogue.visible_to(actor), code=code)
    number = request.POST.get("rules", "")
    try:
        requests.accept_rules(
            actor=actor, service=found, rules=int(number) if number.isdecimal() and len(number) < 19 else 0,
            organisation=actor.organisation, now=_now(),
        )  # fmt: skip
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Accepted for your organisation."))
        way = catalogue.mine(actor).get(found.pk)
        if way is not None and way.state == State.ONBOARDING:
            return redirect(f"{reverse('service_request', args=[way.pk])}#step-rules")  # accepting is a step of that way
    return redirect("service_rules", found.code)


@login_required
@require_POST
def paper_add(request: HttpRequest, code: str) -> HttpResponse:
    """A document."""
    actor = actor_of(request)
    found = get_object_or_404(catalogue.visible_to(actor), code=code)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.add_paper(actor=actor, service=found, content=file.read(), name=file.name, title=form.cleaned_data["title"], now=_now())
        except Unacceptable as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The document is there."))
    else:
        require(actor, Action.CHANGE, Object.SERVICE)
        messages.error(request, _("Choose a file."))
    return redirect("service", found.code)


@login_required
@require_POST
def paper_drop(request: HttpRequest, code: str, paper: int) -> HttpResponse:
    """Takes it away."""
    actor = actor_of(request)
    found = get_object_or_404(catalogue.visible_to(actor), code=code)
    require(actor, Action.CHANGE, Object.SERVICE)
    get_object_or_404(found.papers, pk=paper)
    actions.drop_paper(actor=actor, service=found, paper=paper, now=_now())
    messages.success(request, _("The document is gone."))
    return redirect("service", found.code)


@login_required
@require_safe
def paper_file(request: HttpRequest, code: str, paper: int) -> HttpResponseBase:
    """The document itself."""
    found: Service = get_object_or_404(catalogue.visible_to(actor_of(request)), code=code)
    held = found.papers.select_related("file").filter(pk=paper).first()
    if held is None:
        raise Http404
    return answer(request, held.file)
