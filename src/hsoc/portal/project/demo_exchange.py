"""The demo's exchange: invented indicators, sightings, a word of the coordinator, a consumer. Belongs here: who shared what. Never: how."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from hsoc.portal.feeds.actions.consumers import create_consumer, note_fetch
from hsoc.portal.indicators import actions, queries
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.queries import actor_of, person
from hsoc.records.indicator import Indicator, Kind, Sighting, Verdict, guessed, named
from hsoc.records.tlp import PAP, TLP

DAY: Final = timedelta(days=1)
# (who, value, title, how long ago, what differs from GREEN, GREEN, to block for 60 days)
SHARED: Final[tuple[tuple[str, str, str, timedelta, dict[str, Any]], ...]] = (
    ("analytik", "198.18.40.7", "Hádání hesel k poště", 2 * DAY, {"category": ("Attempt.Login",), "confidence": 90}),
    ("manazer", "198.18.40.7", "Stejná adresa zkoušela i naši VPN", DAY, {"confidence": 80}),
    ("analytik", "198.18.200.0/24", "Síť, ze které skenovali tiskárny", 5 * DAY, {"category": ("Recon.Scanning",)}),
    ("analytik", "prihlaseni-pacient.example", "Podvržené přihlášení", 3 * DAY, {"category": ("Fraud.Phishing",), "confidence": 95}),
    ("manazer", "https://faktury.example/2026/faktura.iso", "Příloha z podvodné faktury", 4 * DAY, {"category": ("Malware",)}),
    ("manazer", "44d8" * 16, "Soubor z té přílohy", 4 * DAY, {"to_block": False}),
    ("analytik", "ucetni@faktury.example", "Odesílatel faktur", 4 * DAY, {"to_block": False, "tlp": TLP.AMBER, "pap": PAP.AMBER}),
    ("analytik", "198.18.77.31", "Řídicí server, vyšetřuje se", 6 * DAY, {"tlp": TLP.RED, "pap": PAP.RED, "to_block": False}),
    ("manazer", "2001:db8:bad::/48", "Skenování přes IPv6", 50 * DAY, {"tlp": TLP.CLEAR, "pap": PAP.CLEAR, "days": 30}),
    ("analytik", "198.18.61.5", "Omyl: vlastní skener dodavatele", 9 * DAY, {}),
)  # fmt: skip


def settle(*, now: datetime) -> None:
    """Shares them as their people would have; nothing happens where a person is missing."""
    people = {name: actor_of(user) for name in ("analytik", "manazer", "koordinator") if (user := person(name)) is not None}
    if not {"analytik", "manazer"} <= set(people):
        return
    for who, value, title, ago, more in SHARED:
        actor = people[who]
        actions.share(
            actor=actor, organisation=actor.organisation, items=[_indicator(who, value, title, now - ago, dict(more))], via="portal",
            now=now - ago,
        )  # fmt: skip
    analyst, manager = people["analytik"], people["manazer"]
    consumer, _secret = create_consumer(actor=analyst, organisation=analyst.organisation, name="Firewall hlavní budovy", now=now - 10 * DAY)
    seen = queries.version()[0]
    for what in ("ip", "domain"):
        note_fetch(consumer=consumer, path=f"/feeds/block/community/green/{what}.fortigate", version=seen, etag=what, now=now - DAY)
    _sightings(manager.organisation, people, now)
    wrong = queries.newest(analyst).get(value="198.18.61.5")
    actions.revoke(
        actor=analyst, organisation=analyst.organisation, identity=str(wrong.uuid), reason="Byl to skener dodavatele, ověřeno telefonem.",
        now=now - timedelta(hours=3),
    )  # fmt: skip
    if "koordinator" in people:
        actions.approve_blocking(
            actor=people["koordinator"], kind=Kind.DOMAIN, value="prihlaseni-pacient.example", until=now + 30 * DAY, now=now - 2 * DAY,
            reason="Potvrdil národní tým, stránka krade hesla.",
        )  # fmt: skip


def _indicator(who: str, value: str, title: str, at: datetime, more: dict[str, Any]) -> Indicator:
    kind, canonical = guessed(value)
    ms = round(at.timestamp() * 1000)
    until = ms + more.pop("days", 60) * 86_400_000
    usual: dict[str, Any] = {"tlp": TLP.GREEN, "pap": PAP.GREEN, "to_block": True}
    return Indicator(
        id=named("demo", f"{who} {value}"), kind=kind, value=canonical, title=title, first=ms, until=until, created=ms, modified=ms,
        **usual | more,
    )  # fmt: skip


def _sightings(number: int, people: dict[str, Any], now: datetime) -> None:
    for value, verdict, count, hours in (
        ("prihlaseni-pacient.example", Verdict.SEEN, 4, 20),
        ("198.18.200.0/24", Verdict.SEEN, 12, 30),
        ("198.18.61.5", Verdict.FALSE_POSITIVE, 1, 5),
    ):
        at = now - timedelta(hours=hours)
        ms = round(at.timestamp() * 1000)
        told = Sighting(
            id=named("demo", f"seen {value}"), kind=guessed(value)[0], value=value, first=ms, last=ms, count=count, verdict=verdict,
            tlp=TLP.GREEN,
        )  # fmt: skip
        actions.sight(actor=people["manazer"], organisation=number, items=[told], via="portal", now=at, audience=Audience.COMMUNITY)
