"""The Warden door as its clients use it: our own client, written from how the real one behaves (cesnet.md 0.1, 1.4), over TLS with
certificates through the nginx that is shipped, and bare."""

import datetime as dt
import http.client
import json
import logging
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.conf import settings as django
from tests.factories.members import HOUSE
from tests.lab.portal import Portal
from tests.lab.proxy import Authority
from tests.portal.events.conftest import NOW, idea

from hsoc.portal.events.actions import register_client
from hsoc.portal.events.queries import places
from hsoc.portal.events.queries.clients import own_clients
from hsoc.portal.events.rules.door import SEND_LIMIT
from hsoc.portal.events.tasks import EventWriter
from hsoc.portal.members.rules import Actor

SENDER, HOST = "example.hospital.honeypot", "pot.hospital.example"
READER, READERS_HOST = "example.partner.siem", "siem.partner.example"
CREATED = dt.datetime.now(dt.UTC)


class Refused(Exception):
    """The server's error object."""

    def __init__(self, status: int, errors: list[dict[str, Any]]) -> None:
        super().__init__(str(errors))
        self.status, self.errors = status, errors


class WardenClient:
    """One connection per call; `secret=` alone where there is one, else `client=`; splits batches by the limit it is told."""

    def __init__(self, url: str, *, name: str = "", secret: str = "", tls: ssl.SSLContext | None = None) -> None:
        self.url, self.tls = urlsplit(url), tls
        self.identity = {"secret": secret} if secret else {"client": name} if name else {}
        self.limit, self.calls = 10_000, 0

    def call(
        self, method: str, body: bytes | None = None, *, verb: str = "GET", headers: dict[str, str] | None = None, **query: Any
    ) -> dict[str, Any]:
        self.calls += 1
        host = self.url.netloc
        line = http.client.HTTPSConnection(host, context=self.tls, timeout=30) if self.tls else http.client.HTTPConnection(host, timeout=30)
        told = {"Accept": "application/json", **(headers or {})}
        if body is not None:
            told |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        line.request(verb, f"/warden3/{method}?{urlencode(self.identity | query, doseq=True)}", body, told)
        answer = line.getresponse()
        content = answer.read()
        line.close()
        try:
            read = json.loads(content)
        except ValueError:
            read = None
        if answer.status == 200 and isinstance(read, dict):
            return read
        if not isinstance(read, dict) or "errors" not in read:  # as the real one reads an answer that is none of ours
            raise Refused(answer.status, [{"error": answer.status, "message": "Generic server HTTP error"}])
        assert read["method"] == method
        raise Refused(answer.status, read["errors"])

    def info(self) -> dict[str, Any]:
        found = self.call("getInfo")
        self.limit = min(self.limit, found["send_events_limit"])
        return found

    def send(self, events: Sequence[dict[str, Any]]) -> tuple[int, list[tuple[str, int]]]:
        """(saved, what was refused for good as (ID, code)); what was only too much is sent again in smaller batches."""
        saved, wrong, left = 0, [], list(events)
        while left:
            batch, left = left[: self.limit], left[self.limit :]
            try:
                saved += self.call("sendEvents", json.dumps(batch).encode(), verb="POST")["saved"]
            except Refused as refused:
                bad: set[int] = set()
                for one in refused.errors:
                    places_ = one.get("events", range(len(batch)))
                    ids = one.get("events_id", [None] * len(places_))
                    assert all(told in {None, batch[at]["ID"]} for told, at in zip(ids, places_, strict=True))
                    bad |= set(places_)
                    if one["error"] == 507:
                        self.limit = min(self.limit, one["send_events_limit"])
                        left = [batch[at] for at in places_] + left
                    else:
                        wrong += [(batch[at]["ID"], one["error"]) for at in places_]
                saved += len(batch) - len(bad)
        return saved, list(dict.fromkeys(wrong))  # one event may be wrong in several ways


def events(count: int, start: int = 0) -> list[dict[str, Any]]:
    return [idea(SENDER, f"e{start + number}", Description="x") for number in range(count)]


def registered(name: str, **more: Any) -> str:
    return register_client(actor=Actor(via="command"), name=name, organisation=HOUSE, now=CREATED, **more)


def written() -> int:
    writer = EventWriter(django.JOURNAL, django.DATA / "spool" / "events", places=places, ours=own_clients)
    try:
        return writer.drain(now=NOW)
    finally:
        writer.close()


@pytest.fixture
def journal(portal: Portal, settings: Any, tmp_path: Path) -> Portal:
    settings.JOURNAL = tmp_path / "journal"
    return portal


def tls(authority: str, shown: tuple[str, str] | None = None) -> ssl.SSLContext:
    found = ssl.create_default_context(cafile=authority)
    if shown:
        found.load_cert_chain(*shown)
    return found


@pytest.mark.nginx
def test_sender_and_receiver_by_certificate_through_the_shipped_proxy(
    journal: Portal, proxy: tuple[str, Authority], tmp_path: Path
) -> None:
    url, authority = proxy
    server = str(tmp_path / "nginx" / "portal-ca.pem")
    registered(SENDER, write=True, hostname=HOST, with_secret=False)
    registered(READER, hostname=READERS_HOST, with_secret=False)
    sender = WardenClient(url, name=SENDER, tls=tls(server, authority.issue(HOST)))
    reader = WardenClient(url, name=READER, tls=tls(server, authority.issue(READERS_HOST)))

    assert (sender.info()["send_events_limit"], sender.limit) == (SEND_LIMIT, SEND_LIMIT)
    for method in ("getInfo", "getEvents"):  # the newer client asks with GET and no body, the older with POST and an empty one
        assert sender.call(method, b"", verb="POST").keys() == sender.call(method).keys()
    assert sender.call("sendEvents", b"", verb="POST") == {"saved": 0}
    assert reader.call("getEvents") == {"lastid": 0, "events": []}  # a new client gets no history

    sender.calls = 0
    assert (sender.send(events(2 * SEND_LIMIT + 3)), sender.calls) == ((2 * SEND_LIMIT + 3, []), 3)
    unaware = WardenClient(url, name=SENDER, tls=sender.tls)
    unaware.limit = SEND_LIMIT + 40
    assert (unaware.send(events(SEND_LIMIT + 40, start=5000)), unaware.limit) == ((SEND_LIMIT + 40, []), SEND_LIMIT)
    bad = [events(1, start=9000)[0], {"ID": "no"}, idea("example.other", "foreign"), events(1, start=9001)[0]]
    assert sender.send(bad) == (2, [("no", 460), ("foreign", 422)])
    everything = 3 * SEND_LIMIT + 45
    assert written() == everything

    got: list[str] = []
    while page := reader.call("getEvents", count=700)["events"]:
        got += [event["ID"] for event in page]
    assert (len(got), len(set(got))) == (everything, everything)
    assert sender.call("getEvents", count=1)["lastid"] == 1  # its own position, untouched by the reader's
    assert [event["ID"] for event in reader.call("getEvents", id=-2)["events"]] == ["e9000", "e9001"]


@pytest.mark.nginx
def test_who_shows_nothing_true_is_refused_and_no_log_holds_a_secret(journal: Portal, proxy: tuple[str, Authority], tmp_path: Path) -> None:
    url, authority = proxy
    server = str(tmp_path / "nginx" / "portal-ca.pem")
    registered(SENDER, hostname=HOST, with_secret=False)
    secret = registered(READER)
    both = registered("example.partner.both", hostname="both.partner.example")
    certificate = authority.issue(HOST)
    stranger = Authority(tmp_path, "strangers").issue(HOST)

    def status(
        shown: tuple[str, str] | None = None, *, method: str = "getInfo", headers: dict[str, str] | None = None, **query: str
    ) -> int:
        client = WardenClient(url, tls=tls(server, shown))
        client.identity = query
        try:
            client.call(method, headers=headers)
        except Refused as refused:
            return refused.status
        return 200

    assert status(certificate) == status(certificate, client=SENDER) == status(secret=secret) == status(client=READER, secret=secret) == 200
    assert status(authority.issue("both.partner.example"), secret=both) == 200
    assert status(method="noSuch", secret=secret) == status(method="", secret=secret) == 404
    refused = [
        status(),
        status(client=SENDER),
        status(client=READER),
        status(client=READER, secret="wrong"),
        status(client="example.nobody", secret=secret),
        status(secret="wrong"),
        status(secret=both),  # its certificate is missing
        status(authority.issue("both.partner.example")),  # its secret is missing
        status(authority.issue("somebody.example")),
        status(certificate, client=READER),
    ]
    assert refused == [403] * len(refused)
    assert status(stranger) in {400, 403}  # the right name, signed by somebody else
    said = quote(Path(certificate[0]).read_text())
    for verify, cert in (("X-Client-Verify", "X-Client-Cert"), ("X_Client_Verify", "X_Client_Cert"), ("x-client-verify", "x-client-cert")):
        assert status(headers={verify: "SUCCESS", cert: said}) == 403  # said, not shown
        assert status(authority.issue("other.example"), headers={verify: "SUCCESS", cert: said}) == 403

    journal.kill()  # now the proxy has something to complain about
    for path in ("getInfo", "", "?x="):
        assert status(method=path, secret=secret) == 502
    for log in ("log", "out"):
        text = (tmp_path / "nginx" / log).read_text(errors="replace")
        assert [one for one in (secret, both, "secret=") if one in text] == []


def test_word_of_a_proxy_counts_from_the_configured_address_only(
    journal: Portal, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    registered(SENDER, hostname=HOST, with_secret=False)
    secret = registered(READER)
    certificate, _ = Authority(tmp_path, "any").issue(HOST)
    headers = {"X-Client-Verify": "SUCCESS", "X-Client-Cert": quote(Path(certificate).read_text())}
    bare = WardenClient(journal.url, name=SENDER)
    logging.getLogger("hsoc").addHandler(caplog.handler)
    with caplog.at_level(logging.DEBUG):
        for proxies in ((), ("unix",), ("192.0.2.1",)):
            settings.WARDEN_PROXIES = proxies
            with pytest.raises(Refused) as refused:
                bare.call("getInfo", headers=headers)
            assert (refused.value.status, refused.value.errors) == (403, [{"error": 403, "message": "I'm watching. Authenticate."}])
        settings.WARDEN_PROXIES = ("127.0.0.1",)
        assert bare.call("getInfo", headers=headers)["version"]
        with pytest.raises(Refused):
            bare.call("getInfo", headers=headers | {"X-Client-Verify": "FAILED:self-signed"})
        # and by secret, everything that goes wrong in the ways of the log
        reader = WardenClient(journal.url, secret=secret)
        assert reader.call("getInfo")["version"]
        for method, body in (("sendEvents", b"{"), ("getDebug", None), ("noSuch", None)):
            with pytest.raises(Refused):
                reader.call(method, body, verb="POST")
        settings.DATA.mkdir(exist_ok=True)
        (settings.DATA / "spool").write_text("in the way")
        with pytest.raises(Refused) as full:
            reader.call("sendEvents", json.dumps([idea(READER, "t", Category=["Test"])]).encode(), verb="POST")
        assert full.value.status == 503
    assert "spool refuses" in caplog.text
    assert secret not in caplog.text
    logging.getLogger("hsoc").removeHandler(caplog.handler)
