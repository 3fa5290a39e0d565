"""What is hidden in the rooms of machines: events, indicators, papers, rules, reports, feeds, the journals. Never: an assertion.

Each thing bears a word that nothing else has. Each maker answers {word: who may read it}; numbers for addresses go into `at`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from tests.contracts.authority.callers import COMMUNITY, OWN, Words, now
from tests.factories import force, traffic
from tests.factories import reports as reported
from tests.factories.advisories import draft
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator, sighting
from tests.factories.network import hospital

from hsoc.journal.days import HOUR_MS, day_bounds, day_of
from hsoc.portal.advisories import actions as advisories
from hsoc.portal.events.actions import register_client
from hsoc.portal.events.actions.sharing import set_rules
from hsoc.portal.feeds.actions import consumers, imports, pulls
from hsoc.portal.hunts import actions as hunts
from hsoc.portal.indicators.actions import share, sight
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.actions import tokens
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import SYSTEM, Actor
from hsoc.portal.network.actions import rules, what_if, wishes
from hsoc.portal.network.models import OtherNetwork
from hsoc.portal.network.rules.lists import short
from hsoc.portal.reports.actions import making, wanted
from hsoc.portal.reports.queries import making as due
from hsoc.records.indicator import Kind
from hsoc.records.policy import Own
from hsoc.records.scope import Match
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

At = dict[str, Any]
People = dict[str, Actor]
HOST: Final = "198.18.2.201"  # a machine of hospital 2: attacked, reported, filtered, named in flows
RULED: Final = "198.18.2.202"  # another one, about which it has a rule
FAR: Final = "203.0.113.211"  # what attacked it, in an event that is RED
SEE: Final = OWN | {"coordinator", "operator"}  # who may see an event of hospital 2 with its targets
LABELS: Final = tuple(TLP)


def events(who: People, at: At) -> Words:
    """One event of each label on the same machine; others' copies have no targets, and of RED there is none."""
    present = round(now().timestamp() * 1000)
    moment = max(present - HOUR_MS, day_bounds(day_of(present))[0])  # of today, in the first hour after midnight in Prague, too
    rows = []
    for n, label in enumerate(LABELS, 1):
        source = FAR if label is TLP.RED else f"203.0.113.{n}"
        raw = (
            f'{{"Format":"IDEA0","ID":"e-{n}","DetectTime":"{now():%Y-%m-%dT%H:%M:%SZ}","TLP":"{label.value[4:]}",'
            f'"Category":["Recon.Scanning"],'
            f'"Note":"zqhidnote{n}x","Source":[{{"IP4":["{source}"]}}],"Target":[{{"IP4":["{HOST}"]}}],'
            f'"Node":[{{"Name":"example.engine","Type":["Flow"]}}]}}'
        )
        rows.append(row(n, moment + n, source=source, target=HOST, tlp=label.value, member=2, org=2, raw=raw.encode()))
    write(settings.JOURNAL, *rows)
    at |= {"event": "e-5", "open_event": "e-1", "day": day_of(moment)}
    set_rules(actor=who["manager of 2"], organisation=2, rules=(), reason="zqhidsharing", now=now())
    register_client(
        actor=who["operator"],
        name="cz.zqhidclient.probe",
        organisation=2,
        requestor="zqhidrequestor@h.example",
        note="zqhidclientnote",
        now=now(),
    )
    at["client"] = "cz.zqhidclient.probe"
    return {
        HOST: SEE, FAR: SEE, "zqhidnote5x": SEE, "zqhidsharing": OWN | COMMUNITY,
        "zqhidrequestor": OWN | COMMUNITY, "zqhidclientnote": OWN | COMMUNITY,
    }  # fmt: skip


def indicators(who: People, at: At) -> Words:
    """Values for the own house only, and papers."""
    own = indicator("zqhidown.example", kind=Kind.DOMAIN, tlp=TLP.RED, pap=PAP.RED, title="zqhidowntitle", description="zqhidowntext")
    share(actor=who["analyst of 2"], organisation=2, items=[own], via="t", now=now(), audience=Audience.OWN)
    seen = sighting("zqhidseen.example", kind=Kind.DOMAIN, tlp=TLP.RED)
    sight(actor=who["analyst of 2"], organisation=2, items=[seen], via="t", now=now(), audience=Audience.OWN)
    paper = advisories.write(
        actor=who["analyst of 2"], organisation=2, audience=Audience.OWN, now=now(),
        draft=draft(title="zqhidpapertitle", summary="zqhidsummary", todo="zqhidtodo", cves="CVE-2026-9201"),
    )  # fmt: skip
    at |= {"indicator": Indicator.objects.get(value="zqhidown.example").pk, "indicator_id": own.id, "advisory": paper.pk}
    hunts.take_part(actor=who["manager of 2"], organisation=2, takes=True, reason="zqhidhunts", now=now())
    return dict.fromkeys(
        (
            "zqhidown.example",
            "zqhidowntitle",
            "zqhidowntext",
            "zqhidseen",
            "zqhidpapertitle",
            "zqhidsummary",
            "zqhidtodo",
            "cve-2026-9201",
        ),
        OWN,
    ) | {"zqhidhunts": OWN | COMMUNITY}


def perimeter(who: People, at: At) -> Words:
    """A rule, a draft, another network, a question, what is in force; flows of the machine."""
    analyst, manager = who["analyst of 2"], who["manager of 2"]
    made, _new = rules.set_rule(
        actor=analyst, organisation=2, do=Own.DROP, match=Match(dst=f"{RULED}/32", proto=(17,)), inbound=True, rate=0,
        lasts=timedelta(hours=3), comment="zqhidrule", typed={}, now=now(),
    )  # fmt: skip
    rules.keep_draft(actor=analyst, organisation=2, typed={"comment": "zqhiddrafted"}, now=now())
    other = OtherNetwork.objects.create(organisation_id=made.organisation_id, kind="peering", name="zqhidother", added=now())
    asked = what_if.ask(
        actor=manager, organisation=2, day="2026-03-10", changes={}, policy="{}", suffix=".json", tuned=[], file_name="zqhidwhatif.json",
        now=now(),
    )  # fmt: skip
    spared = wishes.spare(actor=manager, organisation=2, prefix="198.18.2.128/25", reason="zqhidspared", lasts=timedelta(days=2), now=now())
    standing = force.standing(Match(dst=f"{RULED}/32", proto=(17,)), member=2, story="zqhidstory")
    force.said(settings.DATA, standing)
    at["entry"] = short(standing.entry.key)
    traffic.written(settings.FLOW_JOURNALS[0], traffic.story())
    at |= {"rule": made.pk, "question": asked.pk, "other": other.pk, "spared": spared.pk}
    seen = OWN | COMMUNITY
    return {
        "zqhidrule": seen, RULED: seen, "zqhiddrafted": frozenset({"analyst of 2"}),
         "zqhidother": seen, "zqhidwhatif": seen, "zqhidspared": seen, "zqhidstory": seen,
    }  # fmt: skip


def reports(who: People, at: At) -> Words:
    """A report with an answer, an address that it goes to."""
    making.begin(actor=SYSTEM, organisation=2, serial=0, at=reported.NOON - reported.HOUR, now=now())
    wanted.save_preference(
        actor=who["manager of 2"], organisation=2, addresses={"": ["zqhidmailbox@hospital2.example"]}, language="cs", mode="summary",
        office_only=False, now=now(),
    )  # fmt: skip
    found = next(one for one in due.due_now(now=reported.NOON, everything=True) if (one.organisation, one.severity) == (2, Severity.HIGH))
    told = [reported.seen(reported.BOT, severity=4, own=HOST)]
    (report,) = making.settle(actor=SYSTEM, due=found, upto=9, seen=told, at=reported.NOON, now=now())
    wanted.answer(
        actor=who["manager of 2"], report=report, verdict="useful", event_class="", text="zqhidfeedback", by_link=False, now=now()
    )
    at["label"] = report.label
    return {report.label.lower(): SEE | {"auditor"}, "zqhidmailbox@": OWN | {"coordinator", "operator"}, "zqhidfeedback": SEE}


def feeds(who: People, at: At) -> Words:
    """A source that is fetched, a firewall that reads lists, a file that is being read in."""
    analyst = who["analyst of 2"]
    source = pulls.Source(name="zqhidpull", kind="plain", url="https://zqhidpull.example/zqhidurl", user="zqhidlogin", secret="zqhidsecret")
    pull = pulls.add_pull(actor=analyst, organisation=2, source=source, now=now())
    consumer, _secret = consumers.create_consumer(actor=analyst, organisation=2, name="zqhidfirewall", now=now())
    read = imports.prepare(
        actor=analyst,
        organisation=2,
        file="zqhidlist.csv",
        content=b"value;note\nzqhidread.example;x\nzqhidbroken;y\n",
        format_="",
        now=now(),
    )
    at |= {"pull": pull.pk, "consumer": consumer.pk, "import": read.key}
    seen = OWN | COMMUNITY
    return {
        "zqhidpull": seen, "zqhidurl": OWN | {"coordinator", "operator"}, "zqhidlogin": OWN, "zqhidsecret": frozenset(),
        "zqhidfirewall": seen, "zqhidlist": seen,
        "zqhidread": OWN, "zqhidbroken": OWN,
    }  # fmt: skip


def machines(who: People) -> dict[str, dict[str, str]]:
    """What machines show at the doors: tokens of a foreign analyst, an own one and an operator, a firewall's, a sensor's."""
    scopes = ("event:view", "indicator:view", "indicator:export", "flow:view", "rule:view", "network:view")
    shown = {}
    for name, number in (("inside", 3), ("analyst of 2", 2), ("operator", who["operator"].organisation)):
        held = [one for one in scopes if name == "operator" or one != "network:view"]
        shown[f"token of {name}"] = tokens.create_token(actor=who[name], organisation=number, name="t", scopes=held, days=9, now=now())[1]
    shown["firewall"] = consumers.create_consumer(actor=who["inside"], organisation=3, name="f", now=now())[1]
    shown["sensor"] = register_client(actor=who["operator"], name="cz.three.probe", organisation=3, now=now())
    return {name: {"HTTP_AUTHORIZATION": f"Bearer {secret}"} for name, secret in shown.items()}


def hidden(who: People, at: At) -> Words:
    """All of it."""
    Organisation.objects.filter(number=2).update(connected=True)
    hospital(2)
    words: Words = {}
    for made in (events, indicators, perimeter, reports, feeds):
        words |= made(who, at)
    return words
