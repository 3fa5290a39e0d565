"""The demo's memorandum: a text, a register taken in, a signature that waits, a vote in each state. Never: how."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import actor_of, person, seats_visible_to, visible_to
from hsoc.portal.members.rules import SYSTEM, Actor, Role, Seat
from hsoc.portal.memorandum.actions import ballots, imports, signing
from hsoc.portal.memorandum.actions.texts import publish_text
from hsoc.portal.memorandum.queries import register
from hsoc.portal.memorandum.rules.course import Capacity, State
from hsoc.portal.memorandum.rules.register import Raw

DAY: Final = timedelta(days=1)
WITHOUT: Final = 7  # every seventh hospital takes part without a signature
SILENT: Final = 3  # every third signer did not agree that his name is shown
WOMEN: Final = ("Jana", "Eva", "Olga", "Hana", "Lenka", "Věra", "Irena"), ("Vymyšlená", "Pohádková", "Tušená", "Bájná", "Smyšlená")
MEN: Final = ("Petr", "Ivan", "Jan", "Karel", "Tomáš", "Libor", "Zdeněk"), ("Neskutečný", "Vybájený", "Snový", "Zdánlivý", "Domnělý")
LATEST: Final = "MUDr. Berta Pomyšlená"
TITLES: Final = ("MUDr.", "Ing.", "Mgr.", "doc.", "JUDr.")
TEXT_CS: Final = """## Memorandum o společné ochraně zdravotnictví

1. Nemocnice se chrání společně: co jedna vidí, pomůže druhé.
2. O útoku si řekneme hned a bez výčitek. Údaje o pacientech nesdílíme nikdy.
3. Společnou síť a služby používá, kdo chce; nikdo nepřijde o své vlastní rozhodování.
4. Každý signatář má jeden hlas a jmenuje zástupce.
5. Podpis lze kdykoli odvolat.
"""
TEXT_EN: Final = """## Memorandum on the common protection of health care

1. Hospitals protect themselves together: what one sees helps the other.
2. We tell each other of an attack at once and without blame. Data of patients are never shared.
3. The common network and services are used by whoever wants to; nobody gives up decisions of his own.
4. Each signatory has one vote and names a representative.
5. A signature can be withdrawn at any time.
"""
PDF: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def settle(*, now: datetime) -> None:
    """Fills the room once; nothing happens where it is filled or the coordinator is missing."""
    user = person("koordinator")
    if user is None or register.present() is not None:
        return
    keeper = actor_of(user)
    first = publish_text(actor=keeper, dated=(now - 300 * DAY).date(), text_cs=TEXT_CS, text_en=TEXT_EN, now=now - 300 * DAY)
    members = list(visible_to(SYSTEM).exclude(kind=Kind.OPERATOR).filter(number__lt=61).values_list("number", "name"))
    signs = [one for one in members if one[0] % WITHOUT]
    rows = tuple(
        Raw(
            sheet="", row=place + 2, order=str(place + 1), name=_signer(place), institution=name,
            day=(now - (290 - place) * DAY).date(),
        )
        for place, (_number, name) in enumerate(signs)
    )  # fmt: skip
    content = "\n".join(f"{one.order};{one.name};{one.institution};{one.day}" for one in rows).encode()
    read = imports.read_in(actor=keeper, rows=rows, content=content, name="registr-signataru.csv", now=now - 200 * DAY)
    imports.take_ready(actor=keeper, batch=read.pk, now=now - 200 * DAY)
    imports.apply(actor=keeper, batch=read.pk, now=now - 200 * DAY)
    waiting = next((number for number, _name in members if number % WITHOUT == 0), 0)
    if waiting:
        signing.hand_in(
            actor=SYSTEM, text=first.number, organisation=waiting, signer=LATEST, title="ředitelka", capacity=Capacity.STATUTORY,
            mandate="", signed_on=(now - 2 * DAY).date(), content=PDF, name="memorandum-podepsane.pdf", name_public=True, now=now - DAY,
        )  # fmt: skip
    _known([number for number, _name in signs], now - 190 * DAY)
    _votes(keeper, [number for number, _name in signs], now)


def _signer(place: int) -> str:
    """A name that nobody bears; no two of the first 35 are alike."""
    first, last = (MEN, WOMEN)[place % 2 == 0]
    return f"{TITLES[place * 2 % len(TITLES)]} {first[place % len(first)]} {last[place % len(last)]}"


def _acting(number: int) -> Actor:
    return Actor(username="demo", organisation=number, seats=(Seat(number, Role.MANAGER),), via="system")


def _known(signs: list[int], now: datetime) -> None:
    """Most signers agreed that their name is shown; each signatory with people of its own named a representative."""
    for place, signature in enumerate(register.visible_to(SYSTEM).filter(organisation__number__in=signs, state=State.CONFIRMED)):
        if place % SILENT:
            signing.show_name(actor=_acting(signature.organisation.number), signature=signature.pk, public=True, now=now)
    first = {seat.organisation.number: seat.user_id for seat in seats_visible_to(SYSTEM).filter(organisation__number__in=signs)}
    for number, user in first.items():
        signing.name_representative(actor=_acting(number), organisation=number, person=user, rank=1, now=now)


def _votes(keeper: Actor, signs: list[int], now: datetime) -> None:
    """A secret one that was counted, and an open one that runs."""
    if not register.signatories():
        return
    past = ballots.announce(
        actor=keeper, title="Společné cvičení na podzim", text="Jednodenní cvičení: *nemocnice potmě*.", secret=True, quorum=50,
        options=("Pro", "Proti", "Zdržuji se"), opens=now - 30 * DAY, closes=now - 23 * DAY, now=now - 30 * DAY,
    )  # fmt: skip
    for place, number in enumerate(signs[: len(signs) * 3 // 4]):
        ballots.vote(actor=_acting(number), ballot=past.pk, organisation=number, option=(0, 0, 0, 2, 0, 1)[place % 6], now=now - 28 * DAY)
    ballots.count(actor=keeper, ballot=past.pk, now=now - 23 * DAY)
    running = ballots.announce(
        actor=keeper, title="Kdo nás zastoupí v pracovní skupině NIS2", text="Zvolený zástupce jedná za signatáře rok.", secret=False,
        quorum=50, options=("Krajské nemocnice", "Fakultní nemocnice", "Zdržuji se"), opens=now - 2 * DAY, closes=now + 5 * DAY,
        now=now - 3 * DAY,
    )  # fmt: skip
    ballots.announce(
        actor=keeper, title="Rozdělení rezervních notebooků", text="Kolik jich zůstane společných a kolik dostanou kraje.", secret=False,
        quorum=50, options=("Společně", "Krajům", "Zdržuji se"), opens=now + 3 * DAY, closes=now + 17 * DAY, now=now - DAY,
    )  # fmt: skip
    dropped = ballots.announce(
        actor=keeper, title="Termín podzimního setkání", text="", secret=False, quorum=30, options=("Říjen", "Listopad"),
        opens=now - 20 * DAY, closes=now - 6 * DAY, now=now - 21 * DAY,
    )  # fmt: skip
    why = "Sál je v obou termínech obsazený, vyhlásíme nové hlasování."
    ballots.cancel(actor=keeper, ballot=dropped.pk, reason=why, now=now - 15 * DAY)
    for username in ("cerna", "jelinek"):
        user = person(username)
        actor = actor_of(user) if user else None
        if actor is not None and register.is_signatory(actor.organisation):
            ballots.vote(actor=actor, ballot=running.pk, organisation=actor.organisation, option=0, now=now - DAY)
