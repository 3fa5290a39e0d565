from __future__ import annotations

import pytest
from tests.factories.members import NOW, organisation
from tests.factories.registers import xlsx

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Refused
from hsoc.portal.memorandum.actions import imports
from hsoc.portal.memorandum.models import Alias, Batch, Signature
from hsoc.portal.memorandum.share.tables import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(people, text):
    organisation(9, name="Nemocnice Lipová")
    content = xlsx()

    def again():
        return imports.read_in(actor=people[1], rows=rows_of(content, "r.xlsx"), content=content, name="r.xlsx", now=NOW)

    return again


def test_only_what_was_decided_is_applied_once_and_can_be_undone(people, read):
    one = people[1]
    batch = read()
    assert read() == batch
    assert imports.apply(actor=one, batch=read().pk, now=NOW) == 0
    assert imports.undo(actor=one, batch=batch.pk, now=NOW) == (0, 0)
    batch = read()
    lines = list(batch.lines.all())
    assert imports.take_ready(actor=one, batch=batch.pk, now=NOW) == 5
    imports.decide(actor=one, line=lines[3].pk, take=True, choices={"date-ambiguous": "date:2026-05-04", "kind": "town"}, now=NOW)
    imports.decide(actor=one, line=lines[5].pk, take=True, choices={"several-institutions": "split", "kind": "private"}, now=NOW)
    imports.decide(actor=one, line=lines[6].pk, take=True, choices={"kind": "region"}, now=NOW)
    imports.decide(actor=one, line=lines[7].pk, take=False, choices={}, now=NOW)
    with pytest.raises(Unacceptable):
        imports.decide(actor=one, line=lines[3].pk, take=True, choices={"date-ambiguous": "date:1999-01-01"}, now=NOW)
    assert imports.apply(actor=one, batch=batch.pk, now=NOW) == 9
    assert imports.apply(actor=one, batch=batch.pk, now=NOW) == 0
    names = set(Organisation.objects.values_list("name", flat=True))
    kinds = dict(Organisation.objects.values_list("name", "kind"))
    assert (kinds["Ústav Modrý"], kinds["Nemocnice U Řeky"], kinds["Nemocnice Lesní"]) == ("institute", "town", "private")
    assert {"Nemocnice Polní", "Nemocnice Lesní", "Ústav Modrý", "Nemocnice Horní"} <= names
    assert Signature.objects.filter(organisation__number=9).count() == 2
    assert str(Signature.objects.get(organisation__name="Nemocnice U Řeky").signed_on) == "2026-05-04"
    assert Signature.objects.get(organisation__name="Nemocnice Horní").mail == ""
    assert Organisation.objects.get(number=9).signed is not None
    again = read()
    assert again != batch
    assert set(again.lines.values_list("outcome", flat=True)) <= {"known", "duplicate"}
    assert imports.take_ready(actor=one, batch=again.pk, now=NOW) == 0
    kept = Signature.objects.count()
    assert imports.undo(actor=one, batch=batch.pk, now=NOW) == (kept, 0)
    assert not Signature.objects.exists()
    assert not Alias.objects.exists()
    assert set(Organisation.objects.values_list("number", flat=True)) == {1, 9, 100}
    assert Organisation.objects.get(number=9).signed is None


def test_who_may_and_when(people, read):
    batch = read()
    line = batch.lines.first()
    for deed in (
        lambda: imports.decide(actor=people[0], line=line.pk, take=True, choices={}, now=NOW),
        lambda: imports.take_ready(actor=people[0], batch=batch.pk, now=NOW),
        lambda: imports.apply(actor=people[0], batch=batch.pk, now=NOW),
        lambda: imports.undo(actor=people[0], batch=batch.pk, now=NOW),
    ):
        with pytest.raises(Refused):
            deed()
    with pytest.raises(Unacceptable):
        imports.undo(actor=people[1], batch=batch.pk, now=NOW)
    Batch.objects.update(applied=NOW)
    with pytest.raises(Unacceptable):
        imports.decide(actor=people[1], line=line.pk, take=True, choices={}, now=NOW)


def test_a_register_needs_a_memorandum(people):
    with pytest.raises(Unacceptable):
        imports.read_in(actor=people[1], rows=(), content=b"", name="r.csv", now=NOW)
