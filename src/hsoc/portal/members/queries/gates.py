"""What is read of organisations and people. Every list begins at `visible_to`-like gates here. Never: a change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Q, QuerySet
from django.http import HttpRequest

from hsoc.exchange.rpki.decode import Unreadable, decode
from hsoc.exchange.rpki.origin import origin_state
from hsoc.exchange.rpki.terms import LARGEST
from hsoc.journal.access import looks
from hsoc.portal.audit.queries import visible_to as entries_visible_to
from hsoc.portal.members.models import ApiToken, Approval, Membership, Organisation, Overlap, Prefix, User
from hsoc.portal.members.rules import NOBODY, Action, Actor, Object, Role, Seat, may, numbers
from hsoc.records.route import Vrp

UNKNOWN = "unknown"  # the ROAs were not asked
LOOK = "member_data.looked_into"  # the action's name in the log, written by events.actions.look_into
ACTING_KEY = "acting_for"  # session key: number of the organisation acted for
SECOND_FACTORS = ("totp", "webauthn")


def actor_of(source: HttpRequest | User | AnonymousUser) -> Actor:
    """The actor of a request (once per request) or of a user. An anonymous or disabled one is NOBODY.

    In the browser a person of several organisations acts for none until one is chosen; outside it (a mail, a duty of the worker)
    nobody can be asked, so there it is the first.
    """
    if not isinstance(source, HttpRequest):
        return _actor(source, acting=None) if isinstance(source, User) else NOBODY
    found: Actor | None = getattr(source, "actor", None)
    if found is None:
        user = getattr(source, "user", None)
        acting = source.session.get(ACTING_KEY, 0) if hasattr(source, "session") else 0
        found = _actor(user, acting=int(acting)) if isinstance(user, User) else NOBODY
        source.actor = found  # type: ignore[attr-defined]
    return found


def _actor(user: User, *, acting: int | None, only: int | None = None) -> Actor:
    if not user.is_active:
        return NOBODY
    factors = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS)
    rows = Membership.objects.filter(user=user).order_by("organisation__number", "role")
    held = list(rows.values_list("organisation__number", "role", Exists(factors)))
    seats = tuple(Seat(number, Role(role)) for number, role, _factor in held if only is None or number == only)
    mine = list(dict.fromkeys(seat.organisation for seat in seats))
    lone = mine[0] if len(mine) == 1 or (mine and acting is None) else 0
    return Actor(
        user=user.pk,
        username=user.username,
        name=str(user),
        organisation=acting if acting in mine else lone,
        seats=seats,
        language=user.language or "cs",
        second_factor=held[0][2] if held else factors.exists(),
    )


def other_second_factors(one: Authenticator) -> int:
    """How many second factors the person has besides this one."""
    return int(Authenticator.objects.filter(user_id=one.user_id, type__in=SECOND_FACTORS).exclude(pk=one.pk).count())


# --- tokens -------------------------------------------------------------------------------------------------------------
def digest(secret: str) -> str:
    """What is stored of a token's secret. Plain SHA-256: the secret has 256 bits of its own, there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token(secret: str, *, now: datetime) -> ApiToken | None:
    """The valid token of that secret."""
    valid = Q(revoked__isnull=True, expires__gt=now, user__is_active=True)
    return ApiToken.objects.select_related("user", "organisation").filter(valid, digest=digest(secret)).first()


def actor_of_token(found: ApiToken) -> Actor:
    """The actor behind a token: the person's seats in the token's organisation, narrowed to its scopes."""
    person = _actor(found.user, acting=found.organisation.number, only=found.organisation.number)
    return Actor(
        user=person.user,
        username=person.username,
        name=person.name,
        organisation=found.organisation.number,
        seats=person.seats,
        language=person.language,
        via=f"token:{found.pk}",
        scopes=frozenset(found.scopes),
        second_factor=person.second_factor,
    )


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens."""
    return ApiToken.objects.select_related("organisation").filter(user_id=actor.user)


# --- organisations and people ---------------------------------------------------------------------------------------------
def visible_to(actor: Actor) -> QuerySet[Organisation]:
    """The organisations whose profile the actor may see."""
    allowed = numbers(actor, Action.VIEW, Object.ORGANISATION)
    every = Organisation.objects.all()
    return every if allowed is None else every.filter(number__in=allowed)


def people_visible_to(actor: Actor) -> QuerySet[User]:
    """The people whom the actor may see: those with a seat in an organisation of his, and himself."""
    allowed = numbers(actor, Action.VIEW, Object.PERSON)
    if allowed is None:
        return User.objects.all()
    return User.objects.filter(Q(memberships__organisation__number__in=allowed) | Q(pk=actor.user)).distinct()


def seats_visible_to(actor: Actor) -> QuerySet[Membership]:
    """The seats that the actor may see; never a seat that a visible person holds in somebody else's organisation."""
    allowed = numbers(actor, Action.VIEW, Object.PERSON)
    every = Membership.objects.select_related("user", "organisation").order_by("organisation__number", "user__username", "role")
    return every if allowed is None else every.filter(Q(organisation__number__in=allowed) | Q(user_id=actor.user))


def prefixes_visible_to(actor: Actor) -> QuerySet[Prefix]:
    """The prefixes that the actor may see."""
    allowed = numbers(actor, Action.VIEW, Object.PREFIX)
    every = Prefix.objects.select_related("organisation")
    return every if allowed is None else every.filter(organisation__number__in=allowed)


def approvals_visible_to(actor: Actor) -> QuerySet[Approval]:
    """The approvals that the actor may see: of his organisations, and those he asked for."""
    allowed = numbers(actor, Action.VIEW, Object.APPROVAL)
    every = Approval.objects.select_related("requester", "decider", "organisation")
    return every if allowed is None else every.filter(Q(organisation__number__in=allowed) | Q(requester_id=actor.user))


# --- for the other apps: plain facts, no gate, so never shown as such -------------------------------------------------------
_READ: ContextVar[dict[str, Any] | None] = ContextVar("members_read", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """While a page is read (and nothing written) the facts below are asked of the database once, whatever room wants them."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def once(name: str, ask: Callable[[], Any]) -> Any:
    """The answer kept while `read_once` holds, asked anew elsewhere. name: of the room and the question."""
    read = _READ.get()
    if read is None:
        return ask()
    if name not in read:
        read[name] = ask()
    return read[name]


def organisation_names() -> dict[int, str]:
    """Number → name of every organisation, for labels of what has already passed a gate."""
    return {number: name for number, name, _out in _organisations()}


def _organisations() -> tuple[tuple[int, str, bool], ...]:
    every = Organisation.objects.order_by("number").values_list("number", "name", "opted_out_of_sharing")
    found: tuple[tuple[int, str, bool], ...] = once("organisations", lambda: tuple(every))
    return found


def opted_out() -> frozenset[int]:
    """Numbers of the organisations whose events are not shared even anonymised."""
    return frozenset(number for number, _name, out in _organisations() if out)


def all_prefixes() -> tuple[tuple[int, str], ...]:
    """(number, canonical prefix) of every organisation, for the engine's policy and for locating targets."""
    every = Prefix.objects.values_list("organisation__number", "text").order_by("organisation__number", "first")
    found: tuple[tuple[int, str], ...] = once("prefixes", lambda: tuple(every))
    return found


def meeting(first: str, last: str) -> tuple[Prefix, ...]:
    """The prefixes that share addresses with the bounds given (32 hex digits each)."""
    return tuple(Prefix.objects.select_related("organisation").filter(first__lte=last, last__gte=first))


def overlap_agreed(organisation: int, prefix: str, others: Collection[int]) -> bool:
    """Whether every one of the others (ids) has agreed that the organisation's prefix meets theirs."""
    said = Overlap.objects.filter(organisation__number=organisation, prefix=prefix, state=Overlap.State.AGREED, other_id__in=others)
    return set(said.values_list("other_id", flat=True)) >= set(others)


def person(username: str) -> User | None:
    """The person of that user name, for set-up."""
    return User.objects.filter(username=username).first()


# --- looks --------------------------------------------------------------------------------------------------------------
class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One look into an organisation's data: an original message opened in the portal, or flows taken from a journal."""

    moment: datetime
    who: str
    what: str
    why: str


def looks_into(actor: Actor, organisation: int, *, most: int) -> tuple[Looked, ...]:
    """Who looked into the organisation's raw data, when and why, newest first: for all of its own people and who may read the log of it."""
    if organisation not in actor.organisations and not may(actor, Action.VIEW, Object.AUDIT, organisation):
        return ()
    told = entries_visible_to(frozenset({organisation})).filter(action=LOOK)[:most]
    found = [Looked(moment=one.moment, who=one.who, what=one.object, why=one.reason) for one in told]
    for journal in settings.FLOW_JOURNALS:
        for look in islice(looks(journal, member=organisation), most):
            moment = datetime.fromtimestamp(look.at / 1000, UTC)
            found.append(Looked(moment=moment, who=look.who, what=f"{look.day}: {look.what}", why=look.why))
    return tuple(sorted(found, key=lambda one: one.moment, reverse=True)[:most])


def roa_of(prefix: str, origin: int) -> str:
    """What the ROAs say of a canonical prefix and its AS number: valid, invalid, not-found; unknown where none are at hand."""
    path = Path(settings.VRPS) if settings.VRPS else None
    if path is None or not origin:
        return UNKNOWN
    try:
        about = path.stat()
        return origin_state(_vrps(path, about.st_mtime_ns, about.st_size), prefix=prefix, origin=origin)
    except (OSError, Unreadable):
        return UNKNOWN


@lru_cache(maxsize=1)
def _vrps(path: Path, _changed: int, size: int) -> tuple[Vrp, ...]:
    """The VRPs of a file, read again when it changes; half a million take some seconds. Raises OSError or Unreadable."""
    if size > LARGEST:
        raise Unreadable(f"{size} bytes, at most {LARGEST}")
    return decode(path.read_bytes())[0]
