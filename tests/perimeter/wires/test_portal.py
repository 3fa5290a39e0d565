"""Door 1: nothing lost, nothing doubled, whatever the portal does."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from hsoc.perimeter.wires.line import Reply, Unreachable
from hsoc.perimeter.wires.memory import MemoryDoor
from hsoc.perimeter.wires.portal import LONGEST_PAUSE_MS, MOST_BODY, HttpDoor, Sender, Verdict, verdict
from hsoc.perimeter.wires.spool import Message, Spool


def message(name, revision=1, pad=0):
    body = {"ID": name, "_hSOC": {"Revision": revision}} | ({"Note": "x" * pad} if pad else {})
    return Message(key=name, body=msgspec.json.encode(body))


@pytest.fixture
def spool(tmp_path):
    made = Spool(tmp_path / "spool")
    yield made
    made.close()


@pytest.fixture
def door():
    return MemoryDoor()


def saved(door):
    return [one["ID"] for one in door.saved]


def emptied(sender, spool, *, steps=200):
    """Steps at the moments that the sender asks for, until the spool is empty; returns the last moment."""
    now = 0
    for _ in range(steps):
        if not spool.names():
            return now
        sender.step(now=now)
        now = max(now + 1000, sender.again)
    raise AssertionError(f"{len(spool.names())} batches still wait")


def test_batches_are_gathered_into_one_call_in_order(spool, door):
    for name in "abc":
        spool.put([message(name)])
    found = Sender(spool, door).step(now=0)
    assert (found.saved, found.waiting, door.calls, saved(door)) == (3, 0, 1, ["a", "b", "c"])


def test_an_empty_spool_makes_no_call(spool, door):
    assert Sender(spool, door).step(now=0).saved == 0
    assert door.calls == 0


def test_a_portal_that_is_down_for_hours_loses_and_doubles_nothing(spool, door):
    sender = Sender(spool, door)
    door.down = True
    now = 0
    for number in range(50):
        spool.put([message(f"e{number}")])
        sender.step(now=now)
        now += 300_000
    assert sender.step(now=now).trouble == "memory: connection refused"
    assert sender.again - now == LONGEST_PAUSE_MS
    door.down = False
    sender.step(now=sender.again)
    assert saved(door) == [f"e{number}" for number in range(50)]
    assert spool.names() == ()


def test_the_pause_doubles_and_ends_with_success(spool, door):
    sender = Sender(spool, door)
    spool.put([message("a")])
    door.status = 503
    pauses = []
    now = 0
    for _ in range(4):
        sender.step(now=now)
        pauses.append(sender.again - now)
        now = sender.again
    assert pauses == [1000, 2000, 4000, 8000]
    calls = door.calls
    assert sender.step(now=now - 1).saved == 0
    assert door.calls == calls


def test_an_answer_lost_after_saving_doubles_nothing(spool, door):
    sender = Sender(spool, door)
    spool.put([message("a"), message("b")])
    door.lost_answers = 2
    emptied(sender, spool)
    assert saved(door) == ["a", "b"]
    assert door.calls == 3


def test_a_death_between_saving_and_noting_doubles_nothing(tmp_path, door):
    first = Spool(tmp_path / "s")
    first.put([message("a"), message("b")])
    door.call("sendEvents", b"[" + b",".join(one.body for one in first.read(first.names()[0])) + b"]")
    first.close()
    second = Spool(tmp_path / "s")
    emptied(Sender(second, door), second)
    assert saved(door) == ["a", "b"]
    second.close()


def test_the_bad_event_of_a_batch_is_put_aside_and_the_good_ones_are_saved(tmp_path, spool, door):
    spool.put([message("a"), message("b"), message("c")])
    door.bad = {"b"}
    found = Sender(spool, door).step(now=0)
    assert (found.saved, found.refused, saved(door), spool.names()) == (2, 1, ["a", "c"], ())
    (path,) = (tmp_path / "spool" / "rejected").glob("*.json")
    assert msgspec.json.decode(path.read_bytes())["code"] == 460


def test_the_surplus_over_the_portals_limit_goes_next_in_smaller_calls(spool, door):
    door.limit = 3
    for number in range(8):
        spool.put([message(f"e{number}")])
    sender = Sender(spool, door)
    emptied(sender, spool)
    assert saved(door) == [f"e{number}" for number in range(8)]
    assert (door.calls, spool.rejected) == (3, 0)


@pytest.mark.parametrize("status", [401, 403, 404, 408, 429, 500, 502, 503])
def test_a_refused_call_costs_no_event(spool, door, status):
    sender = Sender(spool, door)
    spool.put([message("a")])
    door.status = status
    assert sender.step(now=0).trouble == f"{status} as asked"
    door.status = 0
    emptied(sender, spool)
    assert (saved(door), spool.rejected) == (["a"], 0)


class Spoilt:
    """A portal that answers 400 to any call with the event `x` in it."""

    def __init__(self):
        self.door = MemoryDoor()

    def call(self, method, body):
        if b'"x"' in body:
            return Reply(400, b'{"errors":[{"error":400,"message":"Deserialization error."}]}')
        return self.door.call(method, body)


def test_the_one_event_that_spoils_a_call_is_found_by_halving(spool):
    spool.put([message(name) for name in ("a", "b", "c", "x", "d", "e")])
    door = Spoilt()
    emptied(Sender(spool, door), spool)
    assert (saved(door.door), spool.rejected) == (["a", "b", "c", "d", "e"], 1)


def test_a_spool_thinned_during_a_call_loses_nothing(spool):
    spool.put([message("a"), message("b"), message("a", 2)])

    class Slow(MemoryDoor):
        def call(self, method, body):
            if self.calls == 0:
                spool.put([message("b", 2), message("c")])
                spool.thin()
            return super().call(method, body)

    door = Slow(limit=2)
    emptied(Sender(spool, door), spool)
    assert [(one["ID"], one["_hSOC"]["Revision"]) for one in door.saved] == [("a", 1), ("b", 1), ("a", 2), ("b", 2), ("c", 1)]


def test_putting_goes_on_while_another_thread_empties(spool, door):
    def fill():
        for number in range(100):
            spool.put([message(f"e{number}")])

    filling = threading.Thread(target=fill)
    filling.start()
    sender = Sender(spool, door)
    while filling.is_alive() or spool.names():
        sender.step(now=0)
    filling.join()
    assert saved(door) == [f"e{number}" for number in range(100)]


def test_a_call_stays_below_the_size_that_proxies_take(spool):
    seen = []

    class Measured(MemoryDoor):
        def call(self, method, body):
            seen.append(len(body))
            return super().call(method, body)

    spool.put([message(f"e{number}", pad=50_000) for number in range(40)])
    emptied(Sender(spool, Measured()), spool)
    assert len(seen) == 3
    assert max(seen) <= MOST_BODY + 2


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (Reply(200, b'{"saved": 2}'), Verdict()),
        (Reply(502, b"<html>Bad Gateway"), Verdict(call=502, reason="not an answer of Warden")),
        (Reply(400, b'{"errors": 7}'), Verdict(call=400, reason="not an answer of Warden")),
        (Reply(422, b'{"errors":[{"error":422,"message":"no","events":[1,9,-1,"x"]}]}'), Verdict(refused={1: (422, "no")})),
        (
            Reply(
                500,
                b'{"errors":[{"error":460,"message":"a","events":[0]},{"error":507,"message":"b","events":[0,1],"send_events_limit":1}]}',
            ),
            Verdict(refused={0: (460, "a")}, later=frozenset({1}), limit=1),
        ),
    ],
)
def test_verdict_reads_answers_of_any_kind(answer, wanted):
    assert verdict(answer, events=2) == wanted


# over a real socket


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, self.client_address[1]))
        try:
            answer = self.server.door.call(urlsplit(self.path).path.rpartition("/")[2], body)
        except Unreachable:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(door):
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.door, made.seen, made.daemon_threads = door, [], True
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def test_over_http_with_name_and_secret_on_one_kept_connection(server, door, spool):
    http = HttpDoor(f"http://127.0.0.1:{server.server_port}/warden3/", client="cz.example.perimeter", secret="s3&cret", timeout=5)
    sender = Sender(spool, http)
    for name in "ab":
        spool.put([message(name)])
        sender.step(now=0)
    http.close()
    assert saved(door) == ["a", "b"]
    (path, port), (_, again) = server.seen
    assert urlsplit(path).path == "/warden3/sendEvents"
    assert parse_qs(urlsplit(path).query) == {"client": ["cz.example.perimeter"], "secret": ["s3&cret"]}
    assert port == again


def test_over_http_an_answer_cut_off_doubles_nothing(server, door, spool):
    http = HttpDoor(f"http://127.0.0.1:{server.server_port}/warden3", client="c", timeout=5)
    spool.put([message("a")])
    door.lost_answers = 1
    emptied(Sender(spool, http), spool)
    http.close()
    assert saved(door) == ["a"]


def test_nobody_there_is_unreachable():
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1: .*refused"):
        HttpDoor("http://127.0.0.1:9/warden3", client="c", timeout=1).call("sendEvents", b"[]")
