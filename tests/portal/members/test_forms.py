from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, actor

from hsoc.portal.members.forms import PersonForm, PrefixForm, TokenForm
from hsoc.portal.members.rules import Role


def test_a_token_form_offers_only_what_the_actor_could_have() -> None:
    analyst = TokenForm(actor=actor(Role.ANALYST, 1), names={1: "H"})
    operator = TokenForm(actor=actor(Role.OPERATOR, HOUSE), names={})
    assert analyst.fields["organisation"].choices == [(1, "H")]
    offered = {name for name, _ in analyst.fields["scopes"].choices}
    assert {"event:view", "event:export", "perimeter:change"} & offered == {"event:view", "event:export"}
    assert "perimeter:change" in {name for name, _ in operator.fields["scopes"].choices}


@pytest.mark.parametrize("role", ["operator", "coordinator", "auditor", "root"])
def test_a_new_person_gets_no_role_over_the_community(role: str) -> None:
    form = PersonForm({"username": "u", "email": "u@h.example", "name": "N", "role": role})
    assert list(form.errors) == ["role"]


def test_texts_have_bounds() -> None:
    assert set(PrefixForm({"network": "x" * 44, "reason": "y" * 501}).errors) == {"network", "reason"}
