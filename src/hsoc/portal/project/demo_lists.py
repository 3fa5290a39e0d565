"""The demo's mailing lists: invented threads, one held post, one person who reads a digest. Belongs here: who said what. Never: how."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import lists, posts
from hsoc.portal.lists.rules.addresses import Target
from hsoc.portal.lists.rules.letters import Letter, Piece
from hsoc.portal.lists.rules.posting import Delivery
from hsoc.portal.members.queries import actor_of, person
from hsoc.portal.members.rules import SYSTEM
from hsoc.records.tlp import TLP

HOUR: Final = timedelta(hours=1)
# list → threads: (subject, label, ((who, hours ago, text), …)); invented
THREADS: Final = {
    "hsoc-tech": (
        ("Vzorkování NetFlow: 1 : 1000, nebo 1 : 512?", TLP.GREEN, (
            ("dvorak", 190, "U nás při 1 : 1000 pomalé skeny skoro nevidíme. Jak to máte nastavené vy?"),
            ("bartos", 188, "1 : 512 na hraničním směrovači, procesor to unese. Skeny pod deset paketů za minutu stejně najde až sonda."),
            ("analytik", 170, "Potvrzuji. Měřili jsme týden obojí, rozdíl v objemových útocích není žádný, u skenů je znát."),
        )),
        ("Tiskárny volají domů", TLP.AMBER, (
            ("lnenicka", 96, "Nová řada tiskáren posílá každou hodinu zprávu výrobci. Detektor to hlásí jako spojení s řídicím serverem."),
            ("havel", 90, "U nás totéž. Dali jsme je do vlastní sítě a ven je nepouštíme, tisk to nijak nepoznal."),
        )),
        ("Kdo jde na prosincové cvičení", TLP.GREEN, (
            ("analytik", 40, "Hlaste se prosím do pátku, ať víme, kolik laptopů připravit."),
            ("prochazka", 28, "Za nás dva lidé."),
        )),
    ),
    "hsoc-emergency": (
        ("Telefonní seznam pro případ, že nejde pošta", TLP.AMBER, (
            ("koordinator", 120, "Aktuální verze je v dokumentech skupiny. Vytiskněte si ji prosím, na papíře funguje i bez proudu."),
            ("cerna", 110, "Vytištěno, visí na velíně i u mě doma."),
        )),
    ),
    "hsoc-man": (
        ("Rozpočet na příští rok", TLP.AMBER, (
            ("cerna", 60, "Kdo už má schválenou položku na bezpečnost? Hodilo by se srovnání podle počtu lůžek."),
        )),
    ),
    "hsoc-hr": (
        ("Osnova školení pro nové zaměstnance", TLP.GREEN, (
            ("fialova", 70, "Zkrátili jsme ji na dvacet minut. Co by ve vaší verzi rozhodně nemělo chybět?"),
            ("novotna", 50, "Co dělat, když kliknu. Bez strašení, s telefonním číslem."),
        )),
    ),
}  # fmt: skip


def settle(*, now: datetime) -> None:
    """What people would have written in the last days. Nothing where they or their groups are missing, or where somebody wrote already."""
    lists.make_first_lists(actor=SYSTEM, now=now - 400 * HOUR)
    for name, threads in THREADS.items():
        found = queries.list_by_name(name)
        if found is None or found.posts.exists():
            continue
        for subject, label, said in threads:
            thread = None
            for username, hours, text in said:
                user = person(username)
                if user is None or not queries.in_group(user, found.group):
                    continue
                made = posts.write(
                    actor=actor_of(user), mailing_list=found, subject=subject, text=text, label=label, thread=thread,
                    pieces=[Piece("mereni.csv", b"vzorkovani;skeny\n1000;3\n512;11\n")] if username == "analytik" and hours == 170 else (),
                    now=now - hours * HOUR,
                )  # fmt: skip
                thread = made.thread
    tech = queries.list_by_name("hsoc-tech")
    if tech is not None and tech.posts.exists():
        letter = Letter(
            identity="demo-1@nemocnice3.example", sender="dvorak@nemocnice3.example", sender_name="Dalibor Dvořák", to=(),
            subject="Nová verze sondy", text="Vyšla nová verze sondy, umí i IPv6. Zkoušel ji už někdo?", answers=(),
        )  # fmt: skip
        posts.take_mail(mailing_list=tech, target=Target(name=tech.name), letter=letter, proven=False, now=now - 5 * HOUR)
        reader = person("prochazka")
        if reader is not None and queries.in_group(reader, tech.group):
            lists.choose(actor=actor_of(reader), mailing_list=tech, delivery=Delivery.DIGEST, now=now - 300 * HOUR)
