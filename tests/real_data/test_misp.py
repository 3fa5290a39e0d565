"""Events of PyMISP's tests: what is carried is read, what is not is counted, and what we write of it says the same."""

from __future__ import annotations

import pytest
from tests.real_data import SHARED

from hsoc.exchange.misp import decode, encode
from hsoc.records.parcel import Unreadable
from hsoc.records.tlp import PAP, TLP

pytestmark = pytest.mark.real_data
NOW = 1_795_258_800_000

# file → attributes, values, rejected, TLP, counted
EXPECTED = {
    "57c4445b-c548-4654-af0b-4be3950d210f.json": (9, 3, 0, {TLP.CLEAR}, {
        "link": 2, "comment": 1, "text": 1, "filename": 1, "regkey|value": 1,
    }),
    "existing_event.json": (122, 68, 0, {TLP.CLEAR}, {"link": 1, "text": 38, "filename": 15}),
    "long_event.json": (370, 260, 11, {TLP.CLEAR}, {
        "filename": 18, "imphash": 1, "pdb": 3, "email-subject": 2, "email-attachment": 3, "link": 64, "yara": 1, "vulnerability": 4,
        "pehash": 1, "ssdeep": 1, "snort": 1,
    }),
    # organisation only and without a label
    "misp_event.json": (2, 1, 0, {TLP.AMBER_STRICT}, {"text": 1}),
    # proposals are not facts
    "shadow.json": (3, 0, 0, set(), {"ShadowAttribute": 2, "filename": 2, "text": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_an_event_has_its_values_and_nothing_is_lost_silently(name: str) -> None:
    found = decode((SHARED / "misp" / name).read_bytes(), now=NOW)
    labels = {one.tlp for one in found.indicators}
    assert (found.items, len(found.indicators), found.rejected, labels, found.unknown) == EXPECTED[name]
    assert {one.pap for one in found.indicators} <= {PAP.RED}
    assert found.items == len(found.indicators) + found.rejected + sum(found.unknown.values()) - found.unknown.get("ShadowAttribute", 0)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_we_write_of_it_says_the_same(name: str) -> None:
    found = decode((SHARED / "misp" / name).read_bytes(), now=NOW)
    again = decode(encode(found, now=NOW).content, now=NOW)
    before, after = (
        {(one.id, one.kind, one.value, one.tlp, one.to_block, one.first) for one in some.indicators} for some in (found, again)
    )
    assert before == after


def test_what_a_tool_found_in_a_repository_is_no_event() -> None:
    with pytest.raises(Unreadable, match="neither an event"):
        decode((SHARED / "misp" / "git-vuln-finder-quagga.json").read_bytes(), now=NOW)
