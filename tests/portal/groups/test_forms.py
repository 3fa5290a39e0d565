from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import Select

from hsoc.portal.groups import forms
from hsoc.portal.groups.forms import Boxes, DocumentForm, InviteForm, Names, PollForm, TaskForm
from hsoc.records.tlp import TLP


def test_a_file_that_is_too_large_is_said_at_its_field(monkeypatch) -> None:
    monkeypatch.setattr(forms, "MOST_BYTES", 3)
    given = {"title": "x", "tlp": "TLP:AMBER", "readers": ["7"], "community": "on"}
    form = DocumentForm(given, {"file": SimpleUploadedFile("a.txt", b"four")}, people=[(7, "Jana")], closed=True)
    assert (form.is_valid(), set(form.errors)) == (False, {"file"})
    assert "community" not in form.fields
    form = DocumentForm(given, {"file": SimpleUploadedFile("a.txt", b"abc")}, people=[(7, "Jana")], closed=False)
    assert form.is_valid()
    assert (form.cleaned_data["tlp"], form.cleaned_data["readers"], form.cleaned_data["community"]) == (TLP.AMBER, [7], True)


def test_who_is_invited_is_a_person_in_an_organisation() -> None:
    form = InviteForm({"who": "12:9", "said": ""})
    assert (form.is_valid(), form.cleaned_data["who"]) == (True, (12, 9))
    assert not InviteForm({"who": "12"}).is_valid()


def test_dates_are_read_as_browsers_send_them() -> None:
    form = TaskForm({"title": "x", "due": "2026-12-01", "owner": ""}, people=[(7, "Jana")])
    assert (form.is_valid(), form.cleaned_data["owner"], str(form.cleaned_data["due"])) == (True, 0, "2026-12-01")
    assert PollForm({"title": "x", "per": "person", "closes": "2026-12-01T18:00"}).is_valid()


def test_boxes_hold_names_as_text() -> None:
    drawn = Boxes(choices=[(7, "Jana <b>"), (8, "Petr")]).render("readers", ["8"])
    assert drawn == (
        '<label class="check"><input type="checkbox" name="readers" value="7"> <span>Jana &lt;b&gt;</span></label>'
        '<label class="check"><input type="checkbox" name="readers" value="8" checked> <span>Petr</span></label>'
    )


def test_a_choice_of_names_is_that_of_django() -> None:
    people = [("", "nobody yet"), (7, "Jana <b>"), (8, "Petr")]
    drawn, theirs = (made(choices=people).render("owner", 8, {"id": "id_owner"}) for made in (Names, Select))
    assert "".join(theirs.split()) == "".join(drawn.split())
