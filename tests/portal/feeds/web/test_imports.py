"""Import as a person does it: choose, look, correct the columns, take in, see what was left out, undo."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.advisories import alert

from hsoc.portal.advisories.models import Advisory
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.members.rules import Role

PAGE = "/portal/imports/"
TABLE = b"ip;remark\n203.0.113.7;<b>one</b>\n203.0.113.8;two\n=nothing;three\n"


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def page(browser):
    made = browser(Role.ANALYST, 1)
    made.cookies["hsoc_language"] = "en"
    return made


def text(answer):
    return answer.content.decode()


def sent(page, content=TABLE, name="list.csv", **more):
    answer = page.post(PAGE, {"file": SimpleUploadedFile(name, content), "organisation": "1", **more})
    return answer.headers["Location"]


def test_columns_are_corrected_and_remembered_then_it_is_taken_in_and_undone(page) -> None:
    assert "Drop a file here" in text(page.get(PAGE))
    where = sent(page)
    columns = {"format": "csv", "kind": "indicators", "column": ["ip", "remark"], "field": ["value", "title"]}
    shown = text(page.post(f"{where}again/", columns, follow=True))
    assert ("2 items bear no label" in shown, "&lt;b&gt;one" in shown, "<b>one" in shown) == (True, True, False)
    rows = list(csv.reader(io.StringIO(text(page.get(f"{where}rejects.csv")))))
    assert (rows[0], rows[1][0]) == (["item", "place", "reason"], "2")
    told = text(page.post(f"{where}take/", {"tlp": "TLP:GREEN", "pap": "PAP:GREEN", "audience": ""}, follow=True))
    assert ("Taken in" in told, "Take it back" in told) == (True, True)
    assert set(Indicator.objects.values_list("title", "tlp", "audience")) == {
        ("<b>one</b>", "TLP:GREEN", "community"),
        ("two", "TLP:GREEN", "community"),
    }
    assert "All that it brought is taken back." in text(page.post(f"{where}undo/", {"reason": "the wrong file"}, follow=True))
    assert "<option selected>title</option>" in text(page.get(sent(page)))


def test_a_table_that_names_no_value_is_told_what_its_columns_are(page) -> None:
    where = sent(page, b"ip;poznamka;kdy\n203.0.113.7;x;y\n")
    shown = text(page.get(where))
    assert ("It cannot be read." in shown, "poznamka" in shown, "What its rows are" in shown) == (True, True, True)
    columns = {"format": "csv", "kind": "indicators", "column": ["ip", "poznamka", "kdy"], "field": ["source.address", "title", ""]}
    shown = text(page.post(f"{where}again/", columns, follow=True))
    assert ("It cannot be read." in shown, '<option value="indicators" selected>' in shown) == (True, True)
    shown = text(page.post(f"{where}again/", columns | {"field": ["value", "title", ""]}, follow=True))
    assert ("It cannot be read." in shown, "1 item bears no label" in shown) == (False, True)


def test_what_is_wrong_is_said(page) -> None:
    answer = page.post(PAGE, {"organisation": "1"})
    assert (answer.status_code, "Choose a file" in text(answer)) == (422, True)
    where = sent(page, b"\x00\x01\x02", "x.bin")
    assert "It cannot be read." in text(page.get(where))
    assert "nothing in it to take in" in text(page.post(f"{where}take/", {}, follow=True))
    where = sent(page)
    assert "does not allow this audience" in text(page.post(f"{where}take/", {"tlp": "TLP:RED", "audience": "public"}, follow=True))
    assert "two columns for one field" in text(
        page.post(f"{where}again/", {"column": ["ip", "remark"], "field": ["value", "value"], "kind": "indicators"}, follow=True)
    )


def test_others_imports_do_not_exist(page, browser) -> None:
    where = sent(page)
    stranger = browser(Role.ANALYST, 2)
    assert [
        stranger.get(where).status_code,
        stranger.post(f"{where}take/").status_code,
        stranger.get(f"{where}rejects.csv").status_code,
    ] == [404] * 3
    assert stranger.post(PAGE, {"file": SimpleUploadedFile("x.csv", TABLE), "organisation": "1"}).status_code == 403


def test_an_alert_is_guessed_shown_taken_in_and_taken_back(page) -> None:
    where = sent(page, alert(), "alert.xml")
    shown = text(page.get(where))
    assert ("CAP 1.2" in shown, "Podvodne maily" in shown, "TLP:CLEAR" in shown) == (True, True, True)
    assert "New advisories" in text(page.post(f"{where}take/", {"tlp": "", "pap": "", "audience": ""}, follow=True))
    assert Advisory.objects.get().number == "A-1"
    page.post(f"{where}undo/", {"reason": "the wrong file"})
    assert Advisory.objects.get().withdrawn
