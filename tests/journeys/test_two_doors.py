"""A real portal and a real engine over door 2, bare on this machine and behind the nginx that is shipped, with client certificates."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings as django
from tests.factories.members import HOUSE, acting
from tests.factories.network import rule
from tests.lab.portal import Portal
from tests.lab.processes import wait_until
from tests.lab.proxy import Authority
from tests.perimeter.test_run import CONFIG, engine_in

from hsoc.journal import engines
from hsoc.perimeter.config import Keep, PortalDoor
from hsoc.perimeter.run import Engine, clock
from hsoc.perimeter.wires.line import Unreachable
from hsoc.perimeter.wires.policy import PolicyDoor
from hsoc.portal.events.actions import register_client
from hsoc.portal.members.rules import Actor, Role
from hsoc.portal.network.actions.rules import veto_rule
from hsoc.records.engine_status import EngineStatus, OwnState
from hsoc.records.scope import Match

NAME, HOST = "cz.example.engine", "engine-1.example"
UDP = Match(dst="198.18.7.0/24", proto=(17,))
KEY = "flowspec destination 198.18.7.0/24 protocol =udp"
DAY = dt.timedelta(days=1)


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
