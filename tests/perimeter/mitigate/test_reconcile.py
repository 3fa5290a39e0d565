"""The gap between wanted and read back, and the commands that close it, whatever a speaker does to them."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hsoc.perimeter.mitigate.gobgp import GoBGP
from hsoc.perimeter.mitigate.plan import entry
from hsoc.perimeter.mitigate.reconcile import MOST_TRIES, REST_MS, Reconciler
from hsoc.perimeter.mitigate.route import Terms
from hsoc.records.decision import Action, Decision
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match

END = 600_000


def of(number: int, *, action: Action = Action.FLOWSPEC, until: int = END) -> Mitigation:
    prefix = f"192.0.2.{number}/32"
    match = Match(src=prefix) if action is Action.SOURCE_RTBH else Match(dst=prefix)
    return entry(Decision(story="s", action=action, match=match, made=0, until=until))


class Table:
    """A speaker in memory: what it was told last, per place."""

    def __init__(self, backend: GoBGP | None = None) -> None:
        self.backend = backend or GoBGP()
        self.rows: dict[tuple[str, str], str] = {}

    def send(self, commands) -> list[str]:
        for command in commands:
            if command.line:
                verb, family, nlri, attributes = command.line.split(" ")
                if verb == "announce":
                    self.rows[family, nlri] = attributes
                else:
                    self.rows.pop((family, nlri), None)
        return [""] * len(commands)

    def listing(self) -> str:
        return "\n".join(f"{family} {nlri} {attributes} local" for (family, nlri), attributes in self.rows.items())


def settle(one: Reconciler, table: Table, *, now: int = 1) -> int:
    one.seen(table.listing(), now=now)
    commands = one.commands(now=now)
    for command, answer in zip(commands, table.send(commands), strict=True):
        one.answered(command, now=now, refused=answer)
    one.seen(table.listing(), now=now)
    return len(commands)


def reconciler() -> Reconciler:
    return Reconciler(GoBGP(), mark=Terms().mark)


def test_nothing_is_said_before_the_table_is_known() -> None:
    one = reconciler()
    one.want([of(1)], now=0)
    assert one.commands(now=0) == ()
    one.seen("", now=1)
    assert [command.line[:8] for command in one.commands(now=1)] == ["announce"]


def test_places_tell_wanted_sent_acknowledged_and_seen() -> None:
    one, table = reconciler(), Table()
    one.want([of(1)], now=5)
    one.seen(table.listing(), now=6)
    (command,) = one.commands(now=7)
    table.send([command])
    one.answered(command, now=8)
    one.seen(table.listing(), now=9)
    (place,) = one.places()
    assert (place.key, place.wanted, place.sent, place.acknowledged, place.seen, place.trouble) == (of(1).key, 5, 8, 8, 9, "")


def test_commands_carry_the_end_and_what_takes_them_back() -> None:
    one = reconciler()
    one.want([of(1, until=60_000)], now=0)
    one.seen("", now=0)
    (command,) = one.commands(now=0)
    assert (command.seconds, command.undo.split(" ")[0], " " in command.name) == (65, "withdraw", False)
    one.answered(command, now=1)
    assert one.commands(now=2) == ()
    one.want([of(1, until=90_000)], now=3)  # only the end has moved
    (command,) = one.commands(now=3)
    assert (command.line, command.seconds) == ("", 94)


def test_lost_route_is_announced_again() -> None:
    one, table = reconciler(), Table()
    one.want([of(1), of(2)], now=0)
    settle(one, table)
    table.rows.popitem()
    assert (settle(one, table), len(table.rows)) == (1, 2)


def test_lost_speaker_is_told_everything_again() -> None:
    one, table = reconciler(), Table()
    one.want([of(1), of(2)], now=0)
    settle(one, table)
    one.lost("the speaker has ended")
    assert {place.trouble for place in one.places()} == {"the speaker has ended"}
    assert (one.commands(now=9), settle(one, Table())) == ((), 2)


def test_route_that_stands_with_something_else_is_said_again_then_named() -> None:
    class Stubborn(Table):
        def send(self, commands) -> list[str]:
            answers = super().send(commands)
            slower = ("c010088006000000000000", "c01008800600003f800000")
            self.rows = {place: attributes.replace(*slower) for place, attributes in self.rows.items()}
            return answers

    one, table = reconciler(), Stubborn()
    one.want([of(1)], now=0)
    said = [settle(one, table, now=turn) for turn in range(1, MOST_TRIES + 4)]
    assert said == [1] * MOST_TRIES + [0] * 3
    (place,) = one.places()
    assert (place.seen, place.trouble) == (0, "it stands there with something else: extended")
    assert settle(one, table, now=REST_MS + MOST_TRIES) == 1


def test_refusal_is_named() -> None:
    one = reconciler()
    one.want([of(1)], now=0)
    one.seen("", now=0)
    (command,) = one.commands(now=0)
    one.answered(command, now=1, refused="error")
    one.seen("", now=2)
    assert [place.trouble for place in one.places()] == ["the speaker refuses it: error"]


def test_two_entries_of_one_place_stand_together_or_the_second_is_named() -> None:
    given_up = Decision(story="s", action=Action.DESTINATION_RTBH, match=Match(dst="192.0.2.1/32"), made=0, until=2 * END)
    both = [of(1, action=Action.SOURCE_RTBH), entry(given_up)]
    one, table = reconciler(), Table()
    one.want(both, now=0)
    assert (settle(one, table), [bool(place.seen) for place in one.places()]) == (1, [True, True])
    apart = Reconciler(GoBGP(Terms(source_blackhole=("64500:667",))), mark=Terms().mark)
    apart.want(both, now=0)
    assert [place.trouble for place in apart.places()] == [f"{both[0].key} has the same place in the table", ""]


def test_withdrawal_without_effect_rests_and_is_shown() -> None:
    one, table = reconciler(), Table()
    one.want([of(1)], now=0)
    settle(one, table)
    one.want([], now=2)
    for turn in range(MOST_TRIES + 2):
        one.seen(table.listing(), now=turn)
        commands = one.commands(now=turn)
        assert len(commands) == (turn < MOST_TRIES)
    assert len(one.left()) == 1


steps = st.lists(st.tuples(st.sets(st.integers(1, 5)), st.booleans(), st.integers(0, 5)), max_size=12)


@given(steps)
def test_table_follows_what_is_wanted_and_foreign_routes_stay(steps) -> None:
    table, one = Table(), reconciler()
    foreign = GoBGP(Terms(mark="64500:9:9"))
    table.send([msgspec.structs.replace(_said(foreign, of(3)))])
    before = dict(table.rows)
    for numbers, dies, lost in steps:
        if dies:
            table.rows = dict(before)
            one.lost("gone")
        for place in list(table.rows)[:lost]:
            if place not in before:
                del table.rows[place]
        one.want([of(number) for number in sorted(numbers)], now=0)
        settle(one, table)
        assert before.items() <= table.rows.items()
        assert set(GoBGP().routes(table.listing())) == {GoBGP().route(of(number)) for number in numbers - {3}} | {foreign.route(of(3))}


def _said(backend: GoBGP, one: Mitigation):
    other = Reconciler(backend, mark=backend.terms.mark)
    other.want([one], now=0)
    other.seen("", now=0)
    return other.commands(now=0)[0]
