"""My rules as people meet them: list, new rule with its verdict, steps for several, veto; nothing typed is lost, nobody sees others'."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.members import HOUSE, person
from tests.factories.network import hospital, rule

from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Rule
from hsoc.records.scope import Match

NOW = datetime.now(UTC)  # noqa: TID251  (pages live in real time)
TIMES = {"since": NOW, "until": NOW + timedelta(days=3)}
FORM = {
    "organisation": "7",
    "do": "drop",
    "direction": "in",
    "destination": "198.18.7.0/24",
    "protocol": "udp",
    "source_port": "123",
    "lasts": "7d",
}


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db):
    settings.DATA = tmp_path
    settings.FLOW_JOURNALS = (tmp_path / "journal",)
    settings.LANGUAGE_CODE = "en"
    hospital()
    return tmp_path


@pytest.fixture
def analyst(browser):
    made = browser(person(Role.ANALYST, 7))
    made.cookies["hsoc_language"] = "en"
    return made


@pytest.fixture
def operator(browser):
    made = browser(person(Role.OPERATOR, HOUSE))
    made.cookies["hsoc_language"] = "en"
    return made


def text(answer):
    return answer.content.decode()


def test_an_empty_list_offers_the_next_step(analyst):
    page = text(analyst.get("/portal/network/rules/"))
    assert "You have no rules of your own yet." in page
    assert "No engine has spoken for a while." in page
    assert "/portal/network/rules/new/" in page


def test_the_list_shows_own_rules_with_filters_and_csv(analyst):
    rule(comment="printers only", **TIMES)
    rule(Match(dst="198.18.7.9/32"), comment="telnet", state="withdrawn", **TIMES)
    hospital(8)
    rule(Match(dst="198.18.8.9/32"), number=8, comment="others", **TIMES)
    page = text(analyst.get("/portal/network/rules/?sort=until"))
    assert ("printers only" in page, "telnet" in page, "others" in page) == (True, True, False)
    assert "telnet" not in text(analyst.get("/portal/network/rules/?state=active"))
    assert "No rule fits these filters." in text(analyst.get("/portal/network/rules/?text=nothing+like+it"))
    answer = analyst.get("/portal/network/rules/rules.csv?state=active")
    (only,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert (only["comment"], only["state"], only["match"]) == ("printers only", "active", "destination 198.18.7.0/24 protocol =udp")


def test_a_reason_that_was_too_short_is_still_there(analyst, operator):
    made = rule(**TIMES)
    page = text(operator.post(f"/portal/network/rules/{made.pk}/veto/", {"reason": "x"}, follow=True))
    assert ("A reason of a few words" in page, 'name="reason" maxlength="500" value="x"' in page) == (True, True)
    page = text(analyst.post("/portal/network/rules/bulk/", {"act": "withdraw", "pick": [made.pk], "reason": "y"}, follow=True))
    assert (f'value="{made.pk}" data-pick checked' in page, 'value="y"' in page) == (True, True)
    assert "checked" not in text(analyst.get("/portal/network/rules/"))


def test_several_are_withdrawn_and_the_withdrawal_undone(analyst):
    picked = [rule(**TIMES).pk, rule(Match(dst="198.18.7.9/32"), **TIMES).pk]
    page = text(analyst.post("/portal/network/rules/bulk/", {"act": "withdraw", "pick": picked, "reason": "not needed"}, follow=True))
    assert ("2 rules are withdrawn." in page, "Undo the withdrawal" in page) == (True, True)
    page = text(analyst.post("/portal/network/rules/bulk/", {"act": "restore", "pick": picked}, follow=True))
    assert ("2 rules stand again." in page, "Undo the withdrawal" in page) == (True, False)
    page = text(
        analyst.post("/portal/network/rules/bulk/", {"act": "extend", "pick": picked[:1], "lasts": "30d", "from": "rule"}, follow=True)
    )
    assert "1 rule lasts longer." in page
    assert "A reason of a few words" in text(analyst.post("/portal/network/rules/bulk/", {"act": "withdraw", "pick": picked}, follow=True))
    for wrong in ({}, {"act": "burn", "pick": picked}, {"act": "withdraw", "pick": ["x"]}):
        assert "Choose at least one rule" in text(analyst.post("/portal/network/rules/bulk/", wrong, follow=True))


def test_a_veto_is_seen_answered_and_lifted(analyst, operator):
    made = rule(**TIMES)
    assert "Vetoed." in text(operator.post(f"/portal/network/rules/{made.pk}/veto/", {"reason": "breaks eHealth"}, follow=True))
    page = text(analyst.get(f"/portal/network/rules/{made.pk}/"))
    assert ("breaks eHealth" in page, "Your answer to the veto" in page) == (True, True)
    analyst.post(f"/portal/network/rules/{made.pk}/answer/", {"reason": "only at night"})
    assert "only at night" in text(operator.get(f"/portal/network/rules/{made.pk}/"))
    assert "A reason of a few words" in text(operator.post(f"/portal/network/rules/{made.pk}/lift/", {}, follow=True))
    operator.post(f"/portal/network/rules/{made.pk}/lift/", {"reason": "agreed by phone"})
    made.refresh_from_db()
    assert made.state == "set"
    assert analyst.post(f"/portal/network/rules/{made.pk}/veto/", {"reason": "I may not"}).status_code == 403


def test_others_rules_do_not_exist(browser):
    hospital(8)
    made = rule(**TIMES)
    stranger = browser(person(Role.ANALYST, 8))
    for path in (f"/portal/network/rules/{made.pk}/", f"/portal/network/rules/new/?copy={made.pk}"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/portal/network/rules/{made.pk}/answer/", {"reason": "hello there"}).status_code == 404
    assert stranger.post("/portal/network/rules/bulk/", {"act": "withdraw", "pick": [made.pk], "reason": "not mine"}).status_code == 403
    assert stranger.post("/portal/network/rules/new/", FORM | {"step": "set"}).status_code == 422
    assert Rule.objects.get().state == "set"


def test_nobody_without_a_login_or_a_prefix(client, browser):
    assert client.get("/portal/network/rules/").status_code == 302
    bare = browser(person(Role.ANALYST, 33))
    bare.cookies["hsoc_language"] = "en"
    assert "Your organisation has no prefix yet." in text(bare.get("/portal/network/rules/new/"))
