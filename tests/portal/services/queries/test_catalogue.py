from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW, acting

from hsoc.portal.folding import words_of
from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.services.actions.requests import ask
from hsoc.portal.services.queries import catalogue
from hsoc.portal.services.rules.course import OVERDUE_DAYS, Side

pytestmark = pytest.mark.django_db


def test_who_sees_what(sides, backups):
    member, provider = sides
    one = ask(actor=member, service=backups, organisation=1, note="", now=NOW)
    seen = {
        who.username: list(catalogue.requests_visible_to(who))
        for who in (member, provider, acting(Role.ANALYST, 1), acting(Role.MANAGER, 2))
    }
    assert list(seen.values()) == [[one], [one], [one], []]
    assert not catalogue.requests_visible_to(NOBODY)
    assert not catalogue.visible_to(NOBODY)
    backups.state = "draft"
    backups.save()
    assert (len(catalogue.visible_to(member)), len(catalogue.visible_to(provider))) == (0, 1)


def test_on_which_side_one_is(sides, backups):
    member, provider = sides
    one = ask(actor=member, service=backups, organisation=1, note="", now=NOW)
    assert catalogue.sides(member, one) == {Side.MEMBER}
    assert catalogue.sides(provider, one) == {Side.PROVIDER}
    assert catalogue.sides(acting(Role.ANALYST, 1), one) == frozenset()


def test_the_board_shows_who_waits_too_long(sides, backups):
    one = ask(actor=sides[0], service=backups, organisation=1, note="", now=NOW)
    [row] = catalogue.board(sides[1], service="backups", text="hospital")
    assert row == one
    assert list(catalogue.board(sides[1], text="HÓSPITAL")) == [one]
    assert not catalogue.late(row, now=NOW + timedelta(days=OVERDUE_DAYS))
    assert catalogue.late(row, now=NOW + timedelta(days=OVERDUE_DAYS, hours=1))
    assert not catalogue.board(sides[1], text="nobody")


def test_words_stand_in_the_service_the_organisation_or_what_was_said(sides, backups):
    member, provider = sides
    one = ask(actor=member, service=backups, organisation=1, note="Na páskách, prosím", now=NOW)
    asked = ("zalohy", "backups hospital", "HÓSPITAL zálohy", "paskach prosim", "hospital paskach", "tape")
    assert [list(catalogue.worded(provider, words_of(text))) for text in asked] == [[one]] * 4 + [[]] * 2
    assert not catalogue.worded(acting(Role.MANAGER, 2), ("zalohy",))
