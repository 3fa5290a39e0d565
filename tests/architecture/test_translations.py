"""Every sentence that code or a page speaks is in the Czech catalogue, translated; and the compiled catalogue is the readable one."""

import ast
import gettext
import re
from pathlib import Path

from django.utils.translation.template import templatize

PORTAL = Path(__file__).parents[2] / "src" / "hsoc" / "portal"
LOCALE = PORTAL / "project" / "locale" / "cs" / "LC_MESSAGES"
PO = (LOCALE / "django.po").read_text(encoding="utf-8")

SPEAKING = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "gettext_noop", "_lazy"}
IN_TEMPLATE = re.compile(r"""\b(?:_|n?gettext)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
PART = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)


def entries() -> list[dict[str, str]]:
    """The catalogue, one dictionary an entry, its head left out."""
    found = []
    for block in PO.split("\n\n"):
        parts = {name: "".join(ast.literal_eval(line) for line in lines.split("\n") if line) for name, lines in PART.findall(block)}
        if parts.get("msgid"):
            found.append(parts)
    return found


KNOWN = {entry["msgid"] for entry in entries()}


def spoken_by_code(source: str) -> set[str]:
    said = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPEAKING and node.args and isinstance(node.args[0], ast.Constant):
            said.add(str(node.args[0].value))
    return said


def spoken_by_template(source: str) -> set[str]:
    return {str(ast.literal_eval(said)) for said in IN_TEMPLATE.findall(templatize(source))}


def test_every_entry_is_translated() -> None:
    assert len(entries()) > 400
    assert [entry["msgid"] for entry in entries() for name, text in entry.items() if name.startswith("msgstr") and not text] == []
    assert ("#, fuzzy" in PO, "#~" in PO) == (False, False)


def test_placeholders_survive_translation() -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
    wrong = []
    for entry in entries():
        wanted = [set(placeholder.findall(entry[name])) for name in ("msgid", "msgid_plural") if name in entry]
        wrong += [text for name, text in entry.items() if name.startswith("msgstr") and set(placeholder.findall(text)) not in wanted]
    assert wrong == []


def test_every_sentence_of_the_code_is_in_the_catalogue() -> None:
    unknown = {
        str(p.relative_to(PORTAL)): missing for p in sorted(PORTAL.rglob("*.py")) if (missing := spoken_by_code(p.read_text()) - KNOWN)
    }
    assert unknown == {}


def test_every_sentence_of_the_pages_is_in_the_catalogue() -> None:
    pages = sorted(PORTAL.rglob("templates/**/*.*"))
    unknown = {str(p.relative_to(PORTAL)): missing for p in pages if (missing := spoken_by_template(p.read_text()) - KNOWN)}
    assert unknown == {}


def test_the_compiled_catalogue_is_the_readable_one() -> None:
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    def read(e: dict[str, str]) -> str:
        if "msgstr" in e:
            return compiled.pgettext(e["msgctxt"], e["msgid"]) if "msgctxt" in e else compiled.gettext(e["msgid"])
        several = (e["msgid"], e["msgid_plural"], 1)
        return compiled.npgettext(e["msgctxt"], *several) if "msgctxt" in e else compiled.ngettext(*several)

    assert [e["msgid"] for e in entries() if read(e) != e.get("msgstr", e.get("msgstr[0]"))] == []


def test_checks_see_planted_ones() -> None:
    assert spoken_by_code('print(_("one") + gettext_lazy("two") + other("three"))') == {"one", "two"}
    template = '{% load i18n %}{% translate "one" %}{% blocktranslate count n=3 %}two{% plural %}many{% endblocktranslate %}'
    assert spoken_by_template(template) == {"one", "two"}
