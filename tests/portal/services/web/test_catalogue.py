from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.members import HOUSE, person

from hsoc.portal.members.rules import Role
from hsoc.portal.services.models import Acceptance, Request, Service

pytestmark = pytest.mark.django_db


def test_the_catalogue_teaches_when_it_is_empty_and_shows_what_is_offered(browser, sides):
    member, provider = browser(Role.COLLEAGUE, 2), browser(person(Role.OPERATOR, HOUSE, username="o"))
    assert member.get("/portal/services/").context["cards"] == []
    form = {"code": "zal", "name_cs": "Zálohy", "name_en": "Backups", "summary_cs": "s", "summary_en": "s", "audience": "all"}
    form |= {"process": "plain", "steps": "bad", "owner": str(HOUSE), "state": "offered"}
    assert provider.post("/portal/services/new/", form).context["form"].errors["steps"]
    provider.post("/portal/services/new/", form | {"steps": "member | a | b"})
    assert "Zálohy" in member.get("/portal/services/").content.decode()
    assert provider.post("/portal/services/of/zal/edit/", form | {"code": "other", "steps": ""}).context["form"].errors["code"]
    assert Service.objects.get().steps == "member | a | b"


def test_rules_are_read_and_accepted_for_the_organisation(browser, sides, vrf):
    member, provider = browser(person(Role.MANAGER, 1, username="m")), browser(person(Role.OPERATOR, HOUSE, username="o"))
    provider.post("/portal/services/of/vrf/rules/", {"text_cs": "# Pravidla", "text_en": "# Rules"})
    page = member.get("/portal/services/of/vrf/rules/")
    member.post("/portal/services/of/vrf/rules/accept/", {"rules": str(page.context["present"].pk)})
    assert Acceptance.objects.get().organisation.number == 1
    member.post("/portal/services/of/vrf/rules/accept/", {"rules": "9" * 30})
    assert Acceptance.objects.count() == 1
    member.post("/portal/services/of/vrf/", {"note": ""})
    one = Request.objects.get()
    provider.post(f"/portal/services/requests/{one.pk}/move/", {"deed": "approve"})
    back = member.post("/portal/services/of/vrf/rules/accept/", {"rules": str(page.context["present"].pk)})
    assert back.url == f"/portal/services/requests/{one.pk}/#step-rules"  # on the way in, that is where it goes on


def test_documents_are_attachments(browser, sides, vrf, settings, tmp_path):
    settings.DATA = tmp_path
    member, provider = browser(person(Role.MANAGER, 1, username="m")), browser(person(Role.OPERATOR, HOUSE, username="o"))
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n" + b"x" * 50)
    assert member.post("/portal/services/of/vrf/papers/", {"title": "t", "file": upload}).status_code == 403
    upload.seek(0)
    provider.post("/portal/services/of/vrf/papers/", {"title": "Plan", "file": upload})
    paper = vrf.papers.get()
    answer = member.get(f"/portal/services/of/vrf/papers/{paper.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    b"".join(answer.streaming_content)
    answer.close()
    provider.post(f"/portal/services/of/vrf/papers/{paper.pk}/drop/")
    assert member.get(f"/portal/services/of/vrf/papers/{paper.pk}/").status_code == 404
