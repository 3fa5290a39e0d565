"""The demo's shared services: three offered, requests in each state. Belongs here: what the catalogue of the demo says. Never: how."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hsoc.portal.members.queries import actor_of, person
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.services.actions import catalogue as services
from hsoc.portal.services.actions import requests
from hsoc.portal.services.queries import catalogue
from hsoc.portal.services.rules.course import Deed
from hsoc.portal.services.rules.questions import VRF as QUESTIONS

DAY: Final = timedelta(days=1)
RULES_CS: Final = """## Společná pravidla HSOC-VRF

1. Do sítě posíláte jen provoz ze svých adres. Podvržené zdroje síť zahazuje.
2. Každý prefix má platné ROA a jednoho odpovědného člověka.
3. Na hlášení o vlastním napadeném stroji odpovíte do příštího pracovního dne.
4. Přísnější omezení než jinde přijímáte jako výchozí; výjimku si řeknete a má svůj konec.
5. O výpadku přípojky dáte vědět dohledu, i když ho způsobil někdo jiný.
"""
RULES_EN: Final = """## Common rules of the HSOC-VRF

1. You send only traffic from your own addresses. The network drops forged sources.
2. Each prefix has a valid ROA and one person who answers for it.
3. A notice about a compromised machine of yours is answered by the next working day.
4. You take stricter limits than elsewhere as the usual ones; an exception is asked for and has an end.
5. You tell the operator of an outage of your line, whoever caused it.
"""
CATALOGUE: Final = (
    {
        "code": "hsoc-vrf",
        "process": "vrf",
        "audience": "all",
        "name_cs": "Připojení do HSOC-VRF",
        "name_en": "Joining the HSOC-VRF",
        "summary_cs": "Uzavřená síť nemocnic se dvěma místy připojení, která útok pozná a zastaví na páteři.",
        "summary_en": "A closed network of hospitals with two points of connection that sees an attack and stops it at the backbone.",
        "text_cs": "Provoz nemocnice vede přes vyhrazenou síť. **Podvržené adresy, zahlcení a skeny** "
        "se zastaví dřív, než dotečou k vám.\n\n"
        "Svůj provoz vidíte a pravidla si nastavujete sami.",
        "text_en": "The hospital's traffic runs through a network of its own. **Forged addresses, floods and scans** "
        "are stopped before they reach you.\n\n"
        "You see your traffic and set your rules yourself.",
        "sla_cs": "Dohled ve dne v noci; obnova po výpadku jednoho místa bez zásahu.",
        "sla_en": "Watched day and night; the loss of one point is overcome without anybody's hand.",
    },
    {
        "code": "spolecne-zalohy",
        "process": "plain",
        "audience": "all",
        "name_cs": "Zálohy mimo nemocnici",
        "name_en": "Backups away from the hospital",
        "summary_cs": "Zašifrovaná záloha v jiném kraji, kterou útočník z vaší sítě nesmaže.",
        "summary_en": "An encrypted backup in another region that an intruder in your network cannot delete.",
        "price_cs": "podle objemu, první 2 TB zdarma",
        "price_en": "by volume, the first 2 TB free",
        "steps": "member | Co zálohovat a jak dlouho | What to keep and for how long\nprovider | Prostor a klíče | Space and keys\n"
        "member | První záloha | First backup\nmember | Zkouška obnovy | Restore test",
    },
    {
        "code": "zkouska-odolnosti",
        "process": "plain",
        "audience": "connected",
        "name_cs": "Zkouška odolnosti proti zahlcení",
        "name_en": "Flood test",
        "summary_cs": "Domluvené zahlcení vaší přípojky v noci: uvidíte, co vydrží a kdo si všimne.",
        "summary_en": "An agreed flood of your line at night: you see what holds and who notices.",
        "steps": "member | Souhlas vedení | Consent of the management\nprovider | Plán a stopka | Plan and stop word\n"
        "provider | Zkouška | Test\n"
        "member | Poučení | Lesson",
    },
)


def settle(*, now: datetime) -> None:
    """Fills the catalogue once; nothing happens where it is there or the people are missing."""
    operator, manager = (actor_of(user) if (user := person(name)) else None for name in ("operator", "manazer"))
    if operator is None or manager is None or catalogue.visible_to(operator).exists():
        return
    for one in CATALOGUE:
        services.put_service(actor=operator, owner=operator.organisation, state="offered", now=now - 200 * DAY, **one)
    vrf, backups, _flood = (catalogue.visible_to(operator).get(code=one["code"]) for one in CATALOGUE)
    services.publish_rules(actor=operator, service=vrf, text_cs=RULES_CS, text_en=RULES_EN, now=now - 190 * DAY)
    asked = requests.ask(
        actor=manager, service=vrf, organisation=manager.organisation, note="Přepojení prosíme mimo sezónu chřipky.", now=now - 9 * DAY
    )
    requests.make_move(actor=operator, request=asked.pk, deed=Deed.APPROVE, reason="Vítejte.", now=now - 8 * DAY)
    answers = {one.code: "2" if one.code == "sites" else "Viz příloha technické schůzky." for one in QUESTIONS if one.must}
    requests.answer(actor=manager, request=asked.pk, answers=answers, now=now - 7 * DAY)
    rules = catalogue.present_rules(vrf)
    if rules is not None:
        requests.accept_rules(actor=manager, service=vrf, rules=rules.pk, organisation=manager.organisation, now=now - 6 * DAY)
    for code in ("questionnaire", "rules", "prefixes"):
        requests.do_step(actor=manager, request=asked.pk, code=code, note="", now=now - 5 * DAY)
    requests.do_step(actor=operator, request=asked.pk, code="meeting", note="Online, zápis je u dokumentů skupiny.", now=now - 4 * DAY)
    used = requests.ask(actor=manager, service=backups, organisation=manager.organisation, note="", now=now - 360 * DAY)
    requests.make_move(actor=operator, request=used.pk, deed=Deed.APPROVE, reason="", now=now - 359 * DAY)
    for step in catalogue.steps_of(backups):
        who = manager if step.side == "member" else operator
        requests.do_step(actor=who, request=used.pk, code=step.code, note="", now=now - 350 * DAY)
    requests.make_move(actor=operator, request=used.pk, deed=Deed.START, reason="", now=now - 349 * DAY)
    requests.open_reviews(actor=SYSTEM, now=now)
