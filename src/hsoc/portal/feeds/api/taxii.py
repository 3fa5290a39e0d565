"""The TAXII 2.1 server under /taxii2/. Belongs here: HTTP. Never: which objects (queries.taxii), what they mean (exchange.stix)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from hsoc.exchange.stix import decode
from hsoc.portal.callers import lane_of
from hsoc.portal.feeds.actions.intake import receive
from hsoc.portal.feeds.api.who import actor_of_request, allowed, secret, told
from hsoc.portal.feeds.queries import taxii as queries
from hsoc.portal.feeds.queries.statuses import status as status_of
from hsoc.portal.feeds.rules.taxii import (
    BURST,
    MEDIA,
    MOST_BODY,
    MOST_OBJECTS,
    RATE,
    Bad,
    Query,
    about,
    acceptable,
    cursor,
    is_taxii,
    moment,
    query,
)  # fmt: skip
from hsoc.portal.members.rules import NOBODY, Actor
from hsoc.records.parcel import Parcel, Unreadable
from hsoc.records.tlp import TLP, narrowest

ROOT: Final = "/taxii2/hsoc/"  # the only API root


class Answer(Exception):
    """An error of TAXII's own shape."""

    def __init__(self, status: int, title: str, description: str = "") -> None:
        super().__init__(title)
        self.status, self.title, self.description = status, title, description


View = Callable[..., HttpResponse]


def _spoken(content: Any, *, status: int = 200, **headers: str) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(content), status=status, headers={"Content-Type": MEDIA, "Cache-Control": "no-store", **headers}
    )


def endpoint(*verbs: str) -> Callable[[Callable[..., HttpResponse]], View]:
    """A view of TAXII: who is asking, how often, whether the answer can be taken; errors in TAXII's shape."""

    def wrap(view: Callable[..., HttpResponse]) -> View:
        @csrf_exempt
        @wraps(view)
        def handle(request: HttpRequest, **path: str) -> HttpResponse:
            try:
                actor = _caller(request)
                caller = actor.via if actor.known else lane_of(request)
                verdict = allowed(f"taxii {caller}", rate=RATE, burst=BURST)
                if not verdict.passes:
                    return told(_failed(Answer(429, "Too often", "Wait as long as Retry-After says.")), verdict, burst=BURST)
                _may_be_answered(request, verbs)
                return told(view(request, actor, **path), verdict, burst=BURST)
            except Bad as error:
                return _failed(Answer(400, "Bad request", str(error)))
            except Answer as error:
                return _failed(error)

        return handle

    return wrap


def _may_be_answered(request: HttpRequest, verbs: tuple[str, ...]) -> None:
    if request.method not in {*verbs, "HEAD"}:
        raise Answer(405, "Not allowed", f"{' and '.join(verbs)} only")
    if not acceptable(request.headers.get("Accept", "*/*")):
        raise Answer(406, "Not acceptable", f"this server answers {MEDIA}")


def _failed(error: Answer) -> HttpResponse:
    body = {"title": error.title, "http_status": str(error.status)} | ({"description": error.description} if error.description else {})
    headers = {"WWW-Authenticate": 'Basic realm="hSOC TAXII", charset="UTF-8"'} if error.status == 401 else {}
    return _spoken(body, status=error.status, **headers)


def _caller(request: HttpRequest) -> Actor:
    """The token's actor; the street may read what is public. A token that is not valid is 401, never the street."""
    if not secret(request):
        return NOBODY
    found = actor_of_request(request)
    if found is None:
        raise Answer(401, "Not authenticated", "Send a valid API token as the password of Basic, or as Bearer.")
    return found


def _collection(actor: Actor, wanted: str) -> queries.Collection:
    found = queries.collection(actor, wanted)
    if found is None:
        raise Answer(401 if not actor.known else 404, "There is no such collection")
    return found


def _readable(actor: Actor, wanted: str) -> queries.Collection:
    found = _collection(actor, wanted)
    if not found.can_read:
        raise Answer(403, "Not allowed", "This collection can only be written to.")
    return found


def _arguments(request: HttpRequest) -> Query:
    return query(dict(request.GET.lists()))


@endpoint("GET")
def discovery(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """The way in."""
    root = request.build_absolute_uri(ROOT)
    return _spoken(
        {"title": "hSOC", "description": "Indicators of the Czech health-care community", "contact": settings.SECURITY_MAIL}
        | {"default": root, "api_roots": [root]}
    )


@endpoint("GET")
def root(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """The API root."""
    return _spoken({"title": "hSOC", "versions": [MEDIA], "max_content_length": MOST_BODY})


@endpoint("GET")
def collections(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """The collections of this caller."""
    found = [_described(one) for one in queries.collections(actor)]
    return _spoken({"collections": found} if found else {})


@endpoint("GET")
def collection(request: HttpRequest, actor: Actor, wanted: str) -> HttpResponse:  # noqa: ARG001
    """One collection."""
    return _spoken(_described(_collection(actor, wanted)))


def _described(one: queries.Collection) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "can_read": one.can_read,
        "can_write": one.can_write,
        "media_types": ["application/stix+json;version=2.1"],
    }


@endpoint("GET", "POST")
def contents(request: HttpRequest, actor: Actor, wanted: str) -> HttpResponse:
    """Objects of a collection, or new ones for it."""
    if request.method == "POST":
        return _added(request, actor, _collection(actor, wanted))
    found, more = queries.page(actor, _readable(actor, wanted), _arguments(request))
    return _envelope(found, "objects", [one.content for one in found], more=more)


@endpoint("GET")
def one_object(request: HttpRequest, actor: Actor, wanted: str, identity: str) -> HttpResponse:
    """One object; 404 where there is none for this caller."""
    where = _readable(actor, wanted)
    found, more = queries.versions(actor, where, msgspec.structs.replace(_arguments(request), ids=(identity,)))
    if not found and not _exists(actor, where, identity):
        raise Answer(404, "There is no such object")
    return _envelope(found, "objects", [one.content for one in found], more=more)


@endpoint("GET")
def object_versions(request: HttpRequest, actor: Actor, wanted: str, identity: str) -> HttpResponse:
    """The versions of one object, oldest first."""
    where = _readable(actor, wanted)
    asked = msgspec.structs.replace(_arguments(request), ids=(identity,), versions=("all",))
    found, more = queries.versions(actor, where, asked)
    if not found and not _exists(actor, where, identity):
        raise Answer(404, "There is no such object")
    return _envelope(found, "versions", [one.version for one in found], more=more)


@endpoint("GET")
def manifest(request: HttpRequest, actor: Actor, wanted: str) -> HttpResponse:
    """What a collection holds, without the content."""
    found, more = queries.page(actor, _readable(actor, wanted), _arguments(request))
    records = [
        {"id": one.id, "date_added": moment(one.added), "version": one.version, "media_type": "application/stix+json;version=2.1"}
        for one in found
    ]
    return _envelope(found, "objects", records, more=more)


@endpoint("GET")
def status(request: HttpRequest, actor: Actor, wanted: str) -> HttpResponse:  # noqa: ARG001
    """What became of a POST, for who sent it."""
    found = status_of(actor, wanted)
    if found is None:
        raise Answer(404, "There is no such status")
    return _spoken(found)


def _exists(actor: Actor, where: queries.Collection, identity: str) -> bool:
    return bool(queries.versions(actor, where, Query(ids=(identity,), versions=("all",), limit=1))[0])


def _envelope(found: list[queries.Item], name: str, content: list[Any], *, more: bool) -> HttpResponse:
    if not found:
        return _spoken({})
    headers = {"X-TAXII-Date-Added-First": moment(found[0].added), "X-TAXII-Date-Added-Last": moment(found[-1].added)}
    rest = {"more": True, "next": cursor(found[-1].added)} if more else {"more": False}
    answer = _spoken(rest | {name: content})
    for key, value in headers.items():
        answer.headers[key] = value
    return answer


def _added(request: HttpRequest, actor: Actor, where: queries.Collection) -> HttpResponse:
    if not where.can_write:
        raise Answer(403, "Not allowed", "Your token may not write here.")
    if not is_taxii(request.headers.get("Content-Type", "")):
        raise Answer(415, "Unknown media type", f"send {MEDIA}")
    body = _body(request)
    now = datetime.now(UTC)
    try:
        envelope = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        heads = msgspec.json.decode(envelope.get("objects", msgspec.Raw(b"[]")), type=list[Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Answer(400, "Bad request", "An envelope with a list of objects is expected.") from error
    if len(heads) > MOST_OBJECTS:
        raise Answer(413, "Too much", f"at most {MOST_OBJECTS} objects at once")
    if not heads:
        raise Answer(400, "Bad request", "An envelope with at least one object is expected.")
    known = queries.known(actor, about(heads))
    try:
        values = {own: (kind, value) for own, (kind, value, _) in known.items()}
        parcel = decode(body, now=int(now.timestamp() * 1000), known=values)
    except Unreadable as error:
        raise Answer(400, "Bad request", str(error)) from error
    parcel = _as_narrow(parcel, {own: label for own, (_, _, label) in known.items()})
    home = where.organisation or actor.organisation
    made = receive(actor=actor, organisation=home, parcel=parcel, heads=heads, tlp=where.tlp, audience=where.audience, via="taxii", now=now)
    return _spoken(made, status=202)


def _as_narrow(parcel: Parcel, labels: Mapping[str, TLP]) -> Parcel:
    """Sightings at least as narrow as the indicators of others that they are about: they carry the value."""
    replace = msgspec.structs.replace
    seen = (replace(one, tlp=narrowest(one.tlp, labels.get(one.indicator, one.tlp))) for one in parcel.sightings)
    return replace(parcel, sightings=tuple(seen)) if labels else parcel


def _body(request: HttpRequest) -> bytes:
    try:
        said = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        said = 0
    if said > MOST_BODY:
        raise Answer(413, "Too much", f"at most {MOST_BODY} bytes at once")
    try:
        body = request.read(MOST_BODY + 1)
    except (UnreadablePostError, RawPostDataException, OSError) as error:
        raise Answer(400, "Bad request", "The body could not be read.") from error
    if len(body) > MOST_BODY:
        raise Answer(413, "Too much", f"at most {MOST_BODY} bytes at once")
    return body
