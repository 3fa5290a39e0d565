"""What holds for every page: contrast, no inline style or script, one heading, the language, complete words."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from tests.factories import members

from hsoc.portal.events.web import words
from hsoc.portal.members.rules import Role

PORTAL = Path(__file__).parents[2] / "src/hsoc/portal"
STATIC = PORTAL / "project/static/hsoc"
SHEET = (STATIC / "hsoc.css").read_text(encoding="utf-8")
TEMPLATES = sorted(PORTAL.rglob("templates/**/*.html"))
CATALOGUE = (PORTAL / "project/locale/cs/LC_MESSAGES/django.po").read_text(encoding="utf-8")
PAGES = (
    "/cs/",
    "/en/",
    "/account/login/",
    "/portal/",
    "/portal/day/",
    "/portal/events/",
    "/portal/help/",
    "/portal/reports/",
    "/portal/reports/answers/",
    "/portal/reports/classes/",
    "/portal/reports/settings/",
    "/portal/members/",
    "/portal/tokens/",
    "/portal/approvals/",
    "/portal/audit/",
    "/portal/indicators/",
    "/portal/indicators/approvals/",
    "/portal/advisories/",
    "/portal/advisories/new/",
    "/portal/nowhere/",
    "/account/2fa/",
)


# --- colours --------------------------------------------------------------------------------------------------------------
def variables(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block))


LIGHT = variables(SHEET.partition("@media")[0])
DARK = LIGHT | variables(re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', SHEET, re.DOTALL)[1])


def luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_known_pairs():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


TEXT = [(ink, ground) for ink in ("ink", "soft", "brand", "crit", "high", "med", "low", "ok") for ground in ("paper", "card", "wash")]
TEXT += [
    ("on-brand", "brand"),
    ("brand", "brand-soft"),
    ("crit", "crit-soft"),
    ("card", "crit"),
    ("ink", "prev"),
    ("on-brand", "rea"),
    ("soft", "brand-soft"),
]
TEXT += [(f"tlp-{name}", "tlp-ground") for name in ("red", "amber", "green", "clear")]
# WCAG 1.4.11: what has to be told apart is 3 : 1
SHAPES = [
    ("edge", "card"),
    ("edge", "paper"),
    ("brand", "card"),
    ("rea", "card"),
    ("not", "card"),
    ("h6", "h0"),
    ("rea", "prev"),
    ("crit", "card"),
]


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable(mode, ink, ground):
    assert contrast(mode[ink], mode[ground]) >= 4.5


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "other"), SHAPES)
def test_shapes_are_told_apart(mode, one, other):
    assert contrast(mode[one], mode[other]) >= 3


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
def test_shades_of_the_heat_map_run_one_way(mode):
    shades = [luminance(mode[f"h{n}"]) for n in range(7)]
    assert shades in (sorted(shades), sorted(shades, reverse=True))


def test_dark_is_the_same_by_choice_and_by_system():
    system = re.search(r"prefers-color-scheme: dark\) \{\n  :root.*?\{(.*?)\n  \}", SHEET, re.DOTALL)[1]
    assert LIGHT | variables(system) == DARK


# --- templates and scripts ---------------------------------------------------------------------------------------------------
# a mail program knows no style sheet of ours, so a mail carries its style in it; pages never do
PAGES_ONLY = [path for path in TEMPLATES if path.parent.name != "mail"]


@pytest.mark.parametrize("path", PAGES_ONLY, ids=lambda p: str(p.relative_to(PORTAL)))
def test_templates_have_no_inline_style_or_script(path):
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:", source) == []
    inline = re.findall(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>", source)
    assert inline == []


def test_scripts_need_no_eval():
    assert re.findall(r"\beval\(|new Function|innerHTML|document\.write", (STATIC / "hsoc.js").read_text(encoding="utf-8")) == []


def test_nothing_is_fetched_from_elsewhere():
    for path in [*TEMPLATES, *STATIC.iterdir()]:
        found = re.findall(r"https?://[^\"' )]+", path.read_text(encoding="utf-8"))
        assert [url for url in found if url != "http://www.w3.org/2000/svg"] == [], path


# --- words -------------------------------------------------------------------------------------------------------------------
def test_czech_does_not_shout():
    # `!ack` is how a flag that must not be set is typed
    assert [line for line in re.findall(r"^msgstr.*", CATALOGUE, re.MULTILINE) if "!" in line.replace("!ack", "")] == []


def test_every_reason_of_the_engine_has_a_sentence():
    engine = PORTAL.parent / "perimeter"
    codes = set()
    for path in (*(engine / "decide").glob("*.py"), *(engine / "mitigate").glob("*.py"), *(engine / "report").glob("*.py")):
        codes |= set(re.findall(r'"((?:guard|ladder|fuse|brake|policy|ceiling)\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    assert len(codes) > 20
    assert [code for code in sorted(codes) if words.why(code) == code] == []


# --- pages -------------------------------------------------------------------------------------------------------------------
class Page(HTMLParser):
    """What a page has: headings, language, inline style, labels of fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lang = ""
        self.heads = 0
        self.main = 0
        self.inline: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.ids: list[str] = []
        self.label_depth = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.lang = given["lang"] or "" if tag == "html" else self.lang
        self.heads += tag == "h1"
        self.main += tag == "main"
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")] + [tag] * (tag == "style")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append(tag)
        if tag == "label":
            self.label_depth += 1
            self.labels.add(given.get("for") or "")
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden" and not self.label_depth:
            self.fields.append(given)
        if "id" in given:
            self.ids.append(given["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        self.label_depth -= tag == "label"


@pytest.fixture
def reader(db: None, settings, tmp_path) -> Client:
    settings.JOURNAL = tmp_path / "journal"
    client = Client()
    client.force_login(members.person(Role.OPERATOR, members.HOUSE))
    return client


@pytest.mark.parametrize("language", ["cs", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_the_rules(reader: Client, path: str, language: str):
    reader.cookies["hsoc_language"] = language
    answer = reader.get(path, follow=True)
    page = Page(answer.content.decode())
    assert answer.status_code in (200, 404)
    assert page.lang == (path.strip("/") if path in ("/cs/", "/en/") else language)
    assert (page.heads, page.main, page.inline) == (1, 1, [])
    assert [field for field in page.fields if field.get("id") not in page.labels and not field.get("aria-label")] == []
    assert sorted(page.ids) == sorted(set(page.ids))


def test_paper_shows_no_ways_to_elsewhere():
    hidden = SHEET.partition("@page")[2].partition("display: none")[0]
    assert {".rail", ".crumbs", ".tabs", ".noprint"} <= set(re.findall(r"\.[a-z-]+", hidden))
