"""Why a value is on a list: the answer for one is what the lists themselves do."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.indicators import AT, indicator, sighting
from tests.factories.members import NOW as LONG_AGO
from tests.factories.members import organisation

from hsoc.portal.feeds.queries.lists import listing
from hsoc.portal.feeds.queries.standing import Why, disputes, standing
from hsoc.portal.indicators import queries
from hsoc.portal.indicators.actions import approve_blocking, revoke, share, sight, trust
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.models import Prefix
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.tlp import PAP, TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
DAY = 86_400_000
IP = "203.0.113.7"


def why(actor, value=IP):
    """The answer, after making sure that the list agrees."""
    row = queries.newest(actor).filter(value=value).first()
    found = standing(actor, row, now=NOW + timedelta(hours=2))
    for audience, listed in ((Audience.COMMUNITY, found.listed), (Audience.PUBLIC, found.public)):
        what = {"domain": "domain"}.get(row.kind, "ip")
        held = {one.value for one in listing(actor, audience=audience, pap="green", what=what, now=NOW + timedelta(hours=2)).entries}
        assert (value in held or (found.why is Why.PARTLY and bool(held))) is listed
    return found.why


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, Why.ALONE),
        ({"until": AT + 1}, Why.EXPIRED),
        ({"first": AT + 900 * DAY}, Why.AHEAD),
        ({"to_block": False}, Why.CONTEXT),
        ({"pap": PAP.AMBER}, Why.PAP),
        ({"tlp": TLP.RED}, Why.OWN),
    ],
)
def test_what_speaks_against_one(first, more, expected) -> None:
    share(actor=first, organisation=1, items=[indicator(**more)], via="t", now=NOW)
    assert why(first) is expected


def test_no_list_of_mail_addresses(first) -> None:
    share(actor=first, organisation=1, items=[indicator("a@evil.example", kind=Kind.MAIL)], via="t", now=NOW)
    row = queries.newest(first).get()
    assert standing(first, row, now=NOW).why is Why.KIND


def test_two_voices_a_dispute_a_revocation(first, second) -> None:
    for actor, number in ((first, 1), (second, 2)):
        share(actor=actor, organisation=number, items=[indicator(tlp=TLP.CLEAR)], via="t", now=NOW)
    assert why(first) is Why.SEVERAL
    sight(actor=second, organisation=2, items=[sighting(verdict=Verdict.FALSE_POSITIVE)], via="t", now=NOW + timedelta(hours=1))
    assert why(first) is Why.DISPUTED
    row = queries.newest(first).filter(organisation__number=1).get()
    assert disputes(first, row) == 1
    made = revoke(actor=first, organisation=1, identity=str(row.uuid), reason="our own scanner", now=NOW + timedelta(hours=1))
    assert standing(first, made, now=NOW + timedelta(hours=2)).why is Why.REVOKED


def test_a_word_or_trust_is_enough(first, second, coordinator) -> None:
    share(actor=first, organisation=1, items=[indicator("evil.example", kind=Kind.DOMAIN, tlp=TLP.CLEAR)], via="t", now=NOW)
    approve_blocking(actor=coordinator, kind=Kind.DOMAIN, value="evil.example", reason="known for years", until=None, now=NOW)
    assert why(second, "evil.example") is Why.APPROVED
    trust(actor=coordinator, organisation=1, reason="the national team", now=NOW)
    assert why(second, "evil.example") is Why.TRUSTED


def test_members_and_widths_are_cut_out(first, second) -> None:
    home, bounds = organisation(2), queries.bounds(Kind.NET, "198.51.100.0/25")
    Prefix.objects.create(organisation=home, text="198.51.100.0/25", first=bounds[0], last=bounds[1], added=LONG_AGO)
    items = [indicator(value, kind=Kind.NET if "/" in value else Kind.IP) for value in ("198.51.100.1", "198.51.100.0/24", "192.0.0.0/8")]
    for actor, number in ((first, 1), (second, 2)):
        share(actor=actor, organisation=number, items=items, via="t", now=NOW)
    assert [why(first, value) for value in ("198.51.100.1", "198.51.100.0/24")] == [Why.EXCLUDED, Why.PARTLY]
    assert why(first, "192.0.0.0/8") is Why.WIDE
