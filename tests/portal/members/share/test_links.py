from __future__ import annotations

import pytest
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.models import Function
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.share import links

pytestmark = pytest.mark.django_db


def test_a_link_opens_its_own_door_only_and_unchanged() -> None:
    token = links.sealed(links.DUTY, {"f": 1})
    assert links.opened(links.DUTY, token) == {"f": 1}
    for purpose, shown in ((links.MAIL, token), (links.DUTY, token[:-2] + "xx"), (links.DUTY, "x" * 601), (links.DUTY, "")):
        with pytest.raises(links.Stale):
            links.opened(purpose, shown)


def test_a_duty_link_is_good_until_something_is_confirmed() -> None:
    held = Function.objects.create(user=person(), organisation=organisation(1), kind=Work.DUTY, since=NOW)
    content = links.opened(links.DUTY, links.duty_token(held))
    assert links.is_fresh(held, content)
    held.confirmed = NOW
    assert not links.is_fresh(held, content)
