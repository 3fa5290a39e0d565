"""The provider's files as one reader gets them: lists name what the reader may see and nothing else."""

import json

import pytest
from tests.factories.advisories import draft
from tests.factories.members import HOUSE, NOW

from hsoc.portal.advisories.actions import publish, write
from hsoc.portal.feeds.queries import csaf
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import NOBODY
from hsoc.records.tlp import TLP


@pytest.fixture
def published(coordinator, settings, tmp_path):
    settings.DATA = tmp_path
    for label, whom in ((TLP.CLEAR, Audience.PUBLIC), (TLP.GREEN, Audience.COMMUNITY)):
        row = write(actor=coordinator, organisation=HOUSE, draft=draft(tlp=label), audience=whom, now=NOW)
        publish(actor=coordinator, key=row.pk, now=NOW)


def test_an_empty_provider_speaks(db, settings, tmp_path) -> None:
    settings.DATA = tmp_path
    assert csaf.file(NOBODY, TLP.CLEAR, "index.txt").content == b""
    assert json.loads(csaf.file(NOBODY, TLP.CLEAR, "csaf-feed-tlp-white.json").content)["feed"]["entry"] == []
    assert csaf.file(NOBODY, TLP.CLEAR, "2026/") is None


def test_lists_name_what_the_reader_may_see(published, first) -> None:
    assert csaf.file(NOBODY, TLP.CLEAR, "index.txt").content == b"2026/hsoc-2026-0001.json\n"
    assert csaf.file(NOBODY, TLP.GREEN, "index.txt").content == b""
    assert csaf.file(first, TLP.GREEN, "index.txt").content == b"2026/hsoc-2026-0002.json\n"
    assert csaf.file(first, TLP.GREEN, "2026/hsoc-2026-0001.json") is None  # it lies elsewhere
    assert b"2026/" in csaf.file(NOBODY, TLP.CLEAR, "").content
    assert b"hsoc-2026-0001.json.asc" in csaf.file(NOBODY, TLP.CLEAR, "2026/").content
    assert json.loads(csaf.file(NOBODY, TLP.CLEAR, "category.json").content)["categories"]["category"] == [{"term": "Example Medical"}]
    assert csaf.file(NOBODY, TLP.CLEAR, "odd.txt") is None


def test_who_publishes(published) -> None:
    told = json.loads(csaf.metadata().content)
    assert [one["tlp_label"] for one in told["distributions"][0]["rolie"]["feeds"]] == ["WHITE", "GREEN", "AMBER"]
    assert told["role"] == "csaf_trusted_provider"
    name = told["public_openpgp_keys"][0]["url"].rpartition("/")[2]
    assert b"PUBLIC KEY" in csaf.key(name).content
    assert csaf.key("odd.asc") is None
    assert len(json.loads(csaf.service().content)["service"]["workspace"][0]["collection"]) == 3
