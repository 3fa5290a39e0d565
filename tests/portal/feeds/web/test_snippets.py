"""What to paste names real lists, and no secret stands on a command line."""

import re

from django.urls import resolve

from hsoc.portal.feeds.rules.papers import FORMATS
from hsoc.portal.feeds.web.snippets import snippets

MADE = snippets("https://hsoc.example:8443", "hsocf_invented")


def test_every_address_in_them_is_a_list_that_exists() -> None:
    found = [address for one in MADE for address in re.findall(r"https://hsoc\.example:8443(/[a-z/.]+)", one.text)]
    assert len(found) == 9
    for address in found:
        told = resolve(address).kwargs
        assert told["what"] in FORMATS[told["ending"]][1]


def test_the_secret_stands_in_a_file_or_in_the_firewall_s_own_store() -> None:
    lines = [line for one in MADE for line in one.text.splitlines() if "hsocf_invented" in line]
    assert all(line.strip().startswith(("machine hsoc.example login", "set password", "set external-list")) for line in lines)
    assert {one.code for one in MADE if "hsocf_invented" in one.text} == {one.code for one in MADE}
