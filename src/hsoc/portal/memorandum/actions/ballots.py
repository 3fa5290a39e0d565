"""Votes: announced, changed before they open, cast, cancelled, counted. Never: whether a result binds anybody.

How a secret vote stays secret: the mark on the roll says that an organisation voted, without a time; the paper in the box has neither
organisation, person nor time. At each vote the papers of the ballot are deleted and written again in a random order under new random keys,
so that neither a key nor a row's place tells which one came last. The log records that somebody voted, never what. What this cannot
hide: copies of the database from before and after one single vote, and a result in which all voted alike.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.memorandum.models import Ballot, Entitled, OpenVote, SecretVote
from hsoc.portal.memorandum.queries import ballots, register
from hsoc.portal.memorandum.rules.ballots import MOST_OPTIONS, Phase, digest_of, refilled
from hsoc.portal.notices.actions import tell


@transaction.atomic
def announce(
    *, actor: Actor, title: str, text: str, options: Sequence[str], secret: bool, quorum: int, opens: datetime, closes: datetime,
    now: datetime,
) -> Ballot:  # fmt: skip
    """Announces a ballot and draws up the roll: every organisation whose signature stands today. Raises Unacceptable."""
    require(actor, Action.CHANGE, Object.BALLOT)
    fields = _checked(title=title, text=text, options=options, secret=secret, quorum=quorum, opens=opens, closes=closes, now=now)
    entitled = register.signatories()
    if not entitled:
        raise Unacceptable(_("Nobody has signed the memorandum yet, so nobody could vote."))
    made = Ballot.objects.create(**fields, maker_id=actor.user or None, made=now)
    Entitled.objects.bulk_create([Entitled(ballot=made, organisation_id=one) for one in sorted(entitled)])
    record(
        actor=actor, action="ballot.announced", object=f"ballot:{made.pk}",
        details={"title": made.title, "secret": secret, "entitled": len(entitled), "quorum": quorum}, now=now,
    )  # fmt: skip
    _told(made, entitled, "ballot.announced", now, until=_written(closes))
    return made


def _checked(
    *, title: str, text: str, options: Sequence[str], secret: bool, quorum: int, opens: datetime, closes: datetime, now: datetime
) -> dict[str, Any]:
    """What is stored of a question. Raises Unacceptable that names what cannot be."""
    kept = list(dict.fromkeys(" ".join(one.split())[:120] for one in options if one.strip()))
    if not 2 <= len(kept) <= MOST_OPTIONS:
        raise Unacceptable(_("A vote has 2 to %(most)d different options.") % {"most": MOST_OPTIONS})
    if closes <= opens or closes <= now:
        raise Unacceptable(_("The end of the vote must come after its beginning and after now."))
    if not title.strip() or not 0 <= quorum <= 100:
        raise Unacceptable(_("The vote needs a title and a quorum between 0 and 100 per cent."))
    return {
        "title": title.strip()[:200], "text": text.strip()[:20_000], "options": kept, "secret": secret, "quorum": quorum, "opens": opens,
        "closes": closes,
    }  # fmt: skip


def _written(moment: datetime) -> str:
    return date_format(localtime(moment), "j. n. Y H:i")


def _told(ballot: Ballot, organisations: Collection[int], kind: str, now: datetime, **values: str) -> None:
    """Those who vote for the organisations (ids) hear of it."""
    path = reverse("memorandum_ballot", args=[ballot.pk])
    tell(people=register.managers_of(organisations), kind=kind, values={"title": ballot.title, **values}, path=path, now=now)


@transaction.atomic
def change(
    *, actor: Actor, ballot: int, title: str, text: str, options: Sequence[str], secret: bool, quorum: int, opens: datetime,
    closes: datetime, now: datetime,
) -> Ballot:  # fmt: skip
    """Changes a ballot that has not opened yet; the roll is drawn up anew and its voters are told. Raises Unacceptable afterwards."""
    require(actor, Action.CHANGE, Object.BALLOT)
    found = Ballot.objects.select_for_update().get(pk=ballot)
    if ballots.phase(found, now=now) is not Phase.AHEAD:
        raise Unacceptable(_("A vote can be changed only before it opens; cancel it and announce another one."))
    fields = _checked(title=title, text=text, options=options, secret=secret, quorum=quorum, opens=opens, closes=closes, now=now)
    changed = sorted(name for name, value in fields.items() if getattr(found, name) != value)
    if not changed:
        return found
    before = {name: str(getattr(found, name))[:200] for name in changed}
    for name in changed:
        setattr(found, name, fields[name])
    found.save(update_fields=changed)
    held, entitled = set(found.roll.values_list("organisation_id", flat=True)), register.signatories()
    found.roll.exclude(organisation_id__in=entitled).delete()
    Entitled.objects.bulk_create([Entitled(ballot=found, organisation_id=one) for one in sorted(entitled - held)])
    record(actor=actor, action="ballot.changed", object=f"ballot:{ballot}", details={"before": before, "entitled": len(entitled)}, now=now)
    _told(found, held | entitled, "ballot.changed", now, until=_written(closes))
    return found


@transaction.atomic
def cancel(*, actor: Actor, ballot: int, reason: str, now: datetime) -> Ballot:
    """Cancels a ballot before its end. Its protocol stays, what was cast is destroyed uncounted, its voters are told why."""
    require(actor, Action.REMOVE, Object.BALLOT)
    found = Ballot.objects.select_for_update().get(pk=ballot)
    phase = ballots.phase(found, now=now)
    if phase is Phase.CANCELLED:
        return found
    if phase not in {Phase.AHEAD, Phase.RUNNING}:
        raise Unacceptable(_("A vote that is over is counted; it can no longer be cancelled."))
    found.reason = reasoned(reason)[:500]
    found.protocol = ballots.cancellation(found, reason=found.reason, now=now).plain()
    found.digest, found.closed, found.cancelled = digest_of(found.protocol), now, True
    found.save(update_fields=["reason", "protocol", "digest", "closed", "cancelled"])
    SecretVote.objects.filter(ballot=found).delete()
    OpenVote.objects.filter(ballot=found).delete()
    record(
        actor=actor, action="ballot.cancelled", object=f"ballot:{ballot}", reason=found.reason, details={"sha256": found.digest}, now=now
    )
    _told(found, set(found.roll.values_list("organisation_id", flat=True)), "ballot.cancelled", now, reason=found.reason)
    return found


@transaction.atomic
def vote(*, actor: Actor, ballot: int, organisation: int, option: int, now: datetime) -> None:
    """Casts the one vote of an organisation; it cannot be changed. Raises Refused for who may not, Unacceptable out of time or twice."""
    if not organisation or ballots.votes_for(actor) != organisation:
        raise Refused(f"{actor.username} may not vote for organisation {organisation}")
    found = Ballot.objects.select_for_update().get(pk=ballot)  # one vote at a time: the box is written anew
    if ballots.phase(found, now=now) is not Phase.RUNNING:
        raise Unacceptable(_("This vote does not run now."))
    if not 0 <= option < len(found.options):
        raise Unacceptable(_("Choose one of the options."))
    line = ballots.entry(found, organisation)
    if line is None:
        raise Unacceptable(_("Your organisation is not on the roll: it had not signed the memorandum when the vote was announced."))
    if not Entitled.objects.filter(pk=line.pk, voted=False).update(voted=True):
        raise Unacceptable(_("Your organisation has voted already."))
    if found.secret:
        papers = refilled(ballots.box(found), option, shuffle=secrets.SystemRandom().shuffle, draw=secrets.token_hex)
        SecretVote.objects.filter(ballot=found).delete()
        SecretVote.objects.bulk_create([SecretVote(key=key, ballot=found, option=one) for key, one in papers])
    else:
        OpenVote.objects.create(ballot=found, organisation=line.organisation, person_id=actor.user, option=option, moment=now)
    record(actor=actor, action="ballot.voted", object=f"ballot:{ballot}", concerns=organisation, now=now)


@transaction.atomic
def count(*, actor: Actor, ballot: int, now: datetime) -> Ballot:
    """Counts a vote that is over and seals its protocol. Again, it changes nothing."""
    require(actor, Action.CHANGE, Object.BALLOT)
    found = Ballot.objects.select_for_update().get(pk=ballot)
    if found.closed is not None:
        return found
    if ballots.phase(found, now=now) is not Phase.OVER:
        raise Unacceptable(_("The vote is not over yet."))
    found.protocol = ballots.count(found).plain()
    found.digest, found.closed = digest_of(found.protocol), now
    found.save(update_fields=["protocol", "digest", "closed"])
    record(actor=actor, action="ballot.counted", object=f"ballot:{ballot}", details={"sha256": found.digest}, now=now)
    _told(found, set(found.roll.values_list("organisation_id", flat=True)), "ballot.closed", now)
    return found


def count_due(*, actor: Actor, now: datetime) -> int:
    """Counts every vote that is over; each is recorded. How many."""
    due = list(ballots.due(now=now).values_list("pk", flat=True))
    for one in due:
        count(actor=actor, ballot=one, now=now)
    return len(due)
