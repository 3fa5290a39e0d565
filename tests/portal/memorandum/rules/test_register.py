from __future__ import annotations

from datetime import date

from tests.factories.registers import xlsx

from hsoc.portal.memorandum.rules.register import Known, Outcome, Raw, propose
from hsoc.portal.memorandum.rules.spelling import person_key
from hsoc.portal.memorandum.share.tables import rows_of

TODAY = date(2026, 10, 5)
LIPOVA = Known(number=9, name="Nemocnice Lipová", keys=("nemocnice lipova",), domains=("lipova.example",))
ICO = "25596641"  # invented, with a right check digit


def asked(rows, known=(), signed=frozenset(), keys=frozenset(), **more):
    return propose(rows, known=known, signed=signed, keys=keys, today=TODAY, **more)


def row(institution="Nemocnice Lipová", name="Jana Vymyšlená", **fields):
    return Raw(sheet="a", **({"row": 1, "order": "1", "day": "1. 3. 2026", "institution": institution, "name": name} | fields))


def codes(one):
    return [note.code for note in one.notes], {question.code: question.answers for question in one.questions}


def test_the_register_as_it_is():
    steps = []
    done = asked(rows_of(xlsx(), "r.xlsx"), [LIPOVA], progress=lambda n, of: steps.append((n, of)))
    outcomes = [one.outcome.value for one in done]
    assert outcomes == ["ready", "ready", "ready", "question", "ready", "question", "question", "duplicate", "duplicate", "ready"]
    assert (done[0].target, done[1].target, done[1].signed_on) == ("org:9", "org:9", "2026-03-05")
    assert "second-signatory" in codes(done[1])[0]
    assert "date-us" in codes(done[2])[0]
    assert codes(done[3])[1] == {"date-ambiguous": ("date:2026-04-05", "date:2026-05-04")}
    assert "mail-missing" in codes(done[4])[0]
    assert codes(done[5])[1]["several-institutions"] == ("whole", "split")
    assert codes(done[6])[1]["mail-of-other"] == ("drop", "keep")
    assert "duplicate" in codes(done[7])[0]
    assert codes(done[8])[1]["same-person"] == ("skip", "own")
    assert done[9].target == done[2].target
    assert steps[-1] == (10, 10)


def test_running_it_again_knows_every_fact():
    first = asked([row(), row("Nemocnice Nová", "Petr Smyšlený", row=2)], [LIPOVA])
    again = asked([row(), row("Nemocnice Nová", "Petr Smyšlený", row=2)], [LIPOVA], keys=frozenset(one.key for one in first))
    assert {one.outcome for one in again} == {Outcome.KNOWN}
    held = asked([row()], [LIPOVA], signed=frozenset({(9, person_key("MUDr. Jana Vymyšlená"))}))
    assert held[0].outcome is Outcome.KNOWN


def test_several_names_of_one_institution_and_several_institutions_of_one_name():
    lipova = Known(number=9, name="Nemocnice Lipová", keys=("nemocnice lipova",), ico=ICO)
    (one,) = asked([row("Špitál pod lipami", ico=ICO)], [lipova])
    assert (one.target, one.outcome) == ("org:9", Outcome.READY)
    assert "other-name-same-ico" in codes(one)[0]
    other = "00000019"
    done = asked([row(ico=ICO), row(ico=other, name="Petr Smyšlený", row=2), row(name="Eva Pohádková", row=3)])
    assert len({done[0].target, done[1].target}) == 2
    assert codes(done[2])[1]["one-name-several"] == (f"same:new:{ICO}", f"same:new:{other}")
    (wrong,) = asked([row(ico="123")])
    assert "ico-wrong" in codes(wrong)[0]
    twins = [LIPOVA, Known(number=10, name="Nemocnice Lipová, a.s.", keys=("nemocnice lipova",))]
    assert codes(asked([row()], twins)[0])[1]["several-known"] == ("link:9", "link:10")


def test_what_only_looks_the_same_is_asked():
    zelena = Known(number=3, name="Nemocnice Zelená", keys=("nemocnice zelena",), domains=("zelena.example",))
    (near,) = asked([row("Nemocnice Zelenáa")], [zelena])
    assert codes(near)[1]["similar"] == ("link:3", "new")
    (domain,) = asked([row("Zdraví pro všechny", mail="x@mail.zelena.example")], [zelena])
    assert codes(domain)[1]["domain-suggests"] == ("link:3", "new")
    (owned,) = asked([row(mail="x@zelena.example")], [LIPOVA, zelena])
    assert codes(owned)[1]["mail-of-other"] == ("drop", "keep")
    (private,) = asked([row(mail="x@free.example")], [LIPOVA])
    assert "mail-private" in codes(private)[0]


def test_what_cannot_be_used():
    done = asked([row(name=""), row("", row=2), row(formula=True, row=3)])
    assert [codes(one)[0] for one in done] == [["no-name"], ["no-institution"], ["formula"]]
    assert {one.outcome for one in done} == {Outcome.UNUSABLE}
    assert asked([]) == ()
