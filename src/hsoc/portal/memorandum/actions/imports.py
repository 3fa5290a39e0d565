"""A register taken in: read, decided row by row, applied, undone. Never: proposing (rules.register).

Only rows that a person decided to take in are applied. Applying again changes nothing; undoing takes back what applying has made, and
leaves an organisation that something else already hangs on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

import msgspec
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.organisations import change_profile, put_organisation
from hsoc.portal.members.actions.standing import note_signature
from hsoc.portal.members.models import Kind, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.memorandum.actions import invitations
from hsoc.portal.memorandum.models import Alias, Batch, Line, Signature, Text
from hsoc.portal.memorandum.queries import imports
from hsoc.portal.memorandum.rules.course import Capacity, State
from hsoc.portal.memorandum.rules.newcomers import Work, kind_of
from hsoc.portal.memorandum.rules.register import Outcome, Proposal, Raw
from hsoc.portal.memorandum.rules.spelling import institution_key, parts_of, person_key

ROWS_AT_ONCE: Final = 500  # written in one statement
KIND: Final = "kind"  # among the choices of a row: what the new organisation is
WORK: Final = "work"  # in what its contact comes
KINDS: Final = tuple(one.value for one in Kind if one is not Kind.OPERATOR)
REASON: Final = "register of signatories"


def read_in(
    *,
    actor: Actor,
    rows: tuple[Raw, ...],
    content: bytes,
    name: str,
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Batch:
    """Keeps a register with its proposals, to be decided. The same file that waits already is not kept twice."""
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    text = Text.objects.order_by("-number").first()
    if text is None:
        raise Unacceptable(_("Publish the memorandum first: the rows of a register are signatures of a version."))
    digest = hashlib.sha256(content).hexdigest()
    if (waiting := _waiting(digest)) is not None:
        return waiting
    # before the transaction: thinking takes seconds, and nobody else could write meanwhile
    proposals = imports.proposals(rows, today=now.date(), progress=progress)
    with transaction.atomic():
        if (waiting := _waiting(digest)) is not None:  # somebody sent the same file while this one was read
            return waiting
        made = Batch.objects.create(name=name[-120:], digest=digest, text=text, maker_id=actor.user or None, made=now)
        lines = (
            Line(
                batch=made,
                place=place,
                sheet=one.sheet,
                row=one.row,
                outcome=one.outcome.value,
                key=one.key,
                proposal=msgspec.to_builtins(one),
                likely=one.outcome is Outcome.QUESTION and bool(one.kind) and not one.questions,
            )
            for place, one in enumerate(proposals)
        )
        Line.objects.bulk_create(lines, batch_size=ROWS_AT_ONCE)
        details = {"rows": len(proposals), "sha256": digest}
        record(actor=actor, action="register.read", object=f"register:{made.pk}", details=details, now=now)
    return made


def _waiting(digest: str) -> Batch | None:
    return Batch.objects.filter(digest=digest, applied__isnull=True, undone__isnull=True).first()


@transaction.atomic
def decide(*, actor: Actor, line: int, take: bool | None, choices: Mapping[str, str], now: datetime) -> Line:
    """What a person says of one row: take it in with these answers (else the first ones), leave it out, None = open again."""
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    found = Line.objects.select_related("batch").select_for_update(of=("self",)).get(pk=line)
    if found.batch.applied is not None:
        raise Unacceptable(_("This register is taken in already; undo it first."))
    proposal = msgspec.convert(found.proposal, type=Proposal)
    if take and proposal.outcome in {Outcome.UNUSABLE, Outcome.KNOWN}:
        raise Unacceptable(_("This row cannot be taken in."))
    offered = {one.code: one.answers for one in proposal.questions}
    offered |= {KIND: ("", *KINDS), WORK: ("", *(one.value for one in Work))}
    if any(answer not in offered.get(code, ()) for code, answer in choices.items()):
        raise Unacceptable(_("Choose one of the answers that are offered."))
    if take and not _kind_known(proposal, choices):
        raise Unacceptable(_("Choose what kind of organisation it is."))
    found.decision = Line.Decision.NONE if take is None else Line.Decision.TAKE if take else Line.Decision.SKIP
    found.choices, found.decider_id = dict(choices), actor.user or None
    found.save(update_fields=["decision", "choices", "decider"])
    details = {"decision": found.decision, **found.choices}
    record(actor=actor, action="register.decided", object=f"register:{found.batch_id}:{found.place}", details=details, now=now)
    return found


def _kind_known(proposal: Proposal, choices: Mapping[str, str]) -> bool:
    """Whether the row makes no new organisation, or says of what kind it is (a further row of one follows the first)."""
    if not proposal.target.startswith("new:") or proposal.kind_follows or proposal.kind or choices.get(KIND):
        return True
    answers = [choices.get(one.code, one.answers[0]) for one in proposal.questions]
    return any(one == "skip" or one.startswith(("link:", "same:")) for one in answers)


@transaction.atomic
def take_likely(*, actor: Actor, batch: int, now: datetime) -> int:
    """Decides to take in every undecided row that asks for nothing but a kind which is likely. How many."""
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    found = Batch.objects.get(pk=batch)
    rows = imports.likely(found) if found.applied is None else Line.objects.none()
    done = rows.update(decision=Line.Decision.TAKE, decider_id=actor.user or None)
    record(actor=actor, action="register.likely_taken", object=f"register:{batch}", details={"rows": done}, now=now)
    return done


@transaction.atomic
def take_ready(*, actor: Actor, batch: int, now: datetime) -> int:
    """Decides to take in every undecided row that has no question. How many."""
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    rows = Line.objects.filter(batch_id=batch, batch__applied__isnull=True, outcome=Outcome.READY.value, decision="")
    done = rows.update(decision=Line.Decision.TAKE, decider_id=actor.user or None)
    record(actor=actor, action="register.ready_taken", object=f"register:{batch}", details={"rows": done}, now=now)
    return done


@transaction.atomic
def apply(*, actor: Actor, batch: int, now: datetime) -> int:
    """Carries out what was decided: organisations, aliases, signatures that stand. How many signatures; applied again, 0."""
    require(actor, Action.CREATE, Object.MEMORANDUM)
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    found = Batch.objects.select_for_update().get(pk=batch)
    if found.applied is not None:
        return 0
    lines = list(found.lines.filter(decision=Line.Decision.TAKE).order_by("place"))
    houses = _Houses(actor=actor, batch=found, now=now)
    held, stood = set(imports.keys()), set(imports.signed())
    people = imports.mails({line.proposal["mail"] for line in lines if line.proposal["mail"]})
    made: list[tuple[Line, Signature]] = []
    first: dict[int, date] = {}
    for line in lines:
        proposal = msgspec.convert(line.proposal, type=Proposal)
        answers = {one.code: line.choices.get(one.code, one.answers[0]) for one in proposal.questions}
        answers |= {KIND: line.choices.get(KIND) or proposal.kind}
        if answers.get("same-person") == "skip":
            continue
        mail = "" if answers.get("mail-of-other") == "drop" else proposal.mail
        day = next((one.removeprefix("date:") for one in answers.values() if one.startswith("date:")), proposal.signed_on)
        for place, owner in enumerate(houses.of(proposal, answers)):
            key = proposal.key if place == 0 else hashlib.sha256(f"{proposal.key}|{place}".encode()).hexdigest()
            fact = (owner.number, person_key(proposal.signer))
            if key in held or fact in stood:
                continue
            held.add(key)
            stood.add(fact)
            signature = Signature(
                text=found.text, organisation=owner, signer=proposal.signer, capacity=Capacity.STATUTORY.value, mail=mail,
                person=people.get(mail) if mail else None, signed_on=date.fromisoformat(day) if day else None, state=State.CONFIRMED.value,
                handed=now, decider_id=actor.user or None, decided=now, source=key,
            )  # fmt: skip
            made.append((line, signature))
            if owner.signed is None:
                first.setdefault(owner.number, signature.signed_on or now.date())
    Signature.objects.bulk_create([signature for _line, signature in made], batch_size=ROWS_AT_ONCE)
    for line, signature in made:
        line.made.setdefault("signatures", []).append(signature.pk)
        line.signature = line.signature or signature
    houses.keep_names()
    Line.objects.bulk_update([line for line in lines if line.made], ["made", "signature"], batch_size=ROWS_AT_ONCE)
    for number, on in first.items():
        note_signature(actor=actor, organisation=number, on=on, reason=REASON, now=now)
    found.applied, found.made_numbers = now, sorted(houses.made)
    found.save(update_fields=["applied", "made_numbers"])
    details = {"signatures": len(made), "organisations": sorted(houses.made)}
    record(actor=actor, action="register.applied", object=f"register:{batch}", details=details, now=now)
    return len(made)


@transaction.atomic
def undo(*, actor: Actor, batch: int, now: datetime) -> tuple[int, int]:
    """Takes back what applying made: (signatures taken back, organisations that stay because something hangs on them)."""
    require(actor, Action.REMOVE, Object.MEMORANDUM)
    found = Batch.objects.select_for_update().get(pk=batch)
    if found.applied is None:
        raise Unacceptable(_("This register was not taken in."))
    ids = [pk for made in found.lines.values_list("made", flat=True) for pk in made.get("signatures", ())]
    rows = Signature.objects.filter(pk__in=ids)
    owners = set(rows.values_list("organisation__number", flat=True))
    gone = rows.count()
    rows.delete()
    Alias.objects.filter(batch=found).delete()
    invitations.take_back(actor=actor, batch=found, now=now)
    left = set(
        Signature.objects.filter(organisation__number__in=owners, state=State.CONFIRMED).values_list("organisation__number", flat=True)
    )
    for number in sorted(owners - left):
        note_signature(actor=actor, organisation=number, on=None, reason=REASON, now=now)
    stays = sum(not _removed(number) for number in found.made_numbers)
    found.lines.update(made={})
    found.applied, found.undone, found.made_numbers = None, now, []
    found.save(update_fields=["applied", "undone", "made_numbers"])
    record(actor=actor, action="register.undone", object=f"register:{batch}", details={"signatures": gone, "stay": stays}, now=now)
    return gone, stays


def _removed(number: int) -> bool:
    try:
        with transaction.atomic():
            Organisation.objects.filter(number=number).delete()
    except ProtectedError:
        return False
    return True


class _Houses:
    """Whose each row is, made where it is new; one organisation for one group of rows."""

    def __init__(self, *, actor: Actor, batch: Batch, now: datetime) -> None:
        self.actor, self.batch, self.now = actor, batch, now
        self.made: set[int] = set()
        self.groups: dict[str, Organisation] = {}
        self.kinds: dict[str, str] = {}  # of each new group: what a person chose in any of its rows, else what its name tells
        self.numbers = imports.free_numbers()
        self.named: dict[str, Organisation] = {}  # name → the first of it
        for one in Organisation.objects.all():
            self.named.setdefault(one.name, one)
        self.spelt = set(Alias.objects.values_list("folded", "organisation_id"))
        self.aliases: list[Alias] = []
        for proposal, choices in batch.lines.order_by("place").values_list("proposal", "choices"):
            target = proposal["target"]
            if target.startswith("new:") and (chosen := choices.get(KIND) or proposal["kind"]):
                self.kinds[target] = choices.get(KIND) or self.kinds.get(target, chosen)

    def of(self, proposal: Proposal, answers: Mapping[str, str]) -> list[Organisation]:
        """The organisation of a row, several where a person split it."""
        if answers.get("several-institutions") == "split":
            chosen = answers.get(KIND, "")
            for part in parts_of(proposal.institution):
                self.kinds.setdefault(f"new:{institution_key(part)}", kind_of(part).kind or chosen)
            return [self._group(f"new:{institution_key(part)}", part, "") for part in parts_of(proposal.institution)]
        target = proposal.target
        chosen = next((one for one in answers.values() if one == "new" or one.startswith(("link:", "same:"))), "")
        if chosen.startswith("link:"):
            target = f"org:{chosen.removeprefix('link:')}"
        elif chosen.startswith("same:"):
            target = chosen.removeprefix("same:")
        elif chosen == "new":
            target = f"new:{proposal.ico or institution_key(proposal.institution)}"
        return [self._group(target, proposal.institution, proposal.ico)]

    def _group(self, target: str, name: str, ico: str) -> Organisation:
        owner = self.groups.get(target)
        if owner is None:
            if target.startswith("org:"):
                owner = Organisation.objects.get(number=int(target.removeprefix("org:")))
            else:
                owner = self._found(name, ico, self.kinds.get(target, ""))
            self.groups[target] = owner
        key = institution_key(name)[:200]
        if key and key != institution_key(owner.name)[:200] and (key, owner.pk) not in self.spelt:
            self.spelt.add((key, owner.pk))
            self.aliases.append(Alias(folded=key, organisation=owner, batch=self.batch))
        return owner

    def keep_names(self) -> None:
        """Writes the other spellings that were met."""
        Alias.objects.bulk_create(self.aliases, batch_size=ROWS_AT_ONCE)

    def _found(self, name: str, ico: str, kind: str) -> Organisation:
        """Makes it; two of one name are told apart by their numbers."""
        held = self.named.get(name)
        if held is not None and (not ico or not held.ico or held.ico == ico):
            return held
        if not kind:
            raise Unacceptable(_("Choose what kind of organisation “%(name)s” is.") % {"name": name[:80]})
        if held is not None:
            name = f"{name[:180]} ({ico})"
        number = next(self.numbers, None)
        if number is None:
            raise Unacceptable(_("There is no free number for “%(name)s” any more; leave some rows out.") % {"name": name[:80]})
        made = put_organisation(actor=self.actor, number=number, name=name, kind=Kind(kind), region="", now=self.now, reason=REASON)
        self.made.add(number)
        if ico:
            made = change_profile(actor=self.actor, organisation=number, facts={"ico": ico}, now=self.now, reason=REASON)
        self.named.setdefault(name, made)
        return made
