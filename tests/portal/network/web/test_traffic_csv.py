from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from tests.factories import members as people

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role
from hsoc.portal.network.actions.looks import look_into_flows
from hsoc.portal.network.queries.traffic import Traffic

EVERY = ("overview", "partner", "service", "own", "proto", "way", "asn", "country", "new", "exposed", "flows")


def file(client, url, view, **filters):
    answer = client.get(url("").replace("traffic/?", f"traffic/{view}.csv?") + "".join(f"&{k}={v}" for k, v in filters.items()))
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("view", EVERY)
def test_files_are_for_the_members_own_people(browser, house, url, view) -> None:
    where = url("").replace("traffic/?", f"traffic/{view}.csv?")
    assert file(browser(Role.ANALYST, 2), url, view) is not None
    for role, number in ((Role.ANALYST, 3), (Role.MANAGER, 2), (Role.COORDINATOR, people.HOUSE)):
        assert browser(role, number).get(f"{where}&member=2").status_code == 403
    operator = people.person(Role.OPERATOR, people.HOUSE)
    look_into_flows(actor=actor_of(operator), member=2, reason="complaint about scans", now=datetime.now(UTC))  # noqa: TID251
    assert browser(operator).get(f"{where}&member=2").status_code == 403


def test_the_file_is_what_is_shown(browser, house, url) -> None:
    analyst = browser(Role.ANALYST, 2)
    flows = file(analyst, url, "flows", port=443, sort="bytes")
    assert [(row["bytes"], row["sampling"]) for row in flows] == [("5000", "1"), ("1000", "1"), ("60", "100")]
    partners = file(analyst, url, "partner")
    assert (len(partners), partners[0]["partner"], partners[0]["bytes"]) == (6, "198.19.0.1", "6000")
    assert sum(int(row["bytes_in"]) + int(row["bytes_out"]) + int(row["bytes_dropped"]) for row in file(analyst, url, "overview")) == 12_678


def test_what_is_no_view_or_too_slow(browser, house, url, monkeypatch) -> None:
    analyst = browser(Role.ANALYST, 2)
    assert analyst.get("/portal/network/traffic/nothing.csv").status_code == 404

    def slow(self, *_, **__):
        raise TooSlow

    monkeypatch.setattr(Traffic, "top", slow)
    assert analyst.get("/portal/network/traffic/partner.csv").status_code == 503
