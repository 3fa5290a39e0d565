"""A new rule: its effect first, then it is set; nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.members import HOUSE, person
from tests.factories.network import hospital, rule

from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Rule, RuleDraft
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


def test_a_new_rule_shows_its_effect_first_and_then_is_set(analyst):
    looked = analyst.post("/portal/network/rules/new/", FORM | {"comment": "old NTP", "step": "look"})
    assert "destination 198.18.7.0/24 protocol =udp source-port =123" in text(looked)
    assert "In the last week it would have matched nothing that we saw." in text(looked)
    assert Rule.objects.count() == 0
    answer = analyst.post("/portal/network/rules/new/", FORM | {"comment": "old NTP", "step": "set"}, follow=True)
    made = Rule.objects.get()
    assert answer.redirect_chain == [(f"/portal/network/rules/{made.pk}/", 302)]
    assert "at the routers within ten seconds" in text(answer)
    assert (made.typed["source_port"], made.comment, made.organisation.number) == ("123", "old NTP", 7)
    again = analyst.post("/portal/network/rules/new/", FORM | {"comment": "old NTP", "step": "set"}, follow=True)
    assert ("was there already" in text(again), Rule.objects.count()) == (True, 1)


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(analyst):
    answer = analyst.post(
        "/portal/network/rules/new/", FORM | {"source_port": "12;x", "destination": "198.18.8.0/24", "comment": "", "step": "set"}
    )
    page = text(answer)
    assert answer.status_code == 422
    for part in (
        "198.18.8.0/24 is not inside your prefixes (198.18.7.0/24).",
        "“x” is none of x, x-y",
        'value="12;x"',
        "This field is required.",
    ):
        assert part in page
    assert Rule.objects.count() == 0


def test_a_wide_rule_says_that_it_waits(analyst):
    answer = analyst.post(
        "/portal/network/rules/new/", FORM | {"protocol": "", "source_port": "", "comment": "close it all", "step": "set"}, follow=True
    )
    assert "waits until a second person" in text(answer)
    assert Rule.objects.get().state == "waiting"


def test_while_typing_errors_come_by_field_and_the_draft_is_kept(analyst):
    piece = text(analyst.post("/portal/network/rules/check/", FORM | {"flags": "syn"}))
    assert 'id="wrong-flags" hx-swap-oob="true"' in piece
    assert "TCP flags need the protocol tcp" in piece
    assert "This field is required." not in piece  # the reason was not reached yet
    assert RuleDraft.objects.get().typed["flags"] == "syn"
    page = text(analyst.get("/portal/network/rules/new/"))
    assert ("This is what you were writing last time." in page, 'value="syn"' in page) == (True, True)
    analyst.post("/portal/network/rules/draft/", {"organisation": "7"})
    assert RuleDraft.objects.count() == 0
    good = text(analyst.post("/portal/network/rules/check/", FORM))
    assert "/portal/network/rules/look/" in good
    assert "would have matched nothing" in text(analyst.post("/portal/network/rules/look/", FORM))


def test_a_copy_is_filled_in(analyst):
    made = rule(do="rate-limit", rate=500, comment="printers", **TIMES)
    Rule.objects.filter(pk=made.pk).update(typed={"destination": "198.18.7.0/24", "protocol": "udp"})
    page = text(analyst.get(f"/portal/network/rules/new/?copy={made.pk}"))
    for part in ('value="198.18.7.0/24"', 'value="500"', 'value="printers"'):
        assert part in page
    assert analyst.get("/portal/network/rules/new/?copy=999999").status_code == 404


def test_a_changed_rule_takes_the_place_of_the_present_one(analyst, browser):
    made = rule(comment="printers", **TIMES)
    Rule.objects.filter(pk=made.pk).update(typed={"destination": "198.18.7.0/24", "protocol": "udp", "source_port": "123"})
    page = text(analyst.get(f"/portal/network/rules/new/?copy={made.pk}&replace={made.pk}"))
    assert (f"Change rule {made.pk}" in page, f'name="replace" value="{made.pk}"' in page) == (True, True)
    changed = FORM | {"source_port": "1900", "comment": "printers", "step": "set", "replace": str(made.pk)}
    page = text(analyst.post("/portal/network/rules/new/", changed, follow=True))
    assert f"Rule {made.pk} is withdrawn: this one takes its place." in page
    made.refresh_from_db()
    new = Rule.objects.exclude(pk=made.pk).get()
    assert (made.state, made.reason, new.state) == ("withdrawn", f"replaced by rule {new.pk}", "set")
    # somebody else's rule is not replaced, nor does the wish for it do any harm
    hospital(8)
    other = rule(Match(dst="198.18.8.0/24"), number=8, **TIMES)
    analyst.post("/portal/network/rules/new/", FORM | {"source_port": "19", "comment": "c", "step": "set", "replace": str(other.pk)})
    other.refresh_from_db()
    assert other.state == "set"


def test_one_can_begin_with_what_hospitals_often_need(analyst):
    page = text(analyst.get("/portal/network/rules/new/"))
    assert "Close remote desktop" in page
    assert "Close remote desktop" not in text(analyst.get("/portal/network/rules/new/?destination=198.18.7.0/24"))
