"""A walker over the provider, as a trusted one promises (CSAF 2.0, section 7.1, requirements 1 to 20), and who gets what."""

import hashlib
import json
import re

import pytest
from pysequoia import Cert, Sig, verify
from tests.factories.advisories import draft
from tests.factories.members import HOUSE, NOW

from hsoc.exchange.csaf import decode
from hsoc.exchange.csaf.check import faults
from hsoc.portal.advisories.actions import publish, withdraw, write
from hsoc.portal.advisories.models import Advisory
from hsoc.portal.indicators.rules import Audience
from hsoc.records.tlp import TLP

WELL_KNOWN = "/.well-known/csaf/provider-metadata.json"
LABELS = {"white": (TLP.CLEAR, Audience.PUBLIC), "green": (TLP.GREEN, Audience.COMMUNITY), "amber": (TLP.AMBER, Audience.COMMUNITY)}


@pytest.fixture
def house(coordinator, settings, tmp_path):
    settings.DATA = tmp_path
    settings.URL = "https://hsoc.example"
    for label, whom in LABELS.values():
        row = write(actor=coordinator, organisation=HOUSE, draft=draft(tlp=label), audience=whom, now=NOW)
        publish(actor=coordinator, key=row.pk, now=NOW)


def get(client, url, status=200, **key):
    answer = client.get(url.removeprefix("https://hsoc.example"), **key)
    assert answer.status_code == status, url
    return answer


def walked(client, **key) -> dict[str, list[str]]:
    """label → ids of the papers found there, by feed and by directory; every promise is checked on the way."""
    told = json.loads(get(client, WELL_KNOWN).content)
    assert told["canonical_url"] == "https://hsoc.example" + WELL_KNOWN  # 9
    assert f"CSAF: https://hsoc.example{WELL_KNOWN}" in client.get("/.well-known/security.txt").text.splitlines()  # 8
    pgp = told["public_openpgp_keys"][0]
    cert = Cert.from_bytes(get(client, pgp["url"]).content)  # 20
    assert cert.fingerprint.upper() == pgp["fingerprint"]
    found = {}
    for feed in told["distributions"][0]["rolie"]["feeds"]:
        label, answer = feed["tlp_label"].lower(), client.get(feed["url"].removeprefix("https://hsoc.example"), **key)
        if answer.status_code == 401:  # 5
            continue
        base = feed["url"].rpartition("/")[0] + "/"
        entries = json.loads(answer.content)["feed"]["entry"]  # 15
        found[label] = [entry["id"] for entry in entries]
        listed = get(client, base + "index.txt", **key).text.splitlines()  # 12
        changed = [line.split(",")[0].strip('"') for line in get(client, base + "changes.csv", **key).text.splitlines()]  # 13
        assert sorted(base + one for one in listed) == sorted(base + one for one in changed) == sorted(e["content"]["src"] for e in entries)
        for entry in entries:
            url = entry["content"]["src"]
            assert url.startswith("https://")  # 3
            content = get(client, url, **key).content
            document = json.loads(content)
            assert faults(document) == ()  # 1
            assert url.rpartition("/")[2] == document["document"]["tracking"]["id"].lower() + ".json"  # 2
            assert url.split("/")[-2] == document["document"]["tracking"]["initial_release_date"][:4]  # 11
            assert document["document"]["distribution"]["tlp"]["label"] == feed["tlp_label"]  # 4
            for link in entry["link"]:
                beside = get(client, link["href"], **key).content
                if link["rel"] == "hash":  # 18
                    assert hashlib.new(link["href"].rpartition(".")[2], content).hexdigest() == beside.split()[0].decode()
                if link["rel"] == "signature":  # 19
                    assert verify(bytes=content, store=lambda _: [cert], signature=Sig.from_bytes(beside)).valid_sigs
            folder = get(client, url.rpartition("/")[0] + "/", **key).text  # 14
            assert url.rpartition("/")[2] in re.findall(r'href="([^"]+)"', folder)
    return found


def test_anybody_finds_what_is_clear_and_nothing_else(client, house) -> None:
    assert walked(client) == {"white": ["HSOC-2026-0001"]}
    get(client, "/csaf/green/2026/hsoc-2026-0002.json", 401)
    get(client, "/csaf/green/2026/nowhere.json", 401)
    get(client, "/csaf/white/2026/hsoc-2026-0002.json", 404)
    get(client, "/csaf/red/index.txt", 404)


def test_a_consumer_finds_what_its_organisation_may_see(client, house, firewall) -> None:
    key = {"HTTP_AUTHORIZATION": f"Bearer {firewall}"}
    assert walked(client, **key) == {"white": ["HSOC-2026-0001"], "green": ["HSOC-2026-0002"], "amber": ["HSOC-2026-0003"]}
    get(client, "/csaf/green/2026/nowhere.json", 404, **key)
    get(client, "/csaf/white/index.txt", 401, HTTP_AUTHORIZATION="Bearer wrong")


def test_a_withdrawn_paper_says_so_to_those_who_had_it(client, house, coordinator) -> None:
    row = Advisory.objects.get(number="HSOC-2026-0001", latest=True)
    before = get(client, "/csaf/white/2026/hsoc-2026-0001.json")
    withdraw(actor=coordinator, key=row.pk, reason="It was a mistake.", now=NOW)
    after = get(client, "/csaf/white/2026/hsoc-2026-0001.json", HTTP_IF_NONE_MATCH=before["ETag"])
    (paper,) = decode(after.content, now=0).advisories
    assert paper.title.startswith("Withdrawn: ")
    assert walked(client) == {"white": ["HSOC-2026-0001"]}
    get(client, "/csaf/white/2026/hsoc-2026-0001.json", 304, HTTP_IF_NONE_MATCH=after["ETag"])
