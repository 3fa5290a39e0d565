"""Why entries stand, which proposals wait for people, and what entries would hit; remembered and bounded."""

import msgspec
from tests.perimeter.decide.test_gentle import HISTORY, NOW, NTP, WEB

from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.force import ESTIMATED, WAIT_MS, Force
from hsoc.records.decision import Action, Decision
from hsoc.records.engine_status import MOST_WAITING
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match

WIDE = Decision(
    story="carpet_bombing:198.18.0.0/16", action=Action.FLOWSPEC, match=Match(dst="198.18.0.0/16", proto=(17,)), made=NOW, until=0,
    member=1,
    rule="guard.two_person", cause="ladder.vector", reason="why", refused="two people",
)  # fmt: skip


def entry(match: Match, **given: object) -> Mitigation:
    fields = {"action": Action.FLOWSPEC, "since": NOW, "until": NOW + 60_000, "story": "s", "member": 1} | given
    return Mitigation(key=f"{fields['action']} {match_text(match)}", match=match, **fields)


def nobody(_story: str) -> str:
    return ""


def test_the_reason_of_a_decision_is_told_of_its_entry():
    force = Force(minutes=60)
    force.learn(
        [Decision(story="s", action=Action.FLOWSPEC, match=NTP, made=NOW, until=NOW + 1, rule="ladder.vector", reason="NTP.")], now=NOW
    )
    told = force.why([entry(NTP), entry(WEB)], event_of=lambda story: f"event of {story}", history=None, now=NOW)
    assert told[entry(NTP).key] == {"rule": "ladder.vector", "reason": "NTP.", "event": "event of s", "harm": None}
    assert told[entry(WEB).key]["rule"] == ""


def test_what_is_only_observed_need_match_nothing_and_stops_nobody():
    force = Force(minutes=60)
    forged = Decision(
        story="source_not_allowed:62", action=Action.OBSERVE, match=Match(), made=NOW, until=0, member=62, rule="ladder.not_allowed"
    )
    refused = msgspec.structs.replace(forged, action=Action.FLOWSPEC, rule="guard.ceiling", refused="beyond the ceiling")
    force.learn([forged, refused], now=NOW)
    assert force.waiting(now=NOW, event_of=nobody) == ()


def test_harm_is_reckoned_a_few_entries_at_a_time_and_kept_for_the_hour():
    force, asked = Force(minutes=60), []
    many = [entry(msgspec.structs.replace(WEB, dst=f"198.18.1.{n}/32")) for n in range(ESTIMATED + 3)]

    def history(member):
        asked.append(member)
        return HISTORY

    assert len(force.harm(many, history, now=NOW)) == ESTIMATED
    found = force.harm(many, history, now=NOW)
    assert (len(found), len(asked)) == (len(many), len(many))
    assert found[entry(WEB).key].peers > 0
    assert found[entry(WEB).key].of_peers == 200
    assert force.harm([entry(NTP)], history, now=NOW)[entry(NTP).key].peers == 0
    nobodys = msgspec.structs.replace(NTP, dst="198.18.1.200/32")
    assert force.harm([entry(nobodys, member=0), entry(WEB, action=Action.REDIRECT)], history, now=NOW) == {}


def test_a_proposal_waits_until_it_is_agreed_to_or_its_story_is_over():
    force = Force(minutes=30)
    force.learn([WIDE], now=NOW)
    (one,) = force.waiting(now=NOW, event_of=nobody)
    assert (one.rule, one.cause, one.reason) == ("guard.two_person", "ladder.vector", "why")
    assert (one.key, one.addresses, one.minutes, one.member) == ("flowspec destination 198.18.0.0/16 protocol =udp", 65_536, 30, 1)
    (same,) = force.waiting(now=NOW + WAIT_MS, event_of=lambda _story: "e1")  # the story is open: it still waits
    assert (same.event, same.since, same.last) == ("e1", NOW, NOW + WAIT_MS)
    assert force.waiting(now=NOW + 2 * WAIT_MS, event_of=nobody) == ()
    force.learn([WIDE], now=NOW)
    force.learn([msgspec.structs.replace(WIDE, refused=None, rule="ladder.vector", until=NOW + 1)], now=NOW)
    assert force.waiting(now=NOW, event_of=nobody) == ()


def test_no_more_wait_than_can_be_told():
    force = Force(minutes=30)
    for n in range(MOST_WAITING + 5):
        match = msgspec.structs.replace(WIDE.match, dport=((n, n),))
        force.learn([msgspec.structs.replace(WIDE, match=match)], now=NOW + n)
    found = force.waiting(now=NOW + 999, event_of=nobody)
    assert (len(found), found[-1].since) == (MOST_WAITING, NOW + 5)
