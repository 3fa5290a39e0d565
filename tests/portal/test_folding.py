"""Words are found without their marks, in Python and in the database alike."""

import pytest
from django.db.models import Value
from tests.factories.members import NOW, organisation

from hsoc.portal.folding import _FROM, _TO, Folded, Placed, _plainly, fold, matching, snippet, words_of
from hsoc.portal.groups.models import Group, Minutes
from hsoc.portal.members.models import Organisation


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Příliš ŽLUŤOUČKÝ kůň", "prilis zlutoucky kun"), ("Łódź Œuvre ß", "lodz œuvre ß"), ("e\u0301", "e"), ("漢 ABC", "漢 abc"), ("", "")],
)
def test_marks_and_capitals_fall(text, folded) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_letters_of_central_europe_and_of_others_are_folded_alike() -> None:
    for number in (*range(0x250), *range(0x2000, 0x2150), 0x301, 0xFFFD):
        assert fold(f"á{chr(number)}x") == _plainly(f"á{chr(number)}x"), hex(number)


def test_both_databases_get_one_letter_for_one() -> None:
    assert len(_FROM) == len(_TO)
    assert _TO.isascii()
    assert "'" not in _FROM + _TO


def test_the_database_folds_as_python_does(db) -> None:
    organisation(1, name="Nemocnice Říčany, příspěvková organizace", founder="Středočeský kraj")
    organisation(2, name="Nemocnice 100% _ O'Hara", founder="")
    rows = Organisation.objects.annotate(folded=Folded("name")).order_by("number")
    assert [one.folded for one in rows] == [fold(one.name) for one in rows]
    found = {
        text: list(matching(Organisation.objects.all(), words_of(text), "name", "founder").values_list("number", flat=True))
        for text in ("ricany", "ŘÍČANY stredo", "nemocnice", "100%", "o'h", "n_mocnice", "%")
    }
    assert found == {"ricany": [1], "ŘÍČANY stredo": [1], "nemocnice": [1, 2], "100%": [2], "o'h": [2], "n_mocnice": [], "%": [2]}


def test_what_is_asked_is_bounded() -> None:
    assert len(words_of("a " * 500)) == 8
    assert words_of("x" * 900) == ("x" * 200,)


def test_a_snippet_surrounds_the_word() -> None:
    text = "Začátek. " + "Vata " * 60 + "kůň běží  domů" + " vata" * 60
    piece = snippet(text, ("kun",))
    assert "kůň běží domů" in piece
    assert piece.startswith("…")
    assert piece.endswith("…")
    assert snippet("krátký text", ("nic",)) == "krátký text"


def test_a_column_that_is_kept_folded_follows_every_change(db) -> None:
    group = Group.objects.create(code="g", name="Gama", purpose="p", audience="a", entry="closed", tlp="TLP:GREEN", founded=NOW)
    row = Minutes.objects.create(group=group, title="Schůze", text="Řešili tiskárnu.", held=NOW.date(), changed=NOW, tlp="TLP:GREEN")
    asked = Minutes.objects.all()
    assert list(matching(asked, ("schuze", "tiskarnu"), kept="sought")) == [row]
    Minutes.objects.filter(pk=row.pk).update(text="Řešili síť.")
    assert list(matching(asked, ("tiskarnu",), kept="sought")) == []
    assert list(matching(asked, ("sit", "gama"), "group__name", kept="sought")) == [row]


def test_how_well_words_fit_a_title(db) -> None:
    for number, name in enumerate(("Říčany nemocnice", "Říčany 100%", "Nové Říčany", "Poříčany", "Kolín"), start=1):
        organisation(number, name=name)
    told = {}
    for whole, first in (("ricany nem", "ricany"), ("ricany", "ricany"), ("%", "%")):
        rows = Organisation.objects.order_by("number").annotate(place=Placed("name", Value(whole), Value(first)))
        told[whole] = [one.place for one in rows]
    assert told == {"ricany nem": [1, 3, 2, 3, 4], "ricany": [1, 1, 2, 3, 4], "%": [4, 3, 4, 4, 4]}
