from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation
from tests.factories.members import NOW, organisation

from hsoc.portal.members.models import Prefix
from hsoc.portal.services.actions.requests import ask
from hsoc.portal.services.models import Done
from hsoc.portal.services.queries import checks
from hsoc.portal.services.queries.checks import Seen, seen
from hsoc.portal.services.rules.steps import Check

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(sides, vrf, settings, tmp_path):
    settings.FLOW_JOURNALS, settings.JOURNAL = (tmp_path / "flows",), tmp_path / "journal"
    return ask(actor=sides[0], service=vrf, organisation=1, note="", now=NOW)


@pytest.mark.parametrize("check", Check)
def test_every_check_says_no_in_a_sentence_where_there_is_nothing(asked, check):
    found = seen(check, asked, now=NOW)
    assert not found.holds
    assert found.said.endswith(".")


def test_a_forged_packet_counts_from_the_cut_over_on(asked, monkeypatch):
    Done.objects.create(request=asked, code="cut-over", moment=NOW)
    for minutes, holds in ((-1, False), (1, True)):
        row = SimpleNamespace(detected=round((NOW.timestamp() + 60 * minutes) * 1000))
        monkeypatch.setattr(checks.event_pages, "page", lambda *_, **__: SimpleNamespace(rows=(row,)))  # noqa: B023
        assert seen(Check.SPOOF, asked, now=NOW).holds is holds


def test_a_registered_prefix_is_seen_and_its_roa_is_asked_for(asked, monkeypatch):
    Prefix.objects.create(organisation=organisation(1), text="198.18.1.0/24", first="0" * 32, last="f" * 32, added=NOW, origin=64500)
    assert seen(Check.PREFIXES, asked, now=NOW) == Seen(True, "Registered: 198.18.1.0/24.")
    with translation.override("en"):
        assert "198.18.1.0/24 (this house has no list" in seen(Check.ROA, asked, now=NOW).said  # no ROAs at hand is a no
        Prefix.objects.update(origin=0)
        assert "198.18.1.0/24 (its AS number is not written down)" in seen(Check.ROA, asked, now=NOW).said
        # of older prefixes nobody wrote down who announces them: any AS number of the organisation may
        organisation(1).as_numbers.create(number=64499, added=NOW)
        organisation(1).as_numbers.create(number=64500, added=NOW)
        monkeypatch.setattr(checks.members, "roa_of", lambda _prefix, origin: "valid" if origin == 64500 else "invalid")
        assert seen(Check.ROA, asked, now=NOW) == Seen(True, "All prefixes have a valid ROA.")
        Prefix.objects.update(origin=64499)
        assert not seen(Check.ROA, asked, now=NOW).holds  # where it is written down, that one counts
    assert not seen(Check.FLOWS, asked, now=NOW).holds
