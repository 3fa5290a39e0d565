"""The engine over real UDP on loopback: an attack becomes a rule and a story, the brake takes it back, a restart loses no intent."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from hsoc.exchange.bgp.encode import encode as bgp_message
from hsoc.exchange.bmp.encode import encode as bmp_message
from hsoc.journal.store import Lock
from hsoc.perimeter import brake, show
from hsoc.perimeter.config import BadConfig, Config, ExporterEntry, Keep, Listen, Mitigation, PortalDoor
from hsoc.perimeter.force import Force
from hsoc.perimeter.guard.settings import Hearing, Routing
from hsoc.perimeter.pipeline import Outcome
from hsoc.perimeter.profiles import NETWORK, built_in
from hsoc.perimeter.run import Engine, Unable, clock, run
from hsoc.records.decision import Decision
from hsoc.records.engine_status import decoded
from hsoc.records.policy import Announcement, Member
from hsoc.records.route import Envelope, Route

VICTIM = "198.18.7.10"
CONFIG = Config(
    listen=(Listen(port=0),),
    exporter=(ExporterEntry("127.0.0.1"),),
    member=(Member(number=7, name="Nemocnice Lipová", prefixes=("198.18.7.0/24",)),),
    leave_out=tuple(one.name for one in built_in(NETWORK)),  # what follows an attack is looked at here, not what stands without one
    bogons=(),
    keep=Keep(flows=True),
)


def netflow5(*, now: int, sequence: int, sources: range) -> bytes:
    """One NetFlow v5 datagram (30 records at most): NTP answers to the victim, ended this second."""
    uptime = 1_000_000
    head = struct.pack(">HHIIIIBBH", 5, len(sources), uptime, now // 1000, now % 1000 * 1_000_000, sequence, 0, 0, 0)
    body = b"".join(
        struct.pack(
            ">4s4s4sHHIIIIHHBBBBHHBBH",
            socket.inet_aton(f"198.19.{n // 256}.{n % 256}"), socket.inet_aton(VICTIM), bytes(4), 1, 2, 50, 23_400,
            uptime - 100, uptime - 50, 123, 40_000, 0, 0, 17, 0, 0, 0, 0, 0, 0,
        )
        for n in sources
    )  # fmt: skip
    return head + body


def attack(engine: Engine, *, datagrams: int = 10) -> None:
    port = engine.receiver.bound()[0][1]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for i in range(datagrams):
            out.sendto(netflow5(now=clock(), sequence=30 * i, sources=range(30 * i, 30 * i + 30)), ("127.0.0.1", port))


@contextmanager
def engine_in(folder: Path, config: Config = CONFIG) -> Iterator[Engine]:
    folder.mkdir(exist_ok=True)
    engine = Engine(config, folder)
    try:
        yield engine
    finally:
        engine.close()


def turn(engine: Engine, until: Callable[[Outcome], object], *, most: int = 200) -> Outcome:
    """Cycles until something is so; each waits for the clock of events to move on."""
    for _ in range(most):
        outcome = engine.cycle(now=clock())
        if until(outcome):
            return outcome
        threading.Event().wait(0.05)
    raise AssertionError("it never came to pass")


def test_attack_becomes_a_rule_and_a_story(tmp_path: Path) -> None:
    with engine_in(tmp_path / "e") as engine:
        attack(engine)
        turn(engine, lambda o: o.events)
        turn(engine, lambda _: engine.pipeline.keeper.wanted and engine.status(now=clock())["flows"] == 300)
        (entry,) = {e.match.dst for e in engine.pipeline.keeper.wanted}
        status = engine.status(now=clock())
    assert entry == f"{VICTIM}/32"
    assert (tmp_path / "e" / "announced.log").read_text().count("announce flow route") >= 1
    assert (status["flows"], status["exporters"][0].flows, status["unknown"].senders) == (300, 300, ())


class Forgetful(Force):
    """Reasons that cannot be learnt."""

    def learn(self, decisions: Iterable[Decision], *, now: int) -> None:  # noqa: ARG002  (its shape)
        raise ValueError("no rule says that")


def test_what_fails_beside_the_defence_does_not_stop_it_and_is_told(tmp_path: Path) -> None:
    with engine_in(tmp_path / "e") as engine:
        engine.force = Forgetful(minutes=60)
        attack(engine)
        turn(engine, lambda _: engine.pipeline.keeper.wanted)
        (line,) = engine.status(now=clock())["faults"]
    assert line.startswith("reasons of entries: ValueError: no rule says that (")
    assert (tmp_path / "e" / "announced.log").read_text().count("announce flow route") >= 1


def test_datagrams_of_a_stranger_are_counted_not_parsed(tmp_path: Path) -> None:
    stranger = Config(listen=(Listen(port=0),), exporter=(ExporterEntry("192.0.2.1"),))
    with engine_in(tmp_path / "e", stranger) as engine:
        attack(engine, datagrams=3)
        turn(engine, lambda _: engine.collector.unknown().senders == (("127.0.0.1", 3),))
        assert engine.status(now=clock())["flows"] == 0


def test_brake_takes_back_within_a_cycle_and_holds(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    with engine_in(folder) as engine:
        attack(engine)
        turn(engine, lambda _: engine.pipeline.keeper.wanted)
        brake.withdraw_all(folder / "brake.json", reason="operating theatre lost its link", by="duty", now=clock())
        engine.cycle(now=clock())
        assert (engine.pipeline.keeper.wanted, engine.backend.listing()) == ((), "")
        attack(engine)
        outcome = turn(engine, lambda o: o.decisions, most=400)
        assert {d.rule for d in outcome.decisions if d.action.touches_traffic} == {"brake.held"}
    assert "withdraw-all by duty: operating theatre lost its link" in (folder / "announced.log").read_text()


def test_restart_loses_no_intent_and_no_story(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    with engine_in(folder) as engine:
        attack(engine)
        turn(engine, lambda _: engine.pipeline.keeper.wanted)
        before, stories = engine.pipeline.keeper.wanted, len(engine.pipeline.stories)
    with engine_in(folder) as engine:
        assert (engine.pipeline.keeper.wanted, len(engine.pipeline.stories)) == (before, stories)
        engine.cycle(now=clock())
        assert len(engine.backend.listing().splitlines()) == len(before)


def test_journal_holds_what_the_engine_saw(tmp_path: Path) -> None:
    from hsoc.journal.reader import segments  # noqa: PLC0415 -- only this test reads it

    with engine_in(tmp_path / "e") as engine:
        attack(engine)
        turn(engine, lambda o: o.events)
        turn(engine, lambda _: engine.status(now=clock())["flows"] == 300)
    assert sum(s.rows for s in segments(tmp_path / "e" / "journal", "flows")) == 300
    assert sum(s.rows for s in segments(tmp_path / "e" / "journal", "detections")) >= 1


def test_intent_of_a_stranger_stops_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    folder.mkdir()
    (folder / "intent.json").write_text('{"version": 9}')
    with pytest.raises(Unable, match=r"intent\.json"), engine_in(folder):
        raise AssertionError


def test_run_refuses_to_apply_with_the_dry_run(tmp_path: Path) -> None:
    path = tmp_path / "perimeter.toml"
    path.write_text("")
    with pytest.raises(Unable, match="--apply needs a speaker at each site"):
        run(config_path=path, apply=True)


def test_run_refuses_an_unknown_backend(tmp_path: Path) -> None:
    path = tmp_path / "perimeter.toml"
    path.write_text('[mitigation]\nbackend = "carrier-pigeon"')
    with pytest.raises(BadConfig, match="carrier-pigeon"):
        run(config_path=path, apply=False)


def test_run_names_a_file_of_roas_that_is_not_there_writes_its_status_and_ends_in_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "perimeter.toml"
    path.write_text('data = "e"\n[[listen]]\nport = 0\n[routing]\nvrp_file = "/no/vrps.json"\n')
    run(config_path=path, apply=False, seconds=6)
    assert json.loads((tmp_path / "e" / "status.json").read_text())["dry_run"] is True
    assert "routing.vrp_file: /no/vrps.json is not there; until a validator writes it" in capsys.readouterr().err


def test_a_second_engine_of_the_same_folder_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "perimeter.toml"
    path.write_text('data = "e"\n[[listen]]\nport = 0\n')
    (tmp_path / "e").mkdir()
    with Lock(tmp_path / "e" / "engine.lock"), pytest.raises(Unable, match="another engine runs with this data; stop it"):
        run(config_path=path, apply=False, seconds=1)


def own_rule(*, until: int, **match: object) -> dict[str, object]:
    return {"id": "17", "member": 7, "do": "drop", "match": {"dst": "198.18.7.0/24"} | match, "since": 0, "until": until, "by": "alena"}


def told(engine: Engine, version: str, *rules: dict[str, object]) -> None:
    engine.steering.heard(json.dumps({"version": version, "rules": rules}).encode(), now=clock())


def test_a_members_rule_stands_counts_survives_a_restart_and_goes_with_the_policy(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    with engine_in(folder) as engine:
        attack(engine)
        turn(engine, lambda _: engine.pipeline.keeper.wanted)  # the engine's own entry stands beside
        told(engine, "1", own_rule(until=clock() + 600_000, proto=[17], length=[[1, 1000]]))
        engine.cycle(now=clock())
        assert "destination 198.18.7.0/24;" in engine.backend.listing()
        (own,) = engine.pipeline.own_rules.told(now=clock(), standing=frozenset(e.key for e in engine.pipeline.keeper.wanted), held={})
        assert (own.id, own.state) == ("17", "standing")
        automatic = [e for e in engine.pipeline.keeper.wanted if e.story != "own:17"]
        assert automatic
    with engine_in(folder) as engine:  # no portal in sight: the kept policy
        engine.cycle(now=clock())
        assert {e.story for e in engine.pipeline.keeper.wanted} >= {"own:17"}
        told(engine, "2")
        engine.cycle(now=clock())
        assert engine.pipeline.keeper.wanted == tuple(automatic)
        assert "destination 198.18.7.0/24;" not in engine.backend.listing()
        assert engine.status(now=clock())["policy"].version == "2"


def test_a_changed_rule_replaces_its_entry_and_hits_are_told(tmp_path: Path) -> None:
    with engine_in(tmp_path / "e") as engine:
        told(engine, "1", own_rule(until=clock() + 600_000, proto=[6]))
        engine.cycle(now=clock())
        told(engine, "2", own_rule(until=clock() + 600_000, proto=[17]))
        engine.cycle(now=clock())
        (entry,) = engine.pipeline.keeper.wanted
        assert entry.match.proto == (17,)
        attack(engine)
        turn(engine, lambda _: any(hit.packets for hit in engine.pipeline.keeper.hits() if hit.key == entry.key))
        engine._tell_status(engine.status(now=clock()), now=clock())
        sent = decoded(engine.steering._status)
    (told_of,) = [one for one in sent.standing if one.entry.key == entry.key]
    assert (told_of.flows > 0, sent.own[0].key, sent.policy.version, sent.backend) == (True, entry.key, "2", "dry-run")


def test_a_new_policy_loses_no_window_and_no_standing_decision(tmp_path: Path) -> None:
    with engine_in(tmp_path / "e") as engine:
        attack(engine)
        turn(engine, lambda _: engine.pipeline.keeper.wanted)
        before, stories, ring = engine.pipeline.keeper.wanted, len(engine.pipeline.stories), engine.pipeline.watch
        standing = engine.pipeline._decider.standing
        told(engine, "1")
        outcome = engine.cycle(now=clock())
        assert (engine.pipeline.keeper.wanted, len(engine.pipeline.stories), engine.pipeline.watch is ring) == (before, stories, True)
        assert engine.pipeline._decider.standing == standing
        assert not [d for d in outcome.decisions if d.action.touches_traffic]


def test_a_portal_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    config = Config(listen=(Listen(port=0),), portal=PortalDoor(url="http://portal.example"), mitigation=Mitigation())
    with pytest.raises(Unable, match="without TLS only to this machine itself"), engine_in(tmp_path / "e", config):
        raise AssertionError


def test_a_router_tells_of_a_hijack_and_it_becomes_a_story_and_a_line_of_the_status(tmp_path: Path) -> None:
    update = Route(time=clock(), peer="192.0.2.9", peer_asn=64509, prefix="198.18.0.0/16", path=(64509, 64501, 64510))
    routing = Routing(hear=Hearing(bmp="127.0.0.1:0"))
    own = (Announcement(prefix="198.18.0.0/16", origins=(64500,), member=7),)
    with engine_in(tmp_path / "data", msgspec.structs.replace(CONFIG, routing=routing, announcement=own)) as engine:
        assert engine.ears is not None
        with socket.create_connection(("127.0.0.1", engine.ears.ports["bmp"])) as router:
            router.sendall(bmp_message(Envelope(update.time, update.peer, update.peer_asn, bgp_message(update))))
            [event] = turn(engine, lambda outcome: outcome.events).events
        assert (event.detector, event.vector, event.action.value, event.member) == ("prefix_hijack", "E|0|-|-", "notify", 7)
        assert "198.18.0.0/16 by AS 64510" in event.description
        assert engine.pipeline.keeper.wanted == ()
        shown = "\n".join(show.lines(json.loads(msgspec.json.encode(engine.status(now=clock()))), now=clock()))
        assert "1 updates of 1 peers, 1 about 1 prefixes of ours" in shown
        assert "1 alarms stand" in shown


def test_a_place_for_routes_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(Unable, match=r"routing\.hear\.bmp"):
        Engine(msgspec.structs.replace(CONFIG, routing=Routing(hear=Hearing(bmp="nowhere"))), tmp_path / "data")
