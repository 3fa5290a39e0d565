"""The table of kinds holds together, values stay short, ways follow choice and urgency."""

import re

import pytest

from hsoc.portal.members.rules import Role
from hsoc.portal.notices.rules.kinds import KINDS, LONGEST_VALUE, Kind, Section, Way, asked, bounded, open_title, spoken, ways_of
from hsoc.records.tlp import TLP

P, M, D, S = Way.PORTAL, Way.MAIL, Way.DIGEST, Way.SMS
CALL = KINDS["group.called"]


def named(kind: Kind) -> dict[str, str]:
    return {name: f"<{name}>" for name in re.findall(r"%\((\w+)\)s", kind.title + kind.text)}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_speaks_with_its_values_and_is_told_somewhere(kind: Kind) -> None:
    title, text = spoken(kind, bounded(kind, named(kind)), str)
    assert title
    assert "%" not in title + text
    assert kind.ways
    assert kind.said <= named(kind).keys()
    assert (S in kind.ways) <= (kind.label in {TLP.CLEAR, TLP.GREEN} or "%(" not in kind.title)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_nothing_above_green_travels_openly(kind: Kind) -> None:
    said = open_title(kind, named(kind), str)
    assert ("<" in said) <= (kind.label in {TLP.CLEAR, TLP.GREEN})


def test_values_are_short_and_printable() -> None:
    kept = bounded(KINDS["group.invited"], {"who": "A\u202e\nB\x00", "group": "x" * 900})
    assert (kept["who"], len(str(kept["group"]))) == ("A B", LONGEST_VALUE)
    with pytest.raises(KeyError):
        bounded(KINDS["group.invited"], {"who": "somebody"})


def test_what_is_a_message_id_itself_is_spoken_too() -> None:
    values = {"what": "Add a prefix", "state": "approved", "who": "approved"}
    said = spoken(KINDS["approval.decided"], values, lambda text: {"approved": "schváleno"}.get(text, text))[1]
    assert said == "Add a prefix: schváleno by approved."


def test_what_people_named_in_two_languages_is_heard_in_ones_own() -> None:
    values = {"service": "Backups", "service_cs": "Zálohy", "organisation": "A", "what": "Contract", "what_cs": ""}
    moved = KINDS["service.moved"]
    assert spoken(moved, values, str, "en")[1] == "Backups, A: Contract"
    assert spoken(moved, values, lambda text: {"Contract": "Smlouva"}.get(text, text), "cs")[1] == "Zálohy, A: Smlouva"


@pytest.mark.parametrize(
    ("usual", "chosen", "urgent", "firm", "found"),
    [
        ({P, M}, None, False, False, {P, M}),
        ({P, M}, {P}, False, False, {P}),
        ({P, M}, set(), False, False, set()),
        ({P, D}, None, False, False, {P, D}),
        ({P, D}, None, True, False, {P, M}),  # what is urgent does not wait for the digest
        ({P, M, D}, None, False, False, {P, M}),
        ({P, S}, None, False, False, {P}),
        ({P, S}, None, True, False, {P, S}),
        ({P}, set(), True, True, {P, M}),  # firm: one loud way stays
        ({P}, {S}, True, True, {P, S}),
        ({P}, {S}, False, True, {P}),
    ],
)
def test_ways_follow_choice_and_urgency(usual, chosen, urgent, firm, found) -> None:
    kind = Kind(code="x", section=Section.DUTIES, title="t", text="x", ways=frozenset(usual), firm=firm)
    assert ways_of(kind, None if chosen is None else frozenset(chosen), urgent=urgent) == found


def test_each_is_asked_about_what_may_reach_him() -> None:
    assert "hunt.met" in {one.code for one in asked(frozenset({Role.ANALYST}))}
    assert "hunt.met" not in {one.code for one in asked(frozenset({Role.MANAGER}))}
    assert CALL in asked(frozenset())
