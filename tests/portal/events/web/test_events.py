"""List, export and one threat's page over a real journal."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from tests.factories.event_rows import row, write

from hsoc.journal.days import day_bounds
from hsoc.portal.audit.models import Entry
from hsoc.portal.events.web import reading

pytestmark = pytest.mark.django_db


def ids(answer) -> list[str]:
    return re.findall(r'data-href="/portal/events/([^/]+)/', answer.content.decode())


def test_the_list_is_newest_first(operator: Client):
    assert ids(operator.get("/portal/events/"))[0] == "login-2"


def test_filters_in_the_address_filter_and_become_chips(operator: Client):
    answer = operator.get("/portal/events/?category=Attempt.Login&day=2026-03-10")
    page = answer.content.decode()
    assert ids(answer) == ["login-2"]
    assert 'href="?day=2026-03-10"' in page  # the chip of the kind takes only itself away


def test_an_unreadable_filter_is_named_and_left_out(operator: Client):
    answer = operator.get("/portal/events/?port=x&category=Attempt.Login")
    assert ids(answer) == ["login-2"]
    assert "Tento filtr jsme vynechali." in answer.content.decode()


def test_nothing_found_offers_the_next_step(operator: Client):
    assert "Těmto filtrům nic neodpovídá." in operator.get("/portal/events/?category=Malware").content.decode()


def test_a_search_that_takes_long_says_how_far_it_looked_and_goes_on(operator: Client, settings, monkeypatch: pytest.MonkeyPatch):
    write(settings.JOURNAL, row(99, day_bounds("2026-02-10")[0]))
    monkeypatch.setattr(reading, "FIRST_SECONDS", 0.0)
    page = operator.get("/portal/events/?port=65535").content.decode()
    assert "Až po" in page
    assert "se nic nenašlo." in page
    further = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next">Hledat dál', page)
    assert further
    assert "Těmto filtrům nic neodpovídá." in operator.get("/portal/events/" + unescape(further[1])).content.decode()


def test_sorting_is_announced(operator: Client):
    assert 'aria-sort="ascending"' in operator.get("/portal/events/?sort=severity").content.decode()


def test_columns_follow_the_address_then_the_cookie(operator: Client):
    assert "Objem" not in re.findall(r"<thead>.*?</thead>", operator.get("/portal/events/").content.decode(), re.DOTALL)[0]
    assert (
        "Objem"
        in re.findall(r"<thead>.*?</thead>", operator.get("/portal/events/?column=bytes&column=kind").content.decode(), re.DOTALL)[0]
    )
    operator.cookies["hsoc_columns"] = "kind.bytes"
    assert "Objem" in re.findall(r"<thead>.*?</thead>", operator.get("/portal/events/").content.decode(), re.DOTALL)[0]


def test_a_place_that_is_none_is_not_found(operator: Client):
    assert operator.get("/portal/events/?after=nonsense").status_code == 404


def test_export_has_what_is_shown(operator: Client):
    lines = (
        b"".join(operator.get("/portal/events.csv?category=Attempt.Login&column=severity").streaming_content)
        .decode("utf-8-sig")
        .splitlines()
    )
    assert (lines[0], len(lines)) == ("id;severity", 2)
    assert lines[1].startswith("login-2;")


def test_export_of_a_selection_has_only_that(operator: Client):
    lines = b"".join(operator.get("/portal/events.csv?pick=scan-1&column=kind").streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["scan-1"]


def test_one_threat_is_told_in_plain_words(operator: Client):
    page = operator.get("/portal/events/scan-1/?day=2026-03-10").content.decode()
    for words in (
        "Co udělat",
        "Co se stalo",
        "Co se s tím udělalo",
        "Někdo zkoušel, které adresy a služby odpovídají.",
        "Původní zpráva (IDEA)",
    ):
        assert words in page


def test_a_stranger_sees_a_copy_without_target_and_original(analyst: Client):
    page = analyst.get("/portal/events/botnet-3/").content.decode()
    assert "Vidíte opis bez cíle a bez jeho jména." in page
    assert "198.18.3.10" not in page
    assert "Původní zpráva" not in page


def test_the_original_of_a_member_is_shown_only_for_a_reason_and_the_member_sees_the_look(operator: Client, analyst: Client):
    url = "/portal/events/scan-1/?day=2026-03-10"
    page = operator.get(url).content.decode()
    assert ("raw-text" in page, "člen uvidí, kdo, kdy a proč se díval" in page) == (False, True)
    refused = operator.post(url, {"reason": "x"}).content.decode()
    assert ("raw-text" in refused, "nejméně 8 písmen" in refused) == (False, True)
    assert Entry.objects.filter(action="member_data.looked_into").count() == 0
    assert "raw-text" in operator.post(url, {"reason": "the member asked for help"}).content.decode()
    own = analyst.get("/portal/members/2/").content.decode()
    assert ("the member asked for help" in own, "event:scan-1" in own) == (True, True)


def test_the_own_original_needs_no_reason(analyst: Client):
    assert "raw-text" in analyst.get("/portal/events/scan-1/?day=2026-03-10").content.decode()


def test_a_reason_opens_nothing_of_which_a_stranger_has_a_copy(analyst: Client):
    page = analyst.post("/portal/events/botnet-3/", {"reason": "I am only curious"}).content.decode()
    assert ("raw-text" in page, "198.18.3.10" in page, Entry.objects.filter(action="member_data.looked_into").count()) == (False, False, 0)


def test_a_threat_that_does_not_exist_is_not_found(operator: Client):
    assert operator.get("/portal/events/none-such/").status_code == 404


def test_what_strangers_wrote_is_escaped(operator: Client):
    for url in ("/portal/events/", "/portal/events/?q=<script>alert(1)</script>", "/portal/events/hostile-4/"):
        assert "<script>alert" not in operator.get(url).content.decode()
