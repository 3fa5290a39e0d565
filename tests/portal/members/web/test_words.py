from __future__ import annotations

from hsoc.portal.members.models import ROLE_NAMES
from hsoc.portal.members.rules import Role
from hsoc.portal.members.web.words import CHANGES, PARTS, ROAS, part
from hsoc.portal.project.reactions import APPROVED


def test_every_change_that_two_people_agree_to_has_words() -> None:
    assert set(APPROVED) - set(CHANGES) == set()


def test_values_are_said_in_words() -> None:
    assert part("role", "auditor") == (PARTS["role"], ROLE_NAMES[Role.AUDITOR])
    assert part("roa", "not-found") == (PARTS["roa"], ROAS["not-found"])
    assert part("unheard", 5) == ("unheard", 5)
    assert "domain" in PARTS
