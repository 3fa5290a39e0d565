"""Changes of advisories: take in, write, revise, relabel, withdraw, publish, each recorded. Never: what is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.advisories import queries, rules
from hsoc.portal.advisories.models import Advisory, Mention, Release
from hsoc.portal.advisories.share import papers, signing
from hsoc.portal.audit.actions import record
from hsoc.portal.indicators.rules import Audience, reaches, usual
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import Kind, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records import advisory as records
from hsoc.records.tlp import TLP

KEPT_VERSIONS = 50  # of one paper; older ones are forgotten
BATCH = 200  # rows written at once: a paper may have a megabyte


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of what was given. same: there already in that version or a newer one; refused: (index, reason)."""

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: tuple[tuple[int, str], ...] = ()


@transaction.atomic
def take(
    *,
    actor: Actor,
    organisation: int,
    items: Sequence[records.Advisory],
    via: str,
    now: datetime,
    audience: Audience | None = None,
) -> Taken:
    """Take papers of others in for an organisation; the same version again changes nothing. Raises Refused.

    audience None: what is usual for each label. An audience that a label does not allow is refused for that paper, never widened; so is
    a paper that claims to be the house's own, which is written or published here and nowhere else.
    """
    require(actor, Action.CREATE, Object.ADVISORY, organisation)
    home = Organisation.objects.get(number=organisation)
    known = queries.held(organisation, [(rules.publisher_of(one), one.id[:300]) for one in items])
    refused: list[tuple[int, str]] = []
    fresh: dict[tuple[str, str], Advisory] = {}
    same = 0
    for place, one in enumerate(items):
        whom = usual(one.tlp) if audience is None else audience
        if not reaches(whom, one.tlp):
            refused.append((place, _("%(label)s does not allow this audience.") % {"label": one.tlp.value}))
            continue
        key = rules.publisher_of(one), one.id[:300]
        earlier = fresh.get(key) or known.get(key)
        if earlier is not None and earlier.own:
            refused.append((place, _("%(number)s is written here; change it here.") % {"number": one.id[:100]}))
            continue
        row = _row(one, home=home, whom=whom, via=via, now=now, author=actor.user or None)
        if earlier is not None and (row.digest == earlier.digest or row.modified < earlier.modified):
            same += 1
            continue
        fresh[key] = row
    changed = sum(key in known for key in fresh)
    _write([fresh[key] for key in fresh], [known[key] for key in fresh if key in known])
    if fresh:
        details = {"added": len(fresh) - changed, "changed": changed, "same": same, "refused": len(refused), "via": via}
        record(actor=actor, action="advisories.taken", object="advisories", concerns=organisation, details=details, now=now)
    return Taken(added=len(fresh) - changed, changed=changed, same=same, refused=tuple(refused))


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _row(
    one: records.Advisory, *, home: Organisation, whom: Audience, via: str, now: datetime, author: int | None, own: bool = False
) -> Advisory:
    content = msgspec.msgpack.encode(one)
    return Advisory(
        organisation=home, namespace=rules.publisher_of(one), number=one.id[:300], version=one.version[:100], publisher=one.publisher[:300],
        title=one.title[:500], nature=one.nature.value, status=one.status.value, severity=int(one.severity), score=rules.score(one),
        exploited=rules.exploited(one), tlp=one.tlp.value, pap=one.pap.value, audience=whom.value, issued=_moment(one.issued),
        modified=_moment(one.modified), expires=None if one.expires is None else _moment(one.expires), added=now, content=content,
        digest=hashlib.sha256(content).hexdigest(), text=rules.text(one), via=via[:60], own=own, author_id=author,
        withdrawn=one.status is records.Status.CANCELLED,
    )  # fmt: skip


def _write(rows: Sequence[Advisory], earlier: Iterable[Advisory]) -> None:
    """New versions, each with its names; what they replace steps back."""
    old = [row.pk for row in earlier]
    for start in range(0, len(old), queries.ASKED_AT_ONCE):
        part = old[start : start + queries.ASKED_AT_ONCE]
        Advisory.objects.filter(pk__in=part).update(latest=False)
        Mention.objects.filter(advisory__in=part).delete()
    Advisory.objects.bulk_create(rows, batch_size=BATCH)
    named, about = [], []
    for row in rows:
        said = row.paper
        named += [Mention(advisory=row, kind=kind.value, value=value) for kind, value in sorted(rules.names(said))]
        about += [(row, rules.replaces(said))]
    Mention.objects.bulk_create(named, batch_size=1000)
    for row, numbers in about:
        if numbers:
            same = Advisory.objects.filter(organisation=row.organisation, namespace=row.namespace, number__in=numbers, latest=True)
            same.exclude(pk=row.pk).update(replaced=True)
    for row in rows:
        same = Advisory.objects.filter(organisation=row.organisation_id, namespace=row.namespace, number=row.number, release=None)
        stale = list(same.order_by("-pk").values_list("pk", flat=True)[KEPT_VERSIONS : KEPT_VERSIONS + 10]) if old else []
        Advisory.objects.filter(pk__in=stale).delete()


@transaction.atomic
def write(*, actor: Actor, organisation: int, draft: rules.Draft, audience: Audience, now: datetime) -> Advisory:
    """A first version of a paper of one's own; nothing is published yet. Raises Refused, Unacceptable."""
    require(actor, Action.CREATE, Object.ADVISORY, organisation)
    _fits(audience, draft.tlp)
    home = Organisation.objects.get(number=organisation)
    # one number at a time: two people who write at once get two numbers
    Organisation.objects.select_for_update().filter(pk=home.pk).first()
    namespace, prefix = _names_of(home)
    start = f"{prefix}-{now:%Y}-"
    count = Advisory.objects.filter(organisation=home, own=True, number__startswith=start).values("number").distinct().count()
    publisher = settings.CSAF_PUBLISHER if home.kind == Kind.OPERATOR else home.name
    said = _understood(
        lambda: rules.written(draft, number=f"{start}{count + 1:04}", publisher=publisher, namespace=namespace, now=_ms(now))
    )
    row = _row(said, home=home, whom=audience, via="portal", now=now, author=actor.user or None, own=True)
    _write([row], [])
    _record(actor, "advisory.written", row, "", now)
    return row


def _names_of(home: Organisation) -> tuple[str, str]:
    """(namespace, beginning of the numbers) of an organisation's own papers; those of the community's own are the house's."""
    if home.kind == Kind.OPERATOR:
        return settings.CSAF_NAMESPACE, "HSOC"
    return f"{settings.CSAF_NAMESPACE}/organisations/{home.number}", f"HSOC-O{home.number}"


def _understood(read: Callable[[], records.Advisory]) -> records.Advisory:
    try:
        return read()
    except rules.Unclear as error:
        words = {
            "products": _("A product is written as “vendor | product | version”; this is not: %(line)s"),
            "cves": _("This is not a CVE number: %(line)s"),
            "references": _("This is not an address of a web page: %(line)s"),
        }
        raise Unacceptable(words[error.field] % {"line": error.line}) from error


def _fits(audience: Audience, label: TLP) -> None:
    if not reaches(audience, label):
        raise Unacceptable(_("%(label)s does not allow this audience.") % {"label": label.value})


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _mine(actor: Actor, action: Action, key: int) -> Advisory:
    found = Advisory.objects.select_related("organisation").filter(pk=key, latest=True).first()
    if found is None or not queries.visible_to(actor).filter(pk=key).exists():
        raise Unacceptable(_("There is no such advisory, or it was changed meanwhile."))
    require(actor, action, Object.ADVISORY, found.organisation.number)
    return found


@transaction.atomic
def revise(*, actor: Actor, key: int, draft: rules.Draft, audience: Audience, reason: str, now: datetime) -> Advisory:
    """The next version of a paper of one's own; what is published follows at once. Raises Refused, Unacceptable."""
    found = _mine(actor, Action.CHANGE, key)
    reasoned(reason)
    _fits(audience, draft.tlp)
    if not found.own:
        raise Unacceptable(_("This paper is its publisher's; only labels may be changed here."))
    said = _understood(lambda: rules.revised(found.paper, draft, reason=reason, now=_ms(now)))
    row = _again(actor, found, said, audience, reason, now)
    _record(actor, "advisory.revised", row, reason, now, {"version": row.version})
    return row


@transaction.atomic
def withdraw(*, actor: Actor, key: int, reason: str, now: datetime) -> Advisory:
    """Take a paper back. One of our own says so in a last version; one of others is no longer shared. Raises Refused, Unacceptable."""
    found = _mine(actor, Action.REMOVE, key)
    reasoned(reason)
    if found.withdrawn:
        return found
    if found.own:
        said = rules.withdrawn(found.paper, reason=reason, now=_ms(now))
        found = _again(actor, found, said, Audience(found.audience), reason, now)
    else:
        Advisory.objects.filter(pk=found.pk).update(withdrawn=True)
        found.withdrawn = True
    _record(actor, "advisory.withdrawn", found, reason, now)
    return found


@transaction.atomic
def withdraw_brought(*, actor: Actor, organisation: int, via: str, reason: str, now: datetime, most: int = 2000) -> int:
    """Take back at most `most` of the papers that came one way, as an import that was a mistake. Raises Refused, Unacceptable."""
    require(actor, Action.REMOVE, Object.ADVISORY, organisation)
    reasoned(reason)
    keys = list(queries.brought(organisation, via).values_list("pk", flat=True)[:most])
    for start in range(0, len(keys), queries.ASKED_AT_ONCE):
        Advisory.objects.filter(pk__in=keys[start : start + queries.ASKED_AT_ONCE]).update(withdrawn=True)
    if keys:
        details = {"count": len(keys), "via": via}
        record(
            actor=actor, action="advisories.withdrawn", object="advisories", concerns=organisation, reason=reason, details=details, now=now
        )
    return len(keys)


@transaction.atomic
def relabel(*, actor: Actor, key: int, tlp: TLP, audience: Audience, reason: str, now: datetime) -> Advisory:
    """Another label or audience. One that bears its publisher's label may only be narrowed. Raises Refused, Unacceptable."""
    found = _mine(actor, Action.CHANGE, key)
    reasoned(reason)
    _fits(audience, tlp)
    said, before = found.paper, [found.tlp, found.audience]
    if found.own:
        found = _again(actor, found, rules.relabelled(said, tlp, reason=reason, now=_ms(now)), audience, reason, now)
    elif rules.may_bear(said, tlp):
        Advisory.objects.filter(pk=found.pk).update(tlp=tlp.value, audience=audience.value)
        found.tlp, found.audience = tlp.value, audience.value
    else:
        raise Unacceptable(_("Its publisher gave it %(label)s; nobody but them may widen it.") % {"label": said.tlp.value})
    _record(actor, "advisory.relabelled", found, reason, now, {"from": before, "to": [found.tlp, found.audience]})
    return found


@transaction.atomic
def publish(*, actor: Actor, key: int, now: datetime) -> Release:
    """Let the CSAF provider serve a paper of the community's own, and each later version of it. Raises Refused, Unacceptable."""
    require(actor, Action.APPROVE, Object.ADVISORY)
    found = Advisory.objects.select_related("organisation").filter(pk=key, latest=True).first()
    if found is None or not queries.visible_to(actor).filter(pk=key).exists():
        raise Unacceptable(_("There is no such advisory, or it was changed meanwhile."))
    if not found.own or found.organisation.kind != Kind.OPERATOR:
        # CSAF 2.0, section 7.2.1: a publisher distributes on its own behalf only
        raise Unacceptable(_("Only papers of the community's own are published; others' belong to their publishers."))
    if found.withdrawn:
        raise Unacceptable(_("It was withdrawn."))
    made = _release(found, now)
    _record(actor, "advisory.published", found, "", now, {"label": made.label, "path": str(made)})
    return made


def _release(row: Advisory, now: datetime, said: str = "") -> Release:
    label = TLP(row.tlp)
    if label not in rules.PUBLISHED or Audience(row.audience) is Audience.OWN:
        raise Unacceptable(_("%(label)s for this audience is not published; CLEAR, GREEN and AMBER are.") % {"label": label.value})
    if label is TLP.CLEAR and row.audience != Audience.PUBLIC.value:
        raise Unacceptable(_("TLP:CLEAR is served to anybody; choose the public as its audience first."))
    written = papers.published(row, now=_ms(now), reason=said)
    if written.withheld:
        one = written.withheld[0]
        reason = f"{one.place}: {one.reason}" if one.place else one.reason
        raise Unacceptable(_("It cannot be published yet: %(reason)s") % {"reason": reason})
    year, name = papers.place(row)
    Release.objects.filter(number=row.number).delete()
    return Release.objects.create(
        advisory=row, number=row.number, title=row.title, label=label.value, year=year, name=name, content=written.content,
        signature=signing.signature(written.content), issued=row.issued, modified=row.modified,
    )  # fmt: skip


def _again(actor: Actor, found: Advisory, said: records.Advisory, audience: Audience, reason: str, now: datetime) -> Advisory:
    """The next version of one's own, published where the last one was."""
    row = _row(said, home=found.organisation, whom=audience, via="portal", now=now, author=actor.user or None, own=True)
    published = queries.published(found)
    _write([row], [found])
    if published and TLP(row.tlp) in rules.PUBLISHED and row.audience != Audience.OWN.value:
        _release(row, now, reason)
    elif published:  # a label that the provider does not serve takes the paper from it
        Release.objects.filter(number=row.number).delete()
    return row


def _record(actor: Actor, action: str, row: Advisory, reason: str, now: datetime, details: dict[str, Any] | None = None) -> None:
    record(
        actor=actor, action=action, object=f"advisory:{row.number}"[:200], concerns=row.organisation.number, reason=reason,
        details=details, now=now,
    )  # fmt: skip
