"""The engine's dictionary becomes the record that the portal decodes; the whole way is in test_run."""

from hsoc.perimeter import brake
from hsoc.perimeter.collect.counters import Unknown
from hsoc.perimeter.told import told
from hsoc.perimeter.wires.udp import SocketCounters
from hsoc.records.decision import Action
from hsoc.records.engine_status import HeldBack, Own, OwnState, PolicyState, decoded
from hsoc.records.mitigation import Hits, Mitigation
from hsoc.records.scope import Match

ENTRY = Mitigation(key="k", action=Action.FLOWSPEC, match=Match(dst="198.18.7.0/24"), since=1, until=2, story="own:1")


def test_everything_that_matters_goes_up():
    status = {
        "at": 9, "started": 1, "dry_run": True, "flows": 5, "step_ms": 1.5, "behind_packets": 0, "stories": 2,
        "rules": [{"entry": ENTRY, "hits": Hits(key="k", flows=3, packets=4, bytes=5, last=6)}, {"entry": ENTRY, "hits": None}],
        "held": {"0": brake.Move(what="hold", reason="r" * 900, by="duty", at=3)},
        "exporters": (), "sockets": (SocketCounters(address="127.0.0.1", port=1, datagrams=2, dropped=0, buffer=3),),
        "unknown": Unknown((("192.0.2.9", 4),), 0), "watch": {"tiles": 1},
        "spool": {"batches": 1, "bytes": 2, "rejected": 3},
    }  # fmt: skip
    own = (Own(id="1", state=OwnState.STANDING, key="k"),)
    found = decoded(told(status, node="n", backend="dry-run", policy=PolicyState(version="1"), own=own, site={"k": {"north": "there"}}))
    assert (found.at, found.node, found.policy.version, found.own, found.stories) == (9, "n", "1", own, 2)
    assert [(one.packets, one.last, one.site) for one in found.standing] == [(4, 6, {"north": "there"}), (0, 0, {"north": "there"})]
    assert found.held == (HeldBack(member=0, what="hold", reason="r" * 500, by="duty", at=3),)
    assert (found.sockets[0]["port"], found.unknown, found.spool_rejected) == (1, (("192.0.2.9", 4),), 3)
