"""Strangers are asked within bounds: only judged addresses, few redirects, no bombs, no waiting for ever."""

import gzip
import ipaddress
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from hsoc.portal.feeds.tasks import fetch
from hsoc.portal.feeds.tasks.fetch import Limits, Unfetched, fetched, unfit

HERE = Limits(allowed=(ipaddress.ip_network("127.0.0.0/8"),), seconds=5, most=100_000)


class Strangers(BaseHTTPRequestHandler):
    seen: ClassVar[list[tuple[str, str, str | None]]] = []
    other = ""

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _say(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers["Host"], self.headers.get("Authorization")))
        match self.path.split("?")[0]:
            case "/plain":
                self._say(200, b"hello", ETag='"1"', Last_Modified="x")
            case "/same":
                self._say(304 if self.headers.get("If-None-Match") == '"1"' else 200, ETag='"1"')
            case "/packed":
                self._say(200, gzip.compress(b"a" * 50_000), Content_Encoding="gzip")
            case "/bomb":
                self._say(200, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
            case "/cut":
                self._say(200, gzip.compress(b"a" * 50_000)[:-20], Content_Encoding="gzip")
            case "/odd":
                self._say(200, b"x", Content_Encoding="br")
            case "/long":
                self._say(200, b"a" * 200_000)
            case "/on":
                self._say(302, Location="/plain")
            case "/loop":
                self._say(302, Location="/loop")
            case "/https":
                self._say(302, Location="https://localhost/")
            case "/file":
                self._say(302, Location="file:///etc/passwd")
            case "/other":
                self._say(302, Location=self.other)
            case "/slow":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                for _ in range(100):
                    self.wfile.write(b".")
                    self.wfile.flush()
                    time.sleep(0.05)
            case _:
                self._say(404)

    def do_POST(self) -> None:
        self._say(302, Location="/plain") if self.path == "/on" else self._say(200, self.rfile.read(int(self.headers["Content-Length"])))


@pytest.fixture(scope="module")
def strangers() -> Iterator[str]:
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Strangers) for _ in range(2)]
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    Strangers.other = f"http://127.0.0.1:{servers[1].server_port}/plain"
    yield f"http://127.0.0.1:{servers[0].server_port}"
    for server in servers:
        server.shutdown()
        server.server_close()


def test_an_answer_comes_with_what_is_needed_to_ask_again(strangers) -> None:
    found = fetched(f"{strangers}/plain?a=b", limits=HERE)
    assert (found.content, found.etag, found.modified, found.status) == (b"hello", '"1"', "x", 200)
    assert fetched(f"{strangers}/same", headers={"If-None-Match": '"1"'}, limits=HERE).unchanged
    assert fetched(f"{strangers}/packed", limits=HERE).content == b"a" * 50_000
    assert fetched(f"{strangers}/on", limits=HERE).content == b"hello"
    assert fetched(f"{strangers}/echo", limits=HERE, body=b"{}").content == b"{}"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/bomb", "longer than"),
        ("/long", "longer than"),
        ("/cut", "ends too early"),
        ("/odd", "packed as br"),
        ("/loop", "more than 3 times"),
        ("/https", "another scheme"),
        ("/file", "another scheme"),
        ("/nothing", "answers 404"),
    ],
)
def test_what_goes_too_far_is_refused_in_words(strangers, path, why) -> None:
    with pytest.raises(Unfetched, match=why):
        fetched(strangers + path, limits=HERE)


def test_a_slow_answer_is_cut(strangers) -> None:
    with pytest.raises(Unfetched, match="took longer than"):
        fetched(f"{strangers}/slow", limits=Limits(allowed=HERE.allowed, seconds=0.3))


def test_what_is_posted_is_not_sent_on(strangers) -> None:
    with pytest.raises(Unfetched, match="not sent on"):
        fetched(f"{strangers}/on", limits=HERE, body=b"{}")


def test_a_password_goes_to_the_first_host_only(strangers) -> None:
    Strangers.seen.clear()
    fetched(f"{strangers}/other", headers={"Authorization": "Bearer x"}, limits=HERE)
    assert [one[2] for one in Strangers.seen] == ["Bearer x", None]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example/",
        "http:///x",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://nobody.invalid/",
        "http://127.0.0.1:1/",
    ],
)
def test_what_is_no_address_or_not_there_is_said(url) -> None:
    with pytest.raises(Unfetched, match=r"[a-z]{4}"):
        fetched(url, limits=HERE)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "::1", "fe80::1", "fc00::1", "ff02::1", "2002:7f00:1::", "::"]
)
def test_no_address_of_the_house_is_asked(address) -> None:
    assert unfit(ipaddress.ip_address(address), Limits())


def test_own_ranges_are_never_asked_and_allowed_ones_are() -> None:
    one = ipaddress.ip_address(2**125 + 2**120)  # somewhere in 2000::/3, which is public
    assert unfit(one, Limits()) == ""
    assert "own range" in unfit(one, Limits(own=(ipaddress.ip_network(one),)))
    assert unfit(ipaddress.ip_address("127.0.0.1"), HERE) == ""


def test_a_name_with_one_unfit_address_is_not_asked_at_all(monkeypatch) -> None:
    answers = [(2, 1, 6, "", (address, 80)) for address in ("198.51.100.1", "127.0.0.1")]
    monkeypatch.setattr(fetch.socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(Unfetched, match="not a public address"):
        fetched("http://rebinding.example/", limits=Limits())
