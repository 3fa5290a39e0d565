"""Recipes are filled forms that can be read and set as they are."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from django.utils.translation import override

from hsoc.portal.network.forms.recipes import RECIPES, recipes
from hsoc.portal.network.forms.rules import RuleForm, typed_of
from hsoc.portal.network.rules.typed import meant
from hsoc.records.policy import Own

OWN = ("2001:db8:7::/48", "198.18.7.0/24")


@pytest.mark.parametrize("place", range(len(RECIPES)))
def test_each_is_a_rule_that_only_lacks_its_reason(place):
    name, query = recipes(OWN)[place]
    given = {field: values[0] for field, values in parse_qs(query).items()} | {"organisation": "7", "comment": "why"}
    form = RuleForm(given, owners={7: "Seven"}, offered=frozenset(Own))
    assert form.is_valid(), form.errors
    read = meant(typed_of(given), own=OWN, inbound=True)
    assert (read.wrong, read.match.dst) == ((), "198.18.7.0/24")
    with override("cs"):
        assert str(name) != RECIPES[place][0]._args[0]  # type: ignore[attr-defined, union-attr]


def test_without_a_prefix_there_is_nothing_to_begin_from():
    assert recipes(()) == []
    assert "2001" in recipes(OWN[:1])[0][1]
