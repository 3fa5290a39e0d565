from typing import Any

import msgspec

from hsoc.journal.event_list import Detail, EventRow
from hsoc.portal.events.rules.places import Places
from hsoc.portal.events.share import anonymised, document, needs_reason, without_foreign

NUMBERS = dict.fromkeys(EventRow.__struct_fields__, 1)
WORDS = dict.fromkeys(("vector", "target", "why", "client"), "")
TOLD = {"id": "a", "day": "2026-03-10", "state": "open", "category": "Recon.Scanning", "detector": "d", "source": "203.0.113.1"}
FATE = {"disposition": "passed", "basis": "none", "action": "observe", "dry_run": False, "tlp": "TLP:GREEN", "test": False}
ROW = EventRow(**NUMBERS | WORDS | TOLD | FATE | {"whole": False, "member": 0, "dropped_flows": None, "port": 22})


def detail(**more: Any) -> Detail:
    return Detail(**{"row": ROW, "source_list": (), "target_list": (), "raw": None, "history": ()} | more)


def test_copy_for_others_has_no_target_member_or_sender() -> None:
    copy = document(detail(raw=b'{"Target": [{"IP4": ["198.18.3.1"]}]}'))
    assert copy == anonymised(ROW)
    assert (copy["Target"], copy["TLP"], "Node" in copy, "Member" in copy["_hSOC"]) == (
        [{"Port": [22], "Anonymised": True}],
        "TLP:GREEN",
        False,
        False,
    )
    assert copy["Source"] == [{"IP4": ["203.0.113.1"]}]


def test_original_goes_to_those_who_may_see_all() -> None:
    whole = msgspec.structs.replace(ROW, whole=True)
    assert document(detail(row=whole, raw=b'{"Any": 1}')) == {"Any": 1}


def test_foreign_addresses_are_taken_out_of_a_list() -> None:
    places = Places([(2, "198.18.2.0/24"), (3, "198.18.3.0/24")])
    assert without_foreign(("198.18.2.1", "198.18.3.1", "203.0.113.1"), places, frozenset({2})) == ("198.18.2.1", "203.0.113.1")


def test_a_reason_is_asked_for_the_original_of_a_member_that_is_not_the_readers_own() -> None:
    rows = {
        "another's": msgspec.structs.replace(ROW, whole=True, member=2),
        "own": msgspec.structs.replace(ROW, whole=True, member=3),
        "of several": msgspec.structs.replace(ROW, whole=True, member=0),
        "copy": ROW,
    }
    assert {name: needs_reason(row, frozenset({3})) for name, row in rows.items()} == {
        "another's": True,
        "own": False,
        "of several": False,
        "copy": False,
    }
