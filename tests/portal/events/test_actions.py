import pytest
from tests.portal.events.conftest import ANALYST, OPERATOR, WHEN

from hsoc.portal.audit.models import Entry
from hsoc.portal.events.actions import Unfit, look_into, register_client
from hsoc.portal.events.models import WardenClient
from hsoc.portal.members.rules import Actor, Refused

CONSOLE = Actor(via="command", username="console")


def registered(name: str = "example.new", **more) -> str:
    return register_client(**{"actor": CONSOLE, "name": name, "organisation": 2, "now": WHEN} | more)


def test_new_client_may_test_and_read_only_and_is_recorded(community) -> None:
    secret = registered("Example.New")
    made = WardenClient.objects.get()
    assert (made.name, made.read, made.write, made.debug, made.test, made.valid) == ("example.new", True, False, False, True, True)
    entry = Entry.objects.get(action="warden_client.registered")
    assert (entry.concerns, secret in entry.details, len(secret)) == (2, False, 32)


@pytest.mark.parametrize("name", ["", "nodots", "a..b", "1a.b", "a.b c", "a." + "x" * 70, "a.b\n"])
def test_bad_name_is_refused(community, name: str) -> None:
    with pytest.raises(Unfit, match="client's name"):
        registered(name)


def test_client_needs_an_organisation_a_new_name_and_some_proof(community) -> None:
    registered()
    for more, reason in (({}, "exists already"), ({"organisation": 77}, "no organisation 77"), ({"with_secret": False}, "hostname")):
        with pytest.raises(Unfit, match=reason):
            registered(**{"name": "example.new"} | more)
    assert registered("example.certified", with_secret=False, hostname="a.example") == ""


def test_analyst_registers_for_his_own_organisation_only(community) -> None:
    assert registered(actor=ANALYST)
    with pytest.raises(Refused):
        registered("example.third", actor=ANALYST, organisation=3)


def test_look_needs_a_reason_and_the_right_and_is_told_to_the_member(community) -> None:
    for reason in ("", "  short ", "x"):
        with pytest.raises(Unfit, match="reason"):
            look_into(actor=OPERATOR, member=3, reason=reason, now=WHEN)
    with pytest.raises(Refused):
        look_into(actor=ANALYST, member=3, reason="curiosity killed", now=WHEN)
    look_into(actor=OPERATOR, member=3, reason="complaint about scans", now=WHEN, object="flows")
    entry = Entry.objects.get(action="member_data.looked_into")
    assert (entry.concerns, entry.object, entry.reason, entry.who) == (3, "flows", "complaint about scans", "operator")
