from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.members import HOUSE, organisation, person
from tests.factories.registers import xlsx

from hsoc.portal.members.models import Invitation
from hsoc.portal.members.rules import Role
from hsoc.portal.memorandum.models import Batch, Signature
from hsoc.portal.memorandum.queries import imports

pytestmark = pytest.mark.django_db


def test_from_the_file_to_the_register_and_back(browser, people, text, django_assert_max_num_queries):
    organisation(9, name="Nemocnice Lipová")
    member, keeper = browser(Role.MANAGER, 2), browser(person(Role.COORDINATOR, HOUSE, username="x"))
    assert member.get("/portal/memorandum/imports/").status_code == 403
    bad = keeper.post("/portal/memorandum/imports/", {"file": SimpleUploadedFile("r.doc", b"x")})
    assert "r.doc" in str(bad.context["form"].errors["file"])
    answer = keeper.post("/portal/memorandum/imports/", {"file": SimpleUploadedFile("r.xlsx", xlsx())})
    batch = Batch.objects.get()
    path = f"/portal/memorandum/imports/{batch.pk}/"
    assert answer.headers["Location"] == path
    assert member.get(path).status_code == 404
    with django_assert_max_num_queries(30):
        page = keeper.get(path)
    assert len(page.context["rows"]) == 10
    assert len(keeper.get(path + "?outcome=question").context["rows"]) == 3
    line = batch.lines.get(place=3)
    fields = {"line": str(line.pk), "decision": "take", "q-date-ambiguous": "date:2026-05-04", "kind": "town", "back": "question"}
    assert keeper.post(path + "decide/", fields).headers["Location"].endswith("?outcome=question")
    days = {one["line"].place: one["day"] for one in keeper.get(path).context["rows"]}
    assert days[3] == "2026-05-04"  # as decided, not as it was read
    keeper.post(path + "ready/")
    keeper.post(path + "apply/")
    assert Signature.objects.count() == 6
    page = keeper.get(path)
    offered = [one for one in page.context["rows"] if one["standing"] == "offered"]
    assert {one["line"].signature.mail for one in offered} >= {"jana@lipova.example", "karel@zelena.example"}
    assert not Invitation.objects.exists()
    for _twice in range(2):
        keeper.post(path + "invite/", {"line": str(offered[0]["line"].pk)})
    assert Invitation.objects.get().email == offered[0]["line"].signature.mail
    assert [one["standing"] for one in keeper.get(path).context["rows"]].count("waiting") == 1
    keeper.post(path + "undo/")
    assert not Signature.objects.exists()
    assert keeper.post(path + "other/").status_code == 404


def test_a_page_of_a_large_register_asks_no_more_than_one_of_a_small(browser, people, text, asked_at_most):
    keeper = browser(person(Role.COORDINATOR, HOUSE, username="x"))
    rows = "".join(f"{n};Jan Vymyšlený {n};Oblastní nemocnice Vymyšlená {n};1. 2. 2026;\n" for n in range(1, 41))
    head = "Pořadí;Jméno;Instituce;Datum podpisu;Kontaktní e-mail\n"
    keeper.post("/portal/memorandum/imports/", {"file": SimpleUploadedFile("r.csv", (head + rows).encode())})
    batch = Batch.objects.get()
    path = f"/portal/memorandum/imports/{batch.pk}/"
    keeper.get(path)
    with asked_at_most(15):
        page = keeper.get(path)
    assert page.context["likely"] == 40
    with asked_at_most(20):
        keeper.post(path + "likely/")
    assert batch.lines.filter(decision="take").count() == 40
    keeper.post(path + "apply/")
    assert Signature.objects.count() == 40


def test_who_waits_is_told_how_far_the_own_file_is_read(browser, people, text, monkeypatch):
    keeper, other = browser(person(Role.COORDINATOR, HOUSE, username="x")), browser(person(Role.OPERATOR, HOUSE, username="y"))
    told, path = [], "/portal/memorandum/imports/progress/"
    reckoned = imports.proposals

    def watched(rows, *, today, progress):
        progress(2_000, 10_000)
        told.extend(client.get(path).content.decode() for client in (keeper, other))
        return reckoned(rows, today=today, progress=progress)

    monkeypatch.setattr(imports, "proposals", watched)
    keeper.post("/portal/memorandum/imports/", {"file": SimpleUploadedFile("r.xlsx", xlsx())})
    own, foreign = told
    assert 'max="10000" value="2000"' in own
    assert "<progress" not in foreign
    assert "<progress" not in keeper.get(path).content.decode()  # it is over
    assert browser(Role.MANAGER, 2).get(path).status_code == 403
