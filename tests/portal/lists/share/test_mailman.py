from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hsoc.portal.lists.rules.posting import Delivery
from hsoc.portal.lists.rules.rosters import Roster, Steps
from hsoc.portal.lists.share import mailman
from hsoc.portal.lists.share.mailman import MailmanLists, Refused, wire
from hsoc.portal.lists.share.mailman_fake import FakeMailman

A, B = "a@hospital1.example", "b@hospital1.example"


@pytest.fixture
def fake():
    return FakeMailman()


@pytest.fixture
def keeper(fake):
    one = MailmanLists(fake, "x.example")
    one.make("tech", "Tech")
    return one


def adding(*addresses: str, how: Delivery = Delivery.EACH, lead: tuple[str, ...] = ()) -> Steps:
    return Steps(dict.fromkeys(addresses, how), {}, (), lead)


def test_a_list_is_made_closed(keeper, fake):
    keeper.make("two", "Two")  # the domain is there already
    assert sorted(keeper.names()) == ["tech", "two"]
    kept = fake.settings["tech.x.example"]
    assert (kept["display_name"], kept["archive_policy"], kept["default_nonmember_action"]) == ("Tech", "private", "hold")
    with pytest.raises(Refused, match="POST lists with 400: Mailing list exists"):
        keeper.make("two", "Two")


@pytest.mark.parametrize("how", list(Delivery))
def test_every_way_is_read_back(keeper, how):
    keeper.write("tech", adding(A, how=how))
    assert keeper.roster("tech") == Roster({A: how})
    keeper.write("tech", Steps({}, {A: Delivery.EACH}, ()))
    assert keeper.roster("tech") == Roster({A: Delivery.EACH})
    keeper.write("tech", Steps({}, {}, (A, B)))  # who is gone already is no error
    assert keeper.roster("tech") == keeper.roster("none") == Roster()


def test_leaders_are_moderators_and_a_refused_address_stops_no_other(keeper, fake):
    fake.banned.add(A)
    with pytest.raises(Refused, match=f"refuses 1: {A}: 400 Membership is banned"):
        keeper.write("tech", adding(A, B, lead=(B,)))
    assert keeper.roster("tech") == Roster({B: Delivery.EACH}, frozenset({B}))
    keeper.write("tech", Steps({}, {}, (), unlead=(B,)))
    assert keeper.roster("tech") == Roster({B: Delivery.EACH})


def test_a_long_roster_comes_in_pages(keeper, monkeypatch):
    keeper.write("tech", adding(*(f"{number}@x.example" for number in range(5))))
    monkeypatch.setattr(mailman, "PAGE", 2)
    assert len(keeper.roster("tech").members) == 5


class Odd(BaseHTTPRequestHandler):
    """Answers what it is asked for: /html, /long."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>" if self.path.endswith("html") else b"1" * 100)

    def log_message(self, *_):
        """Silent."""


def test_the_wire_is_bounded_and_says_what_is_wrong(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Odd)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        ask = wire(f"http://127.0.0.1:{server.server_port}/3.1", "a", "b")
        with pytest.raises(Refused, match="GET html with something that is not JSON"):
            ask("GET", "html", {})
        monkeypatch.setattr(mailman, "MOST_ANSWER", 50)
        with pytest.raises(Refused, match="more than 50 bytes"):
            ask("GET", "long", {})
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    with pytest.raises(Refused, match="does not answer"):
        ask("GET", "domains", {})
    with pytest.raises(Refused, match="https://"):
        wire("http://mailman.example/3.1", "a", "b")
