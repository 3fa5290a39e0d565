from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from tests.factories.members import HOUSE, person

from hsoc.portal.members.rules import Role
from hsoc.portal.memorandum.models import Ballot
from hsoc.portal.memorandum.rules.ballots import digest_of

pytestmark = pytest.mark.django_db


def test_a_vote_from_its_announcement_to_its_protocol(browser, people, signed):
    signed(1)
    manager, coordinator = browser(person(Role.MANAGER, 1, username="m")), browser(person(Role.COORDINATOR, HOUSE, username="x"))
    assert manager.get("/portal/memorandum/votes/").context["rows"] == []
    assert manager.get("/portal/memorandum/votes/new/").status_code == 403
    fields = {"title": "Plán", "options": "Pro\nProti", "secret": "on", "quorum": "50"}
    fields |= {"opens": "2026-01-01T08:00", "closes": "2199-01-01T08:00"}
    assert coordinator.post("/portal/memorandum/votes/new/", fields | {"options": "a"}).context["form"].errors
    coordinator.post("/portal/memorandum/votes/new/", fields)
    made = Ballot.objects.get()
    path = f"/portal/memorandum/votes/{made.pk}/"
    assert manager.get("/portal/memorandum/votes/").context["rows"][0]["mine"]
    assert manager.get(path).context["may_vote"]
    assert manager.get(path + "protocol/").status_code == 404
    manager.post(path + "vote/", {"option": "7"})
    manager.post(path + "vote/", {"option": "1"})
    page = manager.get(path)
    assert (page.context["voted"], page.context["may_vote"]) == (1, False)
    coordinator.post(path + "count/")
    assert not coordinator.get(path).context["result"]
    Ballot.objects.update(closes=made.opens + timedelta(days=1))
    coordinator.post(path + "count/")
    page = manager.get(path)
    assert [(one["votes"], one["leads"]) for one in page.context["result"]] == [(0, False), (1, True)]
    told = msgspec.json.decode(manager.get(path + "protocol/").content)
    made.refresh_from_db()
    assert digest_of(told) == made.digest


def test_changed_before_it_opens_and_cancelled_with_a_reason(browser, people, signed):
    signed(1)
    manager, coordinator = browser(person(Role.MANAGER, 1, username="m")), browser(person(Role.COORDINATOR, HOUSE, username="x"))
    fields = {"title": "Plán", "options": "Pro\nProti", "quorum": "50", "opens": "2198-01-01T08:00", "closes": "2199-01-01T08:00"}
    coordinator.post("/portal/memorandum/votes/new/", fields)
    made = Ballot.objects.get()
    path = f"/portal/memorandum/votes/{made.pk}/"
    assert manager.get(path + "change/").status_code == 403
    assert manager.post(path + "cancel/", {"reason": "jen tak"}).status_code == 403
    assert coordinator.get(path + "change/").context["form"].initial["options"] == "Pro\nProti"
    coordinator.post(path + "change/", fields | {"title": "Plán 2"})
    assert manager.get(path).context["row"].title == "Plán 2"
    coordinator.post(path + "cancel/", {"reason": ""})
    assert coordinator.get(path).context["may_cancel"]
    coordinator.post(path + "cancel/", {"reason": "sál je obsazený"})
    page = manager.get(path)
    assert (page.context["phase"], page.context["result"], page.context["may_cancel"]) == ("cancelled", [], False)
    assert msgspec.json.decode(manager.get(path + "protocol/").content)["reason"] == "sál je obsazený"
    assert coordinator.get(path + "change/").headers["Location"] == path
