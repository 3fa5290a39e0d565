"""The demo's groups: invented people, documents, minutes, tasks, surveys, an exercise. Belongs here: who said what. Never: how."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hsoc.portal.groups.actions import calls, membership, messages, papers, polls, work
from hsoc.portal.groups.actions.groups import found_first
from hsoc.portal.groups.actions.polls import Draft
from hsoc.portal.groups.models import Call, Group
from hsoc.portal.groups.queries import visible_to
from hsoc.portal.groups.queries.calls import called_in, messages_of
from hsoc.portal.groups.rules.calls import Reply, Sent
from hsoc.portal.groups.rules.polls import Ask, Per
from hsoc.portal.groups.rules.standing import Part
from hsoc.portal.members.actions.people import add_person
from hsoc.portal.members.queries import actor_of, organisation_names, person
from hsoc.portal.members.rules import SYSTEM, Actor, Role
from hsoc.records.tlp import TLP

DAY: Final = timedelta(days=1)
# (user name, name, role, number of the organisation); invented
PEOPLE: Final = (
    ("bartos", "Bohumil Bartoš", Role.ANALYST, 1),
    ("cerna", "Cecílie Černá", Role.MANAGER, 2),
    ("dvorak", "Dalibor Dvořák", Role.ANALYST, 3),
    ("fialova", "Františka Fialová", Role.COLLEAGUE, 4),
    ("havel", "Hynek Havelka", Role.ANALYST, 5),
    ("jelinek", "Jonáš Jelínek", Role.MANAGER, 6),
    ("kralova", "Klaudie Králová", Role.COLLEAGUE, 7),
    ("lnenicka", "Lubor Lněnička", Role.ANALYST, 8),
    ("novotna", "Nela Novotná", Role.COLLEAGUE, 10),
    ("prochazka", "Prokop Procházka", Role.ANALYST, 9),
)
# group → its people, leaders first ("*")
SEATS: Final = {
    "hsoc-tech": ("*bartos", "*analytik", "dvorak", "havel", "lnenicka", "prochazka", "operator"),
    "hsoc-emergency": ("*lnenicka", "*koordinator", "analytik", "bartos", "cerna", "havel", "manazer", "operator"),
    "hsoc-man": ("*cerna", "manazer", "jelinek", "koordinator"),
    "hsoc-hr": ("*fialova", "kralova", "novotna", "manazer"),
}


def settle(*, now: datetime) -> None:
    """What would have happened in the last weeks. Nothing where the organisations of the demo are missing."""
    numbers = organisation_names()
    if not all(number in numbers for _name, _called, _role, number in PEOPLE):
        return
    found_first(actor=SYSTEM, now=now - 120 * DAY)
    for username, name, role, number in PEOPLE:
        if person(username) is None:
            add_person(
                actor=SYSTEM,
                organisation=number,
                username=username,
                email=f"{username}@nemocnice{number}.example",
                name=name,
                role=role,
                now=now - 90 * DAY,
            )
    who = {name: actor_of(user) for row in SEATS.values() for one in row if (user := person(name := one.lstrip("*"))) is not None}
    groups = {one.code: one for one in visible_to(SYSTEM)}
    for code, row in SEATS.items():
        for place, one in enumerate(row):
            actor = who.get(one.lstrip("*"))
            if actor is not None:
                part = Part.LEADER if one.startswith("*") else Part.MEMBER
                membership.put(
                    actor=SYSTEM, group=groups[code], user=actor.user, organisation=actor.organisation, part=part,
                    now=now - (80 - place) * DAY,
                )  # fmt: skip
    _tech(groups["hsoc-tech"], who, now)
    _emergency(groups["hsoc-emergency"], who, now)
    _management(groups["hsoc-man"], who, now)
    _people(groups["hsoc-hr"], who, now)


def _tech(group: Group, who: dict[str, Actor], now: datetime) -> None:
    bartos, analyst = who["bartos"], who["analytik"]
    guide = papers.put_document(
        actor=bartos, group=group, title="Jak zapnout export IPFIX na hraničním směrovači", tlp=TLP.GREEN, community=True,
        content="Postup pro tři nejčastější platformy…\n".encode(), name="export-ipfix.md", note="První verze", now=now - 40 * DAY,
    )  # fmt: skip
    papers.put_version(
        actor=analyst, document=guide, content="Postup pro čtyři nejčastější platformy…\n".encode(), name="export-ipfix.md", tlp=TLP.GREEN,
        note="Doplněna čtvrtá platforma a vzorkování 1 : 1000", now=now - 12 * DAY,
    )  # fmt: skip
    papers.put_document(
        actor=who["dvorak"], group=group, title="Falešné poplachy detektoru pomalých skenů", tlp=TLP.AMBER,
        content=b"kdy;detektor;proc\n2026-11-03;slow_scan;zalohovani\n", name="falesne-poplachy.csv", now=now - 6 * DAY,
    )  # fmt: skip
    work.comment(
        actor=analyst, group=group, about="document", number=guide.pk, now=now - 11 * DAY,
        text="Vyzkoušeno u nás, **funguje**. Jen pozor na časové pásmo exportéru, má být UTC.",
    )  # fmt: skip
    minutes = work.write_minutes(
        actor=bartos, group=group, title="Schůzka hSOC-Tech, listopad", held=(now - 9 * DAY).date(), tlp=TLP.GREEN, now=now - 9 * DAY,
        text="## Limity pro DNS\n\nShoda na přísnějším profilu, dva nesouhlasí kvůli vlastním rekurzivním serverům.\n\n"
        "## Sdílení indikátorů\n\n* dvě organizace stačí na zařazení do seznamu\n* omyly hlásit do hodiny",
    )  # fmt: skip
    work.give_task(
        actor=bartos, group=group, title="Změřit odezvu přísnějších limitů DNS na vlastní síti", owner=analyst.user,
        due=(now + 4 * DAY).date(), minutes=minutes, now=now - 9 * DAY,
    )  # fmt: skip
    late = work.give_task(
        actor=bartos, group=group, title="Seznam vlastních skenerů pro výjimky", owner=who["havel"].user, due=(now - 2 * DAY).date(),
        minutes=minutes, now=now - 9 * DAY,
    )  # fmt: skip
    work.comment(actor=who["havel"], group=group, about="task", number=late.pk, text="Chybí mi dvě nemocnice, dodám zítra.", now=now - DAY)
    done = work.give_task(
        actor=analyst, group=group, title="Popsat export IPFIX", owner=analyst.user, due=(now - 14 * DAY).date(), now=now - 30 * DAY
    )
    work.change_task(actor=analyst, task=done, state="done", outcome="Návod je v dokumentech.", now=now - 12 * DAY)
    first = work.decide(
        actor=bartos, group=group, title="Limit odpovědí DNS je 2 000 paketů za sekundu a cíl", tlp=TLP.GREEN, minutes=minutes,
        text="Platí pro všechny členy, kteří nezvolili mírnější profil. Důvod: odrazové útoky z října.", now=now - 60 * DAY,
    )  # fmt: skip
    work.decide(
        actor=bartos, group=group, title="Limit odpovědí DNS je 1 000 paketů za sekundu a cíl", tlp=TLP.GREEN, minutes=minutes,
        replaces=first,
        text="Měření u sedmi členů ukázalo, že běžný provoz nepřekročí 400.", now=now - 9 * DAY,
    )  # fmt: skip
    work.decide(
        actor=analyst, group=group, title="Omyl v indikátoru se odvolává do jedné hodiny", tlp=TLP.GREEN, minutes=minutes,
        text="Kdo sdílí, drží pohotovost na opravu. Ostatní hlásí omyl jako *falešný poplach*.", now=now - 9 * DAY,
    )  # fmt: skip
    work.approve_minutes(actor=analyst, minutes=minutes, now=now - 8 * DAY)
    work.propose(
        actor=who["dvorak"], group=group, title="Společný test proti podvrženým adresám", text="Kdo, kdy, z které sítě.", now=now - 3 * DAY
    )
    work.propose(actor=analyst, group=group, title="IPv6: kdo už měří a kdo ještě ne", text="", now=now - 2 * DAY)
    asked = polls.ask(
        actor=bartos, group=group, title="Co má být dalším společným projektem", text="Pomůže nám to seřadit práci na první čtvrtletí.",
        per=Per.ORGANISATION, anonymous=False, early=True, closes=now + 9 * DAY, now=now - 4 * DAY,
        questions=(
            Draft(kind=Ask.RANKING, text="Seřaďte podle užitku", options=("Pasivní DNS", "Společný honeypot", "Měření IPv6")),
            Draft(kind=Ask.MULTIPLE, text="Kdo se může zapojit", options=("dáme člověka", "dáme techniku", "dáme data"), needed=False),
            Draft(kind=Ask.TEXT, text="Co jsme zapomněli", needed=False),
        ),
    )  # fmt: skip
    for name, ranks, more in (("bartos", "213", ["0", "2"]), ("dvorak", "123", ["2"]), ("havel", "132", ["1"]), ("lnenicka", "312", [])):
        polls.answer(actor=who[name], poll=asked, given={1: list(ranks), 2: more, 3: []}, now=now - 3 * DAY)


def _emergency(group: Group, who: dict[str, Actor], now: datetime) -> None:
    leader = who["lnenicka"]
    papers.put_document(
        actor=leader, group=group, title="Karta prvních dvou hodin", tlp=TLP.AMBER, name="karta-prvnich-dvou-hodin.txt",
        content="1. Odpojit, nevypínat. 2. Zavolat. 3. Papírové žádanky…\n".encode(), now=now - 50 * DAY,
    )  # fmt: skip
    at = now - 20 * DAY
    drill = calls.call_together(
        actor=leader, group=group, subject="Podzimní cvičení dosažitelnosti", text="Nic se neděje. Jen odpovězte, zda byste přišli.",
        tlp=TLP.GREEN, exercise=True, room="konferenční linka koordinátora", now=at,
    )  # fmt: skip
    _handed_over(drill, at)
    for minutes, name, said in (
        (1, "analytik", Reply.COMING),
        (2, "operator", Reply.COMING),
        (4, "bartos", Reply.LATER),
        (7, "cerna", Reply.CANNOT),
    ):
        calls.reply(actor=who[name], call=drill, said=said, note="", now=at + timedelta(minutes=minutes))
    calls.call_again(actor=leader, call=drill, now=at + timedelta(minutes=10))
    _handed_over(drill, at + timedelta(minutes=10))
    calls.reply(actor=who["manazer"], call=drill, said=Reply.COMING, note="z domova", now=at + timedelta(minutes=12))
    his = next(one for one in called_in(drill) if one.user_id == who["havel"].user)
    calls.write_down(actor=leader, call=drill, called=his.pk, said=Reply.LATER, note="byl v metru", now=at + timedelta(minutes=25))
    calls.close(
        actor=leader, call=drill, now=at + timedelta(minutes=40),
        summary="Do **12 minut** odpovědělo pět lidí ze sedmi, po druhé výzvě šest. Telefonní čísla dvou kolegů doplníme.",
    )  # fmt: skip
    work.decide(
        actor=leader, group=group, title="Dosažitelnost se cvičí jednou za čtvrtletí", tlp=TLP.AMBER,
        text="Vždy v jinou denní dobu, bez předchozího oznámení.", now=now - 18 * DAY,
    )  # fmt: skip
    work.give_task(
        actor=leader, group=group, title="Doplnit telefony pro dny, kdy nejde pošta", owner=who["manazer"].user, due=(now + 7 * DAY).date(),
        now=now - 18 * DAY,
    )  # fmt: skip


def _handed_over(call: Call, now: datetime) -> None:
    """In a past that was made up no worker ran: its messages have left."""
    for one in messages_of(call).filter(state=Sent.QUEUED.value).select_related("called__call", "called__user"):
        messages.mark_gone(message=one, now=now + timedelta(seconds=2))


def _management(group: Group, who: dict[str, Actor], now: datetime) -> None:
    leader, manager = who["cerna"], who["manazer"]
    papers.put_document(
        actor=leader, group=group, title="Vzor hlášení incidentu podle nového zákona", tlp=TLP.GREEN, community=True,
        content="Do 24 hodin: co, kdy, koho…\n".encode(), name="vzor-hlaseni.txt", now=now - 25 * DAY,
    )  # fmt: skip
    papers.put_document(
        actor=leader, group=group, title="Nabídka pojistitele, jen pro jednající", tlp=TLP.RED, readers=[manager.user],
        content="Podmínky a výluky…\n".encode(), name="nabidka.txt", now=now - 5 * DAY,
    )  # fmt: skip
    work.decide(
        actor=leader, group=group, title="Dodavatelé podepisují jednu společnou přílohu o bezpečnosti", tlp=TLP.AMBER,
        text="Platí pro nové smlouvy od ledna.", now=now - 22 * DAY,
    )  # fmt: skip
    work.propose(actor=manager, group=group, title="Rozpočet na společná školení", text="Jaký podíl nese kdo.", now=now - 2 * DAY)
    work.give_task(
        actor=leader,
        group=group,
        title="Připomínky k příloze o dodavatelích",
        owner=manager.user,
        due=(now + 2 * DAY).date(),
        now=now - 6 * DAY,
    )
    asked = polls.ask(
        actor=leader, group=group, title="Kolik lidí vám chybí na bezpečnost", text="Sečteme to pro ministerstvo, bez jmen.",
        per=Per.PERSON, anonymous=True, early=False, closes=now + 6 * DAY, now=now - 5 * DAY,
        questions=(
            Draft(kind=Ask.SINGLE, text="Kolik úvazků chybí", options=("žádný", "jeden", "dva až tři", "víc")),
            Draft(kind=Ask.TEXT, text="Která práce kvůli tomu stojí", needed=False),
        ),
    )  # fmt: skip
    for name, choice, words in (("jelinek", "2", "Správa zranitelností"), ("koordinator", "1", "")):
        polls.answer(actor=who[name], poll=asked, given={1: [choice], 2: [words]}, now=now - 4 * DAY)


def _people(group: Group, who: dict[str, Actor], now: datetime) -> None:
    leader = who["fialova"]
    papers.put_document(
        actor=leader, group=group, title="Osnova školení nových sester a lékařů", tlp=TLP.CLEAR, community=True,
        content="# Dvacet minut\n\n1. Heslo a karta\n2. Podvodné zprávy\n".encode(), name="osnova.md", now=now - 30 * DAY,
    )  # fmt: skip
    minutes = work.write_minutes(
        actor=leader, group=group, title="Školení zaměstnanců: co funguje", held=(now - 15 * DAY).date(), tlp=TLP.GREEN, now=now - 15 * DAY,
        text="## Krátké a často\n\nDesetiminutové lekce mají třikrát lepší dokončení než dvouhodinové.",
    )  # fmt: skip
    work.give_task(
        actor=leader, group=group, title="Sepsat otázky do společného testu", owner=who["kralova"].user, due=(now + 10 * DAY).date(),
        minutes=minutes, now=now - 15 * DAY,
    )  # fmt: skip
    asked = polls.ask(
        actor=leader, group=group, title="Kdy vám vyhovuje setkání školitelů", text="", per=Per.PERSON, anonymous=False, early=True,
        closes=now + 5 * DAY, now=now - 2 * DAY,
        questions=(Draft(kind=Ask.MULTIPLE, text="Vyberte dny", options=("úterý", "středa", "čtvrtek")),),
    )  # fmt: skip
    for name, days in (("kralova", ["0", "2"]), ("novotna", ["2"])):
        polls.answer(actor=who[name], poll=asked, given={1: days}, now=now - DAY)
    work.propose(actor=who["novotna"], group=group, title="Výměna školitelů mezi nemocnicemi", text="", now=now - DAY)
