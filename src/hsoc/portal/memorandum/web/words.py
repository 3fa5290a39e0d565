"""The words of an import: outcomes, reasons, questions, answers, faults of a file. Belongs here: code → sentence. Never: a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.models import Kind
from hsoc.portal.memorandum.rules.newcomers import Work
from hsoc.portal.memorandum.rules.register import Outcome, Proposal

OUTCOMES: Final = {
    Outcome.READY: _("ready"),
    Outcome.QUESTION: _("has a question"),
    Outcome.DUPLICATE: _("repeats a row"),
    Outcome.KNOWN: _("in the portal already"),
    Outcome.UNUSABLE: _("cannot be used"),
}
NOTES: Final = {
    "second-signatory": _("No number and no day: a second signatory of the institution in row %(row)s, whose day counts."),
    "formula": _("A cell of the row calculates something; write its value instead."),
    "no-name": _("Nobody is named who signed."),
    "no-institution": _("No institution is named."),
    "ico-wrong": _("%(ico)s is not an identification number; it is left out."),
    "date-us": _("%(text)s is written month first; read as %(day)s."),
    "date-only-past": _("%(text)s can only be %(day)s: the other reading lies in the future."),
    "date-missing": _("No day of signature."),
    "date-unreadable": _("“%(text)s” is not a day; it is left out."),
    "date-future": _("%(text)s lies in the future; it is left out."),
    "date-old": _("%(text)s is too old to be true; it is left out."),
    "other-name-same-ico": _("Another name of %(name)s: the identification number %(ico)s is the same."),
    "one-name-several-ico": _("Several institutions have this name; this one has the number %(ico)s."),
    "new": _("The institution is new."),
    "linked": _("The portal knows it as %(name)s."),
    "known": _("This signature is in the portal already."),
    "duplicate": _("Repeats row %(row)s of %(sheet)s."),
    "duplicate-spelling": _("Repeats row %(row)s of %(sheet)s in another spelling (%(name)s)."),
    "duplicate-other-day": _("That row has another day: %(day)s."),
    "mail-missing": _("No contact mail."),
    "mail-unreadable": _("“%(text)s” is not a mail address; it is left out."),
    "mail-several": _("Several mail addresses; %(mail)s is taken."),
    "mail-private": _("A private mailbox (%(domain)s); it says nothing of the institution."),
    "mail-shared": _("Several institutions use %(domain)s."),
    "kind-sure": _("Kind: %(kind)s, because the name says “%(word)s”."),
    "kind-likely": _("Kind: probably %(kind)s; the name says “%(word)s”, but that alone does not decide."),
    "kind-unknown": _("Kind: the name says “%(word)s”, not whose it is; choose."),
    "kind-silent": _("Kind: the name does not tell; choose."),
    "work-statutory": _("%(mail)s carries the name of the signer: proposed as the statutory representative."),
    "work-representative": _("%(mail)s does not carry the name of the signer: proposed as the organisation's representative."),
}
QUESTIONS: Final = {
    "several-institutions": _("Several institutions under one name: %(parts)s"),
    "one-name-several": _("Several institutions are called %(name)s; which one is it?"),
    "several-known": _("The portal knows several called %(name)s; which one is it?"),
    "similar": _("Nearly the name of %(name)s; is it the same?"),
    "domain-suggests": _("The mail belongs to %(name)s (%(domain)s); is it the same?"),
    "date-ambiguous": _("%(text)s can be read in two ways; which day is it?"),
    "same-person": _("Is it the same signature?"),
    "mail-of-other": _("%(mail)s seems to belong to %(name)s; keep it as the contact?"),
}
ANSWERS: Final = {
    "new": _("no, a new one"),
    "whole": _("leave it as one"),
    "split": _("split it"),
    "keep": _("keep it"),
    "drop": _("leave it out"),
    "skip": _("yes, leave it out"),
    "own": _("no, a signature of its own"),
}
WORKS: Final = {
    Work.STATUTORY: _("statutory representative"),
    Work.REPRESENTATIVE: _("representative of the signatory"),
}
FAULTS: Final = {
    "kind": _("only XLSX and CSV are read; save the register as one of them"),
    "large": _("the file is too large; at most 10 MB, unpacked 100 MB"),
    "broken": _("it cannot be read; open it in a spreadsheet and save it again"),
    "entities": _("its XML declares entities, which no register needs; save it again from a spreadsheet"),
    "head": _("no sheet has a head with a name and an institution in its first 20 rows"),
    "empty": _("nothing stands under the head"),
    "rows": _("more than 20,000 rows; divide it"),
}


def _filled(text: object, values: Mapping[str, str]) -> str:
    return str(text) % values if values else str(text)


def answer(code: str, names: Mapping[int, str]) -> str:
    """An answer in words. names: number → organisation."""
    kind, _colon, value = code.partition(":")
    if kind == "link":
        return gettext("yes, %(name)s") % {"name": names.get(int(value), value)}
    if kind == "same":
        return gettext("yes, the one of the register (%(name)s)") % {"name": value.partition(":")[2]}
    return value if kind == "date" else str(ANSWERS[code])


def notes(proposal: Proposal) -> list[str]:
    """Why, as sentences."""
    blank = {"sheet": "", "row": "", "text": "", "day": ""}
    return [_filled(NOTES[one.code], {**blank, **one.values, "kind": kind(one.values.get("kind", ""))}) for one in proposal.notes]


def kinds(chosen: str) -> list[tuple[str, str, bool]]:
    """Kinds to choose from, the chosen one marked."""
    return [(one.value, str(one.label), one.value == chosen) for one in Kind if one is not Kind.OPERATOR]


def works(chosen: Work | None) -> list[tuple[str, object, bool]]:
    """In what a contact comes, the chosen one marked."""
    return [(one.value, text, one is chosen) for one, text in WORKS.items()]


def kind(code: str) -> str:
    """A kind of organisation in words; '' none."""
    return str(Kind(code).label) if code else ""


def questions(proposal: Proposal, names: Mapping[int, str], chosen: Mapping[str, str]) -> list[dict[str, object]]:
    """Questions with their answers, the chosen or proposed one marked."""
    return [
        {
            "code": one.code,
            "text": _filled(QUESTIONS[one.code], one.values),
            "answers": [(code, answer(code, names), code == chosen.get(one.code, one.answers[0])) for code in one.answers],
        }
        for one in proposal.questions
    ]
