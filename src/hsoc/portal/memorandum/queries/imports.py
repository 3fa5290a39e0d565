"""Registers taken in: batches, their lines, and what a proposal must know. Every list begins at `visible_to`. Never: a change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.db.models import Count, QuerySet

from hsoc.portal.members.models import HIGHEST_NUMBER, Domain, Organisation, User
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.memorandum.models import Alias, Batch, Line, Signature
from hsoc.portal.memorandum.rules.course import State
from hsoc.portal.memorandum.rules.newcomers import completed
from hsoc.portal.memorandum.rules.register import Known, Outcome, Proposal, Raw, propose
from hsoc.portal.memorandum.rules.spelling import institution_key, person_key


def visible_to(actor: Actor) -> QuerySet[Batch]:
    """Batches: for who keeps the register only."""
    every = Batch.objects.select_related("text", "maker")
    return every if may(actor, Action.CHANGE, Object.MEMORANDUM) else every.none()


def lines(batch: Batch) -> QuerySet[Line]:
    """Rows of a batch in the file's order."""
    return batch.lines.select_related("signature", "decider", "invitation")


def likely(batch: Batch) -> QuerySet[Line]:
    """Undecided rows that ask for nothing but a kind which the name makes likely."""
    return batch.lines.filter(outcome=Outcome.QUESTION.value, decision="", likely=True)


def tally(batch: Batch) -> dict[tuple[str, str], int]:
    """(outcome, decision) → rows."""
    rows = batch.lines.order_by().values_list("outcome", "decision").annotate(n=Count("pk"))
    return {(outcome, decision): n for outcome, decision, n in rows}


def known() -> tuple[Known, ...]:
    """Every organisation with its names, aliases, number and domains; 3 queries."""
    domains: dict[int, list[str]] = defaultdict(list)
    for owner, name in Domain.objects.values_list("organisation_id", "name"):
        domains[owner].append(name)
    aliases: dict[int, list[str]] = defaultdict(list)
    for owner, folded in Alias.objects.values_list("organisation_id", "folded"):
        aliases[owner].append(folded)
    rows = Organisation.objects.values_list("pk", "number", "name", "short", "ico").order_by("number")
    return tuple(
        Known(
            number=number, name=name, ico=ico, domains=tuple(domains[pk]),
            keys=tuple(dict.fromkeys((institution_key(name), *([institution_key(short)] if len(short) > 3 else []), *aliases[pk]))),
        )
        for pk, number, name, short, ico in rows
    )  # fmt: skip


def signed() -> frozenset[tuple[int, str]]:
    """(number, key of the person) of every signature that stands or waits."""
    rows = Signature.objects.filter(state__in=[State.CONFIRMED, State.HANDED]).values_list("organisation__number", "signer")
    return frozenset((number, person_key(signer)) for number, signer in rows)


def keys() -> frozenset[str]:
    """Keys of the facts that were taken in."""
    return frozenset(Signature.objects.exclude(source="").values_list("source", flat=True))


def mails(addresses: set[str]) -> dict[str, User]:
    """Mail address → the account that has it."""
    return {one.email: one for one in User.objects.filter(email__in=addresses)}


def free_numbers() -> Iterator[int]:
    """The next numbers of organisations: after the highest of the members, before the community's own."""
    taken = set(Organisation.objects.values_list("number", flat=True))
    members = Organisation.objects.exclude(kind="operator").order_by("-number").values_list("number", flat=True).first() or 0
    return (number for number in range(members + 1, HIGHEST_NUMBER + 1) if number not in taken)


def _quiet(_done: int, _all: int) -> None:
    """Nobody watches."""


def proposals(rows: Sequence[Raw], *, today: date, progress: Callable[[int, int], None] = _quiet) -> tuple[Proposal, ...]:
    """What would be proposed now; nothing is kept."""
    return completed(propose(rows, known=known(), signed=signed(), keys=keys(), today=today, progress=progress))
