"""Changes of indicators: share, revoke, relabel, sight, approve, trust. Each is recorded with who, when and why. Never: what is shown."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.indicators import queries
from hsoc.portal.indicators.models import BlockApproval, Clock, Indicator, Sighting, TrustedSource
from hsoc.portal.indicators.queries.suffixes import site
from hsoc.portal.indicators.rules import Audience, reaches, usual
from hsoc.portal.indicators.rules.together import MOST_TOGETHER
from hsoc.portal.indicators.share import spelled
from hsoc.portal.indicators.signals import indicators_revoked, indicators_shared
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records import indicator as records
from hsoc.records.tlp import PAP, TLP

BATCH = 2000  # rows written at once
LONGEST_SITE = 253  # characters; a name's utmost (RFC 1035)
# what a new version takes over from the one before
COLUMNS = (
    "uuid", "organisation_id", "kind", "value", "tlp", "audience", "producer", "via", "pap", "low", "high", "site", "parcel", "first",
    "until", "created", "modified", "confidence", "category", "labels", "title", "description",
    "reference", "to_block", "revoked", "author_id",
)  # fmt: skip


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What became of what was given. same: already there in that version; refused: (index, reason)."""

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: tuple[tuple[int, str], ...] = ()


@transaction.atomic
def share(
    *,
    actor: Actor,
    organisation: int,
    items: Iterable[records.Indicator],
    via: str,
    now: datetime,
    audience: Audience | None = None,
    reason: str = "",
) -> Shared:
    """Share indicators in an organisation's name; the same version again changes nothing. Raises Refused.

    audience None: what is usual for each label. An audience that a label does not allow is refused for that item, never widened.
    """
    require(actor, Action.CREATE, Object.INDICATOR, organisation)
    home = Organisation.objects.get(number=organisation)
    added = changed = same = 0
    refused: list[tuple[int, str]] = []
    values: set[tuple[str, str]] = set()
    source, place = iter(items), 0
    while batch := list(islice(source, BATCH)):
        fit = list(_fitting(batch, audience, refused, place))
        place += len(batch)
        known = queries.held(organisation, [str(_uuid(one)) for one, _ in fit])
        fresh = [(one, whom) for one, whom in fit if _newer(one, known.get(str(_uuid(one))), now)]
        replaced = [known[key] for one, _ in fresh if (key := str(_uuid(one))) in known]
        same += len(fit) - len(fresh)
        changed += len(replaced)
        added += len(fresh) - len(replaced)
        few = place == len(batch) <= MOST_TOGETHER  # all of it is this one batch
        _write(fresh, replaced, home=home, via=via, now=now, author=actor.user or None, few=few)
        values |= {(one.kind.value, one.value) for one, _ in fresh}
    if added or changed:
        details = {"added": added, "changed": changed, "same": same, "refused": len(refused), "via": via}
        record(actor=actor, action="indicators.shared", object="indicators", concerns=organisation, reason=reason, details=details, now=now)
        indicators_shared.send(sender=Indicator, values=values, organisation=organisation, now=now)
    return Shared(added=added, changed=changed, same=same, refused=tuple(refused))


def _fitting(
    batch: Sequence[records.Indicator], audience: Audience | None, refused: list[tuple[int, str]], start: int
) -> Iterable[tuple[records.Indicator, Audience]]:
    seen: dict[str, int] = {}
    kept: dict[int, tuple[records.Indicator, Audience]] = {}
    for place, one in enumerate(batch, start):
        whom = usual(one.tlp) if audience is None else audience
        if not reaches(whom, one.tlp):
            refused.append((place, _("%(label)s does not allow this audience.") % {"label": one.tlp.value}))
            continue
        key = str(_uuid(one))
        if key in seen:  # of two with one UUID in a batch the newer one counts
            other = kept[seen[key]][0]
            if one.modified < other.modified:
                continue
            del kept[seen[key]]
        seen[key] = place
        kept[place] = one, whom
    return kept.values()


def _uuid(one: records.Indicator) -> uuid.UUID:
    try:
        return uuid.UUID(one.id)
    except ValueError:
        return uuid.UUID(records.named(one.producer, one.id))


def _newer(one: records.Indicator, known: Indicator | None, now: datetime) -> bool:
    return known is None or _moment(one.modified or one.created, now) > known.modified


def _moment(ms: int, otherwise: datetime) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC) if ms else otherwise


def _write(
    fresh: Sequence[tuple[records.Indicator, Audience]],
    replaced: Sequence[Indicator],
    *,
    home: Organisation,
    via: str,
    now: datetime,
    author: int | None,
    few: bool,
) -> None:
    if not fresh:
        return
    first = _taken(len(fresh), now)
    if replaced:
        Indicator.objects.filter(pk__in=[one.pk for one in replaced]).update(latest=False)
    rows = []
    parcel = first if few and len(fresh) > 1 else None
    before = {str(one.uuid): one.parcel for one in replaced}  # what came together stays together, whatever comes later
    for number, (one, whom) in enumerate(fresh):
        low, high = queries.bounds(one.kind, one.value)
        modified = _moment(one.modified or one.created, now)
        rows.append(
            Indicator(
                added=first + number, uuid=_uuid(one), organisation=home, kind=one.kind.value, value=one.value, tlp=one.tlp.value,
                audience=whom.value, producer=one.producer[:200], via=via, pap=one.pap.value, low=low, high=high,
                site=site(one.kind, one.value)[:LONGEST_SITE], parcel=before.get(str(_uuid(one))) or parcel,
                first=_moment(one.first, now), until=None if one.until is None else _moment(one.until, now),
                created=_moment(one.created, modified), modified=modified, confidence=one.confidence, category=list(one.category),
                labels=list(one.labels), title=one.title[:300], description=one.description[:4000], reference=one.reference[:4096],
                to_block=one.to_block, revoked=one.revoked, author_id=author,
            )
        )  # fmt: skip
    _stored(rows)


def _stored(rows: list[Indicator]) -> list[Indicator]:
    """The only way of a row into the table."""
    spelled(rows)
    return Indicator.objects.bulk_create(rows, batch_size=BATCH)


def _taken(count: int, now: datetime) -> int:
    """The first of `count` numbers that nobody else gets; the row stays locked until the transaction ends, so they appear in order."""
    Clock.objects.get_or_create(pk=1)
    clock = Clock.objects.select_for_update().get(pk=1) if connection.features.has_select_for_update else Clock.objects.get(pk=1)
    first = max(clock.last + 1, int(now.timestamp() * 1_000_000))
    Clock.objects.filter(pk=1).update(last=first + count - 1)
    return first


def _own(actor: Actor, identity: str, organisation: int) -> Indicator:
    require(actor, Action.CHANGE, Object.INDICATOR, organisation)
    try:
        wanted = uuid.UUID(identity)
    except ValueError as error:
        raise Unacceptable(_("This is not an indicator's identifier.")) from error
    found = Indicator.objects.select_related("organisation").filter(uuid=wanted, organisation__number=organisation, latest=True).first()
    if found is None:
        raise Unacceptable(_("Your organisation shared no such indicator."))
    return found


def _again(found: Indicator, now: datetime, **changed: Any) -> Indicator:
    """A new version of a row."""
    Indicator.objects.filter(pk=found.pk).update(latest=False)
    fields = {name: getattr(found, name) for name in COLUMNS}
    fields |= {"added": _taken(1, now), "modified": max(now, found.modified), "latest": True, **changed}
    if fields["modified"] == found.modified:
        fields["modified"] = datetime.fromtimestamp(found.modified.timestamp() + 0.001, UTC)
    return _stored([Indicator(**fields)])[0]


@transaction.atomic
def revoke(*, actor: Actor, organisation: int, identity: str, reason: str, now: datetime) -> Indicator:
    """Take an indicator back: every door and list drops it at the next look. Raises Refused, Unacceptable."""
    reasoned(reason)
    found = _own(actor, identity, organisation)
    if found.revoked:
        return found
    made = _again(found, now, revoked=True, author_id=actor.user or None)
    _record(actor, "indicator.revoked", made, reason, now)
    indicators_revoked.send(sender=Indicator, values={(made.kind, made.value)}, organisation=organisation, now=now)
    return made


@transaction.atomic
def revoke_several(*, actor: Actor, organisation: int, found: QuerySet[Indicator], reason: str, now: datetime, most: int = BATCH) -> int:
    """Take back at most `most` of an organisation's indicators at once; returns how many. Raises Refused, Unacceptable.

    found: newest versions; whatever is not that organisation's or revoked already is left.
    """
    require(actor, Action.CHANGE, Object.INDICATOR, organisation)
    reasoned(reason)
    rows = list(found.filter(organisation__number=organisation, latest=True, revoked=False).order_by("added")[:most])
    if not rows:
        return 0
    _all_again(rows, now, revoked=True, author_id=actor.user or None)
    ids = [str(one.uuid) for one in rows]
    details = {"count": len(rows), "first": ids[0], "last": ids[-1]}
    record(actor=actor, action="indicators.revoked", object="indicators", concerns=organisation, reason=reason, details=details, now=now)
    values = {(one.kind, one.value) for one in rows}
    indicators_revoked.send(sender=Indicator, values=values, organisation=organisation, now=now)
    return len(rows)


def _all_again(rows: Sequence[Indicator], now: datetime, **changed: Any) -> None:
    """A new version of each row, in their order."""
    first = _taken(len(rows), now)
    fresh = []
    for number, one in enumerate(rows):
        fields = {name: getattr(one, name) for name in COLUMNS} | changed
        later = max(now, one.modified + timedelta(milliseconds=1))
        fresh.append(Indicator(**fields | {"added": first + number, "modified": later, "latest": True}))
    for start in range(0, len(rows), queries.ASKED_AT_ONCE):
        Indicator.objects.filter(pk__in=[one.pk for one in rows[start : start + queries.ASKED_AT_ONCE]]).update(latest=False)
    _stored(fresh)


@transaction.atomic
def relabel_several(
    *, actor: Actor, organisation: int, found: QuerySet[Indicator], tlp: TLP, pap: PAP, audience: Audience, reason: str, now: datetime
) -> int:
    """Give several of an organisation's indicators other labels at once; returns how many. Raises Refused, Unacceptable."""
    require(actor, Action.CHANGE, Object.INDICATOR, organisation)
    reasoned(reason)
    if not reaches(audience, tlp):
        raise Unacceptable(_("%(label)s does not allow this audience.") % {"label": tlp.value})
    rows = list(found.filter(organisation__number=organisation, latest=True).order_by("added")[:BATCH])
    if rows:
        _all_again(rows, now, tlp=tlp.value, pap=pap.value, audience=audience.value, author_id=actor.user or None)
        details = {"count": len(rows), "to": [tlp.value, pap.value, audience.value]}
        record(
            actor=actor, action="indicators.relabelled", object="indicators", concerns=organisation, reason=reason, details=details, now=now
        )
    return len(rows)


@transaction.atomic
def relabel(
    *, actor: Actor, organisation: int, identity: str, tlp: TLP, pap: PAP, audience: Audience, reason: str, now: datetime
) -> Indicator:
    """Give an indicator of one's own another label or audience, with a reason. Raises Refused, Unacceptable."""
    reasoned(reason)
    found = _own(actor, identity, organisation)
    if not reaches(audience, tlp):
        raise Unacceptable(_("%(label)s does not allow this audience.") % {"label": tlp.value})
    made = _again(found, now, tlp=tlp.value, pap=pap.value, audience=audience.value, author_id=actor.user or None)
    details = {"from": [found.tlp, found.pap, found.audience], "to": [made.tlp, made.pap, made.audience]}
    _record(actor, "indicator.relabelled", made, reason, now, details)
    return made


@transaction.atomic
def sight(
    *, actor: Actor, organisation: int, items: Sequence[records.Sighting], via: str, now: datetime, audience: Audience | None = None
) -> int:
    """Note sightings in an organisation's name; one that is there already is left. Returns how many were new. Raises Refused."""
    require(actor, Action.CREATE, Object.INDICATOR, organisation)
    home = Organisation.objects.get(number=organisation)
    ids = {one.id: uuid.UUID(one.id) if _is_uuid(one.id) else uuid.UUID(records.named(one.producer, one.id)) for one in items}
    known = set(Sighting.objects.filter(organisation=home, uuid__in=list(ids.values())).values_list("uuid", flat=True))
    fresh = [one for one in {ids[one.id]: one for one in items}.values() if ids[one.id] not in known]
    if not fresh:
        return 0
    first = _taken(len(fresh), now)
    rows = []
    for number, one in enumerate(fresh):
        whom = usual(one.tlp) if audience is None or not reaches(audience, one.tlp) else audience
        rows.append(
            Sighting(
                added=first + number, uuid=ids[one.id], organisation=home, kind=one.kind.value, value=one.value, tlp=one.tlp.value,
                audience=whom.value, producer=one.producer[:200], via=via, verdict=one.verdict.value, count=max(1, one.count),
                first=_moment(one.first, now), last=_moment(one.last, now),
                indicator=uuid.UUID(one.indicator) if _is_uuid(one.indicator) else None,
            )
        )  # fmt: skip
    Sighting.objects.bulk_create(rows, batch_size=BATCH)
    record(
        actor=actor, action="sightings.noted", object="sightings", concerns=organisation, details={"count": len(rows), "via": via}, now=now
    )
    return len(rows)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@transaction.atomic
def approve_blocking(*, actor: Actor, kind: records.Kind, value: str, reason: str, until: datetime | None, now: datetime) -> BlockApproval:
    """A coordinator's word that a value may be blocked though only one organisation shared it. Raises Refused, Unacceptable."""
    require(actor, Action.APPROVE, Object.INDICATOR)
    reasoned(reason)
    made = BlockApproval.objects.create(kind=kind.value, value=value, by_id=actor.user, reason=reason, since=now, until=until)
    record(actor=actor, action="blocking.approved", object=f"indicator:{kind.value}:{value}"[:200], reason=reason, now=now)
    return made


@transaction.atomic
def end_approval(*, actor: Actor, kind: records.Kind, value: str, reason: str, now: datetime) -> int:
    """Take that word back; returns how many stood. Raises Refused, Unacceptable."""
    require(actor, Action.APPROVE, Object.INDICATOR)
    reasoned(reason)
    ended = BlockApproval.objects.filter(kind=kind.value, value=value, ended__isnull=True).update(ended=now)
    record(actor=actor, action="blocking.ended", object=f"indicator:{kind.value}:{value}"[:200], reason=reason, now=now)
    return ended


@transaction.atomic
def trust(*, actor: Actor, organisation: int, reason: str, now: datetime) -> TrustedSource:
    """Mark an organisation as a source that needs no second one. Raises Refused, Unacceptable."""
    require(actor, Action.APPROVE, Object.INDICATOR)
    reasoned(reason)
    home = Organisation.objects.get(number=organisation)
    standing = TrustedSource.objects.filter(organisation=home, ended__isnull=True).first()
    if standing is not None:
        return standing
    made = TrustedSource.objects.create(organisation=home, by_id=actor.user, reason=reason, since=now)
    record(actor=actor, action="source.trusted", object=f"organisation:{organisation}", concerns=organisation, reason=reason, now=now)
    return made


@transaction.atomic
def distrust(*, actor: Actor, organisation: int, reason: str, now: datetime) -> int:
    """End that trust; returns how many stood. Raises Refused, Unacceptable."""
    require(actor, Action.APPROVE, Object.INDICATOR)
    reasoned(reason)
    ended = TrustedSource.objects.filter(organisation__number=organisation, ended__isnull=True).update(ended=now)
    record(actor=actor, action="source.distrusted", object=f"organisation:{organisation}", concerns=organisation, reason=reason, now=now)
    return ended


def _record(actor: Actor, action: str, made: Indicator, reason: str, now: datetime, details: dict[str, Any] | None = None) -> None:
    number, thing = made.organisation.number, f"indicator:{made.uuid}"
    record(actor=actor, action=action, object=thing, concerns=number, reason=reason, details=details, now=now)
