"""Documents, agenda, minutes, tasks, decisions, comments through their gates. Belongs here: membership, TLP. Never: a change."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hsoc.portal.folding import matching, words_of
from hsoc.portal.groups.models import AgendaItem, Comment, Decision, Document, Group, Minutes, Task, Version
from hsoc.portal.groups.queries.groups import of, visible_to
from hsoc.portal.groups.rules.standing import Entry
from hsoc.portal.members.rules import Actor
from hsoc.records.tlp import TLP

OPEN_STATES = (Task.State.OPEN.value, Task.State.DOING.value)


def documents_visible_to(actor: Actor) -> QuerySet[Document]:
    """Documents of the actor's groups, of RED ones only those he is named in or wrote; and what groups share with the community."""
    inside = Q(group__in=of(actor))
    if actor.via != "system":
        named = Document.readers.through.objects.filter(document=OuterRef("pk"), user=actor.user)
        inside &= ~Q(tlp=TLP.RED.value) | Q(author=actor.user) | Q(Exists(named))
    outside = Q(community=True, group__in=visible_to(actor).exclude(entry=Entry.CLOSED.value))
    return Document.objects.select_related("group", "author").filter(inside | outside)


def versions_of(document: Document) -> QuerySet[Version]:
    """The versions of a document that has passed the gate."""
    return Version.objects.select_related("file", "by").filter(document=document)


def with_files(documents: QuerySet[Document]) -> QuerySet[Document]:
    """The same with `file_name` and `file_note` of their newest versions."""
    newest = Version.objects.filter(document=OuterRef("pk"), number=OuterRef("latest"))
    name, note = newest.values("file__name")[:1], newest.values("note")[:1]
    return documents.annotate(file_name=Coalesce(Subquery(name), Value("")), file_note=Coalesce(Subquery(note), Value("")))


def latest_versions(documents: list[Document]) -> dict[int, Version]:
    """Document → its newest version."""
    found = Version.objects.select_related("file", "by").filter(document__in=documents, number=F("document__latest"))
    return {one.document_id: one for one in found}


def agenda_visible_to(actor: Actor) -> QuerySet[AgendaItem]:
    """What is to be talked about in the actor's groups."""
    return AgendaItem.objects.select_related("group", "by").filter(group__in=of(actor))


def minutes_visible_to(actor: Actor) -> QuerySet[Minutes]:
    """Minutes of the actor's groups."""
    return Minutes.objects.select_related("group", "by", "approved_by").filter(group__in=of(actor))


def tasks_visible_to(actor: Actor) -> QuerySet[Task]:
    """Tasks of the actor's groups."""
    return Task.objects.select_related("group", "owner", "by", "minutes").filter(group__in=of(actor))


def my_tasks(actor: Actor) -> QuerySet[Task]:
    """What the actor himself has to do, across his groups."""
    return tasks_visible_to(actor).filter(owner=actor.user, state__in=OPEN_STATES)


def late(tasks: QuerySet[Task], today: date) -> QuerySet[Task]:
    """Those whose day is over."""
    return tasks.filter(due__lt=today, state__in=OPEN_STATES)


def decisions_visible_to(actor: Actor) -> QuerySet[Decision]:
    """The register of decisions of the actor's groups."""
    return Decision.objects.select_related("group", "by", "minutes", "replaces", "replaced").filter(group__in=of(actor))


def next_number(group: Group, year: int) -> int:
    """The number of a group's next decision of a year."""
    last = Decision.objects.filter(group=group, year=year).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def searched(rows: QuerySet, word: str, *fields: str, kept: str = "") -> QuerySet:  # type: ignore[type-arg]
    """Those in whose fields (kept: one that is folded already) every part of the word stands, diacritics and capitals aside."""
    words = words_of(word)
    return matching(rows, words, *fields, kept=kept) if words else rows


# --- comments -------------------------------------------------------------------------------------------------------------
def comments_on(actor: Actor, about: str, number: int) -> QuerySet[Comment]:
    """The thread under a thing that has passed its own gate, inside the actor's groups."""
    found = Comment.objects.select_related("by").filter(about=about, number=number, removed__isnull=True)
    return found.filter(group__in=of(actor))


def comments_visible_to(actor: Actor) -> QuerySet[Comment]:
    """What was said in the actor's groups, under documents only where he may read the document."""
    open_ = ~Q(about=Comment.About.DOCUMENT) | Q(number__in=documents_visible_to(actor).values("pk"))
    return Comment.objects.select_related("by", "group").filter(open_, group__in=of(actor), removed__isnull=True)


def thing(actor: Actor, group: Group, about: str, number: int) -> Document | Minutes | Task | Decision | None:
    """What a comment is about, through its own gate and only within that group."""
    gate = {
        Comment.About.DOCUMENT: documents_visible_to,
        Comment.About.MINUTES: minutes_visible_to,
        Comment.About.TASK: tasks_visible_to,
        Comment.About.DECISION: decisions_visible_to,
    }.get(about)  # type: ignore[call-overload]
    return gate(actor).filter(group=group, pk=number).first() if gate else None


def with_comments(rows: QuerySet, about: str) -> QuerySet:  # type: ignore[type-arg]
    """The same with `talk`, how many contributions their thread has."""
    talk = Comment.objects.filter(about=about, number=OuterRef("pk"), removed__isnull=True).order_by().values("number")
    found: QuerySet = rows.annotate(talk=Subquery(talk.annotate(n=Count("pk")).values("n")))  # type: ignore[type-arg]
    return found
