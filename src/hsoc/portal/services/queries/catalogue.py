"""What may be seen of services, requests and rules. Every list begins at `visible_to` or `requests_visible_to`. Never: a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from hsoc.portal.folding import matching, words_of
from hsoc.portal.members.models import Membership, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Role, may, numbers
from hsoc.portal.services.models import Acceptance, Done, Note, Request, Rules, Service
from hsoc.portal.services.rules.course import OPEN, OVERDUE_DAYS, Side, State
from hsoc.portal.services.rules.steps import VRF, Step, read


def visible_to(actor: Actor) -> QuerySet[Service]:
    """Services that the actor may see: what is offered, drafts too for who may change them."""
    if not may(actor, Action.VIEW, Object.SERVICE):
        return Service.objects.none()
    every = Service.objects.select_related("owner")
    return every if may(actor, Action.CHANGE, Object.SERVICE) else every.exclude(state=Service.State.DRAFT)


def requests_visible_to(actor: Actor) -> QuerySet[Request]:
    """Requests that the actor may see: those of his organisations, all for who runs services."""
    allowed = numbers(actor, Action.VIEW, Object.REQUEST)
    every = Request.objects.select_related("service", "organisation", "asker")
    return every if allowed is None else every.filter(organisation__number__in=allowed)


def worded(actor: Actor, words: Sequence[str]) -> QuerySet[Request]:
    """Requests with all the (folded) words in the service's or the organisation's name, or in what was said of them."""
    mine = requests_visible_to(actor)
    said = matching(Note.objects.filter(request__in=mine), words, kept="sought").values("request")
    named = mine
    for word in words:  # a few services and organisations have hundreds of requests
        services = matching(Service.objects.all(), (word,), "name_cs", "name_en").values("pk")
        owners = matching(Organisation.objects.all(), (word,), "name").values("pk")
        named = named.filter(Q(service__in=services) | Q(organisation__in=owners))
    return mine.filter(Q(pk__in=named.values("pk")) | Q(pk__in=said))


def sides(actor: Actor, request: Request) -> frozenset[Side]:
    """On which side of the request the actor may act."""
    number = request.organisation.number
    found = set()
    if number in actor.organisations and may(actor, Action.CHANGE, Object.REQUEST, number):
        found.add(Side.MEMBER)
    if may(actor, Action.APPROVE, Object.REQUEST):
        found.add(Side.PROVIDER)
    return frozenset(found)


def steps_of(service: Service) -> tuple[Step, ...]:
    """The steps that lead to its use."""
    return VRF if service.process == Service.Process.VRF else read(service.steps)


def done_of(request: Request) -> dict[str, Done]:
    """Code → what was done."""
    return {one.code: one for one in request.done.select_related("person")}


def present_rules(service: Service) -> Rules | None:
    """The version that is in force: the newest."""
    return service.rules.order_by("-number").first()


def accepted(service: Service, organisation: Organisation) -> Acceptance | None:
    """The organisation's acceptance of the present version."""
    rules = present_rules(service)
    if rules is None:
        return None
    return Acceptance.objects.select_related("person", "rules").filter(rules=rules, organisation=organisation).first()


def unaccepted(requests: Sequence[Request]) -> list[tuple[Request, Rules]]:
    """Of requests with their service, those whose organisation has not accepted the rules in force, and these. Two queries at most."""
    if not requests:
        return []
    every = Rules.objects.filter(service__in={one.service_id for one in requests}).order_by("number").defer("text_cs", "text_en")
    present = {rules.service_id: rules for rules in every}
    said = set(Acceptance.objects.filter(rules__in=list(present.values())).values_list("rules_id", "organisation_id"))
    ruled = [(one, present[one.service_id]) for one in requests if one.service_id in present]
    return [(one, rules) for one, rules in ruled if (rules.pk, one.organisation_id) not in said]


def open_request(service: Service, organisation: Organisation) -> Request | None:
    """The one that is under way or in use."""
    return Request.objects.filter(service=service, organisation=organisation, state__in=sorted(OPEN)).first()


def mine(actor: Actor) -> dict[int, Request]:
    """Service → the open request of the organisation acted for."""
    found = requests_visible_to(actor).filter(organisation__number=actor.organisation, state__in=sorted(OPEN))
    return {one.service_id: one for one in found}


def may_ask(actor: Actor, service: Service) -> bool:
    """True where the actor may ask for it for the organisation acted for."""
    return service.state == Service.State.OFFERED and may(actor, Action.CREATE, Object.REQUEST, actor.organisation)


def board(actor: Actor, *, service: str = "", text: str = "") -> QuerySet[Request]:
    """Open requests for the board, the longest unmoved first; what was done of their steps tells `ticked`."""
    found = requests_visible_to(actor).filter(state__in=sorted(OPEN)).order_by("moved")
    if service:
        found = found.filter(service__code=service)
    if text:
        found = matching(found, words_of(text), "organisation__name")
    return found


def on_board(found: QuerySet[Request]) -> QuerySet[Request]:
    """The same with only what a slip of the board shows: hundreds of requests are of a few services and organisations."""
    owners = Prefetch("organisation", queryset=Organisation.objects.only("name"))
    return (
        found.select_related(None).prefetch_related("service", owners).only("service", "organisation", "state", "asked", "moved", "review")
    )


def ticked(requests: Sequence[Request]) -> dict[int, set[str]]:
    """Request → codes of what was done, for those where something was. One query."""
    found: dict[int, set[str]] = {}
    for request, code in Done.objects.filter(request__in=[one.pk for one in requests]).values_list("request_id", "code"):
        found.setdefault(request, set()).add(code)
    return found


def late(request: Request, *, now: datetime) -> bool:
    """True where it has not moved for too long, or its review is due."""
    if request.state in {State.ASKED, State.ONBOARDING}:
        return unmoved(request.moved, now=now)
    return request.state == State.IN_USE and request.review is not None and request.review <= now.date()


def unmoved(moved: datetime, *, now: datetime) -> bool:
    """True where what last moved then has waited for too long."""
    return now - moved > timedelta(days=OVERDUE_DAYS)


def people_of(request: Request, side: Side) -> set[int]:
    """Who hears of what the other side did: managers of the organisation and who asked, or who runs services."""
    if side is Side.MEMBER:
        seats = Membership.objects.filter(organisation=request.organisation, role=Role.MANAGER.value)
        return {request.asker_id, *seats.values_list("user_id", flat=True)}
    community = Membership.objects.filter(role__in=[Role.OPERATOR.value, Role.COORDINATOR.value])
    return set(community.values_list("user_id", flat=True))


def due_reviews(*, now: datetime) -> QuerySet[Request]:
    """Requests in use whose review is due."""
    return Request.objects.select_related("service", "organisation").filter(state=State.IN_USE, review__lte=now.date())


def personal(person: int) -> list[dict[str, object]]:
    """Requests and words of a person, for the copy that he takes."""
    asked = Request.objects.filter(asker_id=person).values("service__code", "organisation__name", "state", "asked")
    said = Note.objects.filter(person_id=person).values("request_id", "moment", "text", "deed")
    return [dict(one) for one in asked] + [dict(one) for one in said]
