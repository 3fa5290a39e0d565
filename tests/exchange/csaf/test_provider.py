import hashlib
import json

import pytest

from hsoc.exchange.csaf.provider import Paper, Publisher, categories, changes, feed, file_name, hash_file, index, metadata, service
from hsoc.records.tlp import TLP

OLD = Paper(id="EW-2025-001", title="Old", issued=1_740_000_000_000, modified=1_777_622_400_000, tlp=TLP.CLEAR, signed=True)
NEW = Paper(id="EW 2026/č/007", title="New", issued=1_777_000_000_000, modified=1_777_700_000_000, tlp=TLP.CLEAR, summary="Pump")
SECRET = Paper(id="EW-2026-666", title="Secret", issued=1_777_000_000_000, modified=1_777_000_000_000, tlp=TLP.AMBER)
FEED = {"identity": "hsoc-clear", "title": "hSOC", "url": "https://c.example/white/feed.json", "directory": "https://c.example/white/"}


@pytest.mark.parametrize(
    ("identity", "name"),
    [
        ("Example Company - 2019-YH3234", "example_company_-_2019-yh3234.json"),
        ("RHBA-2019:0024", "rhba-2019_0024.json"),
        ("2022 #01-A", "2022_01-a.json"),
        ("../../etc/passwd", "_etc_passwd.json"),
    ],
)
def test_file_names_as_the_standard_shows_them(identity, name):
    assert file_name(identity) == name


def test_lists_name_paths_by_year_and_changes_begin_with_the_newest():
    assert index([NEW, OLD], label=TLP.CLEAR) == "2025/ew-2025-001.json\n2026/ew_2026_007.json\n"
    assert changes([OLD, NEW], label=TLP.CLEAR) == (
        '"2026/ew_2026_007.json","2026-05-02T05:33:20.000Z"\n"2025/ew-2025-001.json","2026-05-01T08:00:00.000Z"\n'
    )


@pytest.mark.parametrize("make", [index, changes, lambda papers, label: feed(papers, label=label, updated=0, **FEED)])
def test_no_list_names_a_paper_that_is_narrower_than_the_list(make):
    with pytest.raises(ValueError, match="EW-2026-666 is TLP:AMBER, too narrow for a list that is TLP:GREEN"):
        make([OLD, SECRET], label=TLP.GREEN)


def test_the_feed_links_papers_hashes_and_signatures():
    whole = json.loads(feed([OLD, NEW], label=TLP.CLEAR, updated=0, **FEED))["feed"]
    assert (whole["id"], whole["updated"]) == ("hsoc-clear", "2026-05-02T05:33:20.000Z")
    assert whole["category"] == [{"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}]
    new, old = whole["entry"]
    here = "https://c.example/white/2025/ew-2025-001.json"
    assert [(link["rel"], link["href"]) for link in old["link"]] == [
        ("self", here), ("hash", f"{here}.sha256"), ("hash", f"{here}.sha512"), ("signature", f"{here}.asc"),
    ]  # fmt: skip
    assert (new["summary"], "summary" in old, old["content"]["src"]) == ({"content": "Pump"}, False, here)


def test_a_feed_has_an_id_that_rolie_allows():
    with pytest.raises(ValueError, match="is no id of a feed"):
        feed([], label=TLP.CLEAR, updated=0, **(FEED | {"identity": "a feed"}))


def test_hash_files_are_those_of_sha256sum():
    assert hash_file(b"paper", name="a.json", algorithm="sha512") == f"{hashlib.sha512(b'paper').hexdigest()}  a.json\n"
    assert hash_file(b"", name="a.json", algorithm="sha256").startswith("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c")
    with pytest.raises(ValueError, match="md5 is not one of"):
        hash_file(b"", name="a.json", algorithm="md5")


def test_metadata_name_the_feeds_from_wide_to_narrow():
    publisher = Publisher(
        name="hSOC", namespace="https://hsoc.example", contact="csaf@hsoc.example", keys={"AB" * 20: "https://c.example/key"}
    )
    urls = {TLP.AMBER_STRICT: "https://c.example/strict.json", TLP.CLEAR: "https://c.example/clear.json"}
    whole = json.loads(metadata(publisher, base="https://c.example", label_urls=urls, updated=0, trusted=True))
    assert whole["canonical_url"] == "https://c.example/.well-known/csaf/provider-metadata.json"
    assert [one["tlp_label"] for one in whole["distributions"][0]["rolie"]["feeds"]] == ["WHITE", "RED"]
    assert (whole["role"], whole["mirror_on_CSAF_aggregators"]) == ("csaf_trusted_provider", True)
    secret = json.loads(
        metadata(publisher, base="https://c.example", label_urls={TLP.RED: "https://c.example/r.json"}, updated=0, trusted=False)
    )
    assert (secret["role"], secret["mirror_on_CSAF_aggregators"], secret["list_on_CSAF_aggregators"]) == ("csaf_provider", False, False)


def test_service_and_categories_name_feeds_and_words() -> None:
    told = json.loads(service(title="hSOC", label_urls={TLP.GREEN: "https://x.example/g", TLP.CLEAR: "https://x.example/w"}))
    assert [one["href"] for one in told["service"]["workspace"][0]["collection"]] == ["https://x.example/w", "https://x.example/g"]
    assert json.loads(categories(["Pump"])) == {"categories": {"category": [{"term": "Pump"}]}}
