"""The list, a group's home and its people, as each reader gets them."""

import pytest
from django.test import Client

from hsoc.portal.groups.rules.standing import Entry
from hsoc.portal.members.models import User


@pytest.fixture
def got(client: Client, people):
    def get(who: str, path: str = "") -> tuple[int, str]:
        client.force_login(User.objects.get(pk=people[who].user))
        answer = client.get(f"/portal/groups/{path}")
        return answer.status_code, answer.content.decode()

    return get


def test_a_closed_group_is_unknown_to_others(group_of, got) -> None:
    group_of(Entry.CLOSED)
    for who, listed, home, inside in (
        ("member", True, 200, 200), ("coordinator", True, 200, 403), ("other", False, 404, 404), ("operator", False, 404, 404),
    ):  # fmt: skip
        assert ("Group closed" in got(who)[1]) is listed
        assert (got(who, "group-closed/")[0], got(who, "group-closed/members/")[0]) == (home, inside)


def test_strangers_log_in_first(client: Client, db: None) -> None:
    assert client.get("/portal/groups/").status_code == 302
