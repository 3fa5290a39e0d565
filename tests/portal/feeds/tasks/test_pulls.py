"""Sources of each kind are fetched, gone on with, and fail in words; what is due is started once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.factories.advisories import advisory
from tests.factories.indicators import AT, indicator

from hsoc.exchange import csaf
from hsoc.exchange.csaf import provider
from hsoc.exchange.misp import events
from hsoc.exchange.stix import objects
from hsoc.portal.advisories.models import Advisory
from hsoc.portal.feeds.actions.pulls import Source, add_pull
from hsoc.portal.feeds.models import Pull, PullPaper
from hsoc.portal.feeds.tasks import pulls
from hsoc.portal.feeds.tasks.fetch import Fetched, Unfetched
from hsoc.portal.indicators import queries
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import PAP, TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)


class Partner:
    """What a partner would answer, by address; remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def __call__(self, url: str, *, headers: dict[str, str], limits: object) -> Fetched:  # noqa: ARG002
        self.asked.append((url, headers))
        answer = self.answers.get(url)
        if answer is None:
            raise Unfetched("partner.example answers 404")
        content, said = answer if isinstance(answer, tuple) else (answer, {})
        if headers.get("If-None-Match") and headers.get("If-None-Match") == said.get("etag"):
            return Fetched(url=url, status=304, unchanged=True)
        return Fetched(url=url, status=200, content=content, etag=said.get("etag", ""), headers=said)


@pytest.fixture
def partner(monkeypatch, settings, tmp_path) -> Partner:
    settings.DATA = tmp_path
    made = Partner()
    monkeypatch.setattr(pulls, "fetched", made)
    return made


@pytest.fixture
def source(first):
    def made(kind: str, url: str, **more: Any) -> int:
        fields = {"tlp": TLP.GREEN, "pap": PAP.GREEN, "to_block": True, "secret": "s"} | more
        return add_pull(actor=first, organisation=1, source=Source(name="partner", kind=kind, url=url, **fields), now=NOW).pk

    return made


def run(pk: int, now: datetime = NOW) -> str:
    return pulls.pull(Pull.objects.select_related("organisation").get(pk=pk), now=now)


def test_a_plain_list_is_taken_once_and_renewed_in_time(partner, source, first) -> None:
    url = "https://partner.example/list.txt"
    partner.answers[url] = (b"203.0.113.7\n203.0.113.8\nnonsense here\n", {"etag": '"1"'})
    pk = source("plain", url)
    assert run(pk) == "partner: 2 new, 0 changed, 0 known before, 1 refused"
    one = queries.newest(first).first()
    assert (one.tlp, one.pap, one.to_block, one.via) == ("TLP:GREEN", "PAP:GREEN", True, "pull:partner")
    assert one.until >= NOW + timedelta(days=30)
    assert partner.asked[0][1]["Authorization"] == "Bearer s"
    assert run(pk, NOW + timedelta(hours=1)) == "partner: nothing new"
    assert run(pk, NOW + timedelta(days=16)).startswith("partner: 0 new, 2 changed")


def test_a_failure_is_told_and_the_next_success_forgives(partner, source) -> None:
    url = "https://partner.example/list.txt"
    pk = source("plain", url)
    assert run(pk) == "partner: partner.example answers 404"
    found = Pull.objects.get(pk=pk)
    assert (found.failures, found.message, found.last_good) == (1, "partner.example answers 404", None)
    partner.answers[url] = b"<html>"
    assert "partner" in run(pk)
    assert Pull.objects.get(pk=pk).failures == 2
    partner.answers[url] = b"203.0.113.7"
    run(pk)
    assert (Pull.objects.get(pk=pk).failures, Pull.objects.get(pk=pk).last_good) == (0, NOW)


def test_a_taxii_collection_is_paged_and_gone_on_with(partner, source, first) -> None:
    base = "https://partner.example/taxii2/root/collections/x/objects/"
    page = lambda n: json.dumps({"objects": list(objects(Parcel(indicators=(indicator(f"203.0.113.{n}"),)), AT))})  # noqa: E731
    first_page = json.loads(page(1)) | {"more": True, "next": "n1"}
    partner.answers[f"{base}?limit=1000"] = (json.dumps(first_page).encode(), {"x-taxii-date-added-last": "2026-01-01T00:00:01.000000Z"})
    partner.answers[f"{base}?limit=1000&next=n1"] = (page(2).encode(), {"x-taxii-date-added-last": "2026-01-01T00:00:02.000000Z"})
    partner.answers[f"{base}?limit=1000&added_after=2026-01-01T00%3A00%3A02.000000Z"] = b"{}"
    pk = source("taxii", base.removesuffix("objects/"), user="u")
    assert run(pk).startswith("partner: 2 new")
    assert Pull.objects.get(pk=pk).cursor == "2026-01-01T00:00:02.000000Z"
    assert partner.asked[0][1]["Authorization"].startswith("Basic ")
    assert run(pk) == "partner: nothing new"


def test_a_misp_feed_is_taken_event_by_event(partner, source, first) -> None:
    base = "https://partner.example/feed"
    told = list(events(Parcel(indicators=(indicator(), indicator("203.0.113.8", tlp=TLP.AMBER))), AT))
    manifest = {one["uuid"]: {"timestamp": str(100 + place)} for place, one in enumerate(told)}
    partner.answers[f"{base}/manifest.json"] = json.dumps(manifest | {"../../etc/passwd": {"timestamp": "999"}}).encode()
    for one in told:
        partner.answers[f"{base}/{one['uuid']}.json"] = json.dumps({"Event": one}).encode()
    pk = source("misp", f"{base}/")
    assert run(pk).startswith("partner: 2 new")
    assert {one.tlp for one in queries.newest(first)} == {"TLP:GREEN", "TLP:AMBER"}
    assert run(pk) == "partner: nothing new"
    assert not [url for url, _ in partner.asked if "passwd" in url]


def test_a_table_says_its_labels_or_gets_the_sources(partner, source, first) -> None:
    url = "https://partner.example/table.csv"
    partner.answers[url] = b"ip,tlp\n203.0.113.7,TLP:AMBER\n203.0.113.8,\n"
    run(source("csv", url))
    assert {one.value: one.tlp for one in queries.newest(first)} == {"203.0.113.7": "TLP:AMBER", "203.0.113.8": "TLP:GREEN"}


@pytest.mark.parametrize(("kind", "answer"), [("taxii", b"<html>"), ("taxii", b"[]"), ("misp", b"[]"), ("csv", b"\xff\xfe")])
def test_what_is_something_else_is_said(partner, source, kind, answer) -> None:
    url = "https://partner.example/x"
    for asked in (url, f"{url}/manifest.json", f"{url}/objects/?limit=1000"):
        partner.answers[asked] = answer
    pk = source(kind, url)
    run(pk)
    assert (Pull.objects.get(pk=pk).failures, bool(Pull.objects.get(pk=pk).message)) == (1, True)


def test_a_process_is_started_for_what_is_due_and_only_one(source, monkeypatch) -> None:
    begun: list[list[str]] = []

    class Process:
        def __init__(self, words: list[str], **_: object) -> None:
            begun.append(words)

        def poll(self) -> None:
            return None

        def kill(self) -> None:
            """Nothing to end."""

    monkeypatch.setattr(pulls.subprocess, "Popen", Process)
    monkeypatch.setattr(pulls, "_running", [])
    pulls.on_beat(int(NOW.timestamp() * 1000))
    assert begun == []
    source("plain", "https://partner.example/")
    for _ in range(3):
        pulls.on_beat(int(NOW.timestamp() * 1000))
    assert [words[-3:] for words in begun] == [["manage", "pulls", "--due"]]


def test_a_csaf_provider_is_visited_papers_are_remembered_and_a_token_stays_at_home(partner, source, first) -> None:
    site = "https://vendor.example"
    who = provider.Publisher(name="Example Medical", namespace="https://medical.example")
    paper = provider.Paper(id="EX-1", title="Pump", issued=AT, modified=AT, tlp=TLP.CLEAR)
    away = "https://elsewhere.example/white/"
    feed = provider.feed([paper], identity="x", title="x", url=f"{site}/feed.json", directory=away, label=TLP.CLEAR, updated=0)
    content = csaf.encode(Parcel(advisories=(advisory("EX-1", tlp=TLP.CLEAR),)), now=AT).content
    metadata = provider.metadata(who, base=site, label_urls={TLP.CLEAR: f"{site}/feed.json"}, updated=0, trusted=True)
    url = f"{away}2026/ex-1.json"
    partner.answers = {
        site + provider.WELL_KNOWN: metadata, f"{site}/feed.json": feed, url: content,
        f"{url}.sha512": provider.hash_file(content, name="x", algorithm="sha512").encode(),
    }  # fmt: skip
    pk = source("csaf", site)
    assert run(pk) == "partner: 1 new, 0 changed, 0 known before, 0 refused"
    assert Advisory.objects.get().via == "pull:partner"
    assert {"Authorization" in headers for asked, headers in partner.asked if asked.startswith(site)} == {True}
    assert {"Authorization" in headers for asked, headers in partner.asked if asked.startswith(away)} == {False}
    assert run(pk) == "partner: nothing new"
    partner.answers[f"{url}.sha512"] = b"0" * 128
    PullPaper.objects.all().delete()
    assert "SHA512 differs" in run(pk)
    found = Pull.objects.get(pk=pk)
    assert (found.failures, found.papers.get().failures, found.papers.get().updated) == (1, 1, "")
