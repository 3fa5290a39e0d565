"""Rule synthesis: the fewest simple rules that cover a stated share of an attack. Pure and deterministic. Never: whether it is allowed.

Greedy set cover: of all candidates the one that adds most of the attack per cost is taken, until the goal is reached; then what the later
ones made superfluous is taken out again. Cost is TCAM units plus a price for ordinary traffic hit. A rule that takes more ordinary
traffic than `most_ordinary` is not among the candidates; where no ordinary traffic is known, rules that say nothing but a protocol, a
length or an open port of a server are not either. Where the goal is missed, the answer says so (`met`) and names what is left
(`rest`), for the ladder's fail-safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from hsoc.exchange.flowspec.compose import refusal, rule
from hsoc.exchange.flowspec.match import matches
from hsoc.exchange.flowspec.tcam import cost
from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.decide.candidates import PORTED, Allowed, addresses, candidates, with_lengths
from hsoc.records.flow import Columns
from hsoc.records.sample import Sample
from hsoc.records.scope import Match

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_ROWS: Final = 10_000  # flows looked at; of more, every n-th: a share of 1 % is then still 100 flows
MOST_CANDIDATES: Final = 96  # rules looked at; about 0.1 ms each over MOST_ROWS
LEAST_ORDINARY: Final = 20  # ordinary flows from which they say anything
BROAD_PRICE: Final = 10  # units that a broad rule costs on top: a minute's ordinary traffic is not all there is
KEPT: Final = 0.97  # of what a rule takes that it must still take with a range of lengths beside it


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for."""

    goal: float = 0.95  # share of the attack (mean of its bytes and its packets)
    least_gain: float = 0.01  # share that a rule must add
    profile: str = "ncs5500"  # whose TCAM units are counted
    ordinary_price: float = 1000.0  # units that all of the ordinary traffic would be worth: 1 % weighs as ten rules
    most_ordinary: float = 0.01  # share of the ordinary bytes or partners that one rule may hit (perimeter.md 2.8)
    allowed: Allowed = Allowed()


DEFAULTS: Final = Settings()


class Chosen(msgspec.Struct, frozen=True):
    """One rule of the answer. gain: share of the attack that no rule before it took; ordinary: share of the ordinary traffic hit."""

    match: Match
    gain: float
    units: int
    ordinary: float


class Synthesis(msgspec.Struct, frozen=True):
    """The answer: rules in the order in which they were taken, what they cover, whether that is enough, and what is left if not.

    rest: the widest vector of the part that is not covered (protocol, or the whole destination where it has several); None if met.
    """

    rules: tuple[Chosen, ...]
    covered: float
    goal: float
    rest: Match | None = None

    @property
    def met(self) -> bool:
        """Whether the goal was reached."""
        return self.covered >= self.goal

    @property
    def units(self) -> int:
        """TCAM units of all rules."""
        return sum(one.units for one in self.rules)

    @property
    def matches(self) -> tuple[Match, ...]:
        """The rules themselves."""
        return tuple(one.match for one in self.rules)


def synthesise(
    dst: str,
    sample: Sample,
    *,
    most_rules: int,
    settings: Settings = DEFAULTS,
    known: Iterable[Match] = (),
    collateral: Callable[[Match], float] | None = None,
) -> Synthesis:
    """Rules for the attack on `dst` (a canonical prefix).

    known: rules that are looked at beside those that the flows suggest, and preferred where nothing else speaks against it;
    collateral: share of ordinary traffic that a rule hits by another measure, counted where it is the greater.
    """
    flows = _thinned(sample.attack)
    weights = _weights(flows)
    if not len(weights):
        return Synthesis((), 0.0, settings.goal, Match(dst=dst))
    ordinary = _Ordinary(_thinned(sample.ordinary), collateral)
    pool = _pool(dst, flows, weights, settings, tuple(known), ordinary)
    chosen = _pruned(_greedy(pool, weights, most_rules, settings), weights, settings.goal)
    taken = np.zeros(len(weights), np.bool_)
    rules = []
    for one in chosen:
        rules.append(Chosen(one.match, round(float(weights[one.mask & ~taken].sum()), 4), one.units, round(one.ordinary, 4)))
        taken |= one.mask
    covered = round(float(weights[taken].sum()), 4)
    return Synthesis(tuple(rules), covered, settings.goal, None if covered >= settings.goal else _rest(dst, flows, weights * ~taken))


def coverage(rules: Iterable[Match], flows: Columns) -> float:
    """Share of an attack's flows (mean of bytes and packets) that rules take together."""
    flows = _thinned(flows)
    taken = np.zeros(len(flows["proto"]), np.bool_)
    for one in rules:
        taken |= matches(one, flows)
    return float(_weights(flows)[taken].sum())


class _Candidate(msgspec.Struct, frozen=True):
    match: Match
    mask: Mask
    units: int
    ordinary: float
    place: int  # known ones first; the tie-breaker

    def price(self, settings: Settings) -> float:
        return self.units + settings.ordinary_price * self.ordinary + (BROAD_PRICE if _broad(self.match) else 0)


class _Ordinary:
    """How much of the ordinary traffic a rule hits: the greatest of its share of flows, of bytes, and of what the caller measures."""

    def __init__(self, flows: Columns, measure: Callable[[Match], float] | None) -> None:
        self._flows, self._measure = flows, measure
        self._bytes = (flows["bytes"] * np.maximum(flows["sampling"], 1)).astype(np.float64)
        self.known = measure is not None or len(self._bytes) >= LEAST_ORDINARY

    def share(self, match: Match) -> float:
        hit = matches(match, self._flows)
        own = max(float(hit.mean()), float(self._bytes[hit].sum() / max(self._bytes.sum(), 1.0))) if len(hit) else 0.0
        return max(own, self._measure(match)) if self._measure is not None else own


def _pool(dst: str, flows: Columns, weights: Floats, settings: Settings, known: tuple[Match, ...], ordinary: _Ordinary) -> list[_Candidate]:
    """What may be chosen, each with the flows it takes; harmful ones once more with the attack's lengths only."""
    out: list[_Candidate] = []
    suggested = candidates(dst, flows, weights, settings.allowed)
    for place, match in enumerate(dict.fromkeys((*known, *suggested))):
        if place >= MOST_CANDIDATES or refusal(match) is not None:
            continue
        mask = matches(match, flows)
        gain = float(weights[mask].sum())
        if gain < settings.least_gain:
            continue
        forms = [match]
        hit = ordinary.share(match)
        if hit > 0 or (not ordinary.known and _broad(match)):
            narrow = with_lengths(match, flows, weights, mask)
            forms += [narrow] if narrow is not None else []
        for form in forms:
            taken = mask if form is match else matches(form, flows)
            harm = hit if form is match else ordinary.share(form)
            if harm > settings.most_ordinary or (not ordinary.known and _broad(form)) or weights[taken].sum() < gain * KEPT:
                continue
            out.append(_Candidate(form, taken, cost(rule(form), profile=settings.profile), harm, place))
    return out


def _broad(match: Match) -> bool:
    """A rule that might take all there is of a service: it says nothing of the attack but a protocol, a length or the server's own port."""
    tells = match.sport or match.src or match.fragment or match.icmp_type or match.tcp_flags
    return not tells and (not match.proto or any(number in PORTED for number in match.proto))


def _greedy(pool: list[_Candidate], weights: Floats, most_rules: int, settings: Settings) -> list[_Candidate]:
    left = weights.copy()
    chosen: list[_Candidate] = []
    budget = settings.allowed.addresses
    while len(chosen) < most_rules and weights.sum() - left.sum() < settings.goal:
        missing = settings.goal - (weights.sum() - left.sum())
        best, best_worth = None, 0.0
        for one in pool:
            gain = float(left[one.mask].sum())
            if gain < settings.least_gain or addresses(one.match) > budget:
                continue
            # more than is missing is worth nothing: a wide rule is not better than a narrow one that suffices
            worth = min(gain, missing) / one.price(settings)
            if best is None or worth > best_worth * (1 + 1e-9) or (worth >= best_worth * (1 - 1e-9) and _before(one, best)):
                best, best_worth = one, worth
        if best is None:
            break
        chosen.append(best)
        budget -= addresses(best.match)
        left[best.mask] = 0.0
    return chosen


def _before(one: _Candidate, other: _Candidate) -> bool:
    return (one.place, match_text(one.match)) < (other.place, match_text(other.match))


def _pruned(chosen: list[_Candidate], weights: Floats, goal: float) -> list[_Candidate]:
    """Without rules that the others make superfluous, the dearest first."""
    kept = list(chosen)
    for one in sorted(chosen, key=lambda c: (-c.units, match_text(c.match))):
        others = [other for other in kept if other is not one]
        taken = np.zeros(len(weights), np.bool_)
        for other in others:
            taken |= other.mask
        now = taken | one.mask
        if weights[taken].sum() >= min(goal, weights[now].sum()):
            kept = others
    return kept


def _rest(dst: str, flows: Columns, weights: Floats) -> Match:
    """The widest vector of what is left: one protocol where it holds nearly all, else the destination."""
    sums = np.bincount(np.clip(flows["proto"], 0, 255), weights, 256)
    heaviest = int(np.argmax(sums))
    return Match(dst=dst, proto=(heaviest,)) if sums[heaviest] >= 0.8 * sums.sum() else Match(dst=dst)


def _thinned(flows: Columns) -> Columns:
    step = -(-len(flows["proto"]) // MOST_ROWS) or 1
    return flows if step == 1 else {name: values[::step] for name, values in flows.items()}


def _weights(flows: Columns) -> Floats:
    """Share of the attack per flow: the mean of its share of bytes (which fill a line) and of packets (which tire a firewall)."""
    scale = np.maximum(flows["sampling"], 1).astype(np.float64)
    shares = [flows[name] * scale for name in ("bytes", "packets")]
    out: Floats = sum((one / max(one.sum(), 1.0) for one in shares), np.zeros(len(scale))) / 2
    return out
