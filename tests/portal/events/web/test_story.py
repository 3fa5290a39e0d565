"""An event in plain words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from hsoc.portal.events.web.story import MEANINGS, STEPS, Story, headline, story
from hsoc.records.decision import Action
from hsoc.records.event import Event, State
from hsoc.records.taxonomy import Basis, Category, Disposition, Severity, Trust


def told(language: str = "en", **fields: Any) -> Story:
    given: dict[str, Any] = {"id": "x", "category": ("Attempt.Login",), "detected": 0, "first": 0, "last": 1_400_000, "state": State.CLOSED,
                             "trust": Trust.PROVEN, "source_count": 1, "target_count": 2, "severity": Severity.MEDIUM}  # fmt: skip
    with override(language):
        return story(Event(**(given | fields)), member="Hospital", service="3389/tcp RDP")


def test_what_happened_names_sides_service_member_and_time():
    assert told().happened[1:] == (
        "It came from 1 source to 2 targets, service 3389/tcp RDP, in Hospital.",
        "It lasted 23\u00a0min\u00a020\u00a0s and is over.",
    )


def test_the_same_in_czech():
    assert told("cs").happened[1:] == (
        "Přišlo to z 1 zdroje na 2 cíle, služba 3389/tcp RDP, člen Hospital.",
        "Trvalo to 23\u00a0min\u00a020\u00a0s a skončilo to.",
    )


def test_a_forged_source_is_not_blamed():
    assert told(trust=Trust.SPOOFABLE).happened[-1] == "The source addresses may be forged, so do not conclude who did it."


def test_dropped_means_nothing_to_do():
    found = told(disposition=Disposition.PREVENTIVE, basis=Basis.CONFIRMED)
    assert (found.tone, found.todo, found.steps) == ("success", "You need not do anything. The traffic did not get through.", ())
    assert found.done == (
        "A standing rule of the network dropped the traffic before it reached the hospital.",
        "How we know: confirmed by the routers.",
    )


def test_a_dry_run_that_has_matched_nothing_yet_is_not_told_as_done():
    fresh = told(disposition=Disposition.PASSED, basis=Basis.NONE, action=Action.FLOWSPEC, dry_run=True)
    matched = told(disposition=Disposition.REACTIVE, basis=Basis.NONE, action=Action.FLOWSPEC, dry_run=True)
    assert fresh.done == matched.done


def test_a_dry_run_is_never_told_as_dropped():
    found = told(disposition=Disposition.REACTIVE, basis=Basis.EXPECTED, action=Action.RATE_LIMIT, dry_run=True)
    assert found.tone == "warning"
    assert found.done[0].endswith("this is a dry run. The traffic went on.")
    assert "Slowing down was enough; honest traffic of the same kind keeps flowing." not in found.done


def test_passed_says_why_and_what_to_check():
    found = told(why="policy.observe")
    assert found.done == ("The traffic was not dropped: your policy only observes this kind.",)
    assert found.todo == "It got through, so please check:"
    assert len(found.steps) == 3


def test_an_infected_machine_asks_for_action_even_where_traffic_was_dropped():
    found = told(category=("Intrusion.Botnet",), severity=Severity.CRITICAL, disposition=Disposition.REACTIVE)
    assert (found.tone, found.steps[0]) == (
        "error",
        "Disconnect the machine from the network, but leave it switched on: the memory holds evidence.",
    )


def test_a_test_asks_for_nothing():
    assert (told(test=True).todo, told(test=True).steps) == ("Nothing. It is a test.", ())


def test_weak_and_passed_is_no_alarm():
    assert told(category=("Recon.Scanning",), severity=Severity.LOW).tone == ""


@pytest.mark.parametrize("category", [c.value for c in Category if c.value not in {"Other", "Test"}])
def test_every_kind_has_a_meaning_in_czech_of_its_own(category):
    with override("cs"):
        czech = str(MEANINGS[category])
    with override("en"):
        assert czech != str(MEANINGS[category])


@pytest.mark.parametrize("steps", STEPS.values())
def test_steps_are_commands_without_shouting(steps):
    assert [str(step) for step in steps if "!" in str(step) or not str(step).endswith(".")] == []


def test_headline_prefers_the_detector_and_names_the_door():
    event = Event(id="x", category=("Availability.DDoS",), detected=0, first=0, last=0, detector="reflection", vector="dns")
    with override("en"):
        assert headline(event, "53/udp DNS") == "Reflection (DNS), 53/udp DNS"


def test_a_route_is_told_without_sources_and_targets_and_with_its_own_steps():
    hijack = {"category": ("Fraud.Masquerade",), "detector": "prefix_hijack", "vector": "S|0|-|-", "severity": Severity.HIGH,
              "facts": ("prefix=198.18.9.0/25", "as=64510", "peers_seen=12")}  # fmt: skip
    going = told(state=State.OPEN, **hijack)
    assert going.headline.startswith("Hijacked prefix (a part of the prefix, false origin)")
    assert "AS64510 announces 198.18.9.0/25. Observers that see it so: 12." in going.happened
    assert "It concerns Hospital." in going.happened
    assert not any("source" in line for line in going.happened)
    assert (going.tone, len(going.steps)) == ("error", 3)
    assert told(**hijack).todo == "It is over. Look whether anything was missed meanwhile:"
    assert "Routes cannot be filtered" in going.done[0]
