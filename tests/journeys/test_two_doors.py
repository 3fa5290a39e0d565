"""A real portal and a real engine over door 2, bare on this machine and behind the nginx that is shipped, with client certificates."""

import contextlib
import datetime as dt
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings as django
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from django.test import Client
from tests.factories.members import HOUSE, acting, organisation
from tests.factories.network import hospital, rule
from tests.lab.processes import Process, free_port, running, wait_until
from tests.perimeter.test_run import CONFIG, engine_in

from hsoc.journal import engines
from hsoc.perimeter.config import Keep, PortalDoor
from hsoc.perimeter.run import Engine, clock
from hsoc.perimeter.wires.line import Unreachable
from hsoc.perimeter.wires.policy import PolicyDoor
from hsoc.portal.events.actions import register_client
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Actor, Role
from hsoc.portal.network.actions.rules import veto_rule
from hsoc.records.engine_status import EngineStatus, OwnState
from hsoc.records.scope import Match

NAME, HOST = "cz.example.engine", "engine-1.example"
UDP = Match(dst="198.18.7.0/24", proto=(17,))
KEY = "flowspec destination 198.18.7.0/24 protocol =udp"
NGINX = Path(__file__).parents[2] / "deploy" / "nginx.conf"
DAY = dt.timedelta(days=1)


class Portal(ThreadedWSGIServer):
    """The portal over sockets, on the test's own database. `kill` also cuts the connections that engines keep."""

    daemon_threads = False  # so that closing waits for the answers that are under way

    def __init__(self) -> None:
        self._base = connections["default"]
        self._base.inc_thread_sharing()
        super().__init__(("127.0.0.1", 0), WSGIRequestHandler, connections_override={"default": self._base})
        self.set_app(WSGIHandler())
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.append(request)
        super().process_request(request, client_address)

    def kill(self) -> None:
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            self.server_close()
            self._base.dec_thread_sharing()

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """A connection that was cut."""


@pytest.fixture
def portal(settings: Any, tmp_path: Path, db: None) -> Iterator[Portal]:
    """The portal as it answers over a socket, with one hospital."""
    settings.DATA = tmp_path / "portal"
    settings.ALLOWED_HOSTS = ["*"]
    settings.WARDEN_PROXIES = ("127.0.0.1",)
    organisation(HOUSE, kind=Kind.OPERATOR)
    hospital()
    Client().get("/healthz")  # the first answer reads all rooms, which may take longer than an engine waits
    server = Portal()
    yield server
    server.kill()


def config_of(**door: object) -> Any:
    given = PortalDoor(client=NAME, policy_every=0.2, status_every=0.2, **door)
    return msgspec.structs.replace(CONFIG, keep=Keep(flows=False), portal=given)


def until(engine: Engine, so: Callable[[], object], why: str) -> None:
    def step() -> bool:
        engine.cycle(now=clock())
        return bool(so())

    wait_until(step, why, seconds=30)


def said() -> EngineStatus:
    found = engines.last(django.DATA / "engines", NAME)
    return found.status if found is not None else EngineStatus(at=0)


def whole_way(engine: Engine, stop_portal: Callable[[], None]) -> None:
    """Policy down, a member's rule into the dry run, the status up, a veto, and on without the portal."""
    until(engine, lambda: engine.steering.state.origin == "portal", "the engine works under the portal's policy")
    now = dt.datetime.now(dt.UTC)
    made = rule(UDP, since=now - DAY, until=now + DAY)
    until(engine, lambda: KEY in {one.key for one in engine.pipeline.keeper.wanted}, "the rule is wanted")
    assert "198.18.7.0/24" in engine.backend.listing()
    until(engine, lambda: OwnState.STANDING in {one.state for one in said().own}, "the portal hears that it stands")
    assert [(one.entry.key, one.entry.story) for one in said().standing] == [(KEY, f"own:{made.pk}")]
    veto_rule(actor=acting(Role.OPERATOR), rule=made.pk, reason="exercise", now=now)
    until(engine, lambda: not engine.backend.listing(), "the veto takes it out")
    before = engine.steering.state.version
    again = rule(UDP, since=now - DAY, until=now + DAY)
    until(engine, engine.backend.listing, "the next rule stands")
    stop_portal()
    until(engine, lambda: engine.steering.state.trouble, "the engine notices that nobody answers")
    engine.cycle(now=clock())
    assert f"own:{again.pk}" in {one.story for one in engine.pipeline.keeper.wanted}
    assert (engine.steering.state.origin, engine.steering.state.version != before) == ("portal", True)


def test_rule_reaches_the_engine_and_its_word_comes_back_and_it_works_on_alone(portal: Portal, tmp_path: Path) -> None:
    secret = register_client(actor=Actor(via="command"), name=NAME, organisation=HOUSE, write=True, now=dt.datetime.now(dt.UTC))
    (tmp_path / "secret").write_text(secret)
    door = PolicyDoor(portal.url, client=NAME, secret=secret)
    first = door.policy(etag="")
    assert (first.status, door.policy(etag=first.etag).status) == (200, 304)
    door.close()
    with engine_in(tmp_path / "engine", config_of(url=portal.url, secret_file=str(tmp_path / "secret"))) as engine:
        whole_way(engine, portal.kill)


class Authority:
    """A certificate authority of its own and what it signs."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = str(folder / f"{name}.pem")
        Path(self.file).write_bytes(self._signed(self._name, self._key, authority=True))

    def issue(self, host: str) -> tuple[str, str]:
        """Files of a certificate for a host, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate, secret = (self._folder / f"{host}.{kind}" for kind in ("pem", "key"))
        certificate.write_bytes(self._signed(name, key, host=host))
        plain = serialization.NoEncryption()
        secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
        return str(certificate), str(secret)

    def _signed(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, host: str = "", authority: bool = False) -> bytes:
        now = dt.datetime.now(dt.UTC)
        made = x509.CertificateBuilder(self._name, subject, key.public_key(), x509.random_serial_number(), now - DAY, now + DAY)
        made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        if authority:
            usage = dict.fromkeys(
                ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign",
                 "encipher_only", "decipher_only"), False,
            )  # fmt: skip
            made = made.add_extension(x509.KeyUsage(key_cert_sign=True, **usage), critical=True)
        if host:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def proxy(portal: Portal, tmp_path: Path) -> Iterator[tuple[str, Authority]]:
    """The shipped nginx.conf, its paths and ports for this machine: (address, authority of the clients)."""
    folder, port = tmp_path / "nginx", free_port()
    folder.mkdir()
    authority = Authority(folder, "clients-ca")
    certificate, key = Authority(folder, "portal-ca").issue("localhost")
    told = NGINX.read_text()
    for ours, here in (
        ("/etc/hsoc/tls/portal.pem", certificate), ("/etc/hsoc/tls/portal.key", key), ("/etc/hsoc/tls/clients-ca.pem", authority.file),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"), ("127.0.0.1:8000", portal.url.removeprefix("http://")),
        ("/var/log/nginx/hsoc.log", str(folder / "log")),
    ):  # fmt: skip
        assert ours in told, ours
        told = told.replace(ours, here)
    places = "".join(f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"pid {folder / 'pid'}; events {{}} http {{ {places}\n{told}\n}}")
    process = Process(
        ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off; master_process off;"], folder / "out"
    )
    with running(process):
        wait_until(lambda: _answers(port), "nginx listens", seconds=10)
        yield f"https://localhost:{port}", authority


def _answers(port: int) -> bool:
    try:
        ssl.get_server_certificate(("127.0.0.1", port), timeout=1)
    except OSError:
        return False
    return True


@pytest.mark.nginx
def test_whole_way_by_certificate_through_the_shipped_proxy(portal: Portal, proxy: tuple[str, Authority], tmp_path: Path) -> None:
    url, authority = proxy
    now, server = dt.datetime.now(dt.UTC), str(tmp_path / "nginx" / "portal-ca.pem")
    register_client(actor=Actor(via="command"), name=NAME, organisation=HOUSE, write=True, hostname=HOST, with_secret=False, now=now)
    certificate, key = authority.issue(HOST)
    other, other_key = authority.issue("somebody.example")
    with engine_in(tmp_path / "engine", config_of(url=url, certificate=certificate, key=key, authority=server)) as engine:
        assert answer(url, server) == 403  # no certificate
        assert answer(url, server, certificate=other, key=other_key) == 403  # a certificate of nobody whom the portal knows
        stranger, stranger_key = Authority(tmp_path, "strangers").issue(HOST)
        assert answer(url, server, certificate=stranger, key=stranger_key) in {400, 403}  # the right name, signed by somebody else
        believed = Path(certificate).read_text().replace("\n", "%0A")
        assert answer(url, server, headers={"X-Client-Verify": "SUCCESS", "X-Client-Cert": believed}) == 403  # said, not shown
        assert answer(url, server, certificate=certificate, key=key) == 200
        whole_way(engine, portal.kill)
    log = (tmp_path / "nginx" / "log").read_text()
    assert re.search(r'"GET /api/v1/perimeter/policy" 304', log)
    assert re.search(r'"PUT /api/v1/perimeter/status" 204', log)


def answer(url: str, authority: str, *, headers: dict[str, str] | None = None, **shown: str) -> int:
    door = PolicyDoor(url, client=NAME, authority=authority, **shown)
    door._headers |= headers or {}
    try:
        return door.policy(etag="").status
    except Unreachable as error:
        pytest.fail(str(error))
    finally:
        door.close()
