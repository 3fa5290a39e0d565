"""Every reason that a reader of formats may give has its sentence, and its Czech one."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

import hsoc
from hsoc.portal.indicators.web.reasons import SENTENCES, said, sentence_of

ROOT = Path(hsoc.__file__).parent
FORMATS = ("cap", "csaf", "csv", "eve", "idea", "intelmq", "misp", "n6", "plain", "shadowserver", "stix", "syslog", "zeek")
RECORDS = ("delimited", "indicator", "json_items", "moment", "observed")
NOT_READERS = {"encode.py", "provider.py", "fault.py"}  # they write for partners, or compose what others said


def words(node: ast.AST) -> str | None:
    """A text with 7 in place of each expression; None where the node is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else "7" for one in node.values)
    if isinstance(node, ast.BinOp):
        return (words(node.left) or "7") + (words(node.right) or "7")
    return words(node.value) if isinstance(node, ast.Subscript) else None


def reasons(source: str) -> set[str]:
    found = set()
    tree = ast.parse(source)
    for made in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == "_reason"):
        found |= {words(one.value) for one in ast.walk(made) if isinstance(one, ast.Return) and one.value is not None}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        wanted = {"Unreadable": 1, "Unfetched": 0, "ValueError": 0, "add": 2, "left": 1, "Item": 4, "Row": 3}.get(name, -1)
        if wanted >= 0 and len(node.args) > wanted and (name != "add" or len(node.args) == 3):
            found.add(words(node.args[wanted]))
    return {one for one in found if one and one.strip("7: ")}


def sources() -> list[Path]:
    read = [path for name in FORMATS for path in sorted((ROOT / "exchange" / name).glob("*.py")) if path.name not in NOT_READERS]
    read += [ROOT / "portal" / "feeds" / "tasks" / "fetch.py"]
    return read + [ROOT / "records" / f"{name}.py" for name in RECORDS]


def test_every_reason_of_a_reader_has_its_sentence() -> None:
    every = {(path.name, one) for path in sources() for one in reasons(path.read_text())}
    assert len(every) > 90
    assert sorted(one for one in every if sentence_of(one[1]) is None) == []


def test_every_sentence_is_czech() -> None:
    with translation.override("cs"):
        same = [one for one in SENTENCES if said(one.replace("%(", "").replace(")s", "")) == one]
    assert same == []


@pytest.mark.parametrize(
    ("reason", "czech"),
    [
        ("line 4: a date and time expected", "line 4: čeká se datum a čas"),
        ("'x' is not a domain name", "'x' není doménové jméno"),
        ("is no URL", "není URL"),
        ("not JSON: Expected `str`, got `int`", "není to JSON: čeká se `str`, je tam `int`"),
        ("what a library says", "what a library says"),
        ("x" * 10_000, "x" * 10_000),
        ("", ""),
    ],
)
def test_what_is_quoted_stays_and_what_is_not_ours_is_shown_as_it_is(reason: str, czech: str) -> None:
    with translation.override("cs"):
        assert said(reason) == czech
    with translation.override("en"):
        assert said(reason) == reason


def test_a_reason_cannot_bring_a_place_of_its_own() -> None:
    with translation.override("cs"):
        assert said("'%(why)s %s %' is not a domain name") == "'%(why)s %s %' není doménové jméno"
