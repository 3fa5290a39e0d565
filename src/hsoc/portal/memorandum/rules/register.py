"""An existing register of signatories → a proposal for each row, with its reasons and questions. Pure: no Django models, no clock.

Nothing is decided here: a row is ready, has questions whose first answer is the proposed one, repeats another row, is in the portal
already, or cannot be used. Codes of notes and questions have their words in web/words.py.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from hsoc.portal.members.rules.checks import ico_of
from hsoc.portal.memorandum.rules import spelling

MOST_ROWS: Final = 20_000  # rows of one file, twice the size that is measured
MOST_ANSWERS: Final = 5  # organisations offered for one name
BUCKET: Final = 60  # names that share a beginning; a beginning that more share tells nothing
PREFIX: Final = 4  # letters of that beginning
STEP: Final = 500  # rows between two words of progress


class Outcome(StrEnum):
    """What is proposed of a row."""

    READY = "ready"
    QUESTION = "question"
    DUPLICATE = "duplicate"
    KNOWN = "known"
    UNUSABLE = "unusable"


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """A row as read. day: a date, a datetime or text; formula: a cell of it calculates something."""

    sheet: str
    row: int
    order: str = ""
    name: str = ""
    institution: str = ""
    day: object = ""
    mail: str = ""
    ico: str = ""
    formula: bool = False


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that the portal knows; keys: institution_key of its names, aliases included."""

    number: int
    name: str
    keys: tuple[str, ...]
    ico: str = ""
    domains: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True):
    """Why. values fill the words of the code."""

    code: str
    values: dict[str, str] = {}


class Question(msgspec.Struct, frozen=True):
    """What a person decides; the first of the answers is proposed.

    answers: `link:<number>`, `new`, `same:<target>`, `whole`, `split`, `date:<ISO>`, `keep`, `drop`, `skip`, `own`.
    """

    code: str
    answers: tuple[str, ...]
    values: dict[str, str] = {}


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed of one row. target: `org:<number>`, `new:<group>` or ''; key: names the row's fact, the same in every file.

    kind, kind_sure, kind_follows, work: what rules.newcomers adds of an institution that is new, and in what the contact comes.
    """

    sheet: str
    row: int
    key: str
    outcome: Outcome
    institution: str = ""
    target: str = ""
    signer: str = ""
    signed_on: str = ""
    mail: str = ""
    ico: str = ""
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    kind: str = ""
    kind_sure: bool = False
    kind_follows: bool = False  # an earlier row of the same institution is asked for it
    work: str = ""


class _Row:
    """A row on its way."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.institution = " ".join(raw.institution.split())[: spelling.LONGEST]
        self.signer = " ".join(raw.name.split())[: spelling.LONGEST]
        self.notes: list[Note] = []
        self.questions: list[Question] = []
        self.ico = self.mail = self.target = self.day = self.key = self.person = ""
        self.nearby: tuple[str, ...] = ()  # targets that it may also be
        self.outcome = Outcome.READY

    def note(self, code: str, **values: str) -> None:
        self.notes.append(Note(code, values))

    def ask(self, code: str, answers: Sequence[str], **values: str) -> None:
        self.questions.append(Question(code, tuple(answers), values))

    def told(self) -> Proposal:
        outcome = self.outcome
        if outcome is Outcome.READY and self.questions:
            outcome = Outcome.QUESTION
        return Proposal(
            sheet=self.raw.sheet, row=self.raw.row, key=self.key, outcome=outcome, institution=self.institution, target=self.target,
            signer=self.signer, signed_on=self.day, mail=self.mail, ico=self.ico, notes=tuple(self.notes), questions=tuple(self.questions),
        )  # fmt: skip


class _Names:
    """Names and whose they are, with a quick way to those that are nearly spelt so."""

    def __init__(self) -> None:
        self.exact: dict[str, list[str]] = defaultdict(list)
        self.buckets: dict[str, list[str]] = defaultdict(list)
        self.asked: dict[str, tuple[tuple[str, ...], int]] = {}

    def add(self, key: str, target: str) -> None:
        if target in self.exact[key]:
            return
        if not self.exact[key]:
            for word in {word[:PREFIX] for word in spelling.core(key)}:
                self.buckets[word].append(key)
        self.exact[key].append(target)

    def near(self, key: str) -> tuple[str, ...]:
        """Targets of names that are alike, the most alike first."""
        size = len(self.exact)
        if (held := self.asked.get(key)) and held[1] == size:
            return held[0]
        found: dict[str, float] = {}
        for word in {word[:PREFIX] for word in spelling.core(key)}:
            names = self.buckets.get(word, ())
            for name in names if len(names) <= BUCKET else ():
                if name != key and name not in found and (share := spelling.alike(key, name)) >= spelling.LIKE:
                    found[name] = share
        best = sorted(found, key=lambda name: (-found[name], name))
        targets = tuple(dict.fromkeys(target for name in best for target in self.exact[name]))[:MOST_ANSWERS]
        self.asked[key] = (targets, size)
        return targets


def key_of(institution: str, ico: str, person: str) -> str:
    """The name of the fact that a person signed for an institution (its folded name or its number): SHA-256, 64 hex digits."""
    return hashlib.sha256(f"{ico or spelling.institution_key(institution)}|{person}".encode()).hexdigest()


def propose(
    rows: Sequence[Raw],
    *,
    known: Sequence[Known],
    signed: frozenset[tuple[int, str]],
    keys: frozenset[str],
    today: date,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[Proposal, ...]:
    """A proposal for each row, in their order. signed: (number, person_key) that stand; keys: of facts that were taken in already."""
    book = [_Row(raw) for raw in rows[:MOST_ROWS]]
    _carried(book)
    styles = _styles(book)
    icos = _icos(book)
    names = _Names()
    by_ico: dict[str, str] = {}
    owners: dict[str, str] = {}
    for one in known:
        target = f"org:{one.number}"
        for key in one.keys:
            names.add(key, target)
        if one.ico:
            by_ico[one.ico] = target
        owners |= dict.fromkeys(one.domains, target)
    labels = {f"org:{one.number}": one.name for one in known}
    seen: dict[str, list[_Row]] = defaultdict(list)
    for done, row in enumerate(book):
        if done % STEP == 0:
            progress(done, len(book))
        if row.outcome is Outcome.UNUSABLE:
            continue
        row.person = spelling.person_key(row.signer)
        row.key = key_of(row.institution, row.ico, row.person)
        _day(row, today, styles.get(row.raw.sheet, ""))
        _institution(row, names, by_ico, owners, icos, labels)
        if not _known(row, signed, keys):
            _repeated(row, seen)
        seen[row.target].append(row)
    _mails(book, owners, labels)
    progress(len(book), len(book))
    return tuple(row.told() for row in book)


def _carried(book: Sequence[_Row]) -> None:
    """Rows that go on with the institution above, and rows that cannot be used."""
    above: _Row | None = None
    for row in book:
        raw = row.raw
        same_sheet = above is not None and above.raw.sheet == raw.sheet
        bare = not raw.order.strip() and not str(raw.day or "").strip()
        if raw.formula:
            row.outcome = Outcome.UNUSABLE
            row.note("formula")
            continue
        if same_sheet and above is not None and bare and (not row.institution or row.institution == above.institution):
            row.institution, row.raw = above.institution, msgspec.structs.replace(raw, day=above.raw.day, ico=raw.ico or above.raw.ico)
            row.note("second-signatory", row=str(above.raw.row))
        if not row.institution or not row.signer:
            row.outcome = Outcome.UNUSABLE
            row.note("no-institution" if not row.institution else "no-name")
            continue
        above = row


def _styles(book: Sequence[_Row]) -> dict[str, str]:
    """Sheet → how its days with slashes are written, where its certain ones agree."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in book:
        if isinstance(row.raw.day, str) and (how := spelling.slashes(row.raw.day)) in {"us", "dm"}:
            found[row.raw.sheet].add(how)
    return {sheet: next(iter(how)) for sheet, how in found.items() if len(how) == 1}


def _icos(book: Sequence[_Row]) -> dict[str, list[str]]:
    """Institution's key → the numbers that stand beside it in the file, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in book:
        if not row.raw.ico.strip():
            continue
        try:
            row.ico = ico_of(row.raw.ico)
        except ValueError:
            row.note("ico-wrong", ico=row.raw.ico[:20])
            continue
        key = spelling.institution_key(row.institution)
        if row.ico not in found[key]:
            found[key].append(row.ico)
    return found


def _day(row: _Row, today: date, style: str) -> None:
    read = spelling.day_of(row.raw.day, today=today, style=style)
    row.day = read.day
    if read.answers:
        row.ask(read.code, [f"date:{one}" for one in read.answers], text=str(row.raw.day)[:40])
    elif read.code:
        row.note(read.code, text=str(row.raw.day or "")[:40], day=read.day)


def _institution(
    row: _Row, names: _Names, by_ico: dict[str, str], owners: dict[str, str], icos: dict[str, list[str]], labels: dict[str, str]
) -> None:
    """Whose row it is: by number, by name, by a name that is nearly spelt so, by the domain of the mail, or somebody new."""
    key = spelling.institution_key(row.institution)
    group = f"new:{row.ico or key}"
    if len(parts := spelling.parts_of(row.institution)) > 1:
        row.ask("several-institutions", ("whole", "split"), parts=" · ".join(parts)[:200])
    if row.ico and (target := by_ico.get(row.ico)):
        row.target = target
        if target not in names.exact.get(key, ()):
            row.note("other-name-same-ico", name=labels.get(target, ""), ico=row.ico)
            names.add(key, target)
        return
    several = icos.get(key, [])
    if len(several) > 1:
        if not row.ico:
            row.target = group
            row.ask("one-name-several", [f"same:{by_ico.get(one, f'new:{one}')}" for one in several[:MOST_ANSWERS]], name=row.institution)
            return
        row.note("one-name-several-ico", ico=row.ico)
    exact = [] if row.ico and len(several) > 1 else names.exact.get(key, [])
    if len(exact) == 1:
        row.target = exact[0]
    elif exact:
        row.target = exact[0]
        row.ask("several-known", [_answer(one) for one in exact[:MOST_ANSWERS]], name=row.institution)
    else:
        row.target = group
        row.nearby = names.near(key)
        domain = _domain(row)
        owner = _owner(domain, owners)
        if row.nearby:
            first = row.nearby[0]
            row.ask("similar", [*(_answer(one) for one in row.nearby), "new"], name=labels.get(first, first))
        elif owner:
            row.nearby = (owner,)
            row.ask("domain-suggests", (_answer(owner), "new"), name=labels.get(owner, owner), domain=domain)
        else:
            row.note("new")
        labels.setdefault(group, row.institution)
        names.add(key, group)
    if row.ico:
        by_ico.setdefault(row.ico, row.target)
    if row.target.startswith("org:") and not row.questions:
        row.note("linked", name=labels.get(row.target, ""))


def _answer(target: str) -> str:
    return f"link:{target.removeprefix('org:')}" if target.startswith("org:") else f"same:{target}"


def _domain(row: _Row) -> str:
    mails = spelling.mails_of(row.raw.mail)
    domain = mails[0].rpartition("@")[2] if mails else ""
    return "" if domain in spelling.FREE_MAIL else domain


def _owner(domain: str, owners: Mapping[str, str]) -> str:
    """Whose a domain is: itself or one that it lies below; '' nobody's."""
    labels = domain.split(".") if domain else []
    return next((owners[name] for place in range(len(labels) - 1) if (name := ".".join(labels[place:])) in owners), "")


def _known(row: _Row, signed: frozenset[tuple[int, str]], keys: frozenset[str]) -> bool:
    """Whether the fact is in the portal already."""
    number = int(row.target.removeprefix("org:")) if row.target.startswith("org:") else 0
    if row.key not in keys and (number, row.person) not in signed:
        return False
    row.outcome = Outcome.KNOWN
    row.questions.clear()
    row.note("known")
    return True


def _repeated(row: _Row, seen: dict[str, list[_Row]]) -> None:
    """Whether an earlier row says the same, or nearly."""
    for target in (row.target, *row.nearby):
        for other in seen.get(target, ()):
            if not spelling.same_person(row.person, other.person):
                continue
            exact = row.person == other.person and target == row.target
            row.outcome = Outcome.DUPLICATE
            row.questions = [one for one in row.questions if one.code not in {"similar", "domain-suggests"}]
            row.target = target
            row.note("duplicate" if exact else "duplicate-spelling", sheet=other.raw.sheet, row=str(other.raw.row), name=other.signer)
            if row.day and other.day and row.day != other.day:
                row.note("duplicate-other-day", day=other.day)
            row.ask("same-person", ("skip", "own"))
            return


def _mails(book: Sequence[_Row], owners: dict[str, str], labels: dict[str, str]) -> None:
    """Contact mails: missing, private, of somebody else (by the portal, or by what most rows of the file say)."""
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    usable = [row for row in book if row.outcome is not Outcome.UNUSABLE]
    for row in usable:
        if domain := _domain(row):
            usual[domain][row.target] += 1
    for row in usable:
        mails = spelling.mails_of(row.raw.mail)
        if not mails:
            row.note("mail-unreadable" if row.raw.mail.strip() else "mail-missing", text=row.raw.mail.strip()[:80])
            continue
        row.mail = mails[0]
        if len(mails) > 1:
            row.note("mail-several", mail=mails[0])
        domain = mails[0].rpartition("@")[2]
        if domain in spelling.FREE_MAIL:
            row.note("mail-private", domain=domain)
            continue
        owner = _owner(domain, owners)
        if not owner:
            ((first, most), *rest) = usual[domain].most_common(2)
            if rest and most == rest[0][1]:
                row.note("mail-shared", domain=domain)
                continue
            owner = first
        if owner not in {row.target, *row.nearby} and row.outcome is not Outcome.KNOWN:
            row.ask("mail-of-other", ("drop", "keep"), mail=mails[0], name=labels.get(owner, owner.partition(":")[2]))
