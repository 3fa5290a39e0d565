"""MISP's REST under /misp/, as far as PyMISP and sensors need it. Belongs here: HTTP and who answers what. Never: MISP's words (exchange).

Scalars are texts, an event is wrapped as `{"Event": …}`, errors have `errors`. Unknown filters and flags are taken and ignored.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from hsoc.exchange.misp import decode
from hsoc.exchange.misp.encode import organisation
from hsoc.exchange.misp.terms import FALSE_POSITIVE, HOUSE, SEEN, UUID
from hsoc.portal.feeds.actions.misp import attach, met, take_away, take_event
from hsoc.portal.feeds.api.who import allowed, caller, reader_of_request, told
from hsoc.portal.feeds.queries import misp as queries
from hsoc.portal.feeds.rules.bucket import BURST
from hsoc.portal.feeds.rules.misp import (
    MOST_ATTRIBUTES,
    MOST_EVENTS,
    MOST_VALUES,
    USUAL_ATTRIBUTES,
    USUAL_EVENTS,
    Asked,
    Bad,
    Path,
    asked,
    path,
    second,
)
from hsoc.portal.indicators import queries as gate
from hsoc.portal.members.queries import organisation_names
from hsoc.portal.members.rules import Action, Actor, Object, Refused, may
from hsoc.records.indicator import Verdict
from hsoc.records.parcel import Parcel, Unreadable

VERSION: Final = "2.5.34"  # of MISP's REST that we speak
MOST_BODY: Final = 16 * 1024 * 1024  # bytes
SPOKEN: Final = {SEEN: Verdict.SEEN, FALSE_POSITIVE: Verdict.FALSE_POSITIVE, "2": Verdict.EXPIRED}
Body = dict[str, Any]


class Answer(Exception):
    """An error of MISP's own shape."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class Call:
    """One request: who, which path, what body."""

    def __init__(self, request: HttpRequest, actor: Actor, where: Path) -> None:
        self.request, self.actor, self.where, self.now = request, actor, where, datetime.now(UTC)

    @property
    def ms(self) -> int:
        """Now."""
        return round(self.now.timestamp() * 1000)

    def first(self) -> str:
        """The first argument of the path."""
        if not self.where.arguments:
            raise Answer(404, "Invalid identifier.")
        return self.where.arguments[0].lower()

    def raw(self) -> bytes:
        """The body, bounded."""
        try:
            body = self.request.read(MOST_BODY + 1)
        except (UnreadablePostError, RawPostDataException, OSError) as error:
            raise Answer(400, "The body could not be read.") from error
        if len(body) > MOST_BODY:
            raise Answer(413, f"At most {MOST_BODY} bytes at once.")
        return body

    def body(self) -> Body:
        """The body as an object; none is an empty one."""
        content = self.raw()
        try:
            found = msgspec.json.decode(content) if content.strip() else {}
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise Answer(400, "The body is not JSON.") from error
        if not isinstance(found, dict):
            raise Answer(400, "An object is expected.")
        inner = found.get("request")
        return inner if isinstance(inner, dict) else found

    def asked(self) -> Asked:
        """The filters of path, address and body."""
        given = {name: texts[-1] for name, texts in self.request.GET.lists()} | self.where.named
        return asked(given | (self.body() if self.request.method == "POST" else {}), now=self.ms // 1000)


@csrf_exempt
def door(request: HttpRequest, rest: str) -> HttpResponse:
    """Any path below /misp/."""
    actor = reader_of_request(request)
    verdict = allowed(caller(request, actor))
    if not verdict.passes:
        return told(_failed(request, Answer(429, "Rate limit exceeded.")), verdict, burst=BURST)
    try:
        answer = _spoken(_answer(request, actor, path(rest)))
    except Answer as error:
        answer = _failed(request, error)
    except (Bad, ValueError) as error:
        answer = _failed(request, Answer(400, str(error)))
    except Refused:
        answer = _failed(request, Answer(403, "You do not have permission to do that."))
    except queries.TooMuch:
        answer = _failed(request, Answer(413, "Too many attributes for one answer; ask with page and limit."))
    return told(answer, verdict, burst=BURST)


def _answer(request: HttpRequest, actor: Actor | None, where: Path) -> Any:
    if actor is None:
        raise Answer(403, "Authentication failed: send a valid token as the Authorization header.")
    if not may(actor, Action.VIEW, Object.INDICATOR):
        raise Answer(403, "The key does not reach indicators.")
    verbs, view = ROUTES.get((where.controller, where.action), ((), None))
    if view is None:
        raise Answer(404, "Invalid address.")
    if request.method not in {*verbs, *(("HEAD",) if "GET" in verbs else ())}:
        raise Answer(405, f"{' and '.join(verbs)} only.")
    return view(Call(request, actor, where))


def _spoken(content: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(content), status=status, content_type="application/json", headers={"Cache-Control": "no-store"})


def _failed(request: HttpRequest, error: Answer) -> HttpResponse:
    about = {"saved": False, "name": error.text, "message": error.text, "url": request.path, "errors": [error.text]}
    return _spoken(about, error.status)


def _version(call: Call) -> Any:  # noqa: ARG001
    recommended = {"pymisp_recommended_version": VERSION, "request_encoding": [], "filter_sightings": True}
    return {"version": VERSION, "perm_sync": False, "perm_sighting": True, "perm_galaxy_editor": False} | recommended


def _pymisp_version(call: Call) -> Any:  # noqa: ARG001
    return {"version": VERSION}


def _me(call: Call) -> Any:
    actor, home = call.actor, _home(call.actor)
    writes = may(actor, Action.CREATE, Object.INDICATOR, actor.organisation)
    marks = {f"perm_{name}": writes for name in ("add", "modify", "publish", "tagger", "sighting")}
    role = {"id": "1", "name": "hSOC", "perm_auth": True, "perm_admin": False, "perm_site_admin": False, "perm_sync": False} | marks
    user = {"id": str(actor.user), "email": actor.username, "org_id": home["id"], "role_id": "1", "disabled": False}
    return {"User": user, "Role": role, "UserSetting": {}, "Organisation": home}


def _home(actor: Actor) -> Body:
    return _organisation(organisation_names().get(actor.organisation, HOUSE))


def _organisation(name: str) -> Body:
    made = organisation(name)
    return {"id": queries.number(made["uuid"]), "local": True, "type": "", "nationality": "", "sector": ""} | made


def _organisations(call: Call) -> Any:
    names = sorted({HOUSE, *organisation_names().values()}) if call.actor.user else [HOUSE]
    return [{"Organisation": _organisation(name)} for name in names]


def _one_organisation(call: Call) -> Any:
    wanted = call.first()
    for one in _organisations(call):
        if wanted in {one["Organisation"]["id"], one["Organisation"]["uuid"], one["Organisation"]["name"].lower()}:
            return one
    raise Answer(404, "Invalid organisation.")


def _nothing(call: Call) -> Any:  # noqa: ARG001
    return []


def _sharing_groups(call: Call) -> Any:  # noqa: ARG001
    return {"response": []}


def _view(call: Call) -> Any:
    return {"Event": _event(call, call.first())}


def _event(call: Call, identity: str) -> Body:
    one = queries.group(call.actor, identity)
    if one is None:
        raise Answer(404, "Invalid event.")
    return next(queries.documents(call.actor, [one], now=call.ms))


def _search(call: Call) -> Any:
    wanted = call.asked()
    limit = min(wanted.limit or USUAL_EVENTS, MOST_EVENTS)
    found = queries.groups(call.actor, wanted, page=wanted.page, limit=limit)
    events = queries.documents(call.actor, found, now=call.ms)
    if wanted.metadata:
        return {"response": [{"Event": _bare(one)} for one in events]}
    return {"response": [{"Event": one} for one in events]}


def _bare(event: Body) -> Body:
    return {name: value for name, value in event.items() if name not in {"Attribute", "Object"}}


def _index(call: Call) -> Any:
    wanted = call.asked()
    found = queries.groups(call.actor, wanted, page=wanted.page, limit=min(wanted.limit or USUAL_EVENTS, MOST_EVENTS))
    events = [_bare(one) for one in queries.documents(call.actor, found, now=call.ms)]
    return [one | {"EventTag": [{"Tag": tag} for tag in one["Tag"]]} for one in events]


def _attributes(call: Call) -> Any:
    wanted = call.asked()
    found = queries.attributes(call.actor, wanted, page=wanted.page, limit=min(wanted.limit or USUAL_ATTRIBUTES, MOST_ATTRIBUTES))
    return {"response": {"Attribute": found}}


def _add(call: Call) -> Any:
    return _taken(call, "")


def _own(call: Call) -> queries.Group:
    one = queries.group(call.actor, call.first())
    if one is None:
        raise Answer(404, "Invalid event.")
    if not one.own:
        raise Answer(403, "You do not have permission to do that: the event was not sent by your organisation.")
    return one


def _edit(call: Call) -> Any:
    return _taken(call, _own(call).uuid)


def _add_attribute(call: Call) -> Any:
    """One attribute, or a list of them, for an event that is there: what it does not say of itself, its event says."""
    event = next(queries.documents(call.actor, [_own(call)], now=call.ms))
    try:
        given = msgspec.json.decode(call.raw())
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Answer(400, "The body is not JSON.") from error
    given = given.get("Attribute", given) if isinstance(given, dict) else given
    several = given if isinstance(given, list) else [given]
    head = {name: event[name] for name in ("uuid", "info", "date", "Orgc", "Tag", "timestamp")}
    parcel = _read(call, msgspec.json.encode({"Event": head | {"Attribute": several}}))
    take_event(actor=call.actor, identity=event["uuid"], parcel=parcel, now=call.now)
    ids = {one.id for one in parcel.indicators}
    made = [one for one in _event(call, event["uuid"])["Attribute"] if one["uuid"] in ids]
    return {"Attribute": made if isinstance(given, list) else made[0]}


def _delete(call: Call) -> Any:
    take_away(actor=call.actor, rows=queries.rows(call.actor, _own(call)), now=call.now)
    return _deleted(call, "Event deleted.")


def _delete_attribute(call: Call) -> Any:
    found = queries.of_uuid(call.actor, call.first())
    if not found:
        raise Answer(404, "Invalid attribute.")
    mine = [row.pk for row in found if row.organisation.number == call.actor.organisation]
    if not mine:
        raise Answer(403, "You do not have permission to do that: it was not shared by your organisation.")
    take_away(actor=call.actor, rows=gate.newest(call.actor).filter(pk__in=mine), now=call.now)
    return _deleted(call, "Attribute deleted.")


def _deleted(call: Call, text: str) -> Any:
    return {"saved": True, "success": True, "name": text, "message": text, "url": call.request.path}


def _taken(call: Call, known: str) -> Any:
    content = call.raw()
    parcel = _read(call, content)
    head = msgspec.json.decode(content)
    head = head.get("Event", head) if isinstance(head, dict) else {}
    given = str(head.get("uuid", "")).lower() if isinstance(head, dict) else ""
    identity = known or (given if UUID.fullmatch(given) else str(uuid.uuid4()))
    take_event(actor=call.actor, identity=identity, parcel=parcel, now=call.now)
    return {"Event": _event(call, identity)}


def _read(call: Call, content: bytes) -> Parcel:
    try:
        parcel = decode(content, now=call.ms)
    except (Unreadable, msgspec.DecodeError, RecursionError) as error:
        raise Answer(400, f"Could not read the event: {error}") from error
    if not parcel.indicators:
        reasons = "; ".join(f"{one.place}: {one.reason}" for one in parcel.rejects[:5])
        raise Answer(400, f"No attribute of this event is kept here; addresses, names, URLs and hashes are. {reasons}".strip())
    return parcel


def _publish(call: Call) -> Any:
    if not may(call.actor, Action.CREATE, Object.INDICATOR, call.actor.organisation):
        raise Answer(403, "You do not have permission to do that.")
    one = queries.group(call.actor, call.first())
    if one is None:
        raise Answer(404, "Invalid event.")
    text = "Everybody whom the labels allow has it already."
    return {"saved": True, "success": True, "name": text, "message": text, "url": call.request.path, "id": queries.number(one.uuid)}


def _sighting(call: Call) -> Any:
    body = call.body()
    given = body.get("Sighting", body)
    if not isinstance(given, dict):
        raise Answer(400, "A sighting is expected.")
    texts = given.get("values") or given.get("value") or []
    texts = texts if isinstance(texts, list) else [texts]
    if len(texts) > MOST_VALUES:
        raise Answer(400, f"At most {MOST_VALUES} values at once.")
    identity = call.where.arguments[0] if call.where.arguments else str(given.get("uuid") or given.get("id") or "")
    verdict = SPOKEN.get(str(given.get("type", SEEN)))
    if verdict is None:
        raise Answer(400, "type: 0, 1 or 2 is expected.")
    found = [row for text in texts for row in queries.of_value(call.actor, str(text))]
    found = found or (queries.of_uuid(call.actor, identity) if identity else [])
    if not found:
        raise Answer(404, "No valid attributes found that match the criteria.")
    at = 1000 * second(given["timestamp"], call.ms // 1000) if given.get("timestamp") else call.ms
    made = met(actor=call.actor, rows=found, verdict=verdict, at=at, now=call.now)
    one = made[0]
    return {
        "Sighting": {
            "id": queries.number(one.id), "uuid": one.id, "type": str(given.get("type", SEEN)), "date_sighting": str(at // 1000),
            "attribute_id": queries.number(one.indicator), "attribute_uuid": one.indicator, "source": "", "org_id": _home(call.actor)["id"],
        }
    }  # fmt: skip


def _tag(call: Call) -> Any:
    body = call.body()
    given = body.get("Tag", body)
    identity, tag = str(given.get("uuid") or "").lower(), str(given.get("tag") or given.get("name") or "").strip()[:200]
    if not identity or not tag:
        raise Answer(400, "uuid and tag are expected.")
    every = queries.of_uuid(call.actor, identity)
    if not every and (one := queries.group(call.actor, identity)) is not None:
        every = list(queries.rows(call.actor, one)[:MOST_ATTRIBUTES])
    if not every:
        raise Answer(404, "Invalid target.")
    mine = [row for row in every if row.organisation.number == call.actor.organisation]
    if not mine:
        raise Answer(403, "You do not have permission to do that: it was not shared by your organisation.")
    attach(actor=call.actor, rows=mine, tag=tag, now=call.now)
    text = f"Tag {tag} successfully attached."
    return {"saved": True, "success": True, "check_publish": True, "name": text, "message": text, "url": call.request.path}


BOTH: Final = ("GET", "POST")
ROUTES: Final[dict[tuple[str, str], tuple[tuple[str, ...], Callable[[Call], Any]]]] = {
    ("servers", "getversion"): (("GET",), _version),
    ("servers", "getpymispversion"): (("GET",), _pymisp_version),
    ("users", "view"): (("GET",), _me),
    ("events", "add"): (("POST",), _add),
    ("events", "view"): (BOTH, _view),
    ("events", "edit"): (("POST", "PUT"), _edit),
    ("events", "delete"): (("POST", "DELETE"), _delete),
    ("events", "publish"): (("POST",), _publish),
    ("events", "alert"): (("POST",), _publish),
    ("events", "restsearch"): (BOTH, _search),
    ("events", "index"): (BOTH, _index),
    ("events", ""): (BOTH, _index),
    ("attributes", "restsearch"): (BOTH, _attributes),
    ("attributes", "add"): (("POST",), _add_attribute),
    ("attributes", "delete"): (("POST", "DELETE"), _delete_attribute),
    ("sightings", "add"): (("POST",), _sighting),
    ("tags", "attachtagtoobject"): (("POST",), _tag),
    ("organisations", "index"): (("GET",), _organisations),
    ("organisations", "view"): (("GET",), _one_organisation),
    ("sharinggroups", "index"): (("GET",), _sharing_groups),
    ("sharinggroups", ""): (("GET",), _sharing_groups),
}
