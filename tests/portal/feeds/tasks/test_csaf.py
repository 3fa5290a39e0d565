"""Visits at a provider: changed papers only, hashes checked, labels never widened, bounded, failures tried again and told."""

import hashlib
from typing import Any

import pytest
from tests.factories.advisories import AT, advisory

from hsoc.exchange.csaf import encode, provider
from hsoc.portal.feeds.queries.pulls import Known
from hsoc.portal.feeds.tasks import csaf
from hsoc.portal.feeds.tasks.fetch import Fetched, Unfetched
from hsoc.records.parcel import Parcel, Unreadable
from hsoc.records.tlp import TLP

SITE = "https://vendor.example"
WHO = provider.Publisher(name="Example Medical", namespace="https://medical.example", role="vendor")


class Site:
    """A provider by address, and what was asked of it."""

    def __init__(self, *, trusted: bool = True, rolie: bool = True) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.trusted, self.rolie = trusted, rolie

    def offer(self, *papers: Any, label: TLP = TLP.CLEAR) -> None:
        base = f"{SITE}/{label.value[4:].lower()}/"
        listed = []
        for paper in papers:
            content = encode(Parcel(advisories=(paper,)), now=AT).content
            one = provider.Paper(id=paper.id, title=paper.title, issued=paper.issued, modified=paper.modified, tlp=label)
            listed.append(one)
            url = base + provider.path(one)
            self.files[url] = content
            for algorithm in ("sha256", "sha512"):
                self.files[f"{url}.{algorithm}"] = provider.hash_file(content, name="x", algorithm=algorithm).encode()
        feed = f"{base}feed.json"
        self.files[feed] = provider.feed(listed, identity="x", title="x", url=feed, directory=base, label=label, updated=0)
        self.files[f"{base}changes.csv"] = provider.changes(listed, label=label).encode()
        feeds = {name: url for name, url in ((one, f"{SITE}/{one.value[4:].lower()}/feed.json") for one in TLP) if url in self.files}
        told = provider.metadata(WHO, base=SITE, label_urls=feeds, updated=0, trusted=self.trusted)
        if not self.rolie:
            told = told.partition(b'"distributions"')[0] + b'"distributions": [{"directory_url": "https://vendor.example/clear"}]}'
            told = told.replace(b'"canonical_url"', b'"role": "csaf_provider", "publisher": {}, "canonical_url"')
        self.files[SITE + provider.WELL_KNOWN] = told

    def ask(self, url: str) -> Fetched:
        self.asked.append(url)
        if url not in self.files:
            raise Unfetched("vendor.example answers 404")
        return Fetched(url=url, status=200, content=self.files[url])

    def visit(self, known: dict[str, Known] | None = None, *, secret: bool = False) -> csaf.Visit:
        return csaf.visited(SITE, ask=self.ask, known=known or {}, secret=secret, now=AT)


def remembered(found: csaf.Visit) -> dict[str, Known]:
    return {one.place: Known("" if one.fault else one.updated, one.updated, int(bool(one.fault))) for one in found.tried}


def clear(number: str = "EX-1", **more: Any) -> Any:
    return advisory(number, tlp=TLP.CLEAR, **more)


def test_only_what_changed_is_fetched() -> None:
    site = Site()
    site.offer(clear(), clear("EX-2"))
    first = site.visit()
    assert ({one.id for one in first.parcel.advisories}, first.fault, first.left) == ({"EX-1", "EX-2"}, "", 0)
    site.offer(clear(), clear("EX-2", modified=AT + 5000, title="Worse"))
    again = site.visit(remembered(first))
    assert [one.title for one in again.parcel.advisories] == ["Worse"]
    site.asked.clear()
    assert site.visit(remembered(first) | remembered(again)).tried == ()
    assert len(site.asked) == 2  # metadata and feed


def test_a_directory_is_read_where_there_is_no_feed() -> None:
    site = Site(rolie=False, trusted=False)
    site.offer(clear())
    assert [one.id for one in site.visit().parcel.advisories] == ["EX-1"]


def test_what_was_changed_on_the_way_is_not_taken() -> None:
    site = Site()
    site.offer(clear())
    paper = next(url for url in site.files if url.endswith("ex-1.json"))
    site.files[paper] = site.files[paper].replace(b"Pump", b"Bomb")
    found = site.visit()
    assert found.parcel.advisories == ()
    assert "SHA512 differs" in found.fault


@pytest.mark.parametrize(("trusted", "taken"), [(True, 0), (False, 1)])
def test_a_hash_is_missed_where_it_was_promised(trusted, taken) -> None:
    site = Site(trusted=trusted)
    site.offer(clear())
    site.files = {url: content for url, content in site.files.items() if not url.endswith(("sha256", "sha512"))}
    assert len(site.visit().parcel.advisories) == taken


def test_feeds_of_other_labels_want_a_token_and_their_label_binds() -> None:
    site = Site()
    site.offer(clear())
    site.offer(clear("EX-2"), label=TLP.AMBER)
    found = site.visit()
    assert ([one.id for one in found.parcel.advisories], found.closed) == (["EX-1"], 1)
    labels = {one.id: one.tlp for one in site.visit(secret=True).parcel.advisories}
    assert labels == {"EX-1": TLP.CLEAR, "EX-2": TLP.AMBER}


def test_a_visit_is_bounded_and_the_next_one_goes_on(monkeypatch) -> None:
    monkeypatch.setattr(csaf, "MOST_PAPERS", 2)
    site = Site()
    site.offer(*(clear(f"EX-{n}") for n in range(3)))
    first = site.visit()
    assert (len(first.tried), first.left) == (2, 1)
    assert len(site.visit(remembered(first)).tried) == 1


def test_what_fails_waits_behind_the_others_and_is_given_up_until_it_changes(monkeypatch) -> None:
    monkeypatch.setattr(csaf, "MOST_PAPERS", 1)
    site = Site()
    site.offer(clear("EX-1"), clear("EX-2"))
    del site.files[next(url for url in site.files if url.endswith("ex-1.json"))]
    first = site.visit()
    assert "404" in first.fault
    second = site.visit(remembered(first))
    assert [one.id for one in second.parcel.advisories] == ["EX-2"]
    tired = {first.tried[0].place: Known("", first.tried[0].updated, csaf.MOST_TRIES)}
    assert site.visit(tired | remembered(second)).tried == ()


def test_papers_of_another_scheme_are_left() -> None:
    site = Site()
    site.offer(clear())
    feed = f"{SITE}/clear/feed.json"
    site.files[feed] = site.files[feed].replace(b'"src": "https:', b'"src": "http:')
    assert "another scheme" in site.visit().fault


def test_what_is_no_provider_is_said() -> None:
    site = Site()
    with pytest.raises(Unfetched):
        site.visit()
    site.files[SITE + provider.WELL_KNOWN] = b"<html>"
    with pytest.raises(Unreadable):
        site.visit()


def test_addresses() -> None:
    assert csaf.address("https://vendor.example/") == SITE + provider.WELL_KNOWN
    assert csaf.address("https://vendor.example/x/provider-metadata.json").endswith("/x/provider-metadata.json")
    assert csaf.place("x") == hashlib.sha256(b"x").hexdigest()
