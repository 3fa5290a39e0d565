"""An invented engine's word on what stands. Belongs here: makers with good defaults. Never: an assertion."""

from __future__ import annotations

import time
from pathlib import Path

from hsoc.exchange.flowspec.text import match_text
from hsoc.journal import engines
from hsoc.records.decision import Action
from hsoc.records.engine_status import EngineStatus, Filled, Harm, HeldBack, Speaker, Standing, Waiting, encoded
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match

NTP = Match(dst="198.18.7.10/32", proto=(17,), sport=((123, 123),))
SCAN = Match(src="198.19.0.9/32")
WIDE = Match(dst="198.18.0.0/16", proto=(17,))


def now_ms() -> int:
    return time.time_ns() // 1_000_000  # noqa: TID251  (pages live in real time)


def standing(match: Match = NTP, *, member: int = 7, story: str = "reflection:198.18.7.10", **given: object) -> Standing:
    """An entry that stands for ten minutes and has matched something."""
    action = given.pop("action", Action.FLOWSPEC)
    now = now_ms()
    entry = Mitigation(
        key=f"{action} {match_text(match)}", action=action, match=match, since=now - 600_000, until=now + 3_000_000, story=story,
        member=member, rate=given.pop("rate", 0),
    )  # fmt: skip
    usual = {"flows": 50, "packets": 60_000, "bytes": 28_000_000, "last": now - 2_000, "rule": "ladder.vector", "reason": "Many sources."}
    harm = Harm(peers=3, of_peers=200, peers_share=0.015, bytes_share=0.002, days=7)
    return Standing(entry=entry, **{"harm": harm, "site": {"north": "there", "south": "no session"}} | usual | given)


def waiting(match: Match = WIDE, **given: object) -> Waiting:
    """A proposal for two people."""
    now = now_ms()
    usual = {"story": "carpet_bombing:198.18.0.0/16", "member": 7, "since": now - 60_000, "last": now, "addresses": 65_536, "minutes": 60}
    return Waiting(key=f"flowspec {match_text(match)}", action=Action.FLOWSPEC, match=match, reason="A carpet.", **usual | given)


def said(data: Path, *entries: Standing, name: str = "cz.hsoc.perimeter", ago_ms: int = 0, **given: object) -> EngineStatus:
    """The engine's last word, kept as door 2 keeps it."""
    now = now_ms() - ago_ms
    usual: dict[str, object] = {
        "node": name, "backend": "gobgp", "dry_run": False, "started": now - 86_400_000, "flows": 9_000_000, "step_ms": 41.5,
        "budgets": (
            Filled(of="table", rules=len(entries), most_rules=3000),
            Filled(of="platform", name="edge", rules=1, most_rules=40, cost=90, most_cost=100),
            Filled(of="member", name="7", rules=1, most_rules=100),
        ),
        "speakers": (
            Speaker(name="north", backend="gobgp", up=True, since=now - 9_000_000, entries=2, there=2, peers={"r1": True}),
            Speaker(name="south", backend="gobgp", trouble="connection refused", since=now - 9_000, entries=2, peers={"r2": False}),
        ),
        "exporters": (
            {"exporter": {"address": "198.18.255.1", "source": 7}, "flows": 900, "datagrams": 40, "lost": 100, "gaps": 3, "templates": 4,
             "sampling": [["", 1000]], "last_error": "set too short"},
        ),
        "unknown": (("192.0.2.9", 4),), "folder": "/var/lib/hsoc/perimeter",
    }  # fmt: skip
    status = EngineStatus(at=now, standing=entries, **usual | given)
    engines.keep(data / "engines", name=name, status=status, body=encoded(status), now=now)
    return status


def brake(**given: object) -> HeldBack:
    """The emergency brake, on for everybody."""
    return HeldBack(**{"member": 0, "what": "hold", "reason": "work on the border", "by": "duty", "at": now_ms()} | given)
