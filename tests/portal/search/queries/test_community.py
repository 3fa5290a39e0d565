"""Things of the community are found by their text, without marks and capitals, by those who may read them and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import HOUSE, NOW, acting
from tests.factories.search import first_hits

from hsoc.portal.groups.actions.groups import found as found_group
from hsoc.portal.groups.actions.membership import put
from hsoc.portal.groups.actions.papers import put_document
from hsoc.portal.groups.models import Comment, Decision, Minutes, Task
from hsoc.portal.groups.rules.standing import Entry, Part
from hsoc.portal.lists.models import MailingList, Post, Thread
from hsoc.portal.meetings.models import Meeting, Sitting
from hsoc.portal.members.models import Kind, Organisation
from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.memorandum.models import Text
from hsoc.portal.search.queries.asking import wanted_of
from hsoc.portal.search.queries.community import COMMUNITY
from hsoc.portal.services.models import Note as Said
from hsoc.portal.services.models import Request, Service
from hsoc.records.tlp import TLP

pytestmark = pytest.mark.django_db
ROOMS = {one.code: one for one in COMMUNITY}
WORD = "příšerně žluťoučký"
ASKED = "PRISERNE zlutoucky"


def hits(actor, text=ASKED):
    """Room → titles of what is found."""
    wanted = wanted_of(text, NOW)
    found = {code: [hit.title for hit in first_hits(one.find(actor, wanted), 10)] for code, one in ROOMS.items()}
    return {code: titles for code, titles in found.items() if titles}


@pytest.fixture
def inside(settings, tmp_path):
    """(member of a closed group that is full of the words, stranger)"""
    settings.DATA = tmp_path
    member, stranger = acting(Role.ANALYST, 1, username="in"), acting(Role.ANALYST, 2, username="out")
    group = found_group(actor=SYSTEM, name="Tichá", purpose="x", audience="x", entry=Entry.CLOSED, now=NOW)
    put(actor=SYSTEM, group=group, user=member.user, organisation=1, part=Part.LEADER, now=NOW)
    common = {"group": group, "text": f"Tady stojí {WORD} kůň."}
    Minutes.objects.create(title="Zápis", held=NOW.date(), tlp="TLP:AMBER", changed=NOW, **common)
    Decision.objects.create(year=2026, number=1, title="Usnesení", tlp="TLP:AMBER", at=NOW, **common)
    task = Task.objects.create(title="Úkol", created=NOW, **common)
    Comment.objects.create(about="task", number=task.pk, at=NOW, by_id=member.user, **common)
    put_document(actor=member, group=group, title="Papír", tlp=TLP.AMBER, content=b"x", name="a.txt", note=WORD, now=NOW)
    secret = put_document(actor=member, group=group, title=f"Tajné {WORD}", tlp=TLP.RED, content=b"x", name="b.txt", readers=(), now=NOW)
    Comment.objects.create(about="document", number=secret.pk, at=NOW, by_id=member.user, **common)
    meeting = Meeting.objects.create(uid="m@x.example", title="Schůzka", made=NOW, organiser_id=member.user, **common)
    Sitting.objects.create(meeting=meeting, uid="u@x.example", original=NOW, start=NOW, end=NOW + timedelta(hours=1))
    mails = MailingList.objects.create(name="ticha", title="Tichá", group=group, made=NOW)
    thread = Thread.objects.create(mailing_list=mails, subject="Předmět", tlp="TLP:GREEN", started=NOW, last=NOW)
    Post.objects.create(mailing_list=mails, thread=thread, identity="i", subject="Předmět", text=WORD, folded="priserne zlutoucky",
                        tlp="TLP:GREEN", state="out", at=NOW)  # fmt: skip
    return member, stranger


def test_the_inside_of_a_closed_group_is_found_by_its_members_only(inside):
    member, stranger = inside
    assert hits(member) == {
        "documents": [f"Tajné {WORD}", "Papír"], "minutes": ["Zápis"], "decisions": ["Usnesení"], "tasks": ["Úkol"],
        "talk": ["In", "In"], "meetings": ["Schůzka"], "lists": ["Předmět"],
    }  # fmt: skip
    assert hits(stranger) == {}
    assert hits(acting(Role.COORDINATOR, HOUSE)) == {}  # a coordinator stands outside a closed group, too
    reader = acting(Role.ANALYST, 3, username="late")
    put(actor=SYSTEM, group=Minutes.objects.get().group, user=reader.user, organisation=3, part=Part.MEMBER, now=NOW)
    found = hits(reader)
    assert (found["documents"], found["talk"]) == (["Papír"], ["In"])  # TLP:RED and what is said under it: named readers only


def test_the_memorandum_and_services_by_their_whole_text():
    Organisation.objects.create(number=HOUSE, name="House", kind=Kind.OPERATOR, created=NOW)
    Text.objects.create(number=1, dated=NOW.date(), text_cs=f"Bod 7: {WORD}", text_en="x", digest="", published=NOW)
    manager, stranger = acting(Role.MANAGER, 1), acting(Role.MANAGER, 2)
    offered = Service.objects.create(
        code="dns", name_cs="Čisté DNS", name_en="DNS", text_cs=WORD, state="offered", owner_id=Organisation.objects.get(number=HOUSE).pk,
        changed=NOW,
    )  # fmt: skip
    one = Request.objects.create(
        service=offered, organisation=Organisation.objects.get(number=1), asker_id=manager.user, asked=NOW, moved=NOW
    )
    Said.objects.create(request=one, person_id=manager.user, moment=NOW, text=f"Prosíme, {WORD}!")
    assert {"memorandum", "services", "requests"} == set(hits(manager))
    assert {"memorandum", "services"} == set(hits(stranger))
    assert set(hits(manager, "ciste dns")) == {"services", "requests"}
