from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation
from tests.factories.members import NOW, organisation

from hsoc.journal.event_rows import TooSlow
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


@pytest.mark.parametrize(
    ("minutes", "dropped", "basis", "said"),
    [
        (-1, 40, "confirmed", "No forged packet was seen since the cut-over."),
        (1, None, "none", "Forged packets of the newest test: 40. Routers confirm that 0 were dropped. Test again ten minutes later."),
        (1, 20, "confirmed", "Forged packets of the newest test: 40. Routers confirm that 20 were dropped. Test again ten minutes later."),
        (1, 40, "expected", "Forged packets of the newest test: 40. Routers confirm that 0 were dropped. Test again ten minutes later."),
        (1, 40, "confirmed", "Forged packets of the newest test: 40. Routers confirm that all were dropped."),
    ],
)
def test_a_forged_packet_counts_from_the_cut_over_on_and_where_all_of_it_was_dropped(asked, monkeypatch, minutes, dropped, basis, said):
    Done.objects.create(request=asked, code="cut-over", moment=NOW)
    row = SimpleNamespace(detected=round((NOW.timestamp() + 60 * minutes) * 1000), packets=40, dropped_packets=dropped, basis=basis)
    monkeypatch.setattr(checks.event_pages, "page", lambda *_, **__: SimpleNamespace(rows=(row,)))
    assert seen(Check.SPOOF, asked, now=NOW) == Seen("all were" in said, said)


def test_a_house_without_flows_says_so_and_a_slow_look_is_no_error(asked, monkeypatch):
    Prefix.objects.create(organisation=organisation(1), text="198.18.1.0/24", first="0" * 32, last="f" * 32, added=NOW, origin=64500)
    for check in (Check.FLOWS, Check.TWO_POINTS):
        assert seen(check, asked, now=NOW).said == "No engine has written flows on this host yet, so nothing can be looked at here."

    def slow(*_, **__):
        raise TooSlow

    monkeypatch.setattr(checks, "read_root", slow)
    assert seen(Check.FLOWS, asked, now=NOW) == Seen(False, "Looking took too long. Try again in a while.")


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
