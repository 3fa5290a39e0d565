"""A believable DayView for pages and charts: seeded, invented numbers whose sums agree. Never: the journal."""

from __future__ import annotations

import math
import random
from datetime import datetime
from zoneinfo import ZoneInfo

from hsoc.journal.daily import Attention, DayView, Drops, Figures, Reason, Row, Top

PRAGUE = ZoneInfo("Europe/Prague")
# category: (threats of the day, preventive share, reactive share)
MIX = {
    "Recon.Scanning": (63_960, 0.78, 0.205),
    "Attempt.Login": (8_200, 0.32, 0.63),
    "Anomaly.Traffic": (4_100, 1.0, 0.0),
    "Availability.DDoS": (2_050, 0.38, 0.60),
    "Attempt.Exploit": (2_050, 0.0, 0.30),
    "Vulnerable.Open": (984, 0.0, 0.0),
    "Intrusion.Botnet": (328, 0.0, 0.25),
    "Fraud.Phishing": (292, 0.0, 0.0),
}
VECTORS = {
    "horizontal_scan/tcp": ("Recon.Scanning", 0.80),
    "vertical_scan/tcp": ("Recon.Scanning", 0.05),
    "reflection/dns": ("Availability.DDoS", 0.6),
    "reflection/fragments": ("Availability.DDoS", 0.3),
    "Recon.Scanning/": ("Recon.Scanning", 0.15),
    "Attempt.Login/": ("Attempt.Login", 1.0),
}
HOURS = tuple(f"{h:02d}" for h in range(24))


def ms(day: str, clock: str) -> int:
    """An instant of Prague time."""
    return round(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=PRAGUE).timestamp() * 1000)


def drops(threats: int, preventive: float, reactive: float) -> Drops:
    """Split counts that sum up."""
    before, after = round(threats * preventive), round(threats * reactive)
    return Drops(
        threats=threats,
        preventive=before,
        reactive=after,
        passed=threats - before - after,
        confirmed=round((before + after) * 0.9),
        expected=before + after - round((before + after) * 0.9),
        dry_run=after,
    )


def _weights(name: str, dice: random.Random, hours: int) -> list[float]:
    if name == "Availability.DDoS":
        return [6.0 if h == 14 else 3.0 if h == 15 else 0.08 for h in range(hours)]
    return [0.6 + 0.4 * math.exp(-(((h + 5) % 24 - 12) ** 2) / 60) + dice.random() * 0.2 for h in range(hours)]


def _spread(total: int, weights: list[float]) -> list[int]:
    whole, out, told = sum(weights), [], 0
    for i in range(len(weights)):
        upto = round(total * sum(weights[: i + 1]) / whole)
        out.append(upto - told)
        told = upto
    return out


def day_view(
    *,
    day: str = "2026-11-21",
    member: int | None = None,
    running: bool = False,
    seed: int = 7,
    hours: tuple[str, ...] = HOURS,
    attention: bool = True,
    version: str = "v1",
) -> DayView:
    """A day of 42 hospitals; running = until 15:07."""
    dice = random.Random(seed)
    heat, slots = [], [[0, 0, 0] for _ in range(len(hours) * 4)]
    seen = 15 if running else len(hours)
    scale = 1.0 if member is None else 0.03
    for name, (total, before, after) in MIX.items():
        by_hour = _spread(round(total * scale), _weights(name, dice, len(hours)))
        heat.append((name, tuple(n if h < seen else 0 for h, n in enumerate(by_hour))))
        for h, count in enumerate(by_hour[:seen]):
            quarters = [1 + dice.random() * 0.3 + (2 if name == "Availability.DDoS" and q == 2 else 0) for q in range(4)]
            for q, n in enumerate(_spread(count, quarters)):
                part = drops(n, before, after)
                slot = slots[h * 4 + q]
                slot[0] += part.preventive
                slot[1] += part.reactive
                slot[2] += part.passed
    sums = {name: sum(values) for name, values in heat}
    whole = sum(sums.values())
    parts = {name: drops(n, MIX[name][1], MIX[name][2]) for name, n in sums.items()}
    preventive, reactive = sum(s[0] for s in slots), sum(s[1] for s in slots)
    all_of = Drops(
        threats=whole,
        preventive=preventive,
        reactive=reactive,
        passed=whole - preventive - reactive,
        confirmed=preventive,
        expected=reactive,
        dry_run=reactive,
    )
    figures = Figures(
        drops=all_of,
        detections=whole * 24,
        sources=round(5343 * scale) or 1,
        new_sources=round(212 * scale),
        members=42,
        flows=whole * 310,
        packets=whole * 4000,
        bytes=whole * 400_000,
    )
    before_figures = Figures(
        drops=drops(round(whole * 0.97), 0.7, 0.25),
        detections=round(whole * 23.6),
        sources=round(5708 * scale) or 1,
        new_sources=3,
        members=42,
        flows=1,
        packets=1,
        bytes=1,
    )
    return DayView(
        day=day,
        member=member,
        complete_until=ms(day, "15:07" if running else "23:59:59"),
        running=running,
        hours=hours,
        figures=figures,
        before=before_figures,
        past=(
            *((f"2026-11-{8 + i:02d}", drops(round(whole * (0.9 + dice.random() * 0.15)), 0.71, 0.24)) for i in range(13)),
            (day, all_of),
        ),
        past_detections=tuple(round(whole * 24 * (0.9 + dice.random() * 0.15)) for _ in range(14)),
        past_sources=tuple(round(5343 * scale * (0.9 + dice.random() * 0.2)) for _ in range(14)),
        categories=tuple(
            Row(
                name=n,
                drops=d,
                detections=d.threats * 24,
                sources=d.threats // 12 + 1,
                members=38,
                packets=d.threats * 900,
                bytes=d.threats * 81_000,
            )
            for n, d in parts.items()
        ),
        vectors=tuple(
            Row(
                name=n,
                drops=drops(round(sums[c] * s), MIX[c][1], MIX[c][2]),
                detections=round(sums[c] * s * 24),
                sources=round(sums[c] * s / 11) + 1,
                members=40,
                packets=round(sums[c] * s * 900),
                bytes=round(sums[c] * s * 71_000),
            )
            for n, (c, s) in VECTORS.items()
        ),
        heat=tuple(heat),
        timeline=tuple((a, b, c) for a, b, c in slots),
        sources=_sources(),
        targets=_targets(member),
        reasons=(
            Reason(why="policy.observe", threats=round(2940 * scale)),
            Reason(why="own_service", threats=round(610 * scale)),
            Reason(why="guard.member", threats=round(246 * scale)),
            Reason(why="guard.partners", threats=round(88 * scale)),
        ),
        attention=_attention(day) if attention else (),
        attention_count=17 if attention else 0,
        version=version,
    )


def _sources() -> tuple[Top, ...]:
    rows = (
        ("198.51.100.23", "Recon.Scanning", "horizontal_scan", "tcp", 445, 1710, 41_210, 38, 1701, False),
        ("203.0.113.88", "Attempt.Login", "", "", 3389, 530, 12_876, 21, 498, False),
        ("198.51.100.140", "Recon.Scanning", "horizontal_scan", "tcp", 104, 388, 9_310, 17, 370, True),
        ("2001:db8:44::9", "Recon.Scanning", "slow_scan", "", 443, 36, 41, 36, 30, True),
        ("203.0.113.201", "Recon.Scanning", "vertical_scan", "tcp", -1, 322, 7_744, 12, 322, False),
    )
    return tuple(
        Top(
            address=a,
            category=c,
            detector=d,
            vector=v,
            port=p,
            proto=6,
            threats=t,
            detections=n,
            members=m,
            member=0,
            dropped=x,
            first_time=f,
        )
        for a, c, d, v, p, t, n, m, x, f in rows
    )


def _targets(member: int | None) -> tuple[Top, ...]:
    rows = (("198.18.12.20", 443, 17, 3, 2210, 2100), ("198.18.4.11", 3389, 6, 4, 1802, 1790), ("", 53, 17, 0, 903, 903))
    return tuple(
        Top(
            address=a,
            category="Availability.DDoS" if proto == 17 else "Attempt.Login",
            detector="reflection" if proto == 17 else "",
            vector="dns" if proto == 17 else "",
            port=port,
            proto=proto,
            threats=t,
            detections=t * 24,
            members=0,
            member=member or m,
            dropped=x,
        )
        for a, port, proto, m, t, x in rows
    )


def _attention(day: str) -> tuple[Attention, ...]:
    rows = (
        ("Intrusion.Botnet", "", "", 5, 3, 4444, "09:42", "guard.member", "198.18.12.77"),
        ("Vulnerable.Open", "", "", 4, 4, 3389, "11:05", "own_service", "198.18.4.11"),
        ("Attempt.Exploit", "", "", 4, 3, 8443, "12:31", "policy.observe", "203.0.113.9"),
        ("Recon.Scanning", "horizontal_scan", "tcp", 3, 0, 104, "13:20", "guard.partners", "198.51.100.140"),
    )
    return tuple(
        Attention(
            id=f"0f0e0d0c-0000-4000-8000-00000000000{i}",
            day=day,
            category=c,
            detector=d,
            vector=v,
            severity=s,
            member=m,
            port=p,
            proto=6,
            first=ms(day, at),
            last=ms(day, at) + 1_500_000,
            why=w,
            detections=31,
            sources=1,
            source=src,
        )
        for i, (c, d, v, s, m, p, at, w, src) in enumerate(rows)
    )
