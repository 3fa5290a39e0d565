"""Door 2 over a real socket: ETag, patience, no secret to the network."""

import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hsoc.perimeter.wires.line import Unreachable
from hsoc.perimeter.wires.policy import LONGEST_PAUSE_MS, Asker, PolicyDoor


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def answer(self, status, body=b"", etag=""):
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if status != 304 else b"")

    def do_GET(self):
        self.server.seen.append((self.path, b64decode(self.headers["Authorization"].split()[1]).decode(), self.client_address[1]))
        status, body, etag = self.server.says
        if status == 200 and self.headers.get("If-None-Match") == etag:
            status = 304
        self.answer(status, body, etag)

    def do_PUT(self):
        self.server.told.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(204)

    def log_message(self, *args):
        pass


@pytest.fixture
def portal():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.seen, made.told, made.says, made.daemon_threads = [], [], (200, b'{"version":"1"}', '"1"'), True
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def door(portal):
    made = PolicyDoor(f"http://127.0.0.1:{portal.server_port}", client="cz.example.engine", secret="s3:cret", timeout=5)
    yield made
    made.close()


def test_a_policy_is_taken_once_and_again_when_it_changes(portal, door):
    asker = Asker(door, policy_every=1000, status_every=0)
    assert (asker.policy(now=0), asker.policy(now=999), asker.policy(now=1000)) == (b'{"version":"1"}', None, None)
    portal.says = (200, b'{"version":"2"}', '"2"')
    assert (asker.policy(now=2000), asker.asked, asker.trouble) == (b'{"version":"2"}', 2000, "")
    paths, who, ports = zip(*portal.seen, strict=True)
    assert (set(paths), set(who), len(set(ports))) == ({"/api/v1/perimeter/policy"}, {"cz.example.engine:s3:cret"}, 1)


def test_status_is_told_at_its_pace(portal, door):
    asker = Asker(door, policy_every=0, status_every=1000)
    assert [asker.status(b"{}", now=now) for now in (0, 500, 1000)] == [True, False, True]
    assert (portal.told, asker.policy(now=0)) == ([b"{}", b"{}"], None)


def test_a_refusal_is_said_in_the_portals_words_and_waited_for(portal, door):
    portal.says = (403, b'{"title": "Not allowed", "detail": "show\\na certificate"}', "")
    asker = Asker(door, policy_every=1000, status_every=1000)
    assert (asker.policy(now=0), asker.trouble) == (None, "the portal answers 403 Not allowed show?a certificate")


def test_a_dead_portal_is_asked_ever_more_seldom_and_heard_again(portal):
    nobody = PolicyDoor("http://127.0.0.1:9", client="c", timeout=1)
    asker = Asker(nobody, policy_every=1000, status_every=1000)
    now, asked = 0, []
    while now < 200_000:
        before = asker._policy_due
        asker.policy(now=now)
        if asker._policy_due != before:
            asked.append(now)
        now += 1000
    assert (asked[:4], asked[-1] - asked[-2]) == ([0, 1000, 3000, 7000], LONGEST_PAUSE_MS)
    assert "refused" in asker.trouble
    assert asker.status(b"{}", now=now + LONGEST_PAUSE_MS) is False


def test_nobody_there_is_unreachable():
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1"):
        PolicyDoor("http://127.0.0.1:9", client="c", timeout=1).policy(etag="")
