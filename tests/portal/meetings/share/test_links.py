from __future__ import annotations

import pytest

from hsoc.portal.meetings.models import Invited
from hsoc.portal.meetings.share.links import invited_of, token_of


@pytest.mark.django_db
def test_a_link_is_for_one_invitation_and_the_time_it_told(called):
    one = Invited.objects.select_related("sitting").first()
    token = token_of(one)
    assert invited_of(token) == one
    assert invited_of(token[:-2] + "xx") is None
    assert invited_of("") is None
    one.sitting.sequence += 1
    one.sitting.save()
    assert invited_of(token) is None
