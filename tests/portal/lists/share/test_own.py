import pytest

from hsoc.portal.lists.rules.rosters import Roster
from hsoc.portal.lists.share.own import OwnLists


@pytest.mark.django_db
def test_a_list_that_is_not_there_has_nobody():
    assert (OwnLists().roster("none"), OwnLists().names()) == (Roster(), ())
