"""The engine's status as a person reads it on a terminal. Belongs here: words and columns. Never: a figure of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from hsoc.perimeter.wires import state

STALE_MS: Final = 10_000  # the engine writes its status each second; older means that it does not live


class Unusable(ValueError):
    """There is no status to show; the text says where it was looked for."""


def shown(folder: Path, *, now: int) -> str:
    """The status in the engine's data folder as text. now: ms. Raises Unusable."""
    path = folder / "status.json"
    try:
        kept = state.kept(path)
        if kept is None:
            raise Unusable(f"{path}: no engine has written its status here; name its data folder with --data")
        return "\n".join(lines(msgspec.json.decode(kept), now=now))
    except (OSError, msgspec.DecodeError, KeyError, TypeError) as error:
        raise Unusable(f"{path}: cannot be read ({error})") from error


def lines(status: dict[str, Any], *, now: int) -> list[str]:
    """Status (run.Engine.status, decoded) → lines."""
    age = now - status["at"]
    mode = "dry run, nothing is sent to a router" if status["dry_run"] else "applied"
    life = "alive" if age < STALE_MS else f"SILENT for {age // 1000} s"
    out = [f"engine {life}, {mode}; {status['flows']:,} flows, {status['stories']} open stories"]
    out += [f"brake: {one['what']} by {one['by']} ({_clock(one['at'])}): {one['reason']}" for one in status["held"].values()]
    out += [_exporter(one) for one in status["exporters"]]
    dropping = [one for one in status["sockets"] if one["dropped"]]
    out += [f"socket {one['address']} port {one['port']}: {one['dropped']} datagrams dropped by the kernel" for one in dropping]
    if status["behind_packets"]:
        out.append(f"too slow: {status['behind_packets']} datagrams were thrown away")
    out += [f"not configured: {address} sent {count} datagrams" for address, count in status["unknown"]["senders"]]
    out += _routing(status.get("routing"))
    sites = status.get("sites", [])
    out += [_site(one) for one in sites]
    out.append(f"{len(status['rules'])} entries{'' if status['rules'] else ': nothing is held back'}")
    out += [line for rule in status["rules"] for line in (*_rule(rule), *_places(rule["entry"]["key"], sites))]
    out += [line for one in status.get("diverted", ()) for line in _diverted(one)]
    waiting = status["spool"]
    trouble = (status["portal"] or {}).get("trouble") or ""
    out.append(
        f"towards the portal: {waiting['batches']} batches wait, {waiting['rejected']} refused for good{'; ' + trouble if trouble else ''}"
    )
    return out


def _exporter(one: dict[str, Any]) -> str:
    told = f"exporter {one['exporter']['address']}: {one['flows']:,} flows in {one['datagrams']:,} datagrams"
    faults = [
        f"{one[name]:,} {word}"
        for name, word in (("lost", "lost"), ("malformed", "malformed"), ("pending_dropped", "without template"))
        if one[name]
    ]
    return ", ".join([told, *faults])


def _site(one: dict[str, Any]) -> str:
    """A speaker, its sessions, and how much of what is wanted stands there."""
    life = f"up since {_clock(one['since'])}" if one["up"] else f"DOWN since {_clock(one['since'])}: {one['trouble']}"
    down = [name for name, up in one["peers"].items() if not up]
    sessions = f"; session DOWN with {', '.join(down)}" if down else ""
    stand = sum(place["seen"] > 0 for place in one["entries"])
    left = f", {len(one['left'])} of ours not taken back yet" if one["left"] else ""
    return f"site {one['name']}: {one['backend']} {life}{sessions}; {stand} of {len(one['entries'])} entries stand{left}"


def _places(key: str, sites: list[dict[str, Any]]) -> list[str]:
    """Where one entry stands, a line per site."""
    found = [(one["name"], place) for one in sites for place in one["entries"] if place["key"] == key]
    return [f"    {name}: {_place(place)}" for name, place in found]


def _place(place: dict[str, Any]) -> str:
    if place["seen"]:
        return f"stands since {_clock(place['seen'])} (wanted {_clock(place['wanted'])}, acknowledged {_clock(place['acknowledged'])})"
    return f"MISSING, wanted since {_clock(place['wanted'])}: {place['trouble'] or 'not read back yet'}"


def _routing(routing: dict[str, Any] | None) -> list[str]:
    """The routing guard: its alarms, what it hears by, and its VRPs."""
    if routing is None:
        return []
    guard = routing["guard"]
    out = [
        f"routes: {guard['updates']:,} updates of {guard['peers']} peers, {guard['concerned']:,} about {guard['prefixes']} prefixes of ours"
    ]
    out.append(f"  {guard['alarms']} alarms stand" + (f"; no room for {guard['passed_over']:,} more" if guard["passed_over"] else ""))
    for one in routing["sources"]:
        wire, heard = one["wire"], one["heard"]
        faults = f", {heard['errors']} errors ({heard['last_error']})" if heard["errors"] else ""
        trouble = f", {wire['trouble']}" if wire["trouble"] else ""
        peers = f", peers {heard['peers_up']} up {heard['peers_down']} down" if heard["peers_up"] or heard["peers_down"] else ""
        last = f", last {_clock(wire['last'])}" if wire["last"] else ", nothing yet"
        out.append(
            f"  {wire['source']} {wire['place']}: {wire['connections']} open, {heard['updates']:,} updates{peers}{last}{faults}{trouble}"
        )
    for one in routing["vrps"]:
        since = f", since {_clock(one['since'])}" if one["since"] else ""
        out.append(f"  VRPs {one['place']}: {one['vrps']:,}{since}{', ' + one['trouble'] if one['trouble'] else ''}")
    return out


def _diverted(one: dict[str, Any]) -> list[str]:
    """A prefix led upstream or asked to be: the record engine_status.Diverted, of which only what is said is there."""
    price = f"{one.get('cost', 0):.0f} {one.get('currency', '')}"
    way = "a black hole, nothing comes back" if one.get("blackhole") else f"clean traffic comes back by {one.get('return_path', '–')}"
    out = [
        f"upstream {one['prefix']} through {one.get('offer', '–')}: {one.get('state', 'granted')}, until {_clock(one['until'])}, {price}"
    ]
    who = ", ".join(one.get("by", ())) or "the engine"
    out.append(f"    for member {one.get('member', '–')}, asked by {who}; {way}")
    return [*out, f"    {one['why']}"] if one.get("why") else out


def _rule(rule: dict[str, Any]) -> list[str]:
    entry, hits = rule["entry"], rule["hits"] or {"flows": 0, "packets": 0, "bytes": 0}
    matched = f"matched {hits['packets']:,} packets, {hits['bytes']:,} bytes in {hits['flows']:,} flows"
    return [f"  {entry['key']}", f"    {_clock(entry['since'])} to {_clock(entry['until'])}, member {entry['member'] or '–'}, {matched}"]


def _clock(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%H:%M:%S UTC")
