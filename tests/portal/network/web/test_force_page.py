"""Rows, effects and figures of health; an older engine that leaves figures out harms nothing."""

from django.utils import translation
from tests.factories.force import NTP, SCAN, now_ms, standing, waiting

from hsoc.portal.network.rules.lists import Line, short
from hsoc.portal.network.web.force_page import budget, command, effect, exporter, proposal, row
from hsoc.records.engine_status import Filled
from hsoc.records.scope import Match

NAMES = {7: "Lipová"}


def line(one):
    return Line(id=short(one.entry.key), standing=one, sites=one.site, cost=2, dry=False)


def test_a_row_leads_to_its_story_or_rule():
    with translation.override("en"):
        attack, own = row(line(standing(event="e-1")), NAMES), row(line(standing(story="own:12.3")), NAMES)
    assert (attack["event"], attack["member"], attack["there"], attack["own"]) == ("/portal/events/e-1/", "Lipová", 1, 0)
    assert (own["event"], own["own"]) == ("", 12)


def test_the_effect_counts_what_would_pass_and_what_would_still_take_it():
    narrow, wide, other = line(standing()), line(standing(Match(dst="198.18.7.0/24", proto=(17,)))), line(standing(SCAN))
    found = effect(narrow, [narrow, wide, other], NAMES, now=now_ms())
    assert 95 < found["packets_each"] <= 100
    assert [one["line"] for one in found["still"]] == [wide]
    assert effect(wide, [narrow, wide, other], NAMES, now=now_ms())["still"] == []
    assert effect(line(standing(NTP, last=0)), [], NAMES, now=now_ms())["quiet"] is None


def test_budgets_are_loud_from_four_fifths():
    assert budget(Filled(of="member", name="7", rules=80, most_rules=100), NAMES)["full"]
    assert budget(Filled(of="platform", name="edge", rules=1, most_rules=100, cost=80, most_cost=100), NAMES)["full"]
    assert not budget(Filled(of="table", rules=79, most_rules=100), NAMES)["full"]
    assert budget(Filled(of="table"), NAMES)["share"] == 0.0


def test_an_exporter_of_an_older_engine_is_shown_without_what_it_does_not_tell():
    assert exporter({})["bad"] is False
    told = exporter({"exporter": {"address": "198.18.255.1"}, "lost": 5, "flows": 95, "sampling": [["", 100], ["x", 100]]})
    assert (told["name"], told["share"], told["bad"], told["sampling"]) == ("198.18.255.1", 0.05, True, [100])


def test_commands_and_proposals():
    assert command("", "hold") == 'hsoc perimeter hold --reason "…"'
    assert command("/x", "release") == 'hsoc perimeter release --reason "…" --data /x'
    with translation.override("en"):
        assert proposal(waiting(), NAMES)["what"] == "UDP, anybody → 198.18.0.0/16"
        assert proposal(waiting(), NAMES)["reason"] == "A carpet."  # an engine that says no code is quoted
        assert proposal(waiting(cause="ladder.rest"), NAMES)["reason"].startswith("Simple rules stop only a part")
