"""Pages of the public web. Belongs here: columns, blocks, what stands under what. Never: rights, text.

A page is words in blocks; whatever is alive (numbers, plan, warnings) is a block that names a part, which `web/live.py` fills.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from hsoc.portal.website.models.editors import PageRights
from hsoc.portal.website.rules.words import folded

FORMATTING = ["h3", "bold", "italic", "ol", "ul", "link", "hr"]
PARTS = [
    ("numbers", _("numbers of the network")),
    ("plan", _("action plan")),
    ("plan_short", _("action plan in short")),
    ("news", _("newest news")),
    ("warnings", _("warnings for everybody")),
    ("trainings", _("trainings to come")),
    ("members", _("members by kind")),
    ("signatories", _("signatories")),
    ("join", _("form for those who want to join")),
    ("contacts", _("contacts")),
]
SPEAKING = frozenset({"heading", "text", "columns", "steps", "nots", "questions", "notice"})  # blocks whose words are searched
PICTURES = [
    ("network", _("the network and its border")),
    ("voices", _("people who talk to each other")),
    ("ladder", _("steps")),
]


class Titled(blocks.StructBlock):
    """A short text with a title."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.TextBlock(label=_("text"), rows=3)


class Button(blocks.StructBlock):
    """A link that asks to be followed."""

    words = blocks.CharBlock(label=_("words"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    address = blocks.CharBlock(label=_("or an address of this portal"), required=False, max_length=200)
    main = blocks.BooleanBlock(label=_("the main one"), required=False)


class Body(blocks.StreamBlock):
    """What a page consists of."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, template="website/blocks/heading.html")
    text = blocks.RichTextBlock(label=_("text"), features=FORMATTING, template="website/blocks/text.html")
    columns = blocks.ListBlock(Titled(), label=_("columns"), template="website/blocks/columns.html")
    steps = blocks.ListBlock(Titled(), label=_("steps"), template="website/blocks/steps.html")
    nots = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("what it is not"), template="website/blocks/nots.html")
    questions = blocks.ListBlock(Titled(), label=_("questions and answers"), template="website/blocks/questions.html")
    notice = Titled(label=_("notice"), template="website/blocks/notice.html")
    picture = blocks.ChoiceBlock(choices=PICTURES, label=_("drawing"), template="website/blocks/picture.html")
    buttons = blocks.ListBlock(Button(), label=_("buttons"), template="website/blocks/buttons.html")
    live = blocks.ChoiceBlock(choices=PARTS, label=_("living part"), template="website/blocks/live.html")


class Public(Page):
    """What all pages of the public web have."""

    key = models.CharField(max_length=40, blank=True, editable=False, db_index=True)  # which page of the first content it is
    lead = models.TextField(_("what the page says in one sentence"), max_length=400, blank=True)
    body = StreamField(Body(), blank=True, verbose_name=_("body"))
    sought = models.TextField(editable=False, blank=True)  # folded words for the search

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def words(self) -> str:
        """All words of the page as a reader sees them, without what is alive."""
        said = [one for child in self.body if child.block_type in SPEAKING for one in child.block.get_searchable_content(child.value)]
        return " ".join(str(one) for one in (self.title, self.lead, *said))

    def permissions_for_user(self, user: Any) -> PageRights:
        """What an editor may do with it."""
        return PageRights(user, self)

    def save(self, *args: Any, **given: Any) -> Any:
        """Keeps the folded words beside the words."""
        self.sought = folded(self.words())
        return super().save(*args, **given)


class Front(Public):
    """The front page of one language."""

    template = "website/front.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["website.Article", "website.NewsList", "website.TrainingList"]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")


class Article(Public):
    """A page of words."""

    template = "website/article.html"
    parent_page_types: ClassVar = ["website.Front", "website.Article"]
    subpage_types: ClassVar = ["website.Article"]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class NewsList(Public):
    """All news of one language."""

    template = "website/news_list.html"
    parent_page_types: ClassVar = ["website.Front"]
    subpage_types: ClassVar = ["website.News"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")


class News(Public):
    """One piece of news."""

    day = models.DateField(_("day"))
    template = "website/news.html"
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("day"), FieldPanel("lead"), FieldPanel("body")]
    parent_page_types: ClassVar = ["website.NewsList"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")
        indexes: ClassVar = [models.Index(fields=["-day"])]


class TrainingList(Public):
    """The calendar of trainings of one language; `live` shows those to come."""

    template = "website/article.html"
    parent_page_types: ClassVar = ["website.Front"]
    subpage_types: ClassVar = ["website.Training"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("calendar of trainings")
        verbose_name_plural = _("calendars of trainings")


class Training(Public):
    """One training, until the trainings have a room of their own."""

    begins = models.DateTimeField(_("begins"))
    ends = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120)
    audience = models.CharField(_("for whom"), max_length=200)
    template = "website/training.html"
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("begins"),
        FieldPanel("ends"),
        FieldPanel("place"),
        FieldPanel("audience"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar = ["website.TrainingList"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        indexes: ClassVar = [models.Index(fields=["begins"])]
