from urllib.error import HTTPError

import pytest

from hsoc.portal.lists.share.mailman_fake import FakeMailman

SURE = {"pre_verified": True, "pre_confirmed": True, "pre_approved": True}


def test_it_refuses_what_mailman_refuses():
    client = FakeMailman()
    with pytest.raises(HTTPError, match="404"):
        client.get_list("tech@x.example")
    made = client.create_domain("x.example").create_list("tech")
    made.subscribe("a@hospital1.example", **SURE)
    for wrong in (
        lambda: client.create_domain("x.example"),
        lambda: client.get_domain("x.example").create_list("tech"),
        lambda: client.get_domain("y.example"),
        lambda: made.subscribe("a@hospital1.example", **SURE),
        lambda: made.subscribe("b@hospital1.example"),
        lambda: made.unsubscribe("b@hospital1.example"),
        lambda: made.get_member("b@hospital1.example"),
    ):
        with pytest.raises(HTTPError):
            wrong()
    made.settings["a"] = 1
    assert "a" not in made.settings  # not saved
