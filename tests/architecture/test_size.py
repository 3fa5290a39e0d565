"""Files stay readable: no source over 400 lines (mapping tables exempt), no junk-drawer names, each file opens with its law."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "hsoc"
CEILING = 400  # lines; aesthetics.md 4
CLOSED_WORDS = {"utils", "common", "helpers", "core", "misc", "manager"}


def files() -> list[Path]:
    return [p for p in sorted(SOURCE.rglob("*.py")) if "migrations" not in p.parts]


def test_no_file_is_longer_than_the_ceiling() -> None:
    long = {str(p.relative_to(SOURCE)): n for p in files() if p.name != "terms.py" and (n := len(p.read_text().splitlines())) > CEILING}
    assert long == {}


def test_median_file_is_short() -> None:
    lengths = sorted(len(p.read_text().splitlines()) for p in files())
    assert lengths[len(lengths) // 2] <= 160


def test_no_file_has_a_junk_name() -> None:
    assert [str(p) for p in SOURCE.rglob("*") if p.stem in CLOSED_WORDS and "static" not in p.parts] == []


def test_every_file_opens_with_its_law() -> None:
    silent = [str(p.relative_to(SOURCE)) for p in files() if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []
