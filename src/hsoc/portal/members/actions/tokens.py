"""Changes of API tokens. The secret exists in the answer of `create_token` and nowhere else."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import ApiToken, Organisation
from hsoc.portal.members.queries import digest
from hsoc.portal.members.rules import SCOPES, Action, Actor, Object, Refused, allows_scope, require

SECRET_BYTES = 32  # bytes: 256 bits, so that a plain hash of it is enough
LONGEST_DAYS = 400  # days: a year and a month to renew it in
MOST_TOKENS = 50  # valid tokens of one person
PREFIX = "hsoc_"  # so that scanners of published code recognise a leaked one


@transaction.atomic
def create_token(*, actor: Actor, organisation: int, name: str, scopes: Iterable[str], days: int, now: datetime) -> tuple[ApiToken, str]:
    """A token for one organisation and its secret (shown once). Raises Unacceptable on scopes that the actor does not have there."""
    require(actor, Action.CREATE, Object.TOKEN, organisation)
    if actor.via != "session":
        raise Refused("a token cannot make tokens")
    if organisation not in actor.organisations:
        raise Refused("a token belongs to an organisation in which one has a seat")
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES or not allows_scope(actor, scope, organisation)]
    if unknown or not wanted:
        raise Unacceptable(
            _("You do not have these rights there: %(scopes)s.") % {"scopes": ", ".join(unknown)}
            if unknown
            else _("A token needs a right.")
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise Unacceptable(_("A token lives 1 to %(most)d days.") % {"most": LONGEST_DAYS})
    if ApiToken.objects.filter(user_id=actor.user, revoked__isnull=True, expires__gt=now).count() >= MOST_TOKENS:
        raise Unacceptable(_("One person has at most %(most)d valid tokens.") % {"most": MOST_TOKENS})
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    made = ApiToken.objects.create(
        user_id=actor.user,
        organisation=Organisation.objects.get(number=organisation),
        name=name.strip()[:80] or "token",
        start=secret[len(PREFIX) : len(PREFIX) + 6],
        digest=digest(secret),
        scopes=wanted,
        created=now,
        expires=now + timedelta(days=days),
    )
    details = {"name": made.name, "scopes": wanted, "days": days}
    record(actor=actor, action="token.created", object=f"token:{made.pk}", concerns=organisation, details=details, now=now)
    return made, secret


@transaction.atomic
def revoke_token(*, actor: Actor, token: int, now: datetime) -> None:
    """Ends a token at once: one's own, or of people whom one may remove from the token's organisation."""
    found = ApiToken.objects.select_related("organisation").get(pk=token)
    number = found.organisation.number
    if found.user_id != actor.user:
        require(actor, Action.REMOVE, Object.PERSON, number)
    require(actor, Action.REMOVE, Object.TOKEN)
    if found.revoked is None:
        found.revoked = now
        found.save(update_fields=["revoked"])
        record(actor=actor, action="token.revoked", object=f"token:{token}", concerns=number, now=now)


@transaction.atomic
def note_token_use(*, actor: Actor, token: ApiToken, now: datetime) -> None:
    """Remembers that a token was used; called once an hour of use at most, recorded as a sign of life."""
    ApiToken.objects.filter(pk=token.pk).update(last_used=now)
    record(actor=actor, action="token.used", object=f"token:{token.pk}", concerns=token.organisation.number, now=now)
