"""Feeds for any reader: CLEAR only, whoever asks, and nothing in them is markup."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator
from tests.factories.members import NOW

from hsoc.portal.indicators.actions import share
from hsoc.portal.members.actions.tokens import create_token
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def held(second, settings, tmp_path):
    settings.JOURNAL = tmp_path
    yesterday = round((datetime.now(UTC) - timedelta(days=1)).timestamp() * 1000)  # noqa: TID251  (the door looks back from now)
    labels = [label.value for label in TLP]
    write(tmp_path, *(row(n, yesterday, tlp=label, source=f"203.0.113.{n}") for n, label in enumerate(labels, 1)))
    for label in TLP:
        share(actor=second, organisation=2, items=[indicator(f"198.51.100.{label.narrowness}", tlp=label)], via="t", now=NOW)


@pytest.mark.parametrize(("what", "title"), [("events", "Recon.Scanning 203.0.113.1"), ("indicators", "ip 198.51.100.0")])
def test_only_what_is_clear_whoever_asks(client, held, first, what, title) -> None:
    secret = create_token(actor=first, organisation=1, name="a", scopes=("event:view", "indicator:view"), days=400, now=NOW)[1]
    for shown in ({}, {"HTTP_AUTHORIZATION": f"Bearer {secret}"}):
        answer = client.get(f"/feeds/atom/{what}.xml", **shown)
        document = ET.fromstring(answer.content)
        assert [one.findtext(f"{ATOM}title") for one in document.iter(f"{ATOM}entry")] == [title]
    assert client.get(f"/feeds/atom/{what}.xml", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


def test_nothing_in_a_feed_is_markup(client, second, settings, tmp_path) -> None:
    settings.JOURNAL = tmp_path
    bad = "http://bad.example/?a=<b>&c='\""
    text = "</content><script>\x00\x0b]]>"
    share(actor=second, organisation=2, items=[indicator(bad, kind=Kind.URL, tlp=TLP.CLEAR, description=text)], via="t", now=NOW)
    answer = client.get("/feeds/atom/indicators.xml")
    (entry,) = ET.fromstring(answer.content).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == f"url {bad}"
    assert entry.findtext(f"{ATOM}content").startswith("</content><script>")
    assert client.get("/feeds/atom/planets.xml").status_code == 404
