from __future__ import annotations

import msgspec
import pytest

from hsoc.portal.audit.rules import GENESIS, MOST_DETAILS, Broken, Link, broken, canonical, hashed, witnessed


def chain(length: int) -> list[tuple[Link, str]]:
    links, previous = [], GENESIS
    for sequence in range(1, length + 1):
        link = Link(
            previous=previous,
            sequence=sequence,
            when=1_000 * sequence,
            user=1,
            who="operator",
            via="session",
            organisation=100,
            concerns=2,
            action="prefix.added",
            object="prefix:192.0.2.0/24",
            reason="new building",
            details="{}",
        )
        previous = hashed(link)
        links.append((link, previous))
    return links


def test_an_untouched_chain_holds() -> None:
    assert broken(chain(5)) is None


def test_an_empty_chain_holds() -> None:
    assert broken([]) is None


@pytest.mark.parametrize("field", [name for name in Link.__struct_fields__ if name not in {"previous", "sequence"}])
def test_a_changed_column_breaks_the_chain_where_it_was_changed(field: str) -> None:
    links = chain(5)
    value = getattr(links[2][0], field)
    links[2] = (msgspec.structs.replace(links[2][0], **{field: value + 1 if isinstance(value, int) else value + "x"}), links[2][1])
    assert broken(links) == Broken(3, "its content does not match its hash")


def test_a_changed_entry_with_a_new_hash_breaks_the_next_one() -> None:
    links = chain(5)
    forged = msgspec.structs.replace(links[2][0], who="nobody")
    links[2] = (forged, hashed(forged))
    assert broken(links) == Broken(4, "does not follow the entry before it")


def test_a_removed_entry_is_missed() -> None:
    links = chain(5)
    del links[2]
    assert broken(links) == Broken(3, "entry 3 is missing, 4 follows")


def test_two_entries_in_each_others_place_are_seen() -> None:
    links = chain(5)
    links[1], links[2] = links[2], links[1]
    assert broken(links) == Broken(2, "entry 2 is missing, 3 follows")


def test_a_chain_written_anew_differs_from_the_head_kept_outside() -> None:
    assert broken(chain(5), heads={4: "f" * 64}) == Broken(4, "differs from the hash witnessed outside")
    assert broken(chain(5), heads={4: chain(5)[3][1]}) is None


def test_a_chain_cut_short_is_missed_by_the_head_kept_outside() -> None:
    assert broken(chain(3), heads={5: chain(5)[4][1]}) == Broken(4, "entries up to 5 were witnessed outside and are missing")


def test_details_are_sorted_and_compact() -> None:
    assert canonical({"b": 1, "a": ["č"]}) == '{"a":["č"],"b":1}'


def test_details_too_large_become_a_note_of_their_size() -> None:
    note = msgspec.json.decode(canonical({"text": "x" * MOST_DETAILS}))
    assert set(note) == {"left_out_bytes", "sha256"}
    assert note["left_out_bytes"] == MOST_DETAILS + len('{"text":""}')


def test_head_lines_are_read_and_bad_ones_named() -> None:
    assert list(witnessed(["2026-10-05 7 " + "a" * 64, ""])) == [(7, "a" * 64)]
    with pytest.raises(ValueError, match="line 2: expected"):
        list(witnessed(["2026-10-05 7 " + "a" * 64, "2026-10-06 8 short"]))
