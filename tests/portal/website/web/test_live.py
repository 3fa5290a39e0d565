from __future__ import annotations

from pathlib import Path

from hsoc.portal.website.models import PARTS
from hsoc.portal.website.web import live

TEMPLATES = Path(live.__file__).parents[1] / "templates/website/live"


def test_every_part_that_an_editor_can_choose_is_filled_and_drawn():
    assert {name for name, _label in PARTS} == set(live.PARTS)
    assert {path.stem for path in TEMPLATES.glob("*.html")} == set(live.PARTS)
