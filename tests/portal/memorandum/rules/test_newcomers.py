from __future__ import annotations

from datetime import date

import pytest

from hsoc.portal.memorandum.rules.newcomers import Guess, Work, completed, kind_of, work_of
from hsoc.portal.memorandum.rules.register import Known, Outcome, Raw, propose


@pytest.mark.parametrize(
    ("name", "kind", "sure"),
    [
        ("Zdravotnická záchranná služba Modrého kraje, p. o.", "emergency", True),
        ("ZZS Zeleného kraje", "emergency", True),
        ("Fakultní nemocnice Lipová", "state", True),
        ("Psychiatrická nemocnice Dubová", "state", False),
        ("Krajská nemocnice Zelená, a.s.", "region", True),
        ("Městská nemocnice v Lipové", "town", True),
        ("Nemocnice Polní, příspěvková organizace", "region", False),
        ("Nemocnice Polní, s.r.o.", "private", False),
        ("Nemocnice Polní, a.s.", "", False),
        ("Nemocnice Nové Město", "", False),
        ("Ústav Modrý", "institute", True),
        ("Státní ústav pro kontrolu bylin", "authority", False),
        ("Ministerstvo pohádek", "authority", True),
        ("Lipový kraj", "", False),  # no adjective of a region
        ("Lipovecký kraj", "founder", True),
        ("Kraj Lipová", "founder", True),
        ("Statutární město Lipová", "founder", True),
        ("Poliklinika Nové Město", "", False),  # a town inside a name is a place
        ("Univerzita Lipová, 1. lékařská fakulta", "academic", True),
        ("Síťaři Lipová, s.r.o.", "technology", False),
        ("Zdravotní pojišťovna Lipová", "", False),
        ("Klinika Lipová, s. r. o.", "", False),
        ("Česká komora zahradníků", "expert", False),
        ("Přátelé lip", "", False),
    ],
)
def test_a_name_tells_its_kind_or_says_that_it_does_not(name, kind, sure):
    found = kind_of(name)
    assert (found.kind, found.sure) == (kind, sure)


def test_the_reason_is_spelt_as_in_the_name():
    assert kind_of("Zdravotnická  záchranná služba X").word == "Zdravotnická  záchranná služba"
    assert kind_of("Nemocnice Polní, s. r.o.") == Guess("private", "s. r.o.")
    assert kind_of("Nemocnice Polní").word == "Nemocnice"


@pytest.mark.parametrize(
    ("signer", "mail", "work"),
    [
        ("MUDr. Jana Vymyšlená", "vymyslena@a.example", Work.STATUTORY),
        ("MUDr. Jana Vymyšlená", "j.vymyslena@a.example", Work.STATUTORY),
        ("MUDr. Jana Vymyšlená", "nebyl@a.example", Work.REPRESENTATIVE),
        ("Jan It", "it@a.example", Work.REPRESENTATIVE),
        ("MUDr. Jana Vymyšlená", "sekretariat@a.example", Work.REPRESENTATIVE),
        ("MUDr. Jana Vymyšlená", "", None),
    ],
)
def test_the_contact_is_the_signer_where_the_address_says_so(signer, mail, work):
    assert work_of(signer, mail) is work


def test_only_the_first_row_of_what_is_new_is_asked_for_its_kind():
    rows = [
        Raw(sheet="", row=row, order="1", name=name, institution=institution, day="1. 3. 2026", mail=mail)
        for row, name, institution, mail in (
            (1, "Jana Vymyšlená", "Nemocnice Polní", "vymyslena@polni.example"),
            (2, "Petr Smyšlený", "Nemocnice Polní", ""),
            (3, "Eva Pohádková", "Ministerstvo pohádek", ""),
            (4, "Olga Tušená", "Nemocnice Lipová", ""),
            (5, "", "Nemocnice Horní", ""),
        )
    ]
    known = [Known(number=9, name="Nemocnice Lipová", keys=("nemocnice lipova",))]
    first, second, third, held, unusable = completed(
        propose(rows, known=known, signed=frozenset(), keys=frozenset(), today=date(2026, 9, 1))
    )
    codes = [[note.code for note in one.notes] for one in (first, second, third, held)]
    assert [one.outcome for one in (first, second, third, held)] == [Outcome.QUESTION, Outcome.READY, Outcome.READY, Outcome.READY]
    assert (first.work, second.work, first.kind, third.kind) == ("statutory", "", "", "authority")
    assert {"kind-unknown", "work-statutory"} <= set(codes[0])
    assert "kind-sure" in codes[2]
    assert (second.kind_follows, held.kind) == (True, "")
    assert not any(code.startswith("kind") for code in codes[1] + codes[3])
    assert unusable.kind == ""
