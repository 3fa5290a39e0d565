"""The pages: their first content, and the note in the log of what Wagtail published. Never: overwriting what somebody has edited."""

from __future__ import annotations

import copy
import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask
from wagtail.search import index

from hsoc.portal.audit.actions import record
from hsoc.portal.charts.numbers import PRAGUE
from hsoc.portal.members.rules import SYSTEM, Actor
from hsoc.portal.website.models import Article, ByCoordinator, Front, News, NewsList, Training, TrainingList
from hsoc.portal.website.queries.first import LANGUAGES, First, first
from hsoc.portal.website.rules.words import folded

KINDS: dict[str, type[Any]] = {
    "front": Front,
    "article": Article,
    "newslist": NewsList,
    "news": News,
    "traininglist": TrainingList,
    "training": Training,
}
_LINK = re.compile(r'href="page:([a-z0-9_]+)"')


@transaction.atomic
def settle_pages(*, actor: Actor = SYSTEM, now: datetime, searchable: bool = True) -> int:
    """Makes the trees with the first content where there is no front page yet; how many pages. What is there is left alone.

    Written row by row as Wagtail would leave it, without its forty questions a page. searchable: also for the search of the editor.
    """
    if Front.objects.exists():
        return 0
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    root = Page.get_first_root_node()
    rows: dict[tuple[str, str], Page] = {}
    for language in LANGUAGES:
        for one in first(language):
            rows[language, one.key] = _row(one, language, locales, rows, root, now)
    Page.objects.bulk_create(rows.values())
    Page.objects.filter(pk=root.pk).update(numchild=root.numchild)
    made = [_whole(rows[language, one.key], one, language, rows) for language in LANGUAGES for one in first(language)]
    _site(next(page for page in made if isinstance(page, Front)))
    _workflow(root)
    if searchable:
        for page in made:
            index.insert_or_update_object(page)
    record(actor=actor, action="website.settled", object="pages", details={"pages": len(made)}, now=now)
    return len(made)


def note_publication(*, actor: Actor, page: Page, action: str, now: datetime) -> None:
    """Writes into the log what Wagtail did with a page: `page.published`, `page.unpublished`."""
    details = {"title": page.title, "language": page.locale.language_code}
    record(actor=actor, action=action, object=f"page:{page.pk}", details=details, now=now)


def _row(one: First, language: str, locales: dict[str, Locale], rows: dict[tuple[str, str], Page], root: Page, now: datetime) -> Page:
    """The page's own row, live, at its place in the tree."""
    above = root if one.kind == "front" else rows[language, one.under]
    above.numchild += 1
    row = Page(title=one.title, draft_title=one.title, slug=one.slug, show_in_menus=one.menu, locale=locales[language], live=True)
    row.content_type = ContentType.objects.get_for_model(KINDS[one.kind])
    row.path, row.depth = Page._get_path(above.path, above.depth + 1, above.numchild), above.depth + 1  # noqa: SLF001 - treebeard's own way
    row.url_path = f"{above.url_path}{one.slug}/"
    row.search_description = one.description or one.lead
    row.first_published_at = row.last_published_at = row.latest_revision_created_at = now
    if (other := rows.get((LANGUAGES[0], one.key))) is not None:
        row.translation_key = other.translation_key
    return row


def _whole(row: Page, one: First, language: str, rows: dict[tuple[str, str], Page]) -> Any:
    """The page with what its kind has: words, and links to the pages they name."""
    fields: dict[str, Any] = {"lead": one.lead, "key": one.key}
    if one.kind == "news":
        fields["day"] = date.fromisoformat(one.day)
    if one.kind == "training":
        begins, ends = (datetime.fromisoformat(text).replace(tzinfo=PRAGUE) for text in (one.begins, one.ends))
        fields |= {"begins": begins, "ends": ends, "place": one.place, "audience": one.audience}
    page = KINDS[one.kind](page_ptr=row, **fields)
    for field in Page._meta.concrete_fields:  # noqa: SLF001 - of the row above
        setattr(page, field.attname, getattr(row, field.attname))
    mates = {key: mate for (code, key), mate in rows.items() if code == language}
    page.body = [(block["type"], _value(block, mates)) for block in one.body]
    page.sought = folded(page.words())
    page.save_base(raw=True, force_insert=True)
    return page


def _value(block: dict[str, Any], mates: dict[str, Any]) -> Any:
    value = copy.deepcopy(block["value"])
    if block["type"] == "text":
        return _linked(value, mates)
    if block["type"] == "buttons":
        return [{**one, "page": mates[one["page"]] if one.get("page") else None} for one in value]
    return value


def _linked(html: str, mates: dict[str, Any]) -> str:
    return _LINK.sub(lambda found: f'linktype="page" id="{mates[found[1]].pk}"', html)


def _site(front: Front) -> None:
    where = urlsplit(settings.URL)
    port = where.port or (443 if where.scheme == "https" else 80)
    Site.objects.create(hostname=where.hostname or "localhost", port=port, site_name="hSOC", root_page=front, is_default_site=True)


def _workflow(root: Page) -> None:
    """One step: a coordinator approves. For all pages."""
    step = ByCoordinator.objects.create(name="Schválení koordinátorem")
    flow = Workflow.objects.create(name="Schválení před zveřejněním")
    WorkflowTask.objects.create(workflow=flow, task=step, sort_order=0)
    WorkflowPage.objects.create(workflow=flow, page=root)
