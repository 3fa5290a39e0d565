"""Warden clients from the request to production, as people do it on the pages."""

from __future__ import annotations

import re
import time

import pytest
from django.urls import reverse
from tests.portal.events.conftest import idea

from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries.clients import client as client_of
from hsoc.portal.members.models import Approval
from hsoc.portal.members.rules import Role

NAME = "cz.example.hospital.pot"
ASKED = {
    "name": NAME, "sends": "sender", "with_secret": "on", "hostname": "", "requestor": "it@hospital2.example", "note": "honeypot",
    "reason": "we want to share what it sees",
}  # fmt: skip


@pytest.fixture
def desk(browser, community, house):
    """(browser of an analyst of hospital 2, browser of an operator)."""
    return browser(Role.ANALYST, 2), browser(Role.OPERATOR, 1)


def secret_in(answer) -> str:
    return re.search(r"<code>([\w-]{32})</code>", answer.content.decode())[1]


def approve(operator) -> None:
    operator.post(reverse("approval_decide", args=[Approval.objects.latest("pk").pk]), {"verdict": "approve", "answer": ""})


def test_whole_way_of_a_client(desk, send, write) -> None:
    analyst, operator = desk
    page = reverse("warden_client", args=[NAME])
    assert analyst.post(reverse("warden_ask", args=[2]), ASKED).status_code == 302
    assert NAME in operator.get(reverse("warden_clients")).content.decode()
    assert "it@hospital2.example" in operator.get(reverse("approvals")).content.decode()
    approve(operator)
    assert "nikdo se jím nepřihlásí" in analyst.get(page).content.decode()
    drawn = analyst.post(reverse("warden_secret", args=[NAME]))
    secret = secret_in(drawn)
    assert (drawn["Cache-Control"], client_of(name="", secret=secret, hostnames=()).name) == ("no-store", NAME)
    assert secret not in analyst.get(page).content.decode()
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    assert send([idea(NAME, "t1", Category=["Recon.Scanning", "Test"], DetectTime=now, Description="x")], secret=secret).status_code == 200
    write()
    shown = analyst.get(page)
    report = shown.context["report"]
    assert (report["score"], [one["code"] for one in report["checks"] if one["count"]]) == (70, ["no_zone", "bogon_source", "no_tlp"])
    assert "15 × 1/1" in shown.content.decode()
    assert [(day["count"], day["tests"]) for day in shown.context["days"]] == [(1, 1)]
    analyst.post(reverse("warden_promote", args=[NAME]), {"reason": "the report is good"})
    assert "to production" not in analyst.get(page).content.decode()
    assert WardenClient.objects.get().stage == "test"
    approve(operator)
    assert WardenClient.objects.get().stage == "production"
    analyst.post(reverse("warden_about", args=[NAME]), {"requestor": "soc@hospital2.example", "note": ""})
    analyst.post(reverse("warden_disable", args=[NAME]), {"reason": "machine was replaced"})
    found = WardenClient.objects.get()
    assert (found.requestor, found.stage) == ("soc@hospital2.example", "disabled")


def test_what_was_typed_and_refused_is_shown_again_with_the_reason(desk) -> None:
    analyst, _ = desk
    answer = analyst.post(reverse("warden_ask", args=[2]), ASKED | {"name": "Not A Name"}, follow=True)
    text = answer.content.decode()
    assert ("není jméno klienta" in text, 'value="Not A Name"' in text, Approval.objects.count()) == (True, True, 0)


def test_strangers_find_nothing_and_auditors_change_nothing(desk, browser, register) -> None:
    register(NAME, 2)
    stranger, auditor = browser(Role.ANALYST, 3), browser(Role.AUDITOR, 1)
    assert NAME not in stranger.get(reverse("warden_clients")).content.decode()
    steps = {"warden_secret": {}, "warden_promote": {"reason": "let me in"}, "warden_about": {"requestor": "a@b.example"}}
    for step, given in (steps | {"warden_disable": {"reason": "out with it"}}).items():
        assert stranger.post(reverse(step, args=[NAME]), given).status_code == 404
        assert auditor.post(reverse(step, args=[NAME]), given).status_code == 403
    assert stranger.post(reverse("warden_ask", args=[2]), ASKED).status_code == 403
    page = reverse("warden_client", args=[NAME])
    assert (stranger.get(page).status_code, auditor.get(page).status_code) == (404, 200)


def test_note_of_a_client_is_text_and_nothing_else(desk, register) -> None:
    analyst, _ = desk
    register(NAME, 2, note="<script>alert(1)</script>")
    text = analyst.get(reverse("warden_client", args=[NAME])).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
