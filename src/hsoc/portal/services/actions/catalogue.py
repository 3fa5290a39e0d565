"""Changes of the catalogue: services, their papers and rules. Never: requests."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hsoc.portal.audit.actions import record
from hsoc.portal.files.actions import discard, keep
from hsoc.portal.files.rules import Untaken
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.notices.actions import tell
from hsoc.portal.services.models import Paper, Rules, Service
from hsoc.portal.services.queries import catalogue
from hsoc.portal.services.rules.course import OPEN, Side
from hsoc.portal.services.rules.steps import Fault, Unread, read

MOST_PAPERS = 20  # of one service
FAULTS = {
    Fault.PARTS: gettext_noop("write who does it, its name in Czech and in English, with | between them."),
    Fault.WHO: gettext_noop("begin it with member or provider."),
    Fault.LONG: gettext_noop("a name is too long; 200 characters are enough."),
    Fault.MANY: gettext_noop("a service has at most 30 steps."),
}
TEXTS = ("name", "summary", "text", "price", "sla")


@transaction.atomic
def put_service(*, actor: Actor, code: str, owner: int, now: datetime, **fields: str) -> Service:
    """Adds a service or changes it. Raises Unacceptable where a step cannot be read."""
    known = Service.objects.filter(code=code).first()
    require(actor, Action.CHANGE if known else Action.CREATE, Object.SERVICE)
    if fields.get("process") != Service.Process.VRF:
        try:
            read(fields.get("steps", ""))
        except Unread as error:
            raise Unacceptable(_("Line %(line)d: %(fault)s") % {"line": error.line, "fault": _(FAULTS[error.fault])}) from error
    service = known or Service(code=code)
    before = {name: getattr(service, name) for name in fields}
    for name, value in fields.items():
        setattr(service, name, value)
    service.owner = Organisation.objects.get(number=owner)
    service.changed = now
    service.full_clean()
    service.save()
    changed = sorted(name for name in fields if before[name] != fields[name])
    action = "service.changed" if known else "service.added"
    record(actor=actor, action=action, object=f"service:{code}", details={"changed": changed}, now=now)
    return service


@transaction.atomic
def add_paper(*, actor: Actor, service: Service, content: bytes, name: str, title: str, now: datetime) -> Paper:
    """A document for whoever may see the service. Raises Unacceptable on what is not taken."""
    require(actor, Action.CHANGE, Object.SERVICE)
    if service.papers.count() >= MOST_PAPERS:
        raise Unacceptable(_("A service has at most %(most)d documents.") % {"most": MOST_PAPERS})
    try:
        file = keep(content, name, now)
    except Untaken as error:
        raise Unacceptable(str(error)) from error
    made = Paper.objects.create(service=service, file=file, title=title.strip()[:200] or file.name, added=now)
    record(
        actor=actor,
        action="service.paper_added",
        object=f"service:{service.code}",
        details={"paper": made.pk, "sha256": file.digest},
        now=now,
    )
    return made


@transaction.atomic
def drop_paper(*, actor: Actor, service: Service, paper: int, now: datetime) -> None:
    """Takes a document away."""
    require(actor, Action.CHANGE, Object.SERVICE)
    found = Paper.objects.select_related("file").get(service=service, pk=paper)
    found.delete()
    discard(found.file)
    record(actor=actor, action="service.paper_dropped", object=f"service:{service.code}", details={"paper": paper}, now=now)


@transaction.atomic
def publish_rules(*, actor: Actor, service: Service, text_cs: str, text_en: str, now: datetime) -> Rules:
    """The next version; whoever uses the service has to accept it. Raises Unacceptable on an empty text or one that changes nothing."""
    require(actor, Action.CHANGE, Object.SERVICE)
    if not text_cs.strip() or not text_en.strip():
        raise Unacceptable(_("The rules are written in both languages."))
    digest = hashlib.sha256(f"{text_cs}\0{text_en}".encode()).hexdigest()
    last = service.rules.order_by("-number").first()
    if last is not None and last.digest == digest:
        raise Unacceptable(_("This is the text that is in force."))
    made = Rules.objects.create(
        service=service, number=last.number + 1 if last else 1, text_cs=text_cs, text_en=text_en, digest=digest, published=now
    )
    record(
        actor=actor,
        action="service.rules_published",
        object=f"service:{service.code}",
        details={"number": made.number, "sha256": digest},
        now=now,
    )
    names = {"service": service.name_en, "service_cs": service.name_cs, "what": "rules to accept, a new version"}
    path = reverse("service_rules", args=[service.code])
    for one in service.requests.select_related("organisation").filter(state__in=sorted(OPEN)):
        people, owner = catalogue.people_of(one, Side.MEMBER) - {actor.user}, one.organisation
        tell(people=people, kind="service.moved", values=names | {"organisation": owner.name}, path=path, now=now,
             organisation=owner.number)  # fmt: skip
    return made
