"""Planned threats as finished stories: rows of the journal's event table with their IDEA0 text. Belongs here: columns. Never: files.

Everything is done column by column, the JSON text too: a year of the community is millions of stories, and the first start of the
demonstration may take seconds only. The text has the keys of exchange/idea and is read back by it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hsoc.exchange.idea.terms import PROTOCOL_NAMES
from hsoc.journal.days import local_day, quarter
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.perimeter.simulate import attacks, community, pools
from hsoc.perimeter.simulate.attacks import PASSED, PREVENTIVE, REACTIVE, Plan
from hsoc.perimeter.simulate.columns import Int64s, member_address
from hsoc.perimeter.simulate.kinds import INDEX, KINDS, SYN_VECTOR, VECTORS
from hsoc.records import address
from hsoc.records.decision import Action
from hsoc.records.taxonomy import Basis, Disposition, Severity
from hsoc.records.tlp import TLP

Array = Any  # Arrow's arrays: their stubs name every element type, which here says nothing
NODE: Final = "cz.hsoc.perimeter"  # the engine's name at the Warden door, as perimeter.toml has it by default
# two hospitals have sensors of their own, which tell the kinds that the perimeter does not see by itself: number → (node, kinds)
SENSORS: Final = {9: "cz.example.lipova.ids", 10: "cz.example.ureky.ids"}
SENSED: Final = ("exploit", "other")
MOST_NAMED: Final = 5  # addresses named in one invented story; the counts are true
TOLD_AFTER_MS: Final = 12_000  # ms from the first flow to the story: window, judgement, one tick
MEDICAL: Final = (104, 11112, 2575, 502)  # DICOM, HL7, Modbus weigh more (perimeter.md 2.1)
_DISPOSITIONS: Final = np.array([str(Disposition.PREVENTIVE), str(Disposition.REACTIVE), str(Disposition.PASSED)])
# packets of a flow and bytes of a packet, by kind: what strikes.py makes on average
_PACKETS: Final = {"login": 21, "exploit": 10, "other": 10, "reflection": 62, "syn_flood": 55, "open": 7, "botnet": 8, "spoofed": 2}
_BYTES: Final = {"login": 110, "exploit": 390, "other": 390, "reflection": 900, "syn_flood": 40, "open": 300, "botnet": 180, "spoofed": 60}
_SEVERAL_SOURCES: Final = (INDEX["reflection"], INDEX["syn_flood"])


def events(plan: Plan, *, day: date, org: int, serial: int, seed: int) -> pa.Table:
    """EVENT_SCHEMA rows for the threats of a day's plan, ordered by the time they were told, numbered from `serial`."""
    rng = np.random.default_rng([seed, day.toordinal(), 3])
    plan = attacks.taken(plan, np.argsort(_told(plan), kind="stable"))
    columns = _numbers(plan, rng) | _words(plan, rng)
    columns |= _named(plan)
    rows = attacks.rows(plan)
    columns["serial"] = serial + np.arange(rows)
    columns["id"] = _joined(f"hsoc-{day:%Y%m%d}-", pc.utf8_lpad(_text(plan["id"]), 6, "0"))
    columns["day"] = local_day(columns["detected"]).astype(str)
    columns["quarter"] = quarter(columns["detected"])
    columns |= _tellers(plan, org) | {"test": np.zeros(rows, bool)}
    columns["raw"] = _idea(columns).cast(pa.binary())
    return pa.table({field.name: pa.array(columns[field.name]).cast(field.type) for field in EVENT_SCHEMA}, schema=EVENT_SCHEMA)


def _tellers(plan: Plan, org: int) -> dict[str, Any]:
    """Who told each: the engine of `org`, or a hospital's own sensor."""
    client, told_by = np.full(attacks.rows(plan), NODE, dtype="U40"), np.full(attacks.rows(plan), org)
    sensed = np.isin(plan["kind"], [INDEX[name] for name in SENSED]) & (plan["members"] == 1)
    for number, name in SENSORS.items():
        mine = sensed & (plan["member"] == number)
        client[mine], told_by[mine] = name, number
    return {"client": client, "org": told_by}


def _told(plan: Plan) -> Int64s:
    return np.minimum(plan["first"] + TOLD_AFTER_MS, plan["last"])


def _numbers(plan: Plan, rng: np.random.Generator) -> dict[str, Any]:
    rows = attacks.rows(plan)
    per_flow = np.array([_PACKETS.get(kind.name, 1.2) for kind in KINDS])[plan["kind"]]
    per_packet = np.array([_BYTES.get(kind.name, 46) for kind in KINDS])[plan["kind"]]
    packets = np.maximum(plan["flows"], (plan["flows"] * per_flow * rng.uniform(0.8, 1.25, rows)).astype(np.int64))
    size = (packets * per_packet * rng.uniform(0.9, 1.1, rows)).astype(np.int64)
    fate = plan["disposition"]
    part = np.where(fate == PREVENTIVE, 1.0, np.where(fate == REACTIVE, rng.uniform(0.6, 0.98, rows), 0.0))
    unknown = (fate == PASSED) & (rng.random(rows) < 0.2)  # some routers do not say what they forwarded
    told = _told(plan)
    medical = np.isin(plan["port"], MEDICAL) & (plan["kind"] == INDEX["horizontal"])
    severity = np.array([int(kind.severity) for kind in KINDS])[plan["kind"]]
    severe = (plan["kind"] == INDEX["botnet"]) & (rng.random(rows) < 0.06)
    return {
        "revision": 1 + (plan["last"] - plan["first"]) // 300_000 % 100,
        "received": told + rng.integers(400, 2_500, rows),
        "detected": told, "first": plan["first"], "last": plan["last"],
        "severity": np.where(severe, int(Severity.CRITICAL), np.where(medical, int(Severity.MEDIUM), severity)),
        "trust": np.array([int(kind.trust) for kind in KINDS])[plan["kind"]],
        "member": np.where(plan["members"] == 1, plan["member"], 0), "members": plan["members"],
        "sources": plan["sources"], "targets": plan["targets"], "proto": plan["proto"],
        "port": np.where((plan["kind"] == INDEX["vertical"]) | (plan["proto"] == 1), -1, plan["port"]),
        "detections": plan["detections"], "flows": plan["flows"], "packets": packets, "bytes": size,
        **{f"dropped_{name}": pa.array((values * part).astype(np.int64), mask=unknown)
           for name, values in (("flows", plan["flows"]), ("packets", packets), ("bytes", size))},
        "src_hi": plan["src_hi"], "src_lo": plan["src_lo"], "src_bits": np.full(rows, 128),
        "dst_bits": np.full(rows, 128), "dry_run": np.zeros(rows, bool),
        "_ports": np.where(plan["kind"] == INDEX["vertical"], plan["flows"], plan["proto"] != 1),
    }  # fmt: skip


def _words(plan: Plan, rng: np.random.Generator) -> dict[str, Any]:
    rows, fate = attacks.rows(plan), plan["disposition"]
    known = np.where(fate == PASSED, str(Basis.NONE), np.where(rng.random(rows) < 0.9, str(Basis.CONFIRMED), str(Basis.EXPECTED)))
    basis = np.where((fate == REACTIVE) & (rng.random(rows) < 0.6), str(Basis.EXPECTED), known)
    ours = np.array([str(k.action if k.action.touches_traffic else Action.FLOWSPEC) for k in KINDS])[plan["kind"]]
    heavy = np.isin(plan["kind"], [INDEX["open"], INDEX["botnet"], INDEX["exploit"], INDEX["other"]])
    passed = np.where(heavy, str(Action.NOTIFY), str(Action.OBSERVE))
    vectors = np.array([vector[0] for vector in VECTORS] + [""])
    vector = np.where(plan["kind"] == INDEX["syn_flood"], SYN_VECTOR, vectors[plan["vector"]])
    category = np.array([str(kind.category) for kind in KINDS], dtype="U40")[plan["kind"]]
    other = plan["kind"] == INDEX["other"]
    category[other] = np.array(["Fraud.Phishing", "Abusive.Spam", "Other"])[plan["seed"][other] % 3]
    return {
        "state": _same("closed", rows),
        "category": category,
        "detector": np.array([kind.detector or kind.told_by for kind in KINDS])[plan["kind"]],
        "vector": vector,
        "disposition": _DISPOSITIONS[fate],
        "basis": basis,
        "action": np.where(fate == REACTIVE, ours, np.where(fate == PASSED, passed, str(Action.OBSERVE))),
        "why": np.where(fate == PASSED, _reasons(plan), ""),
        "tlp": _same(str(TLP.AMBER_STRICT), rows),
    }


def _reasons(plan: Plan) -> Any:
    most = max(len(kind.why) for kind in KINDS)
    table = np.array([[kind.why[k % len(kind.why)] for k in range(most)] for kind in KINDS])
    return table[plan["kind"], plan["seed"] % most]


def _named(plan: Plan) -> dict[str, Any]:
    """First target and the lists of sources and targets, at most MOST_NAMED of each."""
    many = np.isin(plan["kind"], _SEVERAL_SOURCES)
    named = np.where(many, np.minimum(plan["sources"], MOST_NAMED), 1)
    of, i = _spread(named)
    kind, first = plan["kind"][of], plan["src_lo"][of]
    lo = np.where(kind == INDEX["reflection"], pools.reflectors(first, i), first)
    later = (kind == INDEX["syn_flood"]) & (i > 0)
    lo[later] = pools.flooder(plan["seed"][of][later], i[later])
    sources = _listed(named, plan["src_hi"][of], lo)
    outward = np.isin(plan["kind"], [INDEX["open"], INDEX["botnet"]])
    count = np.minimum(plan["targets"], MOST_NAMED)
    of, i = _spread(count)
    number = 1 + (plan["member"][of] - 1 + i % plan["members"][of]) % community.MEMBERS
    host = 1 + (plan["host"][of] + i // plan["members"][of] * plan["stride"][of]) % community.HOSTS
    hi, lo = member_address(number, host, plan["v6"][of] != 0)
    hi, lo = np.where(outward[of], 0, hi), np.where(outward[of], pools.STRANGERS + plan["seed"][of] % 20_000, lo)
    first = np.cumsum(count) - count
    return {"source_list": sources, "target_list": _listed(count, hi, lo), "dst_hi": hi[first], "dst_lo": lo[first]}


def _spread(counts: Int64s) -> tuple[Int64s, Int64s]:
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)


def _listed(counts: Int64s, hi: Int64s, lo: Int64s) -> Array:
    """Lists of canonical texts; every distinct address is written once (there are thousands, not millions)."""
    # one key for both families: invented IPv6 addresses differ in the last 32 bits of hi and the last 16 of lo only
    _, first, back = np.unique(np.where(hi == 0, lo, 1 << 62 | (hi & 0xFFFF_FFFF) << 16 | lo), return_index=True, return_inverse=True)
    texts = pa.array(address.texts(hi[first], lo[first]))
    offsets: Array = pa.array(np.concatenate(([0], np.cumsum(counts))).astype(np.int32))
    chosen: Array = pa.array(back)
    return pa.ListArray.from_arrays(offsets, texts.take(chosen))


# --- the text --------------------------------------------------------------------------------------------------------------
def _text(values: Any) -> Array:
    return pa.array(values).cast(pa.string())


def _same(word: str, rows: int) -> Array:
    return pa.repeat(pa.scalar(word), rows)


def _joined(*parts: Any) -> Array:
    given: Any = [pa.scalar(part) if isinstance(part, str) else part for part in (*parts, "")]
    return pc.binary_join_element_wise(*given)


def _instant(values: Int64s) -> Array:
    # a cast writes "2026-11-20 10:00:00.123"; strftime takes a hundred times as long
    return pc.binary_replace_slice(pa.array(values).cast(pa.timestamp("ms")).cast(pa.string()).cast(pa.binary()), 10, 11, b"T").cast(
        pa.string()
    )


def _either(mask: Any, yes: Any, no: Any) -> Array:
    return pc.if_else(pa.array(mask), yes, no)


def _idea(c: dict[str, Any]) -> Array:
    """One IDEA0 document per row, with the keys and the order of exchange/idea/encode."""
    regulated = np.asarray(c["disposition"]) != str(Disposition.PASSED)
    dropped = [
        pc.fill_null(_joined(f',"{key}":', c[name].cast(pa.string())), "")
        for name, key in (
            ("dropped_flows", "FlowCountDropped"),
            ("dropped_packets", "PacketCountDropped"),
            ("dropped_bytes", "ByteCountDropped"),
        )
    ]
    return _joined(
        '{"Format":"IDEA0","ID":"', c["id"], '","DetectTime":"', _instant(c["detected"]), 'Z","CreateTime":"', _instant(c["received"]),
        'Z","EventTime":"', _instant(c["first"]), 'Z","CeaseTime":"', _instant(c["last"]), 'Z","Category":["', _text(c["category"]),
        '"],"FlowCount":', _text(c["flows"]), ',"PacketCount":', _text(c["packets"]), ',"ByteCount":', _text(c["bytes"]), *dropped,
        ',"Source":[{', _addresses(c["source_list"], c["src_hi"]), _either(c["trust"] == 0, ',"Spoofed":true', ""),
        '}],"Target":[{', _either(regulated, '"Type":["ActionRegulated"],', ""), _addresses(c["target_list"], c["dst_hi"]), _service(c),
        '}],"TLP":"TLP:AMBER+STRICT","Node":[{"Name":"', _text(c["client"]),
        '","Type":["Flow","Statistical"],"SW":["hSOC"]}],"_hSOC":', _own(c), "}",
    )  # fmt: skip


def _addresses(lists: Array, hi: Int64s) -> Array:
    return _joined(_either(hi != 0, '"IP6":["', '"IP4":["'), pc.binary_join(lists, '","'), '"]')


def _service(c: dict[str, Any]) -> Array:
    names = np.array([PROTOCOL_NAMES.get(number, "") for number in range(256)])[c["proto"]]
    port = _joined(',"Port":[', _text(np.maximum(c["port"], 0)), "]")
    return _joined(_either(c["port"] > 0, port, ""), ',"Proto":["', _text(names), '"]')


def _own(c: dict[str, Any]) -> Array:
    words = [(key, _text(c[name])) for key, name in (
        ("State", "state"), ("Detector", "detector"), ("Vector", "vector"), ("Disposition", "disposition"), ("Basis", "basis"),
        ("Action", "action"), ("Why", "why"))]  # fmt: skip
    numbers = [(key, _text(c[name])) for key, name in (
        ("Revision", "revision"), ("Severity", "severity"), ("Trust", "trust"), ("Sources", "sources"), ("Targets", "targets"),
        ("Ports", "_ports"), ("Member", "member"), ("Members", "members"), ("Detections", "detections"))]  # fmt: skip
    parts: list[Any] = ["{"]
    for number, (key, value) in enumerate(words):
        parts += [("," if number else "") + f'"{key}":"', value, '"']
    for key, value in numbers:
        parts += [f',"{key}":', value]
    return _joined(*parts, "}")
