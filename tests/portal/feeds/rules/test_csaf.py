"""Paths of the provider's files: what is one, what is none; a listing runs nothing."""

import pytest

from hsoc.portal.feeds.rules import csaf
from hsoc.records.tlp import TLP


def test_folders_are_those_of_labels_that_are_served() -> None:
    assert csaf.FOLDERS == {"white": TLP.CLEAR, "green": TLP.GREEN, "amber": TLP.AMBER}
    assert csaf.feed_name(TLP.CLEAR) == "csaf-feed-tlp-white.json"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("2026/hsoc-2026-0001.json", ("2026", "hsoc-2026-0001.json", None)),
        ("2026/a.json.sha512", ("2026", "a.json", "sha512")),
        ("2026/a.json.asc", ("2026", "a.json", "asc")),
        ("2026/A.json", None),
        ("2026/../a.json", None),
        ("2026/a.json.md5", None),
        ("a.json", None),
    ],
)
def test_paths_of_papers(path, parts) -> None:
    found = csaf.PAPER.fullmatch(path)
    assert (found.groups() if found else None) == parts


def test_a_listing_runs_nothing() -> None:
    assert '<a href="&lt;script&gt;">' in csaf.listing("x", ["<script>"])
