"""Makes reports: begins with an organisation, settles a window, posts. Never: which events are told (rules), how a report reads (share)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from hsoc.journal.days import day_of
from hsoc.portal.audit.actions import record
from hsoc.portal.events.web import words
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import digest
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.notices.actions import tell
from hsoc.portal.notices.queries import who_may
from hsoc.portal.reports.models import Credibility, Exclusion, Preference, Reach, Report
from hsoc.portal.reports.models import Told as ToldRow
from hsoc.portal.reports.queries import making
from hsoc.portal.reports.queries.drafts import Draft, drafts
from hsoc.portal.reports.rules import labels
from hsoc.portal.reports.rules.content import content_of, stored
from hsoc.portal.reports.rules.items import Seen
from hsoc.portal.reports.rules.reckon import Outcome
from hsoc.records.taxonomy import Severity

LINK_BYTES: Final = 16  # bytes: 128 bits, as the contract says
LINK_LASTS: Final = timedelta(days=90)
KEPT: Final = timedelta(days=548)  # reports older than the journal tell of events that are gone


@transaction.atomic
def begin(*, actor: Actor, organisation: int, serial: int, at: int, now: datetime) -> None:
    """From `serial` and `at` (ms) on, the organisation's events are reckoned with."""
    require(actor, Action.CHANGE, Object.REPORT, organisation)
    owner = Organisation.objects.get(number=organisation)
    for severity in Severity:
        Reach.objects.get_or_create(organisation=owner, severity=severity, defaults={"serial": serial, "at": at})
    record(actor=actor, action="reports.begun", object=f"organisation:{organisation}", concerns=organisation, now=now)


@transaction.atomic
def settle(*, actor: Actor, due: making.Due, upto: int, seen: Sequence[Seen], at: int, now: datetime, more: bool = False) -> list[Report]:
    """Reckon with the window `due.after` … `upto` at `at` (ms): reports are made, what is held back is remembered; all or nothing.

    more: the window was cut short, so that the period is not over and the rest comes at the next look.
    Returns [] where nothing is to be told, or where somebody else was faster.
    """
    require(actor, Action.CHANGE, Object.REPORT, due.organisation)
    reach = Reach.objects.select_for_update(of=("self",)).select_related("organisation")
    found = reach.get(organisation__number=due.organisation, severity=due.severity)
    if found.serial != due.after:
        return []
    made = []
    owner = found.organisation
    for draft in drafts(owner, due, seen, now=at):
        _remember(owner, due.severity, draft)
        _count(draft.outcome)
        if draft.outcome.arithmetic.told:
            made.append(_report(owner, due, draft, at=at))
    found.serial, found.at = upto, found.at if more else at
    found.save(update_fields=["serial", "at"])
    for one in made:
        record(
            actor=actor, action="report.made", object=f"report:{one.label}", concerns=due.organisation,
            details={"events": one.events, "kind": one.kind, "shadow": one.shadow}, now=now,
        )  # fmt: skip
        if not one.shadow:
            _tell(one, due.organisation, now)
    return made


def _report(owner: Organisation, due: making.Due, draft: Draft, *, at: int) -> Report:
    day, created = day_of(at), datetime.fromtimestamp(at / 1000, UTC)
    wanted = Preference.objects.filter(organisation=owner).first() or Preference(organisation=owner)
    last = Report.objects.filter(label__startswith=labels.stem(day, due.severity)).order_by("-pk").values_list("label", flat=True).first()
    muted = wanted.muted_until is not None and wanted.muted_until > created
    return Report.objects.create(
        label=labels.label(day, due.severity, labels.number(last) + 1 if last else 1),
        organisation=owner, severity=due.severity, kind=draft.kind.value, shadow=draft.shadow, language=wanted.language, created=created,
        events=draft.outcome.arithmetic.told,
        content=stored(content_of(draft.outcome, after=due.at, upto=at, own=draft.own)),
        post=not draft.shadow and not muted and bool(making.addresses(owner, due.severity)),
    )  # fmt: skip


def _source(severity: int) -> str:
    with translation.override("en"):  # English is the source of every translation
        return words.severity(severity)


def _tell(one: Report, number: int, now: datetime) -> None:
    values: dict[str, str | int] = {"label": one.label, "severity": _source(one.severity), "n": one.events}
    people = who_may(Action.VIEW, Object.REPORT, number, near=True)
    tell(people=people, kind="report.new", values=values, path=reverse("report", args=[one.label]), organisation=number, now=now)


def _remember(owner: Organisation, severity: Severity, draft: Draft) -> None:
    here: dict[str, Any] = {"organisation": owner, "severity": severity, "shadow": draft.shadow}
    for (event_class, own), told in draft.outcome.told.items():
        key = here | {"event_class": event_class, "own": own}
        if told is None:
            ToldRow.objects.filter(**key).delete()
        else:
            tail = msgspec.to_builtins(told.tail) if told.tail is not None else None
            kept = {"since": told.since, "until": told.until, "held": told.held, "tail": tail}
            ToldRow.objects.update_or_create(**key, defaults=kept)


def _count(outcome: Outcome) -> None:
    for number, hits in outcome.filter_hits.items():
        Exclusion.objects.filter(pk=number).update(hits=F("hits") + hits)
    for detector, hits in outcome.cut_hits.items():
        Credibility.objects.filter(detector=detector).update(hits=F("hits") + hits)


@transaction.atomic
def give_link(*, actor: Actor, report: int, now: datetime) -> str:
    """A new secret for the link of a report; an older one stops to work. Only its digest is kept."""
    found = Report.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=report)
    require(actor, Action.CHANGE, Object.REPORT, found.organisation.number)
    secret = secrets.token_urlsafe(LINK_BYTES)
    found.digest, found.expires, found.revoked = digest(secret), now + LINK_LASTS, None
    found.save(update_fields=["digest", "expires", "revoked"])
    record(actor=actor, action="report.link_given", object=f"report:{found.label}", concerns=found.organisation.number, now=now)
    return secret


@transaction.atomic
def mark_posting(*, actor: Actor, report: int, now: datetime) -> None:
    """Its mail is being handed over: whoever finds this after a crash does not send it again (`mark_unknown`)."""
    found = Report.objects.select_related("organisation").get(pk=report)
    require(actor, Action.CHANGE, Object.REPORT, found.organisation.number)
    found.posting = now
    found.save(update_fields=["posting"])


@transaction.atomic
def mark_unknown(*, actor: Actor, now: datetime) -> int:
    """Mails that were being handed over when the process ended: not sent again, said in the audit; how many."""
    found = list(making.half_posted().select_related("organisation"))
    for one in found:
        require(actor, Action.CHANGE, Object.REPORT, one.organisation.number)
        one.post, one.posting = False, None
        one.save(update_fields=["post", "posting"])
        record(
            actor=actor, action="report.not_mailed", object=f"report:{one.label}", concerns=one.organisation.number,
            reason="the process ended while the mail was handed over; it may have arrived, and is not sent twice", now=now,
        )  # fmt: skip
    return len(found)


@transaction.atomic
def mark_mailed(*, actor: Actor, report: int, addresses: Sequence[str], now: datetime) -> None:
    """Its mail has left."""
    found = Report.objects.select_related("organisation").get(pk=report)
    found.post, found.posting, found.mailed, found.mailed_to = False, None, now, list(addresses)
    found.save(update_fields=["post", "posting", "mailed", "mailed_to"])
    details = {"addresses": len(addresses)}
    record(
        actor=actor, action="report.mailed", object=f"report:{found.label}", concerns=found.organisation.number, details=details, now=now
    )


@transaction.atomic
def mark_unsent(*, actor: Actor, report: int, reason: str, now: datetime) -> None:
    """Its mail did not leave; it is tried again, up to queries.making.MOST_TRIES times."""
    found = Report.objects.select_related("organisation").get(pk=report)
    found.tries += 1
    found.post, found.posting = found.tries < making.MOST_TRIES, None
    found.save(update_fields=["tries", "post", "posting"])
    if found.tries == 1 or not found.post:
        record(
            actor=actor, action="report.not_mailed", object=f"report:{found.label}", concerns=found.organisation.number,
            reason=reason[:500], details={"tries": found.tries}, now=now,
        )  # fmt: skip


@transaction.atomic
def forget(*, actor: Actor, now: datetime) -> int:
    """Reports older than the events they tell of; how many."""
    require(actor, Action.REMOVE, Object.REPORT)
    gone, _each = Report.objects.filter(created__lt=now - KEPT).delete()
    if gone:
        record(actor=actor, action="reports.forgotten", object="reports", details={"rows": gone}, now=now)
    return gone
