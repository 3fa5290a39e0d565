"""In force now as people meet it: what stands and why, taking out with the effect first, two people, health; nobody sees others'."""

import csv
import io
import re
from datetime import timedelta

import pytest
from tests.factories.force import NTP, SCAN, brake, now_ms, said, standing, waiting
from tests.factories.members import HOUSE, person
from tests.factories.network import hospital

from hsoc.portal.members.models import Approval
from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Veto
from hsoc.portal.network.rules.lists import short
from hsoc.records.engine_status import Diverted, DivertState
from hsoc.records.scope import Match

LIST = "/portal/network/in-force/"


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db):
    settings.DATA = tmp_path
    settings.LANGUAGE_CODE = "en"
    hospital()
    hospital(8)
    return tmp_path


def visitor(browser, role, number=HOUSE, username=""):
    made = browser(person(role, number, username=username))
    made.cookies["hsoc_language"] = "en"
    return made


@pytest.fixture
def operator(browser):
    return visitor(browser, Role.OPERATOR)


def text(answer):
    return answer.content.decode()


def of(match=NTP):
    return short(standing(match).entry.key)


def test_an_empty_house_says_that_no_engine_has_spoken(operator):
    page = text(operator.get(LIST))
    assert ("No engine has ever spoken." in page, "Nothing stands." in page) == (True, False)
    assert "No engine has ever spoken." in text(operator.get(f"{LIST}health/"))


def test_what_stands_is_told_with_cause_hits_harm_and_places(operator, house):
    said(
        house,
        standing(),
        standing(SCAN, member=8, story="horizontal_scan:198.19.0.9", site={"north": "there", "south": "there"}, packets=0, flows=0),
    )
    page = text(operator.get(LIST))
    for part in ("not everywhere", "stands everywhere", "UDP, anybody:123 → 198.18.7.10", "60,000", "of 200", "Hospital 7"):
        assert part in page, part
    assert "UDP" not in text(operator.get(f"{LIST}?place=there"))
    assert "198.19.0.9" not in text(operator.get(f"{LIST}?matched=yes&member=7"))
    assert "No entry fits these filters." in text(operator.get(f"{LIST}?kind=limit"))
    (row,) = csv.DictReader(io.StringIO(b"".join(operator.get(f"{LIST}in-force.csv?text=123").streaming_content).decode()))
    assert (row["organisation"], row["packets"], row["place"], row["sites"]) == ("7", "60000", "partly", "north: there; south: no session")
    one = text(operator.get(f"{LIST}{of()}/"))
    assert re.search(r"it has taken (100|9\d) packets a second on average", one)  # the page is asked some seconds later
    for part in (
        "destination 198.18.7.10/32 protocol =udp source-port =123",
        "Many sources send the same kind",
        "no session",
        "Take it out",
    ):
        assert part in one, part
    assert operator.get(f"{LIST}{'0' * 16}/").status_code == 404


def test_a_silent_engine_is_told_loudly(operator, house):
    said(house, standing(), ago_ms=120_000)
    page = text(operator.get(LIST))
    assert ("This page shows that moment, not the present." in page, "198.18.7.10" in page) == (True, True)


def test_the_brake_and_a_dry_run_are_told(operator, house):
    said(house, dry_run=True, held=(brake(),))
    page = text(operator.get(LIST))
    for part in ("The emergency brake is on", "work on the border", "Dry run"):
        assert part in page


def test_an_entry_is_taken_out_after_its_effect_was_shown_and_let_back(operator, house):
    wide = standing(Match(dst="198.18.7.0/24", proto=(17,)), story="limit:udp", packets=0)
    said(house, standing(), wide)
    shown = text(operator.post(f"{LIST}take-out/", {"pick": [of()], "reason": "breaks the lab"}))
    assert re.search(r"About (100|9\d) packets a second would pass again\.", shown)  # the page is asked some seconds later
    assert "This would still take the same traffic:" in shown
    assert 'value="breaks the lab"' in shown
    assert Veto.objects.count() == 0
    assert "A reason of a few words" in text(operator.post(f"{LIST}take-out/", {"pick": [of()], "step": "do", "reason": ""}))
    page = text(operator.post(f"{LIST}take-out/", {"pick": [of()], "step": "do", "reason": "breaks the lab", "lasts": "1h"}, follow=True))
    assert ("1 entry is taken out." in page, "on its way out" in page) == (True, True)
    veto = Veto.objects.get()
    assert (veto.key, veto.organisation.number, (veto.until - veto.since).total_seconds()) == (standing().entry.key, 7, 3600)
    page = text(operator.post(f"{LIST}let-back/", {"veto": veto.pk, "reason": "works again"}, follow=True))
    assert ("It may come back" in page, "Nothing is kept out." in page) == (True, True)
    assert "no longer kept out" in text(operator.post(f"{LIST}let-back/", {"veto": veto.pk, "reason": "works again"}, follow=True))
    assert "Choose at least one entry" in text(operator.post(f"{LIST}take-out/", {"pick": ["x"]}, follow=True))


def test_two_different_people_agree_to_a_proposal(operator, browser, house):
    said(house, waiting=(waiting(),))
    page = text(operator.get(f"{LIST}waiting/"))
    for part in ("65,536 addresses", "60 minutes", "A carpet."):
        assert part in page
    key = {"key": waiting().key, "reason": "carpet bombing"}
    assert "Now a second person has to." in text(operator.post(f"{LIST}waiting/agree/", key, follow=True))
    assert operator.post(f"{LIST}waiting/agree/", key).status_code == 403  # nobody approves his own request
    second = visitor(browser, Role.OPERATOR, username="second")
    said(house, waiting=(waiting(NTP, since=now_ms()), waiting()))  # a newer proposal came meanwhile
    page = text(second.get(f"{LIST}waiting/"))
    assert page.index("65,536 addresses") < page.index("agreed") < page.index("198.18.7.10")  # what lacks one word only comes first
    said(house, waiting=(waiting(),))
    page = text(second.post(f"{LIST}waiting/agree/", key, follow=True))
    assert ("Both of you agree." in page, "Nothing waits." in page) == (True, True)
    assert Approval.objects.get().state == Approval.State.APPROVED
    assert "no longer there" in text(second.post(f"{LIST}waiting/agree/", key, follow=True))


def test_a_proposal_is_declined_with_the_request_for_it(operator, browser, house):
    said(house, waiting=(waiting(),))
    key = {"key": waiting().key, "reason": "it is a test"}
    operator.post(f"{LIST}waiting/agree/", key)
    second = visitor(browser, Role.OPERATOR, username="second")
    page = text(second.post(f"{LIST}waiting/decline/", key | {"lasts": "1d"}, follow=True))
    assert ("Declined until" in page, "Nothing waits." in page) == (True, True)
    veto = Veto.objects.get()
    assert (Approval.objects.get().state, veto.key, veto.until - veto.since) == (Approval.State.REFUSED, waiting().key, timedelta(days=1))


def test_health_tells_budgets_exporters_speakers_and_the_brakes_command(operator, house):
    said(house, standing())
    page = re.sub(r"\s+", " ", text(operator.get(f"{LIST}health/")))
    for part in (
        "90 / 100", "nearly full", "connection refused", "session with r2 is down", "198.18.255.1 (7)", "1:1,000", "192.0.2.9", "10.00",
        "hsoc perimeter hold --reason &quot;…&quot; --data /var/lib/hsoc/perimeter", "1 member with answers to attacks", "Hospital 7",
    ):  # fmt: skip
        assert part in page, part


def test_members_people_see_their_own_and_change_nothing(browser, house):
    said(house, standing(), standing(SCAN, member=8, story="horizontal_scan:198.19.0.9"), waiting=(waiting(member=8),))
    analyst = visitor(browser, Role.ANALYST, 7)
    page = text(analyst.get(LIST))
    assert ("198.18.7.10" in page, "198.19.0.9" in page, "Budgets and health" in page) == (True, False, False)
    assert "Take it out" not in text(analyst.get(f"{LIST}{of()}/"))
    assert analyst.get(f"{LIST}{of(SCAN)}/").status_code == 404
    assert analyst.get(f"{LIST}health/").status_code == 404
    assert "198.18.0.0/16" not in text(analyst.get(f"{LIST}waiting/"))
    assert analyst.post(f"{LIST}take-out/", {"pick": [of()], "step": "do", "reason": "why not"}).status_code == 403
    assert analyst.post(f"{LIST}waiting/agree/", {"key": waiting().key, "reason": "why not"}).status_code == 403
    assert analyst.post(f"{LIST}let-back/", {"veto": 1, "reason": "why not"}).status_code == 403
    assert Veto.objects.count() == 0


def test_what_is_led_upstream_is_told_with_its_price_and_way_back_to_whom_it_concerns(operator, browser, house):
    now = now_ms()
    usual = {
        "offer": "scrubbing-a",
        "since": now - 1_800_000,
        "until": now + 1_800_000,
        "cost": 6.0,
        "cost_per_hour": 6.0,
        "currency": "CZK",
    }
    said(
        house,
        standing(),
        diverted=(
            Diverted(prefix="198.18.7.0/24", member=7, state=DivertState.STANDING, by=("alena", "bohdan"), return_path="GRE 3", **usual),
            Diverted(prefix="198.18.8.0/24", member=8, state=DivertState.REFUSED, code="divert.roa", blackhole=True, **usual),
        ),
    )
    page = text(operator.get(LIST))
    for told in ("Led upstream", "198.18.7.0/24", "alena, bohdan", "GRE 3", "3 of 6 CZK", "led upstream",
                 "198.18.8.0/24", "no valid ROA names the provider as the origin", "nothing comes back", "0 of 6 CZK"):  # fmt: skip
        assert told in page, told
    own = text(visitor(browser, Role.ANALYST, 7).get(LIST))
    assert ("198.18.7.0/24" in own, "198.18.8.0/24" in own) == (True, False)
