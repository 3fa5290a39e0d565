"""Sources that we fetch: add, change, stop, and note how a fetch went. Each is recorded. Never: fetching."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.feeds.models import Pull, PullPaper
from hsoc.portal.feeds.queries import pulls as queries
from hsoc.portal.feeds.share.secrets import hidden
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records.tlp import PAP, TLP

MOST_PULLS = 50  # of one organisation
MINUTES = (5, 7 * 24 * 60)  # between two fetches
DAYS = (1, 365)


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of a source. secret None: as it was."""

    name: str
    kind: str
    url: str
    user: str = ""
    secret: str | None = None
    minutes: int = 60
    tlp: TLP = TLP.AMBER_STRICT
    pap: PAP = PAP.RED
    to_block: bool = False
    days: int = 30
    enabled: bool = True


@transaction.atomic
def add_pull(*, actor: Actor, organisation: int, source: Source, now: datetime) -> Pull:
    """Fetch a source for an organisation from now on. Raises Refused, Unacceptable."""
    require(actor, Action.CREATE, Object.INDICATOR, organisation)
    home = Organisation.objects.get(number=organisation)
    if Pull.objects.filter(organisation=home).count() >= MOST_PULLS:
        raise Unacceptable(_("One organisation fetches at most %(most)d sources.") % {"most": MOST_PULLS})
    fields = _fields(source, home, None)
    made = Pull.objects.create(organisation=home, author_id=actor.user or None, created=now, **fields)
    _record(actor, "pull.added", made, now)
    return made


@transaction.atomic
def change_pull(*, actor: Actor, pull: int, source: Source, now: datetime) -> Pull:
    """Change a source; another address begins anew. Raises Refused, Unacceptable."""
    found = _mine(actor, pull)
    fields = _fields(source, found.organisation, found)
    if fields["url"] != found.url or fields["kind"] != found.kind:
        fields |= {"cursor": "", "etag": "", "modified": ""}
        PullPaper.objects.filter(pull=found).delete()
    for name, value in ({**fields, "failures": 0, "last_try": None}).items():
        setattr(found, name, value)
    found.save()
    _record(actor, "pull.changed", found, now)
    return found


@transaction.atomic
def remove_pull(*, actor: Actor, pull: int, reason: str, now: datetime) -> None:
    """Fetch a source no more; what it gave stays. Raises Refused, Unacceptable."""
    found = _mine(actor, pull)
    reasoned(reason)
    _record(actor, "pull.removed", found, now, reason=reason)
    found.delete()


@transaction.atomic
def ask_now(*, actor: Actor, pull: int, now: datetime) -> Pull:
    """Let a source be fetched at the next beat, whatever its schedule says. Raises Refused, Unacceptable."""
    found = _mine(actor, pull)
    Pull.objects.filter(pk=found.pk).update(last_try=None)
    _record(actor, "pull.asked", found, now)
    return found


@transaction.atomic
def note_pull(*, actor: Actor, pull: Pull, message: str, failed: bool, now: datetime, **state: Any) -> None:
    """Note how a fetch went; a first failure and a recovery are recorded, the rest is a bookmark."""
    turned = failed != bool(pull.failures)
    changed = {"last_try": now, "message": message[:500], "failures": pull.failures + 1 if failed else 0, **state}
    if not failed:
        changed["last_good"] = now
    Pull.objects.filter(pk=pull.pk).update(**changed)
    if turned:
        _record(actor, "pull.failed" if failed else "pull.recovered", pull, now, reason=message[:500])


@transaction.atomic
def note_papers(*, pull: Pull, papers: Iterable[tuple[str, str, bool]]) -> None:
    """Remember (place, version, whether it was taken) of the papers that a visit asked for."""
    known = queries.papers(pull)
    for place, version, taken in papers:
        had = known.get(place, queries.Known())
        failures = 0 if taken else 1 + (had.failures if had.tried == version else 0)
        fields = {"updated": version if taken else had.updated, "tried": version, "failures": failures}
        PullPaper.objects.update_or_create(pull=pull, place=place, defaults=fields)


def _mine(actor: Actor, pk: int) -> Pull:
    found = Pull.objects.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Unacceptable(_("There is no such source."))
    require(actor, Action.CREATE, Object.INDICATOR, found.organisation.number)
    return found


def _fields(source: Source, home: Organisation, known: Pull | None) -> dict[str, Any]:
    name, url = source.name.strip()[:80], source.url.strip()
    if not name:
        raise Unacceptable(_("Give the source a name."))
    same = Pull.objects.filter(organisation=home, name=name)
    if (same.exclude(pk=known.pk) if known else same).exists():
        raise Unacceptable(_("You fetch another source of this name."))
    if source.kind not in Pull.Kind.values:
        raise Unacceptable(_("Say what is at the address."))
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > 2000 or parts.username or parts.password:
        raise Unacceptable(_("An address of http or https is expected, without a name and password in it; those have their own fields."))
    if not MINUTES[0] <= source.minutes <= MINUTES[1] or not DAYS[0] <= source.days <= DAYS[1]:
        words = {"low": MINUTES[0], "high": MINUTES[1], "days": DAYS[1]}
        raise Unacceptable(_("A source is fetched every %(low)d to %(high)d minutes and its values hold 1 to %(days)d days.") % words)
    secret = (known.secret if known else "") if source.secret is None else hidden(source.secret)
    return {
        "name": name, "kind": source.kind, "url": url, "user": source.user.strip()[:200], "secret": secret, "minutes": source.minutes,
        "tlp": source.tlp.value, "pap": source.pap.value, "to_block": source.to_block, "days": source.days, "enabled": source.enabled,
    }  # fmt: skip


def _record(actor: Actor, action: str, made: Pull, now: datetime, reason: str = "") -> None:
    # of the address the host only: some sources have their key in the path or the query
    details = {"name": made.name, "kind": made.kind, "host": urlsplit(made.url).hostname, "tlp": made.tlp, "pap": made.pap}
    number = made.organisation.number
    record(actor=actor, action=action, object=f"pull:{made.pk}", concerns=number, reason=reason, details=details, now=now)
