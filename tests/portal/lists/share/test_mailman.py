from __future__ import annotations

import pytest

from hsoc.portal.lists.rules.posting import Delivery
from hsoc.portal.lists.share.mailman import MailmanLists, connect
from hsoc.portal.lists.share.mailman_fake import FakeMailman


def test_a_list_is_made_closed_once():
    client = FakeMailman()
    keeper = MailmanLists(client, "x.example")
    for _ in range(2):
        keeper.make("tech", "Tech")
    (made,) = client.lists
    assert (made.kept["display_name"], made.kept["archive_policy"], made.kept["default_nonmember_action"]) == ("Tech", "private", "hold")


@pytest.mark.parametrize("how", list(Delivery))
def test_every_way_is_read_back(how):
    keeper = MailmanLists(FakeMailman(), "x.example")
    keeper.make("tech", "Tech")
    keeper.add("tech", "a@hospital1.example", how)
    assert keeper.roster("tech") == {"a@hospital1.example": how}


def test_the_client_is_mailmans():
    client = pytest.importorskip("mailmanclient")
    assert isinstance(connect("http://127.0.0.1:1/3.1", "a", "b"), client.Client)
