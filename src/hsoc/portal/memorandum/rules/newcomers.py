"""What a new organisation of a register is, and whom to let in, proposed from words of the row with the reason. Pure: no Django models.

A kind is sure, only likely, or unknown; what is not sure is asked. Nobody is let in by a proposal: a person sends the invitation.
Kinds are codes of members.models.Kind, works those of `Work` below; the words of notes are in web/words.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from hsoc.portal.folding import fold
from hsoc.portal.memorandum.rules import spelling
from hsoc.portal.memorandum.rules.register import Note, Outcome, Proposal

SHORTEST: Final = 3  # letters of a name that is looked for in a mail address
# where one mailbox is read by several people: such an address names nobody
_SHARED: Final = (
    "info kontakt podatelna sekretariat reditelstvi reditel ic it ict helpdesk office posta nemocnice mail sekretar kancelar asistentka"
)


SHARED: Final = frozenset(_SHARED.split())


class Work(StrEnum):
    """In what the invited person comes: who signed, or who speaks for the organisation."""

    STATUTORY = "statutory"
    REPRESENTATIVE = "representative"


class Guess(msgspec.Struct, frozen=True):
    """A kind with its reason. kind: '' unknown; word: what in the name says so; sure: nobody need be asked."""

    kind: str = ""
    word: str = ""
    sure: bool = False


# (words that the folded name holds, kind, sure), the first that holds decides: the telling before the general
_RULES: Final = (
    ("zdravotnicka zachranna sluzba", "emergency", True),
    ("zachranna sluzba", "emergency", False),
    ("zzs", "emergency", True),
    ("emergency medical service", "emergency", True),
    ("fakultni nemocnice", "state", True),
    ("vojenska nemocnice", "state", True),
    ("univerzitni nemocnice", "state", True),
    ("university hospital", "state", True),
    ("psychiatricka nemocnice", "state", False),  # most are the ministry's, some are of a region
    ("krajska nemocnice", "region", True),
    ("krajska zdravotni", "region", True),
    ("oblastni nemocnice", "region", False),
    ("regional hospital", "region", True),
    ("mestska nemocnice", "town", True),
    ("municipal hospital", "town", True),
    ("soukroma nemocnice", "private", True),
    ("univerzita", "academic", True),
    ("vysoka skola", "academic", True),
    ("vysoke uceni", "academic", True),
    ("akademie ved", "academic", True),
    ("fakulta", "academic", True),
    ("university", "academic", True),
    ("mestsky urad", "founder", True),
    ("krajsky urad", "founder", True),
    ("ministerstvo", "authority", True),
    ("ministry", "authority", True),
    ("urad", "authority", True),
    ("policie", "authority", True),
    ("agentura", "authority", False),
    ("hasicsky zachranny sbor", "authority", True),
    ("ustav pro kontrolu", "authority", False),
    ("nemocnice", "", False),  # whose it is the rest of the name says, see below
    ("hospital", "", False),
    ("ustav", "institute", True),
    ("institut", "institute", False),
    ("institute", "institute", False),
    ("magistrat", "founder", True),
    ("komora", "expert", False),
    ("asociace", "expert", False),
    ("svaz", "expert", False),
    ("spolecnost pro", "expert", False),
)
# whole names of those who found hospitals: inside a longer name the same words are only a place
_FOUNDERS: Final = re.compile(r"(?:statutarni |hlavni )?mesto [a-z ]{2,40}|kraj [a-z]{2,30}|[a-z]+(?:ky|sky|cky) kraj|obec [a-z ]{2,40}")
# a hospital with nothing else in its name: what its legal form makes likely
_HOSPITALS: Final = (
    ("prispevkova organizace", "region", False),
    ("p o", "region", False),
    ("s r o", "private", False),
    ("z u", "private", False),
    ("o p s", "private", False),
)
# words of health care that stand for no kind by themselves: a company with one of them is no technology partner
_HEALTH: Final = ("poliklinika", "klinika", "lecebna", "centrum", "sanatorium", "hospic", "rehabilitacni", "lazne", "zdravotni")
_COMPANIES: Final = ("s r o", "a s", "spol s r o", "akciova spolecnost", "ltd", "gmbh")


def _holds(name: str, words: str) -> bool:
    return f" {words} " in f" {name} "


def _spelt(name: str, words: str) -> str:
    """The words as they stand in the name, with their marks and the last dot of an abbreviation."""
    parts = words.split()
    found = re.search(r"[^a-z0-9]+".join(parts) + (r"\.?" if len(parts[-1]) == 1 else ""), fold(name))
    return name[found.start() : found.end()] if found and len(fold(name)) == len(name) else words


@lru_cache(maxsize=spelling.KEPT)
def kind_of(name: str) -> Guess:
    """The kind that an institution's name tells."""
    told = spelling.bare(name)
    if _FOUNDERS.fullmatch(told):
        return Guess("founder", " ".join(name.split()), sure=True)
    for words, kind, sure in _RULES:
        if not _holds(told, words):
            continue
        if kind:
            return Guess(kind, _spelt(name, words), sure)
        likely = (Guess(of, _spelt(name, form), says) for form, of, says in _HOSPITALS if _holds(told, form))
        return next(likely, Guess("", _spelt(name, words)))
    if not any(_holds(told, words) for words in _HEALTH):
        form = next((form for form in _COMPANIES if _holds(told, form)), "")
        return Guess("technology", _spelt(name, form)) if form else Guess()
    return Guess()


def work_of(signer: str, mail: str) -> Work | None:
    """In what the owner of a contact mail comes: the signer where the address carries his name; None without an address."""
    if not mail:
        return None
    local = spelling.bare(mail.partition("@")[0]).replace(" ", "")
    names = [word for word in spelling.person_key(signer).split() if len(word) >= SHORTEST]
    return Work.STATUTORY if local not in SHARED and any(word in local for word in names) else Work.REPRESENTATIVE


def completed(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals with kinds of what is new and in what the contacts come; a kind that is not sure makes a question of its row."""
    done: list[Proposal] = []
    asked: set[str] = set()
    for one in proposals:
        if one.outcome in {Outcome.UNUSABLE, Outcome.KNOWN}:
            done.append(one)
            continue
        notes, changes = list(one.notes), {}
        if one.target.startswith("new:"):
            guess = kind_of(one.institution)
            changes = {"kind": guess.kind, "kind_sure": guess.sure}
            if one.target not in asked:  # further rows of the same institution follow the first
                asked.add(one.target)
                notes.append(_reason(guess))
                if one.outcome is Outcome.READY and not guess.sure:
                    changes["outcome"] = Outcome.QUESTION
            else:
                changes["kind_follows"] = True
        if work := work_of(one.signer, one.mail):
            changes["work"] = work.value
            notes.append(Note(f"work-{work.value}", {"mail": one.mail}))
        done.append(msgspec.structs.replace(one, notes=tuple(notes), **changes))
    return tuple(done)


def _reason(guess: Guess) -> Note:
    if not guess.kind:
        return Note("kind-unknown", {"word": guess.word}) if guess.word else Note("kind-silent")
    return Note("kind-sure" if guess.sure else "kind-likely", {"kind": guess.kind, "word": guess.word})
