"""What follows from time and from what Wagtail does: scheduled pages, notes in the log, words to coordinators. Never: a page."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final

from django.core.management import call_command
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, TaskState

from hsoc.portal.members.models import User
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Actor
from hsoc.portal.notices.actions.telling import tell
from hsoc.portal.website.actions.joining import forget
from hsoc.portal.website.actions.pages import note_publication
from hsoc.portal.website.queries.editors import publishers

EVERY_MS: Final = 60_000  # ms between two looks; an editor chooses minutes

log = logging.getLogger("hsoc.website")
_last: list[int] = [0]


def on_beat(now: int) -> bool:
    """Look once a minute; True where it did. now: ms."""
    if now - _last[0] < EVERY_MS:
        return False
    _last[0] = now
    call_command("publish_scheduled", verbosity=0)
    forget(now=datetime.fromtimestamp(now / 1000, UTC))
    return True


def _who() -> Actor:
    """Whoever is in Wagtail's editor now; the house itself where the worker publishes."""
    user = get_active_log_context().user
    return actor_of(user) if isinstance(user, User) else SYSTEM


def published(sender: object, *, instance: Page, **_: object) -> None:  # noqa: ARG001
    """A page went out, or will at its hour (Wagtail says both alike): the log says which."""
    action = "page.published" if instance.live else "page.scheduled"
    note_publication(actor=_who(), page=instance, action=action, now=datetime.now(UTC))


def unpublished(sender: object, *, instance: Page, **_: object) -> None:  # noqa: ARG001
    """A page was taken back: the log says so."""
    note_publication(actor=_who(), page=instance, action="page.unpublished", now=datetime.now(UTC))


def handed_in(sender: object, *, instance: TaskState, user: User | None, **_: object) -> None:  # noqa: ARG001
    """A draft waits: those who may publish are told, except the author."""
    page = instance.workflow_state.content_object
    people = publishers() - ({user.pk} if user else set())
    values = {"who": str(user or ""), "page": instance.revision.object_str}
    tell(people=people, kind="page.waiting", values=values, path=f"/portal/web/pages/{page.pk}/edit/", now=datetime.now(UTC))
