"""The engine's dictionary becomes the record that the portal decodes; the whole way is in test_run."""

from hsoc.perimeter import brake
from hsoc.perimeter.collect.counters import Unknown
from hsoc.perimeter.mitigate.reconcile import Place
from hsoc.perimeter.told import told
from hsoc.perimeter.wires.udp import SocketCounters
from hsoc.records.decision import Action
from hsoc.records.engine_status import Filled, Harm, HeldBack, Own, OwnState, PolicyState, Speaker, Waiting, decoded
from hsoc.records.mitigation import Hits, Mitigation
from hsoc.records.policy import Ceiling
from hsoc.records.scope import Match

ENTRY = Mitigation(key="k", action=Action.FLOWSPEC, match=Match(dst="198.18.7.0/24"), since=1, until=2, story="own:1")


def test_everything_that_matters_goes_up():
    status = {
        "at": 9, "started": 1, "dry_run": True, "flows": 5, "step_ms": 1.5, "behind_packets": 0, "stories": 2,
        "rules": [{"entry": ENTRY, "hits": Hits(key="k", flows=3, packets=4, bytes=5, last=6)}, {"entry": ENTRY, "hits": None}],
        "held": {"0": brake.Move(what="hold", reason="r" * 900, by="duty", at=3)},
        "exporters": (), "sockets": (SocketCounters(address="127.0.0.1", port=1, datagrams=2, dropped=0, buffer=3),),
        "unknown": Unknown((("192.0.2.9", 4),), 0), "watch": {"tiles": 1},
        "spool": {"batches": 1, "bytes": 2, "rejected": 3}, "never_block": ("192.0.2.0/24",),
    }  # fmt: skip
    own = (Own(id="1", state=OwnState.STANDING, key="k"),)
    found = decoded(told(status, node="n", backend="dry-run", policy=PolicyState(version="1"), own=own, site={"k": {"north": "there"}}))
    assert (found.at, found.node, found.policy.version, found.own, found.stories) == (9, "n", "1", own, 2)
    assert [(one.packets, one.last, one.site) for one in found.standing] == [(4, 6, {"north": "there"}), (0, 0, {"north": "there"})]
    assert found.held == (HeldBack(member=0, what="hold", reason="r" * 500, by="duty", at=3),)
    assert found.never_block == ("192.0.2.0/24",)
    assert (found.waiting, found.speakers, found.budgets, found.standing[0].harm) == ((), (), (), None)
    assert (found.sockets[0]["port"], found.unknown, found.spool_rejected) == (1, (("192.0.2.9", 4),), 3)


def test_causes_proposals_budgets_and_speakers_go_up():
    harm = Harm(peers=1, of_peers=20, peers_share=0.05, bytes_share=0.01, days=7)
    waiting = Waiting(key="flowspec x", action=Action.FLOWSPEC, match=Match(dst="198.18.0.0/16"), story="s", since=3, addresses=65_536)
    budget = Filled(of="platform", name="edge", rules=1, most_rules=2, cost=3, most_cost=4)
    places = (Place(key="k", wanted=1, acknowledged=2, seen=3, trouble=""), Place(key="l", wanted=1, acknowledged=0, seen=0, trouble="no"))
    status = {
        "at": 9, "started": 1, "dry_run": False, "flows": 5, "step_ms": 1.5, "behind_packets": 0, "stories": 2, "held": {},
        "rules": [{"entry": ENTRY, "hits": None}], "exporters": (), "sockets": (), "unknown": Unknown((), 0), "watch": {},
        "why": {"k": {"rule": "ladder.vector", "reason": "r" * 900, "event": "e1", "harm": harm}},
        "waiting": (waiting,), "budgets": (budget,),
        "sites": [
            {"name": "north", "backend": "gobgp", "up": True, "since": 4, "trouble": "", "losses": 1, "peers": {"r1": True}, "read": 5,
             "entries": places, "left": ("x",)}
        ],
        "routing": {"guard": {"alarms": 2}}, "hindsight": "no flows are kept", "folder": "/var/lib/hsoc",
        "spool": {"batches": 1, "bytes": 2, "rejected": 3},
    }  # fmt: skip
    found = decoded(told(status, node="n", backend="gobgp", policy=PolicyState(), own=()))
    (one,) = found.standing
    assert (one.rule, len(one.reason), one.event, one.harm) == ("ladder.vector", 500, "e1", harm)
    assert (found.waiting, found.budgets, found.routing, found.folder) == ((waiting,), (budget,), {"guard": {"alarms": 2}}, "/var/lib/hsoc")
    assert found.hindsight == "no flows are kept"
    assert found.speakers == (
        Speaker(name="north", backend="gobgp", up=True, since=4, losses=1, read=5, entries=2, there=1, left=1, peers={"r1": True}),
    )


def test_hospital_is_told_whom_its_own_rule_hits_and_the_rule_stands():
    harm = Harm(peers=3, of_peers=200, peers_share=0.015, bytes_share=0.002, days=7)
    status = {
        "at": 9, "started": 1, "dry_run": True, "flows": 5, "step_ms": 1.5, "behind_packets": 0, "stories": 2, "held": {}, "rules": [],
        "exporters": (), "sockets": (), "unknown": Unknown((), 0), "watch": {}, "why": {"k": {"harm": harm}},
        "spool": {"batches": 1, "bytes": 2, "rejected": 3},
    }  # fmt: skip
    own = (Own(id="1", state=OwnState.STANDING, key="k"), Own(id="2", state=OwnState.HELD, key="k"), Own(id="3", state=OwnState.STANDING))

    def said(**ceiling: float) -> list[tuple[str, str]]:
        body = told(status, node="n", backend="dry-run", policy=PolicyState(), own=own, ceiling=Ceiling(**ceiling))
        return [(one.state, one.code) for one in decoded(body).own]

    assert said() == [("standing", "own.hurts"), ("held", ""), ("standing", "")]
    assert said(most_benign_peers=0.1) == [("standing", ""), ("held", ""), ("standing", "")]
