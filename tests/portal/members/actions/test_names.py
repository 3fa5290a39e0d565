from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.members.actions.agreement import Unacceptable, decide_approval
from hsoc.portal.members.actions.names import (
    ADD_AS,
    ADD_DOMAIN,
    add_as_number,
    add_domain,
    ask_name,
    give_up_as_number,
    give_up_domain,
)
from hsoc.portal.members.models import AsNumber, Domain
from hsoc.portal.members.rules import SYSTEM, Refused, Role

pytestmark = pytest.mark.django_db


def test_a_domain_and_an_as_number_are_asked_for_agreed_to_and_given_up() -> None:
    organisation(1)
    manager, operator = acting(Role.MANAGER, 1), acting(Role.OPERATOR, HOUSE)
    told = {"actor": manager, "organisation": 1, "reason": "our new name", "now": NOW}
    for code, value in ((ADD_DOMAIN, "Nemocnice.example"), (ADD_AS, "as64500")):
        asked = ask_name(code=code, value=value, **told)
        decide_approval(actor=operator, approval=asked.pk, approve=True, answer="", now=NOW)
    domain, number = Domain.objects.get(), AsNumber.objects.get()
    assert (domain.name, number.number) == ("nemocnice.example", 64500)
    give_up_domain(domain=domain.pk, **told)
    give_up_as_number(number=number.pk, **told)
    assert (Domain.objects.count(), AsNumber.objects.count()) == (0, 0)


def test_what_cannot_be_is_not_even_asked_for() -> None:
    organisation(2)
    add_domain(actor=SYSTEM, organisation=2, domain="a.example", reason="loaded", now=NOW)
    add_as_number(actor=SYSTEM, organisation=2, number="64500", reason="loaded", now=NOW)
    told = {"actor": acting(Role.MANAGER, 1), "organisation": 1, "reason": "our name", "now": NOW}
    with pytest.raises(Unacceptable, match="registered already"):
        ask_name(code=ADD_DOMAIN, value="a.example", **told)
    with pytest.raises(Unacceptable, match="not a domain"):
        ask_name(code=ADD_DOMAIN, value="a b", **told)
    with pytest.raises(Unacceptable, match="AS number"):
        ask_name(code=ADD_AS, value="65535", **told)
    assert ask_name(code=ADD_AS, value="64500", **told).payload == {"organisation": 1, "number": "64500"}  # several share a network's


def test_nobody_adds_a_domain_alone() -> None:
    organisation(1)
    with pytest.raises(Refused, match="two people"):
        add_domain(actor=acting(Role.OPERATOR, HOUSE), organisation=1, domain="a.example", reason="because", now=NOW)
    with pytest.raises(Refused):
        give_up_domain(actor=acting(Role.ANALYST, 1), organisation=1, domain=1, reason="because", now=NOW)
