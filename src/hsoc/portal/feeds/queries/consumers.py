"""Consumers of lists: whose, which one is calling, and who had a value that was taken back. Never: what a list holds (lists)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from django.db.models import Max, Q, QuerySet

from hsoc.portal.feeds.models import Consumer, Fetch
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.members.queries import digest
from hsoc.portal.members.rules import Action, Actor, Object, Role, Seat, numbers


class Had(msgspec.Struct, frozen=True, kw_only=True):
    """A consumer that took a list while a value stood in it. dropped: when it took a state without it, None = not yet."""

    consumer: str
    organisation: str
    path: str
    had: datetime
    dropped: datetime | None


def visible_to(actor: Actor) -> QuerySet[Consumer]:
    """The consumers that the actor may see: of his organisations, or all."""
    allowed = numbers(actor, Action.VIEW, Object.TOKEN)
    every = Consumer.objects.select_related("organisation", "author")
    return every if allowed is None else every.filter(organisation__number__in=allowed)


def latest_fetches(actor: Actor, rows: Iterable[Consumer]) -> list[Fetch]:
    """Of each consumer and list the newest state that it took."""
    shown = Fetch.objects.filter(consumer__in=visible_to(actor).filter(pk__in=[one.pk for one in rows]))
    newest = shown.order_by().values("consumer", "path").annotate(newest=Max("pk")).values("newest")
    return list(Fetch.objects.filter(pk__in=newest).order_by("consumer", "path"))


def calling(secret: str) -> Consumer | None:
    """The valid consumer of a secret."""
    return Consumer.objects.select_related("organisation").filter(digest=digest(secret), revoked__isnull=True).first()


def actor_of_consumer(found: Consumer) -> Actor:
    """The actor behind a consumer: it reads what its organisation's analysts may read of indicators and advisories, and nothing else."""
    seat = Seat(found.organisation.number, Role.ANALYST)
    return Actor(
        username=found.name,
        organisation=found.organisation.number,
        seats=(seat,),
        via=f"consumer:{found.pk}",
        scopes=frozenset({"indicator:view", "advisory:view"}),
    )


def had(actor: Actor, revoked: Indicator, *, most: int = 500) -> tuple[Had, ...]:
    """Consumers, visible to the actor, that took a list of the shared ones while a value that is now taken back stood in it.

    Told from what each consumer fetched when: a state that knew of the value (`version` at or above its first `added`) and was taken
    before the revocation. Whether the value really was in that very list depends on its format; it errs to the side of telling.
    """
    first = (
        Indicator.objects.filter(uuid=revoked.uuid, organisation=revoked.organisation).order_by("added").values_list("added", flat=True)[0]
    )
    seen = Fetch.objects.select_related("consumer__organisation").filter(consumer__in=visible_to(actor))
    held = seen.filter(version__gte=first, version__lt=revoked.added).order_by("consumer", "path", "-at")
    latest: dict[tuple[int, str], Fetch] = {}
    for one in held[: most * 20]:
        latest.setdefault((one.consumer_id, one.path), one)
    after: dict[tuple[int, str], datetime] = {}
    newer = Fetch.objects.filter(Q(consumer__in={key for key, _ in latest}), version__gte=revoked.added).order_by("at")
    for consumer, path, at in newer.values_list("consumer_id", "path", "at"):
        after.setdefault((consumer, path), at)
    return tuple(
        Had(
            consumer=one.consumer.name,
            organisation=one.consumer.organisation.name,
            path=one.path,
            had=one.again,
            dropped=after.get(key),
        )
        for key, one in list(latest.items())[:most]
    )
