"""Up at once, down after quiet, longer only for new evidence."""

from hsoc.perimeter.decide.hysteresis import QUIET_MS, Ask, Move, asked, granted, move
from hsoc.records.decision import Action

MINUTE = 60_000


def ask(action=Action.FLOWSPEC, *, first=0, last=0, rule="r", **given):
    return Ask(action=action, rule=rule, first=first, last=last, **given)


STANDING = granted(ask(first=0, last=1000), now=1000, until=1000 + 20 * MINUTE)


def test_move_up_is_at_once():
    assert move(STANDING, ask(Action.SOURCE_RTBH), now=1001) is Move.GRANT


def test_move_down_waits_for_quiet():
    milder = ask(Action.NOTIFY, last=2000)
    assert move(STANDING, milder, now=1000 + QUIET_MS - 1) is Move.STAND
    assert move(STANDING, milder, now=1000 + QUIET_MS) is Move.GRANT


def test_asked_again_as_strongly_begins_the_quiet_anew():
    again = asked(STANDING, ask(last=2000), now=100_000)
    assert move(again, ask(Action.NOTIFY), now=1000 + QUIET_MS) is Move.STAND
    assert asked(again, ask(Action.NOTIFY), now=200_000) == again


def test_move_renews_when_half_the_time_is_over_and_the_attack_went_on():
    assert move(STANDING, ask(last=500_000), now=1000 + 10 * MINUTE - 1) is Move.STAND
    assert move(STANDING, ask(last=500_000), now=1000 + 10 * MINUTE) is Move.GRANT
    assert move(STANDING, ask(last=1000), now=1000 + 10 * MINUTE) is Move.STAND


def test_move_renews_a_guess_only_on_evidence_that_is_all_new():
    assert move(STANDING, ask(first=900, last=600_000, all_new=True), now=1000 + 19 * MINUTE) is Move.STAND
    assert move(STANDING, ask(first=1001, last=600_000, all_new=True), now=1000 + 19 * MINUTE) is Move.GRANT


def test_move_of_a_refusal_is_told_once_per_reason():
    refused = granted(ask(rule="guard.a", refused=True), now=0, until=0)
    assert move(refused, ask(rule="guard.a", last=9, refused=True), now=10 * MINUTE) is Move.STAND
    assert move(refused, ask(rule="guard.b", last=9, refused=True), now=1) is Move.GRANT
    assert move(refused, ask(rule="r"), now=1) is Move.GRANT


def test_move_of_telling_is_once():
    told = granted(ask(Action.NOTIFY), now=0, until=0)
    assert move(told, ask(Action.NOTIFY, last=9), now=60 * MINUTE) is Move.STAND
