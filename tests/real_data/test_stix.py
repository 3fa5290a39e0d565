"""Bundles of OASIS's examples: what is carried is read, what is not is counted, and what we write of it says the same."""

from __future__ import annotations

import pytest
from tests.real_data import SHARED

from hsoc.exchange.stix import decode, encode
from hsoc.records.indicator import Kind
from hsoc.records.tlp import PAP, TLP

pytestmark = pytest.mark.real_data
NOW = 1_795_258_800_000

# file → objects, values, rejected, counted
EXPECTED = {
    "indicators-for-C2-with-COA.json": (8, 2, 0, {"malware": 1, "course-of-action": 1, "relationship": 3}),
    "infrastructure.json": (10, 0, 0, {"infrastructure": 2, "malware": 2, "relationship": 4, "ipv4-addr": 1, "domain-name": 1}),
    "poisonivy.json": (155, 64, 2, {
        "relationship": 90, "malware": 25, "vulnerability": 6, "campaign": 3, "attack-pattern": 3, "course-of-action": 1, "report": 1,
        "pattern file:name": 2, "pattern domain-name:value": 1,
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bundle_has_its_values_and_nothing_is_lost_silently(name: str) -> None:
    found = decode((SHARED / "stix" / name).read_bytes(), now=NOW)
    assert (found.items, len(found.indicators), found.rejected, found.unknown) == EXPECTED[name]
    assert {(one.tlp, one.pap) for one in found.indicators} <= {(TLP.AMBER_STRICT, PAP.RED)}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_we_write_of_it_says_the_same(name: str) -> None:
    found = decode((SHARED / "stix" / name).read_bytes(), now=NOW)
    again = decode(encode(found, now=NOW).content, now=NOW)
    assert again.indicators == found.indicators


def test_a_command_server_and_its_file_are_read_to_the_letter() -> None:
    address, file = decode((SHARED / "stix" / "indicators-for-C2-with-COA.json").read_bytes(), now=NOW).indicators
    assert (address.kind, address.value, address.to_block) == (Kind.IP, "10.0.0.0", True)
    assert (address.title, address.producer) == ("IP Address for known C2 channel", "The MITRE Corporation - DHS Support Team")
    assert (file.kind, file.value) == (Kind.SHA256, "ef537f25c895bfa782526529a9b63d97aa631564d5d789c2b765448c8635fb6c")
