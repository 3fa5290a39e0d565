"""What stands in a list: two voices, trust or a word; never a member, a partner, a spared net or an address that means nothing."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from tests.factories.indicators import indicator, sighting
from tests.factories.members import NOW as MADE
from tests.factories.members import organisation

from hsoc.journal import engines
from hsoc.portal.feeds.queries.lists import listing
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.indicators.actions import approve_blocking, distrust, revoke, share, sight, trust
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.models import Prefix
from hsoc.portal.network.models import Spared
from hsoc.records.engine_status import EngineStatus, encoded
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.tlp import PAP, TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
SOON = NOW + timedelta(seconds=1)
WHY = "seen by the CSIRT"


@pytest.fixture
def both(first, second):
    def shared(*items, audience: Audience | None = None) -> None:
        for actor in (first, second):
            share(actor=actor, organisation=actor.organisation, items=items, via="test", now=NOW, audience=audience)

    return shared


def values(actor, what: str = "ip", *, audience: Audience = Audience.COMMUNITY, pap: str = "green", now: datetime = SOON) -> list[str]:
    return [one.value for one in listing(actor, audience=audience, pap=pap, what=what, now=now).entries]


def test_one_voice_is_not_enough_two_are(first, second) -> None:
    share(actor=first, organisation=1, items=[indicator()], via="test", now=NOW)
    assert values(first) == []
    share(actor=second, organisation=2, items=[indicator()], via="test", now=NOW)
    assert values(first) == ["203.0.113.7"]


def test_a_coordinators_word_or_trust_is_enough_while_it_stands(first, coordinator) -> None:
    share(actor=first, organisation=1, items=[indicator(), indicator("evil.example", kind=Kind.DOMAIN)], via="test", now=NOW)
    approve_blocking(actor=coordinator, kind=Kind.IP, value="203.0.113.7", reason=WHY, until=None, now=NOW)
    assert (values(first), values(first, "domain")) == (["203.0.113.7"], [])
    trust(actor=coordinator, organisation=1, reason=WHY, now=NOW)
    assert values(first, "domain") == ["evil.example"]
    distrust(actor=coordinator, organisation=1, reason=WHY, now=NOW)
    assert values(first, "domain") == []


def test_neighbours_become_one_prefix(first, both) -> None:
    both(*(indicator(f"203.0.113.{number}") for number in range(8, 12)), indicator("203.0.113.12/30", kind=Kind.NET))
    assert values(first) == ["203.0.113.8/29"]


def test_members_spared_nets_and_special_addresses_are_cut_out(first, both) -> None:
    Prefix.objects.create(organisation=organisation(1), text="203.0.113.0/25", first="0" * 32, last="0" * 32, added=MADE)
    Spared.objects.create(prefix="203.0.113.192/26", reason=WHY, until=NOW + timedelta(days=9), added=NOW)
    both(
        indicator("203.0.113.0/24", kind=Kind.NET),
        indicator("10.1.2.3"),
        indicator("127.0.0.1"),
        indicator("fe80::1"),
        indicator("2001:db8:7::1"),
    )
    assert values(first) == ["203.0.113.128/26", "2001:db8:7::1"]


def test_what_is_too_wide_is_left_and_counted(first, both) -> None:
    both(indicator("198.18.0.0/15", kind=Kind.NET), indicator("2001::/16", kind=Kind.NET))
    made = listing(first, audience=Audience.COMMUNITY, pap="green", what="ip", now=SOON)
    assert (made.entries, made.left) == ((), {"too wide": 2})


def test_pap_and_audience_narrow_the_list(first, both) -> None:
    both(indicator("203.0.113.1", tlp=TLP.CLEAR, pap=PAP.CLEAR), indicator("203.0.113.9", tlp=TLP.CLEAR, pap=PAP.GREEN))
    both(indicator("203.0.113.20", tlp=TLP.AMBER, pap=PAP.CLEAR), indicator("203.0.113.40", pap=PAP.AMBER))
    assert values(first, audience=Audience.PUBLIC, pap="clear") == ["203.0.113.1"]
    assert values(first, audience=Audience.PUBLIC, pap="green") == ["203.0.113.1", "203.0.113.9"]
    assert values(first, pap="clear") == ["203.0.113.1", "203.0.113.20"]
    made = listing(first, audience=Audience.COMMUNITY, pap="green", what="ip", now=SOON)
    assert ([one.value for one in made.entries], made.tlp) == (["203.0.113.1", "203.0.113.9", "203.0.113.20"], "TLP:AMBER")


def test_what_stays_at_home_makes_no_voice(first, both) -> None:
    both(indicator(tlp=TLP.AMBER_STRICT))
    assert values(first) == []


def test_a_revocation_takes_the_value_out_at_once(first, both) -> None:
    both(indicator())
    assert values(first) == ["203.0.113.7"]
    revoke(actor=first, organisation=1, identity=indicator().id, reason=WHY, now=SOON)
    assert values(first) == []


def test_an_end_takes_the_value_out_when_it_comes(first, both) -> None:
    both(indicator(until=int((NOW + timedelta(minutes=5)).timestamp() * 1000)))
    assert values(first) == ["203.0.113.7"]
    assert values(first, now=NOW + timedelta(minutes=6)) == []


def test_false_positive_kept_to_oneself_acts_for_oneself_alone(first, second, both, coordinator) -> None:
    both(indicator())
    private = sighting(verdict=Verdict.FALSE_POSITIVE, tlp=TLP.AMBER)
    sight(actor=second, organisation=2, items=[private], via="t", now=SOON, audience=Audience.OWN)
    assert values(first) == ["203.0.113.7"]
    assert values(second) == []
    assert [one.value for one in indicators.quietly_disputed(coordinator, now=SOON)] == ["203.0.113.7"] * 2
    told = msgspec.structs.replace(private, id="0b5b6b4e-0000-4000-8000-000000000001")
    sight(actor=second, organisation=2, items=[told], via="t", now=SOON)
    assert values(first) == []


def test_what_an_engine_never_blocks_is_on_no_list(first, both, settings, tmp_path) -> None:
    settings.DATA = tmp_path
    both(indicator(), indicator("203.0.113.99"))
    assert values(first) == ["203.0.113.7", "203.0.113.99"]
    said = EngineStatus(at=1, never_block=("203.0.113.96/28", "nonsense"))
    engines.keep(tmp_path / "engines", name="cz.example.engine", status=said, body=encoded(said), now=1)
    assert values(first) == ["203.0.113.7"]
