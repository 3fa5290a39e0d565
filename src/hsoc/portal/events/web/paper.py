"""Pages as PDF. Belongs here: WeasyPrint, loaded only when asked, and what to say where it cannot work. Never: a page's content."""

from __future__ import annotations

import re
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hsoc.portal.charts.figure import standalone

# library that WeasyPrint opens → Debian package that brings it
LIBRARIES: Final = {"pango-1.0": "libpango-1.0-0", "pangoft2-1.0": "libpangoft2-1.0-0", "harfbuzz-subset": "libharfbuzz-subset0"}
CHART_WIDTH: Final = 760  # px in the PDF; a vector picture, so only its proportion to the text matters
_CHART: Final = re.compile(r'<svg class="chart (?P<kind>[a-z]+)".*?</svg>', re.DOTALL)
# ink of severities on paper, as in paper.css
SEVERITY_INK: Final = {"5": "#a8201a", "4": "#b04f06", "3": "#7a6000", "2": "#2f6690", "1": "#566670"}
_SHAPE: Final = re.compile(r'(?P<before><span class="sev sev-(?P<number>[1-5])"><svg [^>]*><)(?P<shape>path|rect|circle) ')
_SIZES: Final = {"area": 690, "heat": 640, "meter": 100, "spark": 84, "bar": 60, "key": 9}  # px


class NoPaper(Exception):
    """PDF cannot be made on this machine; the text says which packages to install."""


@cache
def _absent() -> tuple[str, ...]:
    """Debian packages that are missing on this machine. Looked at once a process."""
    if find_spec("weasyprint") is None:
        return ("weasyprint",)
    return tuple(package for library, package in LIBRARIES.items() if find_library(library) is None)


def missing() -> str:
    """A sentence that names what to install; empty where PDF works."""
    absent = _absent()
    return _("For PDF this server needs: %(packages)s.") % {"packages": ", ".join(absent)} if absent else ""


def pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF. Raises NoPaper where the machine cannot. Nothing is fetched: every picture is in the page."""
    text = missing()
    if text:
        raise NoPaper(text)
    from weasyprint import CSS, HTML  # noqa: PLC0415  (1.5 s to import; only who asks for paper waits)

    page = _CHART.sub(
        lambda found: standalone(found.group(), width=_SIZES.get(found["kind"], CHART_WIDTH)), render_to_string(template, context)
    )
    document: bytes = HTML(string=page, url_fetcher=_nothing).write_pdf(stylesheets=[CSS(string=_sheet(), url_fetcher=_nothing)])
    return document


def _with_colours(page: str) -> str:
    """WeasyPrint applies no style sheet to inline SVG: pictures get theirs inside, shapes of severity their fill."""
    page = _CHART.sub(lambda found: standalone(found.group(), width=_SIZES.get(found["kind"], CHART_WIDTH)), page)
    return _SHAPE.sub(lambda found: f'{found["before"]}{found["shape"]} fill="{SEVERITY_INK[found["number"]]}" ', page)


def _sheet() -> str:
    found = finders.find("hsoc/paper.css")
    return Path(str(found)).read_text(encoding="utf-8")


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a PDF fetches nothing, not even {url[:80]}")
