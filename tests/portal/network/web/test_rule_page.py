"""Figures and words of a rule's pages; the pages themselves are in test_rules."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from tests.factories.force import said, standing
from tests.factories.members import NOW
from tests.factories.network import DROP_UDP, hospital, rule

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.network.models import Limits, Spared
from hsoc.portal.network.queries import rules as queries
from hsoc.portal.network.rules.typed import Meant, Wrong, meant
from hsoc.portal.network.web import rule_page
from hsoc.records.policy import Own
from hsoc.records.scope import Match

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db):
    settings.DATA = tmp_path
    settings.FLOW_JOURNALS = (tmp_path / "journal",)
    return tmp_path


def judged(match, do=Own.DROP, **more):
    return rule_page.verdict(Meant(match=match), do=do, inbound=True, owner=hospital(), now=NOW, **more)


def test_what_is_wrong_is_told_by_field():
    told = rule_page.verdict(Meant(wrong=(Wrong("flags", "flags"),)), do=Own.DROP, inbound=True, owner=hospital(), now=NOW)
    assert (told["good"], len(told["errors"]["flags"]), told["errors"]["source"]) == (False, 1, [])


def test_a_good_rule_is_priced_and_placed():
    told = judged(DROP_UDP)
    assert (told["good"], told["cost"], told["left"], told["room"], told["meetings"], told["second"], told["spared"]) == (
        True, 1, 300, True, [], False, None,
    )  # fmt: skip


def test_the_same_rule_has_room_even_where_there_is_none():
    Limits.objects.create(organisation=hospital(), most_rules=1, most_cost=1)
    rule()
    assert (judged(DROP_UDP)["same"], judged(DROP_UDP)["room"]) == (True, True)
    assert judged(Match(dst="198.18.7.0/24", proto=(6,)))["room"] is False


def test_a_black_hole_tells_what_is_left():
    Spared.objects.create(prefix="198.18.7.1/32", reason="r", until=NOW + DAY, added=NOW)
    assert judged(Match(dst="198.18.7.0/31"))["spared"] == ("198.18.7.0/32",)
    assert judged(Match(dst="198.18.7.1/32"))["spared"] == ()
    assert judged(Match(dst="198.18.7.0/31", proto=(6,)))["spared"] is None
    assert judged(Match(dst="198.18.7.0/31"), do=Own.ALLOW)["spared"] is None


def test_a_row_says_state_and_end():
    hospital()
    made = rule(until=NOW + timedelta(hours=8))
    (line,) = rule_page.rows([made], queries.said(now=NOW), now=NOW)
    assert (line["state"], line["ending"], line["can_end"], line["loud"]) == ("active", False, True, "ok")
    assert rule_page.row(made, queries.said(now=NOW), now=NOW + timedelta(hours=7))["ending"] is True


def test_a_question_that_takes_too_long_says_so(monkeypatch):
    def slow(*args, **more):
        raise TooSlow("stopped")

    monkeypatch.setattr(queries, "would_match", slow)
    assert rule_page.preview(DROP_UDP, do=Own.DROP, owner=hospital(), inbound=True, now=NOW) == {"slow": True}


def test_no_flows_are_nothing():
    told = rule_page.preview(DROP_UDP, do=Own.DROP, owner=hospital(), inbound=True, now=NOW)
    assert (told["nothing"], told["hurts"]) == (True, False)


def test_what_is_carried_back_is_what_was_typed():
    assert rule_page.carried({"source": "x", "csrfmiddlewaretoken": "t", "n": 1}) == {"source": "x"}
    assert meant({"destination": "198.18.7.0/24"}, own=("198.18.7.0/24",), inbound=True).wrong == ()


def test_who_else_is_affected_is_reckoned(db, settings, tmp_path):
    settings.DATA = tmp_path
    hospital(8, name="Eight")
    said(tmp_path, standing(Match(dst="198.18.7.10/32", proto=(17,), sport=((123, 123),))))
    near = Match(dst="198.18.7.0/24", src="198.18.8.9/32")
    told = judged(near)
    assert (told["others"], told["shadowed"]) == (("Eight",), 0)
    assert judged(Match(dst="198.18.7.0/24", src="198.19.0.0/24"))["others"] == ()
    narrow = judged(Match(dst="198.18.7.10/32"))
    assert (narrow["others"], [words for _one, _how, words in narrow["meetings"]]) == (None, ["UDP, kdokoli:123 → 198.18.7.10/32"])
    with translation.override("en"):
        page = render_to_string("network/parts/rule_check.html", {"told": told | {"errors": {}}})
    assert "It also takes traffic between you and: Eight." in page
