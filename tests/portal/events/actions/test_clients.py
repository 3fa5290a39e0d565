from datetime import timedelta

import pytest
from django.utils import translation
from tests.factories.members import acting
from tests.portal.events.conftest import WHEN

from hsoc.portal.audit.models import Entry
from hsoc.portal.events.actions import remember_position
from hsoc.portal.events.actions.clients import (
    MOST_CLIENTS,
    PROMOTE,
    REGISTER,
    Unfit,
    admit_client,
    ask_client,
    ask_promotion,
    describe_client,
    disable_client,
    forget_positions,
    modify_client,
    promote_client,
    register_client,
    renew_secret,
)
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries.clients import client
from hsoc.portal.members.actions.agreement import Unacceptable, decide_approval
from hsoc.portal.members.models import Approval
from hsoc.portal.members.rules import Actor, Refused, Role

CONSOLE = Actor(via="command", username="console")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


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


def asked(actor: Actor, name: str = "example.hospital.honeypot", **more) -> Approval:
    given = {"sends": True, "reason": "a honeypot in our DMZ", "requestor": "it@hospital2.example"} | more
    return ask_client(actor=actor, organisation=2, name=name, now=WHEN, **given)


@pytest.fixture
def two(community) -> tuple[Actor, Actor]:
    """(an analyst of hospital 2, an operator)."""
    return acting(Role.ANALYST, 2), acting(Role.OPERATOR, 1)


def test_client_goes_from_request_over_test_and_secret_to_production(two) -> None:
    analyst, operator = two
    asked_for = asked(analyst)
    assert (asked_for.code, WardenClient.objects.count()) == (REGISTER, 0)
    with pytest.raises(Unfit, match="asked for already"):
        asked(analyst)
    decide_approval(actor=operator, approval=asked_for.pk, approve=True, answer="", now=WHEN)
    made = WardenClient.objects.get()
    assert (made.stage, made.read, made.write, made.secret_made, made.requestor) == ("test", True, False, None, "it@hospital2.example")
    first = renew_secret(actor=analyst, name=made.name, now=WHEN)
    assert client(name="", secret=first, hostnames=()) == made
    second = renew_secret(actor=analyst, name=made.name, now=WHEN)
    assert client(name="", secret=first, hostnames=()) is None
    wanted = ask_promotion(actor=analyst, name=made.name, reason="score of 98 for a week", now=WHEN)
    with pytest.raises(Unfit, match="honeypot is asked for already"):
        ask_promotion(actor=analyst, name=made.name, reason="once more please", now=WHEN)
    assert (wanted.code, client(name="", secret=second, hostnames=()).test) == (PROMOTE, True)
    decide_approval(actor=operator, approval=wanted.pk, approve=True, answer="", now=WHEN)
    made.refresh_from_db()
    assert (made.stage, made.write, made.test) == ("production", True, False)
    words = list(Entry.objects.filter(action__startswith="warden_client").values_list("action", flat=True).order_by("sequence"))
    assert [word.partition(".")[2] for word in words] == [
        "asked", "registered", "secret_renewed", "secret_renewed", "promotion_asked", "promoted",
    ]  # fmt: skip
    assert not any(first in str(entry.details) or second in str(entry.details) for entry in Entry.objects.all())


def test_nobody_takes_a_step_alone(two) -> None:
    analyst, operator = two
    with pytest.raises(Refused):
        registered(actor=analyst)
    with pytest.raises(Refused):
        ask_client(actor=analyst, organisation=3, name="example.third", sends=True, reason="of another one", now=WHEN)
    mine = asked(analyst)
    with pytest.raises(Refused):
        decide_approval(actor=analyst, approval=mine.pk, approve=True, answer="", now=WHEN)
    with pytest.raises(Refused):
        admit_client(actor=operator, now=WHEN, approval=mine, **mine.payload)
    registered()
    with pytest.raises(Refused):
        promote_client(actor=operator, name="example.new", now=WHEN)
    with pytest.raises(Refused):
        modify_client(actor=analyst, name="example.new", now=WHEN, write=True, test=False)


def test_receiver_is_no_sender_and_a_strangers_client_is_out_of_reach(two) -> None:
    analyst, operator = two
    receiver = asked(analyst, "example.hospital.siem", sends=False, with_secret=False, hostname="siem.hospital2.example")
    decide_approval(actor=operator, approval=receiver.pk, approve=True, answer="", now=WHEN)
    assert WardenClient.objects.get().stage == "receiver"
    stranger = acting(Role.ANALYST, 3)
    for step in (ask_promotion, disable_client):
        with pytest.raises(Refused):
            step(actor=stranger, name="example.hospital.siem", reason="not ours at all", now=WHEN)
    with pytest.raises(Unfit, match="not in the test stage"):
        ask_promotion(actor=analyst, name="example.hospital.siem", reason="by mistake", now=WHEN)
    with pytest.raises(Unfit, match="certificate only"):
        renew_secret(actor=analyst, name="example.hospital.siem", now=WHEN)
    with pytest.raises(Unfit, match="another organisation bears"):
        registered("example.thief", organisation=3, hostname="siem.hospital2.example")


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"hostname": "not a host"}, "not the hostname"), ({"requestor": "nobody"}, "not an e-mail address"), ({"reason": "."}, "few words")],
)
def test_what_could_not_be_carried_out_is_refused_at_once(two, more: dict, reason: str) -> None:
    with pytest.raises(Unacceptable, match=reason):
        asked(two[0], **more)


def test_disabled_client_is_unknown_at_the_door_until_an_operator_lets_it_in(two) -> None:
    analyst, operator = two
    secret = registered()
    describe_client(actor=analyst, name="example.new", requestor="a@hospital2.example, b@hospital2.example", note="honeypot", now=WHEN)
    disable_client(actor=analyst, name="example.new", reason="machine was stolen", now=WHEN)
    assert client(name="", secret=secret, hostnames=()) is None
    with pytest.raises(Unfit, match="is disabled"):
        ask_promotion(actor=analyst, name="example.new", reason="please do it", now=WHEN)
    modify_client(actor=operator, name="example.new", now=WHEN, valid=True)
    assert client(name="", secret=secret, hostnames=()) is not None
    with pytest.raises(Unfit, match="either in the test stage or in production"):
        modify_client(actor=operator, name="example.new", now=WHEN, write=True)
    assert Entry.objects.get(action="warden_client.disabled").reason == "machine was stolen"


def test_old_bookmarks_are_forgotten(community) -> None:
    registered("example.late")
    registered("example.fresh")
    for name, age in (("example.late", 40), ("example.fresh", 1)):
        remember_position(client=WardenClient.objects.get(name=name), position=7, now=WHEN - timedelta(days=age))
    assert forget_positions(actor=CONSOLE, days=30, now=WHEN) == ("example.late",)
    assert list(WardenClient.objects.order_by("name").values_list("name", "position")) == [("example.fresh", 7), ("example.late", None)]


def test_one_organisation_has_a_bounded_number_of_clients(community) -> None:
    for number in range(MOST_CLIENTS):
        registered(f"example.client_{number}")
    with pytest.raises(Unfit, match=f"at most {MOST_CLIENTS} clients"):
        registered("example.one_more")
