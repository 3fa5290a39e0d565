"""What is hidden in the rooms of people: members, groups, lists, meetings, services, help, memorandum, web. Never: an assertion.

Each thing bears a word that nothing else has. Each maker answers {word: who may read it}; numbers for addresses go into `at`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from tests.contracts.authority.callers import COMMUNITY, GROUP, OWN, OWN_ALL, Words, now
from tests.factories import website
from tests.factories.members import HOUSE, organisation, person
from tests.factories.seals import pdf

from hsoc.portal.accounts.actions import support
from hsoc.portal.aid import actions as aid
from hsoc.portal.aid.rules import Kind as Aid
from hsoc.portal.groups.actions import calls, groups, membership, papers, polls, work
from hsoc.portal.groups.rules.polls import Ask, Per
from hsoc.portal.groups.rules.standing import Entry, Part
from hsoc.portal.lists.actions import lists, posts
from hsoc.portal.lists.models import MailingList
from hsoc.portal.lists.rules.addresses import Target
from hsoc.portal.lists.rules.letters import Letter, Piece
from hsoc.portal.meetings.actions import meetings
from hsoc.portal.meetings.rules.dates import Rhythm
from hsoc.portal.members.actions import contacts, functions, invitations, organisations, tokens
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Actor, Role
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.memorandum.actions import ballots, signing, texts
from hsoc.portal.memorandum.actions import imports as registers
from hsoc.portal.memorandum.rules.course import Capacity
from hsoc.portal.memorandum.rules.register import Raw
from hsoc.portal.notices.actions.telling import tell
from hsoc.portal.search import actions as search
from hsoc.portal.services.actions import catalogue, requests
from hsoc.portal.website.actions import joining
from hsoc.portal.website.queries import pages
from hsoc.records.tlp import TLP

At = dict[str, Any]
People = dict[str, Actor]
MANAGER: Final = frozenset({"manager of 2"})
LEADER: Final = frozenset({"leader"})
SIGNERS: Final = {"title": "t", "capacity": Capacity.STATUTORY, "mandate": "", "content": pdf(b"zqhidbody"), "name": "zqhidpdf.pdf"}


def members(who: People, at: At) -> Words:
    """A quiet person of hospital 2, an invitation, a wish for a prefix, a token, a notice, a search kept."""
    quiet = person(Role.COLLEAGUE, 2, username="zqhidperson")
    contacts.change_contact(
        actor=actor_of(quiet), now=now(), name="Zqhidname", phone="+420601000201", dark_email="zqhiddark@elsewhere.example", dark_phone="",
        speaks=["cs"], workdays="12345", hours_from=None, hours_to=None,
    )  # fmt: skip
    duty = functions.give_function(actor=SYSTEM, organisation=2, username="zqhidperson", kind=Work.DUTY, title="zqhidtitle", now=now())
    invited = invitations.invite(actor=who["manager of 2"], organisation=2, email="zqhidinvited@h.example", role=Role.COLLEAGUE, now=now())
    asked = organisations.ask_prefix(
        actor=who["manager of 2"],
        organisation=2,
        code="add",
        prefix="198.18.99.0/24",
        reason="zqhidreason",
        registry="zqhidregistry",
        now=now(),
    )
    token, _secret = tokens.create_token(
        actor=who["manager of 2"], organisation=2, name="zqhidtoken", scopes=["event:view"], days=9, now=now()
    )
    tell(
        people=[who["manager of 2"].user],
        kind="token.expiring",
        values={"name": "zqhidnotice", "day": "1. 1."},
        path="/portal/",
        now=now(),
    )
    kept = search.keep(actor=who["manager of 2"], address="/portal/events/?q=zqhidquery", name="zqhidkept", shared=False, now=now())
    looked = support.ask_support(actor=who["guest"], organisation=2, role=Role.ANALYST, reason="zqhidlook", now=now())
    support.answer_support(actor=who["manager of 2"], support=looked.pk, hours=8, now=now())
    waits = support.ask_support(actor=who["coordinator"], organisation=2, role=Role.ANALYST, reason="zqhidwaits", now=now())
    at |= {
        "function": duty.pk, "invitation": invited.pk, "approval": asked.pk, "token": token.pk, "kept": kept.pk, "support": waits.pk,
        "open_support": looked.pk, "person": quiet.pk, "seat": quiet.memberships.get().pk,
        "notice": 1,
    }  # fmt: skip
    people = OWN_ALL | COMMUNITY
    return {
        "zqhidname": people, "zqhidperson": people, "zqhiddark": people, "zqhidtitle": people, "601000201": people,
        "zqhidinvited": MANAGER | {"coordinator", "operator"},
        "zqhidreason": OWN | COMMUNITY,
        "zqhidtoken": MANAGER | COMMUNITY,  # its making stands in the chain
        "zqhidnotice": MANAGER, "zqhidkept": MANAGER, "zqhidquery": MANAGER,
        "zqhidlook": MANAGER | COMMUNITY | {"guest"}, "zqhidwaits": MANAGER | COMMUNITY,
    }  # fmt: skip


def closed_group(who: People, at: At) -> Words:
    """A closed group with something of everything; what is RED was said before `inside` came in."""
    leader = who["leader"]
    group = groups.found(
        actor=SYSTEM,
        name="Zqhidgroup",
        code="zqhidcode",
        purpose="zqhidpurpose",
        audience="a",
        entry=Entry.CLOSED,
        tlp=TLP.AMBER,
        now=now(),
    )
    membership.put(actor=SYSTEM, group=group, user=leader.user, organisation=4, part=Part.LEADER, now=now())
    lists.make_first_lists(actor=SYSTEM, now=now())
    mailing_list = MailingList.objects.get(group=group)
    red = papers.put_document(
        actor=leader, group=group, title="zqhidreddoc", tlp=TLP.RED, content=b"zqhidredfile", name="zqhidredname.txt", now=now()
    )
    redpost = posts.write(actor=leader, mailing_list=mailing_list, subject="zqhidredsubject", text="zqhidredpost", label=TLP.RED, now=now())
    membership.put(actor=SYSTEM, group=group, user=who["inside"].user, organisation=3, now=now() + timedelta(seconds=1))
    doc = papers.put_document(
        actor=leader, group=group, title="zqhiddoc", tlp=TLP.AMBER, content=b"zqhidfile", name="zqhidfname.txt", now=now()
    )
    minutes = work.write_minutes(
        actor=leader, group=group, title="zqhidminutes", held=date(2026, 1, 1), text="zqhidtext", tlp=TLP.AMBER, now=now()
    )
    task = work.give_task(actor=leader, group=group, title="zqhidtask", text="zqhiddo", owner=leader.user, minutes=minutes, now=now())
    decision = work.decide(actor=leader, group=group, title="zqhiddecision", text="zqhidwhy", tlp=TLP.AMBER, minutes=minutes, now=now())
    work.propose(actor=leader, group=group, title="zqhidagenda", text="", now=now())
    work.comment(actor=leader, group=group, about="document", number=doc.pk, text="zqhidcomment", now=now())
    poll = polls.ask(
        actor=leader, group=group, title="zqhidpoll", text="", per=Per.PERSON, anonymous=False, early=True,
        closes=now() + timedelta(days=3),
        questions=(polls.Draft(kind=Ask.TEXT, text="zqhidquestion"),), now=now(),
    )  # fmt: skip
    polls.answer(actor=leader, poll=poll, given={1: ["zqhidvoice"]}, now=now())
    call = calls.call_together(actor=leader, group=group, subject="zqhidcall", text="zqhidblaze", tlp=TLP.AMBER, exercise=True, now=now())
    post = posts.write(
        actor=leader, mailing_list=mailing_list, subject="zqhidsubject", text="zqhidpost", label=TLP.AMBER, now=now(),
        pieces=[Piece("zqhidpiece.csv", b"a;zqhidattached\n")],
    )  # fmt: skip
    letter = Letter(
        identity="1@h.example",
        sender="inside@hospital3.example",
        sender_name="I",
        to=(),
        subject="zqhidheld",
        text="zqhidheldtext",
        answers=(),
    )
    posts.take_mail(mailing_list=mailing_list, target=Target(name=mailing_list.name), letter=letter, proven=False, now=now())
    called = meetings.call_meeting(
        actor=leader, group=group, title="zqhidmeeting", text="zqhidtalk", place="zqhidplace", hour=9,
        first=now().date() + timedelta(days=2),
        minute=0, minutes=60, rhythm=Rhythm.ONCE, times=1, now=now(),
    )  # fmt: skip
    sitting = called.sittings.get()
    meetings.note_sitting(actor=leader, sitting=sitting.pk, recording="https://video.example/zqhidfilm", minutes="", now=now())
    at |= {
        "group": group.code, "document": doc.pk, "red": red.pk, "minutes": minutes.pk, "task": task.pk, "decision": decision.pk,
        "poll": poll.pk, "call": call.pk, "list": mailing_list.name, "thread": post.thread_id, "redthread": redpost.thread_id,
        "piece": post.attachments.get().pk, "sitting": sitting.pk, "stay": group.memberships.get(user=who["inside"].user).pk,
    }  # fmt: skip
    known = GROUP | {"coordinator"}  # a coordinator sees that any group exists, and calls it together
    inner = (
        "zqhiddoc", "zqhidfile", "zqhidfname", "zqhidminutes", "zqhidtext", "zqhidtask", "zqhiddo", "zqhiddecision", "zqhidwhy",
        "zqhidagenda", "zqhidcomment", "zqhidpoll", "zqhidquestion", "zqhidvoice", "zqhidsubject", "zqhidpost", "zqhidpiece",
        "zqhidattached", "zqhidmeeting", "zqhidtalk", "zqhidplace", "zqhidfilm",
    )  # fmt: skip
    return (
        dict.fromkeys(inner, GROUP)
        | dict.fromkeys(("zqhidgroup", "zqhidpurpose", "zqhidcall", "zqhidblaze"), known)
        | dict.fromkeys(
            (
                "zqhidreddoc",
                "zqhidredfile",
                "zqhidredname",
                "zqhidredsubject",
                "zqhidredpost",
                "zqhidheld",
                "zqhidheldtext",
            ),
            LEADER,
        )
    )


def services_and_help(who: People, at: At) -> Words:
    """A request with its words, a service that is a draft yet, a call for help and its answer."""
    fields = {
        "name_cs": "Zálohy", "name_en": "Backups", "summary_cs": "s", "summary_en": "s", "state": "offered", "process": "plain",
        "steps": "member | Smlouva | Contract\nprovider | Zřízení | Set-up",
    }  # fmt: skip
    offered = catalogue.put_service(actor=who["operator"], code="backups", owner=HOUSE, now=now(), **fields)
    paper = catalogue.add_paper(actor=who["operator"], service=offered, content=b"for all", name="how.txt", title="How", now=now())
    rules = catalogue.publish_rules(actor=who["operator"], service=offered, text_cs="p", text_en="r", now=now())
    hidden = fields | {"name_cs": "zqhidunready", "name_en": "zqhidunready", "state": "draft"}
    catalogue.put_service(actor=who["operator"], code="zqhidunoffered", owner=HOUSE, now=now(), **hidden)
    asked = requests.ask(actor=who["manager of 2"], service=offered, organisation=2, note="zqhidask", now=now())
    requests.say(actor=who["manager of 2"], request=asked.pk, text="zqhidsay", now=now())
    call = aid.call(actor=who["manager of 2"], kind=Aid.LAPTOPS, text="For all to read.", amount=3, urgent=True, now=now())
    answer = aid.answer(actor=who["manager of 1"], number=call.pk, text="zqhidanswer", amount=2, now=now())
    offer = aid.offer(actor=who["manager of 2"], kind=Aid.FORMS, text="For all to take.", amount=9, now=now())
    at |= {
        "service": offered.code, "service_paper": paper.pk, "request": asked.pk, "aid_call": call.pk, "aid_answer": answer.pk,
        "offer": offer.pk, "rules": rules.pk,
    }  # fmt: skip
    return {
        "zqhidask": OWN_ALL | COMMUNITY, "zqhidsay": OWN_ALL | COMMUNITY,
        "zqhidunready": frozenset({"coordinator", "operator"}), "zqhidunoffered": frozenset({"coordinator", "operator", "auditor"}),
        "zqhidanswer": OWN_ALL | {"manager of 1", "coordinator"},
    }  # fmt: skip


def memorandum(who: People, at: At) -> Words:
    """A signature whose name is not public, a secret vote, a register that is being read in."""
    text = texts.publish_text(actor=who["coordinator"], dated=date(2026, 1, 5), text_cs="# M", text_en="# M", now=now())
    signed = signing.hand_in(
        actor=who["manager of 2"], text=text.number, organisation=2, signer="Zqhidsigner", signed_on=date(2026, 1, 6), name_public=False,
        mail="zqhidsigned@h.example", now=now(), **SIGNERS,
    )  # fmt: skip
    signing.decide(actor=who["coordinator"], signature=signed.pk, confirm=True, answer="", now=now())
    rows = (Raw(sheet="a", row=2, name="Zqhidregistered", institution="Nemocnice Z", day=date(2026, 1, 2), mail="zqhidrow@h.example"),)
    batch = registers.read_in(actor=who["coordinator"], rows=rows, content=b"x", name="zqhidregister.csv", now=now())
    ballot = ballots.announce(
        actor=who["coordinator"], title="For all", text="", options=["yes", "no"], secret=True, quorum=0, opens=now(),
        closes=now() + timedelta(days=5), now=now(),
    )  # fmt: skip
    at |= {"signature": signed.pk, "batch": batch.pk, "ballot": ballot.pk}
    register = frozenset({"coordinator"})
    return {
        "zqhidsigner": OWN_ALL | COMMUNITY, "zqhidsigned": OWN_ALL | COMMUNITY, "zqhidpdf": OWN_ALL | COMMUNITY,
        "zqhidbody": OWN_ALL | COMMUNITY,
        "zqhidregistered": register, "zqhidrow": register, "zqhidregister.csv": register | COMMUNITY,
    }  # fmt: skip


def web(who: People, at: At) -> Words:
    """Somebody who wants to join, and a page that is a draft yet."""
    website.settled()
    said = joining.Said(organisation="Zqhidhouse", kind="region", person="Zqhidjoiner", mail="zqhidjoin@h.example", message="zqhidmessage")
    wish, secret = joining.say(said=said, now=now())
    joining.confirm(secret=secret, now=now())
    page = pages.by_key("cs", "what").specific
    page.title = "zqhidpage"
    page.save_revision()
    page.refresh_from_db()
    at |= {"wish": wish.pk, "page": page.pk}
    wishes = frozenset({"coordinator", "operator", "guest"})  # the guest's own notices say so, whoever's pages he looks at
    return dict.fromkeys(("zqhidjoiner", "zqhidjoin@", "zqhidmessage", "zqhidpage"), wishes) | {"zqhidhouse": COMMUNITY | wishes}


def hidden(who: People, at: At) -> Words:
    """All of it."""
    organisation(9)
    words: Words = {}
    for made in (members, closed_group, services_and_help, memorandum, web):
        words |= made(who, at)
    return words
