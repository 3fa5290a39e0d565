from __future__ import annotations

import re
from pathlib import Path

from hsoc.portal.memorandum.rules import newcomers, register, spelling
from hsoc.portal.memorandum.rules.register import Note, Outcome, Proposal, Question
from hsoc.portal.memorandum.share import tables
from hsoc.portal.memorandum.web import words


def test_every_code_has_its_words():
    source = "".join(Path(module.__file__).read_text() for module in (register, spelling, newcomers))
    told = {
        "kind-sure",
        "kind-likely",
        "work-statutory",
        "work-representative",
        "duplicate",
        "duplicate-spelling",
        "no-institution",
        "no-name",
        "mail-missing",
        "mail-unreadable",
    }
    noted = told | set(re.findall(r'[nN]ote\("([a-z-]+)"', source)) | set(re.findall(r'"(date-[a-z-]+)"', source)) - {"date-ambiguous"}
    assert noted == set(words.NOTES)
    assert set(re.findall(r'ask\("([a-z-]+)"', source)) | {"date-ambiguous"} == set(words.QUESTIONS)
    assert set(re.findall(r'(?:Unreadable\(|return )"([a-z]+)"', Path(tables.__file__).read_text())) == set(words.FAULTS)
    assert set(words.OUTCOMES) == set(Outcome)


def test_sentences_and_answers():
    asked = Question("similar", ("link:3", "same:new:zelena", "new"), {"name": "Zelená"})
    told = (Note("new"), Note("duplicate", {"row": "4", "sheet": "b"}))
    one = Proposal(sheet="a", row=1, key="k", outcome=Outcome.QUESTION, notes=told, questions=(asked,))
    assert len(words.notes(one)) == 2
    (question,) = words.questions(one, {3: "Nemocnice Zelená"}, {"similar": "new"})
    assert [on for _code, _text, on in question["answers"]] == [False, False, True]
    assert "Nemocnice Zelená" in question["answers"][0][1]
    assert words.answer("date:2026-01-02", {}) == "2026-01-02"
