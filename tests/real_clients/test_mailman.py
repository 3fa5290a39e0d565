"""Mailman 3.3: rosters follow the groups into it, as its own REST interface tells, and what is posted there reaches exactly them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.factories.mails import mail
from tests.factories.members import NOW
from tests.lab.mailman import DOMAIN, Mailman, mailman
from tests.lab.processes import wait_until
from tests.portal.groups.conftest import seated
from tests.portal.lists.conftest import mailing_list, people  # noqa: F401  (fixtures)

from hsoc.portal.lists.actions import lists
from hsoc.portal.lists.models import MailingList
from hsoc.portal.lists.rules.posting import Delivery
from hsoc.portal.lists.share.mailman import MailmanLists, Refused, wire
from hsoc.portal.lists.share.mailman_fake import FakeMailman
from hsoc.portal.members.rules import Actor

pytestmark = [pytest.mark.client("mailman"), pytest.mark.django_db]
LEADER, MEMBER, SECOND, OTHER = (
    "leader@hospital1.example", "member@hospital2.example", "second@hospital4.example", "other@hospital3.example",
)  # fmt: skip
LIST = f"lists/hsoc-tech.{DOMAIN}"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailman]:
    with mailman(tmp_path_factory.mktemp("mailman")) as one:
        yield one


@pytest.fixture(autouse=True)
def set_up(settings: Any, real: Mailman) -> None:
    settings.MAILMAN_URL, settings.MAILMAN_USER, settings.MAILMAN_PASSWORD = real.url, real.user, real.password
    settings.MAILMAN_DOMAIN = DOMAIN


def told(real: Mailman, role: str = "member") -> dict[str, tuple[str, str]]:
    """Address → (delivery_mode, delivery_status), as Mailman says."""
    rows = real.entries(f"{LIST}/roster/{role}")
    return {
        one["email"]: (one["delivery_mode"], real.ask(f"members/{one['member_id']}/preferences").get("delivery_status", ""))
        for one in rows
    }  # fmt: skip


def test_rosters_follow_the_groups_and_posts_follow_the_rosters(
    real: Mailman,
    mailing_list: MailingList,  # noqa: F811
    people: dict[str, Actor],  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    keeper = wire(real.url, real.user, real.password)
    call_command("rosters")
    settings = real.ask(f"{LIST}/config")
    wanted = {"subscription_policy": "moderate", "default_nonmember_action": "hold", "archive_policy": "private", "advertised": False}
    assert {name: settings[name] for name in wanted} == wanted
    each = ("regular", "enabled")
    assert (told(real), list(told(real, "moderator"))) == ({LEADER: each, MEMBER: each, SECOND: each}, [LEADER])

    real.post(MEMBER, "hsoc-tech", mail(MEMBER, to=f"hsoc-tech@{DOMAIN}"))
    wait_until(lambda: len(real.got) >= 3, "the post")  # its author gets it, too: Mailman's usual
    assert sorted(one for one, _ in real.got) == [LEADER, MEMBER, SECOND]
    real.post(OTHER, "hsoc-tech", mail(OTHER, to=f"hsoc-tech@{DOMAIN}", message_id="<2@x.example>"))
    held = wait_until(lambda: real.entries(f"{LIST}/held"), "the held post")
    assert [one["sender"] for one in held] == [OTHER]

    # a choice, an entry, an end; a stranger whom somebody put in by hand; a box that Mailman itself has stopped; a list that is not ours
    lists.choose(actor=people["second"], mailing_list=mailing_list, delivery=Delivery.NONE, now=NOW)
    lists.choose(actor=people["leader"], mailing_list=mailing_list, delivery=Delivery.DIGEST, now=NOW)
    seated(mailing_list.group, people["other"])
    mailing_list.group.memberships.filter(user_id=people["member"].user).update(state="ended")
    sure = {f"pre_{one}": "true" for one in ("verified", "confirmed", "approved")}
    for name in ("hsoc-tech", "theirs"):
        keeper("POST", "lists", {"fqdn_listname": f"{name}@{DOMAIN}"})
        keeper("POST", "members", {"list_id": f"{name}.{DOMAIN}", "subscriber": "stranger@x.example", **sure})
    call_command("rosters")
    nothing, digest = ("summary_digests", "by_moderator"), ("plaintext_digests", "enabled")
    assert told(real) == {LEADER: digest, SECOND: nothing, OTHER: each}
    number = next(one["member_id"] for one in real.entries(f"{LIST}/roster/member") if one["email"] == OTHER)
    keeper("PATCH", f"members/{number}/preferences", {"delivery_status": "by_bounces"})
    capsys.readouterr()
    call_command("rosters")
    assert (capsys.readouterr().out, told(real)[OTHER]) == ("0 changes\n", ("regular", "by_bounces"))

    # a banned address stops no other; a list that is closed loses its people, theirs keeps its own
    keeper("POST", f"{LIST}/bans", {"email": MEMBER})
    mailing_list.group.memberships.filter(user_id=people["member"].user).update(state="in")
    lists.choose(actor=people["second"], mailing_list=mailing_list, delivery=Delivery.EACH, now=NOW)
    with pytest.raises(CommandError, match=rf"hsoc-tech: Mailman refuses 1: {MEMBER}: 400"):
        call_command("rosters")
    assert told(real)[SECOND] == each
    MailingList.objects.update(closed=NOW)
    call_command("rosters")
    assert (told(real), told(real, "moderator")) == ({}, {})
    assert [one["email"] for one in real.entries(f"lists/theirs.{DOMAIN}/roster/member")] == ["stranger@x.example"]


def test_the_fake_answers_as_the_real_one(real: Mailman) -> None:
    """What the quick tests lean on: the same questions, the same answers."""
    fake = FakeMailman()
    sure = {"pre_verified": "true", "pre_confirmed": "true", "pre_approved": "true"}
    a, b = {"list_id": "one.f.example", "subscriber": "a@x.example"}, {"list_id": "one.f.example", "subscriber": "b@x.example"}
    page = {"count": "500", "page": "1"}
    for method, path, fields in (
        ("GET", "domains/f.example", {}),
        ("GET", "domains/f.example/lists", page),
        ("POST", "lists", {"fqdn_listname": "one@f.example"}),
        ("POST", "domains", {"mail_host": "f.example"}),
        ("POST", "domains", {"mail_host": "f.example"}),
        ("POST", "lists", {"fqdn_listname": "one@f.example"}),
        ("POST", "lists", {"fqdn_listname": "one@f.example"}),
        ("PATCH", "lists/one.f.example/config", {"display_name": "One"}),
        ("PATCH", "lists/two.f.example/config", {"display_name": "Two"}),
        ("GET", "lists/one.f.example/roster/member", page),
        ("GET", "lists/two.f.example/roster/member", page),
        ("POST", "members", a),
        ("POST", "members", {**b, **sure}),
        ("POST", "members", {**b, **sure}),
        ("POST", "members", {**b, "role": "moderator"}),
        ("POST", "members", {**b, "role": "moderator"}),
        ("POST", "members", {**b, **sure, "list_id": "two.f.example"}),
        ("DELETE", "members/00000000000000000000000000000001", {}),
        ("PATCH", "members/00000000000000000000000000000001/preferences", {"delivery_status": "enabled"}),
    ):
        answers = [one(method, path, fields) for one in (wire(real.url, real.user, real.password), fake)]
        assert answers[0][0] == answers[1][0], (method, path, answers)
        sizes = [len(one.get("entries", [])) if isinstance(one, dict) and "total_size" in one else None for _, one in answers]
        assert sizes[0] == sizes[1], (method, path, answers)


def test_a_wrong_password_is_said(real: Mailman) -> None:
    with pytest.raises(Refused, match="with 401"):
        MailmanLists(wire(real.url, real.user, "wrong"), DOMAIN).names()
