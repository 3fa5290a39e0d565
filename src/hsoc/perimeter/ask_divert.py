"""`hsoc perimeter divert`: what would be led away, at what price and what stands in the way; and the order itself. Never: the carrying out.

The plan is reckoned as the engine reckons it: from the policy in force (as the engine keeps it beside its journal, else from the file) and
from the ROAs of the same source. The engine checks everything again, and reads the order in its next cycle.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from hsoc.perimeter import approvals, brake, diversions
from hsoc.perimeter.config import BadConfig, Config, read_config
from hsoc.perimeter.guard.settings import Routing
from hsoc.perimeter.guard.validity import validity
from hsoc.perimeter.guard.watch import Guard
from hsoc.perimeter.mitigate.divert import MINUTE, TWO_PERSONS, Attested, Diversion, Order, Validity, key, plan
from hsoc.perimeter.mitigate.divert import covering_of as covering
from hsoc.perimeter.wires import state
from hsoc.perimeter.wires.attested import Attestations
from hsoc.records.address import network
from hsoc.records.policy import Policy

IN_FORCE: Final = "in-force.json"
ORDERS: Final = "diversions.json"
PATIENCE_S: Final = 20.0  # s for the ROAs; a validator on the same network answers within a second


class Unusable(ValueError):
    """What was asked cannot be answered; the text says what to change."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person types. victim: an address or prefix; now: ms."""

    victim: str
    offer: str
    minutes: int
    by: str
    reason: str
    now: int


def ask(config_path: Path, asked: Asked, *, apply: bool, clock: Callable[[], int]) -> tuple[list[str], bool]:
    """Lines for the person, and whether nothing stands in the way (a missing second person does not). Raises BadConfig or Unusable."""
    config = read_config(config_path)
    folder = (config_path.parent / config.data).resolve()
    policy = in_force(config, folder)
    order = Order(
        member=owner(asked.victim, policy), victim=prefix_of(asked.victim), offer=asked.offer, minutes=asked.minutes, by=(asked.by,),
        reason=asked.reason, since=asked.now,
    )  # fmt: skip
    names = approvals.state(folder / "approvals.json").names(now=asked.now)
    given = diversions.state(folder / ORDERS).alive(now=asked.now)
    net = covering(order.victim, order.member, policy, [])
    prefix = order.victim if net is None else str(net)
    with_others = {*order.by, *(name for one in given if one.victim == prefix for name in one.by), *names.get(_key(prefix), ())}
    everybody = msgspec.structs.replace(order, by=tuple(sorted(with_others)))
    made = plan(everybody, policy, validity=roas(config.routing, folder, clock=clock), now=asked.now)
    lines, fit = told(made, order, prefix, policy)
    if not apply or not fit:
        return [*lines, *(["nothing was ordered; --apply orders it"] if fit else [])], fit
    if not folder.is_dir():
        raise Unusable(f"{folder}: there is no such folder; no engine has run with {config_path} yet")
    moves = brake.state(folder / "brake.json").log
    try:
        written = diversions.give(folder / ORDERS, order, prefix=prefix, now=asked.now, moves=moves)
    except (ValueError, OSError) as error:
        raise Unusable(f"{folder / ORDERS}: {error}") from error
    people = ", ".join(written.by)
    return [*lines, f"ordered by {people}; the engine takes it up within a second (hsoc perimeter show --data {folder})"], True


def bring_back(config_path: Path, *, victim: str, by: str, reason: str, now: int) -> str:
    """End an order; what is said about it. Raises BadConfig or Unusable."""
    config = read_config(config_path)
    folder = (config_path.parent / config.data).resolve()
    policy = in_force(config, folder)
    net = covering(prefix_of(victim), owner(victim, policy), policy, [])
    try:
        order = diversions.bring_back(folder / ORDERS, prefix=str(net), by=by, reason=reason, now=now)
    except (ValueError, OSError) as error:
        raise Unusable(f"{folder / ORDERS}: {error}") from error
    return f"{order.victim}: ordered back by {by}; the engine withdraws it within a second"


def told(made: Diversion | tuple[object, ...], order: Order, prefix: str, policy: Policy) -> tuple[list[str], bool]:
    """A plan in words, and whether it may be ordered."""
    offer = next((one for one in policy.offers if one.name == order.offer), None)
    out = [f"{prefix} of member {order.member} through {order.offer} for {order.minutes} minutes"]
    if offer is not None:
        cost = offer.cost_per_hour * order.minutes / 60
        out.append(f"  announced with origin AS{offer.origin}; {cost:.0f} {offer.currency} ({offer.cost_per_hour:.0f} an hour)")
        way = "a black hole: nothing comes back" if offer.blackhole else f"clean traffic comes back by {offer.return_path or '–'}"
        out.append(f"  {way}; all returns by itself at its end, or with --back")
    if isinstance(made, Diversion):
        return [*out, "  two people want it and nothing stands in its way"], True
    codes = [getattr(one, "rule", "") for one in made]
    out += [f"  {code}: {getattr(one, 'reason', '')}" for code, one in zip(codes, made, strict=True)]
    return out, codes == [TWO_PERSONS]


def in_force(config: Config, folder: Path) -> Policy:
    """The policy that the engine works under, else the file's. Raises Unusable where the kept one cannot be read."""
    kept = state.kept(folder / IN_FORCE)
    if kept is None:
        return config.policy
    try:
        return msgspec.json.decode(kept, type=Policy)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unusable(f"{folder / IN_FORCE}: {error}") from error


def owner(victim: str, policy: Policy) -> int:
    """The number of the member whose address it is. Raises Unusable."""
    net = network(prefix_of(victim))
    for one in policy.members:
        for prefix in one.prefixes:
            own = network(prefix)
            if own.version == net.version and own.overlaps(net):
                return one.number
    raise Unusable(f"{victim} is no member's")


def prefix_of(victim: str) -> str:
    """An address as the prefix that holds it alone, a prefix as it is. Raises Unusable."""
    try:
        return str(network(victim if "/" in victim else f"{victim}/{128 if ':' in victim else 32}"))
    except ValueError as error:
        raise Unusable(f"{victim}: {error}") from error


def roas(routing: Routing, folder: Path, *, clock: Callable[[], int]) -> Attested:
    """What ROAs say, from where the engine has them; `unknown` where it has none. Waits for them at most PATIENCE_S."""
    sources = []
    if routing.vrp_file:
        sources.append(Attestations(path=folder / routing.vrp_file, clock=clock))
    if routing.rtr:
        host, _, port = routing.rtr.rpartition(":")
        sources.append(Attestations(cache=(host.strip("[]"), int(port)), clock=clock))
    guard, vrps, end = Guard(Policy()), [], time.monotonic() + PATIENCE_S
    try:
        for one in sources:
            while (found := one.take()) is None and not one.condition.trouble and time.monotonic() < end:
                time.sleep(0.02)
            vrps += list(found.vrps) if found is not None else []
    finally:
        for one in sources:
            one.close()
    guard.attest(validity(vrps))
    return guard.attested


def _key(prefix: str) -> str:
    try:
        return key(prefix)
    except ValueError:
        return prefix


__all__ = ["MINUTE", "Asked", "BadConfig", "Unusable", "Validity", "ask", "bring_back"]
