"""Each language of the lists: golden texts, and nothing that its reader could take for something else."""

import csv
import io
import json

import pytest

from hsoc.portal.feeds.rules.papers import FORMATS, WHATS, Entry, Listing

AT = 1_790_000_000_000
ABOUT = {"audience": "community", "pap": "green", "tlp": "TLP:GREEN", "made": AT, "version": 1}


def listing(what: str, *values: str) -> Listing:
    return Listing(what=what, entries=tuple(Entry(one, AT + 1000, "TLP:GREEN") for one in values), **ABOUT)


def written(ending: str, made: Listing) -> str:
    return FORMATS[ending][0](made)[0].decode()


IPS = listing("ip", "203.0.113.0/24", "198.51.100.7", "2001:db8::/32")


def test_plain_says_what_it_is() -> None:
    text = written("txt", IPS)
    assert text.splitlines()[0] == "# hSOC block list: ip, 3 entries, 2026-09-21T14:13:20Z"
    assert "TLP:GREEN PAP:GREEN" in text.splitlines()[1]
    assert text.splitlines()[2:] == ["203.0.113.0/24", "198.51.100.7", "2001:db8::/32"]


def test_firewalls_get_nothing_but_values() -> None:
    assert written("fortigate", IPS) == "203.0.113.0/24\n198.51.100.7\n2001:db8::/32\n"
    assert written("paloalto", listing("url", "http://evil.example/a")) == "evil.example/a\n"


def test_a_zone_denies_names_all_below_them_and_addresses() -> None:
    text = written("rpz", listing("domain", "evil.example"))
    assert text.splitlines()[-2:] == ["evil.example CNAME .", "*.evil.example CNAME ."]
    assert written("rpz", IPS).splitlines()[-3:] == [
        "24.0.113.0.203.rpz-ip CNAME .",
        "32.7.100.51.198.rpz-ip CNAME .",
        "32.0.0.0.0.0.0.db8.2001.rpz-ip CNAME .",
    ]


def test_nftables_gets_a_script_that_replaces_both_sets() -> None:
    lines = written("nft", IPS).splitlines()[2:]
    assert lines[0] == "add table inet hsoc"
    assert "add element inet hsoc blocked4 {" in lines
    assert lines.count("flush set inet hsoc blocked4") == lines.count("flush set inet hsoc blocked6") == 1
    assert "  2001:db8::/32" in lines
    assert "add element" not in written("nft", listing("ip"))


def test_csv_and_json_say_ends_and_labels() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", IPS))))
    assert rows[0] == {"value": "203.0.113.0/24", "until": "2026-09-21T14:13:21Z", "tlp": "TLP:GREEN", "pap": "PAP:GREEN"}
    told = json.loads(written("json", IPS))
    assert (told["tlp"], len(told["entries"]), told["entries"][1]["value"]) == ("TLP:GREEN", 3, "198.51.100.7")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell) -> None:
    assert list(csv.reader(io.StringIO(written("csv", listing("url", cell)))))[1][0] == f"'{cell}"


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("what", WHATS)
def test_an_empty_list_is_a_list(ending, what) -> None:
    if what in FORMATS[ending][1]:
        assert isinstance(written(ending, listing(what)), str)
