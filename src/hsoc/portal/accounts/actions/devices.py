"""A login from a browser seen for the first time is told to the person. Never: whether the login is allowed (allauth)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from hsoc.portal.accounts.models import Device
from hsoc.portal.accounts.queries import digest, is_a_device, known_device
from hsoc.portal.accounts.rules import browser
from hsoc.portal.audit.actions import record
from hsoc.portal.members.rules import Actor

SECRET_BYTES = 32  # of the cookie
KEPT_DAYS = 400  # as long as browsers keep a cookie; a device not seen since is forgotten
MOST_DEVICES = 50  # of one person; the oldest make room


@transaction.atomic
def note_login(*, actor: Actor, secret: str, agent: str, address: str | None, now: datetime) -> tuple[str, Device | None]:
    """Remembers the browser. Answers (the secret its cookie shall hold, the device where it is a new one)."""
    known = known_device(user=actor.user, secret=secret)
    if known is not None:
        Device.objects.filter(pk=known.pk).update(last=now, address=address)
        record(actor=actor, action="device.used", object=f"device:{known.pk}", now=now)
        return secret, None
    if not is_a_device(secret):  # none, or one that we never gave: who planted it would know it, and be known by it
        secret = secrets.token_urlsafe(SECRET_BYTES)
    made = Device.objects.create(
        user_id=actor.user, digest=digest(secret), browser=browser(agent)[:60], address=address, first=now, last=now
    )
    record(actor=actor, action="device.new", object=f"device:{made.pk}", details={"browser": made.browser}, now=now)
    beyond = Device.objects.filter(user_id=actor.user).order_by("-last").values_list("pk", flat=True)[MOST_DEVICES:]
    Device.objects.filter(pk__in=list(beyond)).delete()
    Device.objects.filter(user_id=actor.user, last__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return secret, made


@transaction.atomic
def forget_device(*, actor: Actor, device: int, now: datetime) -> None:
    """The browser is a stranger again: the next login from it is told, and it has no lane of its own past the lock."""
    Device.objects.filter(user_id=actor.user, pk=device).delete()
    record(actor=actor, action="device.forgotten", object=f"device:{device}", now=now)
