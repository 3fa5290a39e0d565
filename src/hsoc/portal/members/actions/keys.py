"""Changes of people's public keys. Never: a private key, which nobody here wants to see."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import PersonKey, User
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.members.rules.standing import key_notice
from hsoc.portal.members.share import letters
from hsoc.portal.members.share.keys import Unfit, read
from hsoc.portal.members.signals import key_ending

MOST_KEYS = 10  # of one person


def _said(code: str) -> str:
    return {
        "size": _("This is too large for a key."),
        "format": _("This is not a public key: neither OpenPGP nor an S/MIME certificate."),
        "secret": _("This holds a private key. Keep it to yourself and upload the public one only; if you sent it elsewhere, replace it."),
        "revoked": _("This key is revoked."),
        "expired": _("This key has expired; upload the renewed one."),
        "names": _("This certificate names no mail address."),
    }[code]


@transaction.atomic
def add_key(*, actor: Actor, text: str, now: datetime) -> PersonKey:
    """One's own public key; a renewed one of the same fingerprint takes the place of the old. Raises Unacceptable that says why not."""
    if not actor.user:
        raise Refused("a key belongs to a person")
    try:
        found = read(text.strip(), now=now)
    except Unfit as error:
        raise Unacceptable(_said(str(error))) from error
    person = User.objects.select_for_update().get(pk=actor.user)
    if not any(person.email.lower() in name.lower() for name in found.names):
        raise Unacceptable(_("The key does not name your address %(email)s.") % {"email": person.email})
    if person.keys.exclude(fingerprint=found.fingerprint).count() >= MOST_KEYS:
        raise Unacceptable(_("A person has at most %(most)d keys.") % {"most": MOST_KEYS})
    held, _new = PersonKey.objects.update_or_create(
        user=person,
        fingerprint=found.fingerprint,
        defaults={
            "kind": found.kind,
            "text": found.text,
            "names": list(found.names),
            "expires": found.expires,
            "added": now,
            "noticed": 0,
        },
    )
    record(actor=actor, action="key.added", object=f"person:{person.pk}", details={"fingerprint": found.fingerprint}, now=now)
    return held


@transaction.atomic
def remove_key(*, actor: Actor, key: int, now: datetime) -> None:
    """One's own key is no longer shown."""
    held = PersonKey.objects.get(pk=key)
    if held.user_id != actor.user:
        raise Refused("only the owner removes a key")
    held.delete()
    record(actor=actor, action="key.removed", object=f"person:{actor.user}", details={"fingerprint": held.fingerprint}, now=now)


@transaction.atomic
def tell_of_endings(*, actor: Actor, now: datetime) -> int:
    """Owners of keys that end within 30 and within 7 days hear of it, once each; how many. The worker's daily work."""
    require(actor, Action.CHANGE, Object.PERSON)
    told = 0
    for key in PersonKey.objects.select_related("user").filter(expires__gt=now, user__is_active=True).order_by("pk"):
        days = key_notice(key.expires, key.noticed, now)
        if days:
            key.noticed = days
            key.save(update_fields=["noticed"])
            letters.key_ends(key, days)
            key_ending.send(sender=PersonKey, key=key, days=days, now=now)
            told += 1
    if told:
        record(actor=actor, action="key.endings_told", object="key", details={"count": told}, now=now)
    return told
