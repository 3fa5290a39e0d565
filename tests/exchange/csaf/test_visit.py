"""Lists of other providers: what ours says is read again; what strangers may write is bounded or refused with its place."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.csaf import provider, visit
from hsoc.records.parcel import Unreadable
from hsoc.records.tlp import TLP

PAPER = provider.Paper(id="EW-2026-1", title="Pump", issued=1_777_000_000_000, modified=1_777_100_000_000, tlp=TLP.CLEAR, signed=True)
WHO = provider.Publisher(name="Example", namespace="https://vendor.example")
BASE = "https://vendor.example/csaf/white/"


def test_our_own_metadata_are_read() -> None:
    urls = {TLP.CLEAR: f"{BASE}feed.json", TLP.GREEN: "https://vendor.example/csaf/green/feed.json"}
    found = visit.metadata(provider.metadata(WHO, base="https://vendor.example", label_urls=urls, updated=0, trusted=True))
    assert (found.name, found.namespace, found.hashes) == ("Example", "https://vendor.example", True)
    assert found.feeds == (visit.Feed(urls[TLP.CLEAR], TLP.CLEAR), visit.Feed(urls[TLP.GREEN], TLP.GREEN))


def test_our_own_lists_are_read() -> None:
    feed = provider.feed([PAPER], identity="x", title="x", url=f"{BASE}feed.json", directory=BASE, label=TLP.CLEAR, updated=0)
    (entry,) = visit.feed(feed, label=TLP.CLEAR)
    assert entry.url == f"{BASE}2026/ew-2026-1.json"
    assert (entry.digest, entry.algorithm) == (f"{entry.url}.sha512", "sha512")
    (again,) = visit.changes(provider.changes([PAPER], label=TLP.CLEAR).encode(), directory=BASE)
    assert (again.url, again.updated, again.digest) == (entry.url, entry.updated, entry.digest)


def test_a_hash_with_and_without_a_name() -> None:
    word = hashlib.sha256(b"x").hexdigest()
    assert visit.digest(f"{word}  x.json\n".encode(), algorithm="sha256") == visit.digest(word.upper().encode(), algorithm="sha256") == word
    with pytest.raises(Unreadable, match="SHA512"):
        visit.digest(word.encode(), algorithm="sha512")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"{}", "/canonical_url"),
        (b"[]", ""),
        (b"\xff", ""),
        (b'{"canonical_url": "x", "metadata_version": "2.0", "role": "king"}', "/role"),
    ],
)
def test_what_is_no_metadata_is_refused_with_its_place(content, place) -> None:
    with pytest.raises(Unreadable) as said:
        visit.metadata(content)
    assert said.value.place == place


def test_addresses_of_other_schemes_and_paths_that_climb_are_left() -> None:
    entry = {"content": {"src": "file:///etc/passwd"}, "link": [{"rel": "self", "href": "javascript:1"}], "updated": "x"}
    assert visit.feed(json.dumps({"feed": {"entry": [entry, 7, {}]}}).encode(), label=TLP.CLEAR) == ()
    with pytest.raises(Unreadable):
        visit.changes(b'"../../x.json","2026"\n"/x.json","2026"\n', directory=BASE)


def test_lists_are_bounded(monkeypatch) -> None:
    monkeypatch.setattr(visit, "MOST_ENTRIES", 2)
    with pytest.raises(Unreadable, match="3 papers"):
        visit.feed(b'{"feed": {"entry": [{}, {}, {}]}}', label=TLP.CLEAR)
    with pytest.raises(Unreadable, match="more than 2"):
        visit.changes(b"a.json,1\n" * 3, directory=BASE)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda one: st.lists(one) | st.dictionaries(st.text(), one)
    )
)
def test_any_json_is_read_or_refused(value) -> None:
    content = json.dumps(
        {"canonical_url": "x", "metadata_version": "x", "role": "csaf_provider", "distributions": value, "feed": value}
    ).encode()
    visit.metadata(content)
    try:
        visit.feed(content, label=TLP.CLEAR)
    except Unreadable:
        return
