"""A memorandum, a hospital that may sign it and two coordinators; PDFs made in code."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation
from tests.factories.seals import pdf

from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role
from hsoc.portal.memorandum.actions.signing import decide, hand_in
from hsoc.portal.memorandum.actions.texts import publish_text
from hsoc.portal.memorandum.rules.course import Capacity


@pytest.fixture
def people(db, settings, tmp_path):
    """(manager of 1, two coordinators)"""
    settings.DATA = tmp_path
    organisation(HOUSE, kind=Kind.OPERATOR)
    return acting(Role.MANAGER, 1), acting(Role.COORDINATOR, HOUSE, username="c1"), acting(Role.COORDINATOR, HOUSE, username="c2")


@pytest.fixture
def text(people):
    return publish_text(actor=people[1], dated=date(2026, 1, 5), text_cs="# Memorandum", text_en="# The memorandum", now=NOW - timedelta(9))


@pytest.fixture
def sign(text):
    def signed(actor, number, *, signer="MUDr. Jana Vymyšlená", **more):
        fields = {"title": "ředitelka", "capacity": Capacity.STATUTORY, "mandate": "", "signed_on": date(2026, 10, 1)}
        fields |= {"content": pdf(), "name": "memorandum.pdf", "name_public": False, "now": NOW}
        return hand_in(actor=actor, text=text.number, organisation=number, signer=signer, **(fields | more))

    return signed


@pytest.fixture
def signed(people, sign):
    """Organisation number → its signature that stands."""

    def confirmed(number, **more):
        organisation(number)
        return decide(actor=people[2], signature=sign(people[1], number, **more).pk, confirm=True, answer="", now=NOW)

    return confirmed
