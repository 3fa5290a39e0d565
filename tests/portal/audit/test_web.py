from __future__ import annotations

import importlib
from collections.abc import Callable

import msgspec
import pytest
from django.db import connection
from django.test import Client
from tests.factories.members import HOUSE, NOW

from hsoc.portal.audit import queries
from hsoc.portal.audit.actions import record
from hsoc.portal.audit.web import PAGE
from hsoc.portal.members.rules import SYSTEM, Role

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def about(concerns: int, action: str = "organisation.changed") -> None:
    record(actor=SYSTEM, action=action, object=f"organisation:{concerns}", concerns=concerns, now=NOW)


def test_a_manager_sees_what_concerns_the_own_organisation_only(browser: Browser) -> None:
    about(1)
    about(2)
    page = browser(Role.MANAGER, 2).get("/portal/audit/")
    assert [row.object for row in page.context["rows"]] == ["organisation:2"]


def test_an_auditor_sees_all_and_turns_pages(browser: Browser) -> None:
    for number in range(PAGE + 5):
        about(number)
    auditor = browser(Role.AUDITOR, HOUSE)
    first = auditor.get("/portal/audit/")
    assert [row.sequence for row in first.context["rows"]] == list(range(PAGE + 5, 5, -1))
    assert first.context["older"] == 6
    second = auditor.get("/portal/audit/", {"before": "6"})
    assert [row.sequence for row in second.context["rows"]] == [5, 4, 3, 2, 1]
    assert second.context["older"] is None


def test_the_list_narrows_to_one_action(browser: Browser) -> None:
    about(1)
    about(1, "token.created")
    page = browser(Role.AUDITOR, HOUSE).get("/portal/audit/", {"action": "token.created"})
    assert [row.sequence for row in page.context["rows"]] == [2]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 60, "²"])
def test_nonsense_in_the_address_bar_is_ignored(browser: Browser, before: str) -> None:
    about(1)
    assert len(browser(Role.AUDITOR, HOUSE).get("/portal/audit/", {"before": before}).context["rows"]) == 1


def test_the_check_says_that_the_chain_holds_and_where_it_does_not(browser: Browser) -> None:
    about(1)
    auditor = browser(Role.AUDITOR, HOUSE)
    assert auditor.post("/portal/audit/verify/").context["fault"] is None
    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module("hsoc.portal.audit.migrations.0001_initial").BACK[connection.vendor][0])
        cursor.execute("UPDATE audit_entry SET object = 'x'")
    assert auditor.post("/portal/audit/verify/").context["fault"].sequence == 1


def test_a_manager_cannot_walk_the_whole_chain(browser: Browser) -> None:
    assert browser(Role.MANAGER, 1).post("/portal/audit/verify/").status_code == 404


def test_the_export_is_the_whole_chain_oldest_first(browser: Browser) -> None:
    about(1)
    about(2)
    answer = browser(Role.AUDITOR, HOUSE).get("/portal/audit/export/")
    lines = [msgspec.json.decode(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2]
    assert lines[-1]["hash"] == queries.head()[1]


@pytest.mark.parametrize(("role", "status"), [(Role.OPERATOR, 200), (Role.AUDITOR, 200), (Role.COORDINATOR, 403), (Role.MANAGER, 403)])
def test_the_export_is_for_those_with_the_right(browser: Browser, role: Role, status: int) -> None:
    assert browser(role, 1 if role is Role.MANAGER else HOUSE).get("/portal/audit/export/").status_code == status


def test_filters_narrow_the_list_and_the_export_alike(browser: Browser) -> None:
    about(1, "token.created")
    about(2, "token.revoked")
    about(2, "tokens.other")
    auditor = browser(Role.AUDITOR, HOUSE)
    shown = auditor.get("/portal/audit/", {"action": "token", "concerns": "2"}).context["rows"]
    assert [row.action for row in shown] == ["token.revoked"]
    told = b"".join(auditor.get("/portal/audit/export/", {"action": "token", "concerns": "2", "format": "csv"}).streaming_content)
    assert [line.split(b",")[6] for line in told.splitlines()] == [b"action", b"token.revoked"]
    day = NOW.date().isoformat()
    assert len(auditor.get("/portal/audit/", {"since": day, "until": day, "object": "organisation:"}).context["rows"]) == 3
    assert auditor.get("/portal/audit/", {"until": "2026-10-04"}).context["rows"] == []
    assert len(auditor.get("/portal/audit/", {"since": "yesterday", "concerns": "x" * 500, "who": "system"}).context["rows"]) == 3


def test_a_spreadsheet_calculates_nothing_of_the_log(browser: Browser) -> None:
    record(actor=SYSTEM, action="x.done", object="=1+1", reason="@cmd", now=NOW)
    told = b"".join(browser(Role.AUDITOR, HOUSE).get("/portal/audit/export/", {"format": "csv"}).streaming_content)
    assert b",'=1+1,'@cmd," in told
