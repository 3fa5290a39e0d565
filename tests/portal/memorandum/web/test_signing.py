from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.members import HOUSE, person
from tests.factories.seals import signed_pdf

from hsoc.portal.members.rules import Role
from hsoc.portal.memorandum.models import Representative, Signature
from hsoc.portal.memorandum.rules.course import State

pytestmark = pytest.mark.django_db
FIELDS = {"organisation": "1", "signer": "MUDr. Jana Vymyšlená", "capacity": "mandate", "signed_on": "2026-10-01"}


def test_from_the_upload_to_the_confirmation_and_back(browser, people, text):
    manager, other = browser(person(Role.MANAGER, 1, username="m")), browser(Role.MANAGER, 2)
    first = browser(person(Role.COORDINATOR, HOUSE, username="x"))
    content = signed_pdf()

    def upload():
        return SimpleUploadedFile("memorandum.pdf", content)

    assert manager.post("/portal/memorandum/sign/", FIELDS | {"file": upload()}).context["form"].errors
    manager.post("/portal/memorandum/sign/", FIELDS | {"mandate": "plná moc ze 3. 9. 2026", "file": upload()})
    one = Signature.objects.get()
    path = f"/portal/memorandum/signatures/{one.pk}/"
    page = manager.get(path).content.decode()
    assert "Jana Vymyšlená" in page
    assert "certifikátu se neověřovala" in page
    assert other.get(path).status_code == 404
    assert other.get(path + "file/").status_code == 404
    answer = manager.get(path + "file/")
    assert b"".join(answer.streaming_content) == content
    answer.close()
    assert manager.post(path + "decide/", {"confirm": "1"}).status_code == 403
    assert first.get("/portal/memorandum/").context["waiting"] == [one]
    first.post(path + "decide/", {"confirm": "1"})
    manager.post(path + "name/", {"public": "1"})
    one.refresh_from_db()
    assert (one.state, one.name_public) == (State.CONFIRMED, True)
    manager.post("/portal/memorandum/representatives/", {"person": str(one.handed_by_id), "rank": "1"})
    held = Representative.objects.get()
    assert other.post(f"/portal/memorandum/representatives/{held.pk}/drop/").status_code == 403
    manager.post(f"/portal/memorandum/representatives/{held.pk}/drop/")
    assert not Representative.objects.exists()
    manager.post(path + "withdraw/", {"on": "2026-10-04", "reason": "we merge with another hospital"})
    one.refresh_from_db()
    assert one.state == State.WITHDRAWN
    assert manager.get(path).context["withdrawal"] is None


def test_without_a_text_there_is_nothing_to_sign(browser, people):
    page = browser(person(Role.MANAGER, 1, username="m")).post("/portal/memorandum/sign/", FIELDS)
    assert page.context["text"] is None
    assert browser(Role.ANALYST, 3).get("/portal/memorandum/sign/").status_code == 403
