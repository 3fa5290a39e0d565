"""The rooms of the community that a search asks, each through its own gate. A new room adds its line to COMMUNITY. Never: a gate."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hsoc.portal.aid import queries as aid
from hsoc.portal.charts.prose import excerpt
from hsoc.portal.folding import matching, snippet
from hsoc.portal.groups.models import Comment, Document
from hsoc.portal.groups.queries import groups, papers
from hsoc.portal.lists import queries as lists
from hsoc.portal.meetings.queries import meetings
from hsoc.portal.members.rules import Actor
from hsoc.portal.memorandum.queries import ballots
from hsoc.portal.memorandum.queries import register as memorandum
from hsoc.portal.search.queries.asking import Found, Provider, Wanted, ranked
from hsoc.portal.search.rules.found import Hit
from hsoc.portal.services.queries import catalogue as services
from hsoc.portal.services.web.words import in_words

DAY: Final = "j. n. Y", "j M Y"  # Czech, English: as everywhere in the house
MOST_EXCERPT: Final = 20_000  # characters of a text in which a piece is looked for


def _day(when: Any) -> str:
    return date_format(when, DAY[get_language() != "cs"])


def _in_group(route: str, one: Any, *, text: str, when: Any, words: tuple[str, ...], label: str = "") -> Hit:
    """A thing of a group: its title, where it stands, a piece of its text, whose and when."""
    note = ", ".join(part for part in (one.group.name, _day(when) if when else "") if part)
    href = reverse(route, args=[one.group.code, one.pk])
    return Hit(title=one.title, href=href, text=snippet(text, words), note=note, label=label)


def versions(actor: Actor, wanted: Wanted) -> Found:
    """Versions of the memorandum, the newest first."""
    rows = matching(memorandum.texts(actor), wanted.words, "text_cs", "text_en")
    return Found(
        rows,
        lambda one: Hit(
            title=gettext("Memorandum, version %(n)d") % {"n": one.number}, href=f"{reverse('memorandum')}?version={one.number}",
            text=snippet(excerpt(one.text_cs if get_language() == "cs" else one.text_en, MOST_EXCERPT), wanted.words), note=_day(one.dated),
        ),
    )  # fmt: skip


def votes(actor: Actor, wanted: Wanted) -> Found:
    """Votes of the signatories by what is decided."""
    rows = ranked(matching(ballots.visible_to(actor), wanted.words, "title", "text"), wanted.words, "title")
    return Found(
        rows,
        lambda one: Hit(
            title=one.title, href=reverse("memorandum_ballot", args=[one.pk]), text=snippet(one.text, wanted.words),
            note=_day(one.closes),
        ),
    )  # fmt: skip


def in_groups(actor: Actor, wanted: Wanted) -> Found:
    """Groups that the actor knows of."""
    columns = ("name", "code", "purpose", "purpose_en", "audience", "audience_en")
    rows = ranked(matching(groups.visible_to(actor), wanted.words, *columns), wanted.words, "name")
    return Found(rows, lambda one: Hit(title=one.name, href=reverse("group", args=[one.code]), text=snippet(one.purpose, wanted.words)))


def documents(actor: Actor, wanted: Wanted) -> Found:
    """Documents by their title and by the names and notes of their present files."""
    rows = ranked(matching(papers.with_files(papers.documents_visible_to(actor)), wanted.words, "title", "file_name", "file_note"),
                  wanted.words, "title")  # fmt: skip
    return Found(
        rows,
        lambda one: _in_group(
            "group_document", one, text=" · ".join(part for part in (one.file_name, one.file_note) if part), when=one.changed,
            words=wanted.words, label=one.tlp,
        ),
        wide=papers.with_files(Document.objects.select_related("group")),
    )  # fmt: skip


def minutes(actor: Actor, wanted: Wanted) -> Found:
    """Minutes by all that stands in them, the last meeting first."""
    rows = matching(papers.minutes_visible_to(actor), wanted.words, kept="sought").order_by("-held", "-pk")
    return Found(
        rows,
        lambda one: _in_group("group_minutes_one", one, text=one.text, when=one.held, words=wanted.words, label=one.tlp),
        along=("group",),
    )


def decisions(actor: Actor, wanted: Wanted) -> Found:
    """The registers of decisions of one's groups."""
    rows = ranked(matching(papers.decisions_visible_to(actor), wanted.words, kept="sought"), wanted.words, "title")
    return Found(
        rows, lambda one: _in_group("group_decision", one, text=one.text, when=one.at, words=wanted.words, label=one.tlp), along=("group",)
    )


def tasks(actor: Actor, wanted: Wanted) -> Found:
    """Tasks of one's groups by what is to be done, what came of it and whose they are."""
    rows = ranked(matching(papers.tasks_visible_to(actor), wanted.words, "owner__name", kept="sought"), wanted.words, "title")
    return Found(
        rows,
        lambda one: _in_group(
            "group_task", one, text=" · ".join(part for part in (str(one.owner or ""), one.text, one.outcome) if part), when=one.due,
            words=wanted.words,
        ),
        along=("group", "owner"),
    )  # fmt: skip


_TALK: Final = {
    Comment.About.DOCUMENT.value: "group_document",
    Comment.About.MINUTES.value: "group_minutes_one",
    Comment.About.TASK.value: "group_task",
    Comment.About.DECISION.value: "group_decision",
}


def talk(actor: Actor, wanted: Wanted) -> Found:
    """What people said under the things of their groups, the last first."""
    rows = matching(papers.comments_visible_to(actor), wanted.words, kept="sought").order_by("-at", "-pk")
    return Found(
        rows,
        lambda one: Hit(
            title=str(one.by or gettext("somebody who has left")),
            href=f"{reverse(_TALK[one.about], args=[one.group.code, one.number])}#talk",
            text=snippet(one.text, wanted.words), note=f"{one.group.name}, {_day(one.at)}",
        ),
        along=("by", "group"),
    )  # fmt: skip


def dates(actor: Actor, wanted: Wanted) -> Found:
    """Meetings of one's groups, the latest first."""
    columns = ("meeting__title", "meeting__text", "meeting__place", "meeting__group__name")
    rows = matching(meetings.visible_to(actor), wanted.words, *columns).order_by("-start")
    return Found(
        rows,
        lambda one: Hit(
            title=one.meeting.title, href=reverse("meeting", args=[one.pk]), text=snippet(one.meeting.text, wanted.words),
            note=f"{one.meeting.group.name}, {_day(one.start)}",
        ),
        along=("meeting__group",),
    )  # fmt: skip


def offered(actor: Actor, wanted: Wanted) -> Found:
    """Shared services by all that is said of them."""
    texts = ("name_cs", "name_en", "summary_cs", "summary_en", "text_cs", "text_en", "price_cs", "price_en", "sla_cs", "sla_en")
    rows = ranked(matching(services.visible_to(actor), wanted.words, *texts), wanted.words, "name_cs")
    return Found(
        rows,
        lambda one: Hit(
            title=in_words(one, "name"), href=reverse("service", args=[one.code]), text=in_words(one, "summary"), note=str(one.owner)
        ),
        along=("owner",),
    )  # fmt: skip


def requested(actor: Actor, wanted: Wanted) -> Found:
    """Requests for services by the service, the organisation and what was said of them."""
    rows = services.worded(actor, wanted.words).order_by("-moved")
    return Found(
        rows,
        lambda one: Hit(
            title=f"{in_words(one.service, 'name')}: {one.organisation}", href=reverse("service_request", args=[one.pk]),
            note=f"{one.get_state_display()}, {_day(one.moved)}",
        ),
        along=("service", "organisation"),
    )  # fmt: skip


def help_of_members(actor: Actor, wanted: Wanted) -> Found:
    """Calls for help, the newest first."""
    rows = matching(aid.visible_to(actor), wanted.words, "text", "organisation__name").order_by("-made")
    return Found(
        rows,
        lambda one: Hit(
            title=str(one.get_kind_display()), href=reverse("aid_call", args=[one.pk]), text=snippet(one.text, wanted.words),
            note=f"{one.organisation}, {_day(one.made)}",
        ),
        along=("organisation",),
    )  # fmt: skip


def in_lists(actor: Actor, wanted: Wanted) -> Found:
    """Posts of one's mailing lists, the last first."""
    return Found(
        lists.found(actor, " ".join(wanted.words)),
        lambda one: Hit(
            title=one.subject, href=f"{reverse('list_thread', args=[one.mailing_list.name, one.thread_id])}#p{one.pk}", label=one.tlp,
            text=snippet(one.text, wanted.words), note=f"{one.mailing_list.title}, {_day(one.at)}",
        ),
        along=("mailing_list",),
    )  # fmt: skip


COMMUNITY: Final = (
    Provider(code="memorandum", name=_("Memorandum"), find=versions),
    Provider(code="votes", name=_("Votes"), find=votes),
    Provider(code="groups", name=_("Groups"), find=in_groups),
    Provider(code="documents", name=_("Documents"), find=documents),
    Provider(code="minutes", name=_("Minutes"), find=minutes),
    Provider(code="decisions", name=_("Decisions"), find=decisions),
    Provider(code="tasks", name=_("Tasks"), find=tasks),
    Provider(code="talk", name=_("Discussions"), find=talk),
    Provider(code="meetings", name=_("Meetings"), find=dates),
    Provider(code="services", name=_("Shared services"), find=offered),
    Provider(code="requests", name=_("Requests for services"), find=requested),
    Provider(code="aid", name=_("Mutual help"), find=help_of_members),
    Provider(code="lists", name=_("Mailing lists"), find=in_lists),
)
