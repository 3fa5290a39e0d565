"""An import is read, taken in step by step, resumed and undone; two windows take nothing twice."""

import os

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.feeds.actions import imports
from hsoc.portal.feeds.queries.imports import Warned, found
from hsoc.portal.feeds.rules import portions
from hsoc.portal.indicators.actions.warned import put_list
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.rules.warned import read
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role
from hsoc.records.tlp import PAP, TLP

TABLE = b"value;note\n" + b"".join(b"203.0.113.%d;x\n" % number for number in range(25)) + b"not one;y\n"
CHOICE = {"tlp": TLP.GREEN, "pap": PAP.GREEN, "audience": None, "to_block": True, "now": NOW}


@pytest.fixture(autouse=True)
def place(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr(portions.portions, "__kwdefaults__", {"size": 10})
    return tmp_path


@pytest.fixture
def made(first):
    return imports.prepare(actor=first, organisation=1, file="list.csv", content=TABLE, format_="", now=NOW)


def test_step_by_step_and_back(first, made) -> None:
    assert (made.format, made.told.indicators, made.told.rejected, made.parts, made.left) == ("csv", 25, 1, 3, 3)
    assert Indicator.objects.count() == 0
    one = imports.begin(actor=first, one=made, **CHOICE)
    counts = []
    while one.state == "running":
        one = imports.step(actor=first, one=found(first, made.key), now=NOW)
        counts.append(one.added)
    assert (counts, one.state, one.left) == ([10, 20, 25], "done", 0)
    assert set(Indicator.objects.values_list("tlp", "pap", "to_block", "via")) == {("TLP:GREEN", "PAP:GREEN", True, one.via)}
    with pytest.raises(Unacceptable):
        imports.undo(actor=first, one=one, reason="x", now=NOW)
    one, left = imports.undo(actor=first, one=one, reason="the wrong file", now=NOW)
    assert (left, one.state, one.undone, Indicator.objects.filter(latest=True, revoked=False).count()) == (0, "undone", 25, 0)


def test_a_claimed_portion_is_nobody_else_s_until_it_is_stale(first, made, place) -> None:
    one = imports.begin(actor=first, one=made, **CHOICE)
    folder = place / "imports" / made.key
    for part in sorted(folder.glob("part-*")):
        part.rename(part.with_name(part.name.replace("part", "taking")))
    assert (imports.step(actor=first, one=one, now=NOW).added, one.state) == (0, "running")
    for part in folder.glob("taking-*"):
        os.utime(part, (0, 0))
    assert imports.step(actor=first, one=one, now=NOW).added == 10


def test_what_cannot_be_read_says_why_and_can_be_read_otherwise(first) -> None:
    one = imports.prepare(actor=first, organisation=1, file="x.bin", content=b"203.0.113.9\n", format_="", now=NOW)
    assert (one.told, bool(one.fault)) == (None, True)
    with pytest.raises(Unacceptable):
        imports.begin(actor=first, one=one, **CHOICE)
    assert imports.look(one, mapping=None, format_="csv").told.indicators == 1
    with pytest.raises(Unacceptable):
        imports.prepare(actor=first, organisation=1, file="x", content=b"", format_="", now=NOW)


def test_a_preview_says_which_values_will_not_be_blocked(first) -> None:
    organisation(HOUSE, kind=Kind.OPERATOR)
    put_list(
        actor=acting(Role.COORDINATOR, HOUSE), name="public resolvers", source="", version="", reason="everybody asks them, bad or good",
        read=read(b"203.0.113.4/31\n"), now=NOW,
    )  # fmt: skip
    made = imports.prepare(actor=first, organisation=1, file="list.csv", content=TABLE, format_="", now=NOW)
    assert made.warned == 2
    assert made.warnings == (
        Warned("203.0.113.4", "public resolvers", "everybody asks them, bad or good"),
        Warned("203.0.113.5", "public resolvers", "everybody asks them, bad or good"),
    )
    assert imports.look(made, mapping=None, format_="idea").warned == 0
