"""The page of hunts as a member and a sharer see it."""

import pytest
from django.test import Client
from tests.factories.members import acting
from tests.portal.hunts.conftest import joined, shared, worked

from hsoc.portal.hunts.models import Part
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import Actor, Role


@pytest.fixture
def page(client: Client):
    def got(actor: Actor) -> str:
        client.force_login(User.objects.get(pk=actor.user))
        answer = client.get("/portal/hunts/", headers={"accept-language": "en"})
        assert answer.status_code == 200
        return answer.content.decode()

    return got


def test_a_member_reads_its_notice_and_the_sharer_only_a_band(flows, members, page) -> None:
    shared(members[1], "198.19.0.1")
    for number in (2, 3):
        joined(members[number])
    worked()
    two, three, one = page(members[2]), page(members[3]), page(members[1])
    assert "198.18.2.10" in two
    assert "198.18.3.80" not in two
    assert "partner=198.19.0.1&amp;own=198.18.3.80" in three
    assert "198.18." not in one
    assert "198.19.0.1" in one
    assert "Hospital 2" not in one


def test_a_manager_takes_part_and_stops(flows, members, client) -> None:
    manager = acting(Role.MANAGER, 2, username="boss")
    client.force_login(User.objects.get(pk=manager.user))
    for takes, expected in (("1", True), ("0", False)):
        answer = client.post("/portal/hunts/take-part/", {"takes": takes, "reason": "as the board decided"})
        assert (answer.status_code, Part.objects.get().takes) == (302, expected)
    client.post("/portal/hunts/take-part/", {"takes": "1", "reason": ""})
    assert Part.objects.get().takes is False


def test_who_may_not_choose_is_refused(members, client) -> None:
    client.force_login(User.objects.get(pk=members[2].user))
    assert client.post("/portal/hunts/take-part/", {"takes": "1", "reason": "because I can"}).status_code == 403
    assert client.get("/portal/hunts/take-part/").status_code == 405
