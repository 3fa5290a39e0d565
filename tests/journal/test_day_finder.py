import ipaddress
import tempfile
from pathlib import Path

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.event_rows import row, write

from hsoc.journal.day_finder import Finder, chosen, figures, grams, has_first, has_grams, holds, key_of, made
from hsoc.journal.days import day_bounds
from hsoc.journal.event_filter import FIGURES, Filter
from hsoc.journal.event_rows import held, source

START = day_bounds("2026-03-10")[0]


def finder(*rows: dict) -> Finder:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), *rows)
        return msgspec.msgpack.decode(made(*source(held(Path(folder)))), type=Finder)


def test_a_day_names_all_addresses_of_its_lists_and_the_networks_of_the_first_ones() -> None:
    one = finder(
        row(1, START, source="203.0.113.7", target_list=["198.18.2.10", "198.18.2.11"]),
        row(2, START, source="2001:db8:1:2::9", src_bits=128, target="198.18.3.1", dst_bits=-1, target_list=[]),
        row(3, START, source="198.51.100.0", src_bits=120, source_list=["198.51.100.0/24"]),
    )
    named = np.frombuffer(one.named, np.uint32)
    told = {name: holds(named, key_of(name), key_of(name)) for name in ("203.0.113.7", "198.18.2.11", "198.51.100.0", "203.0.113.8")}
    assert told == {"203.0.113.7": True, "198.18.2.11": True, "198.51.100.0": True, "203.0.113.8": False}
    wanted = {
        "203.0.113.0/24": True, "203.0.113.0/29": True, "203.0.113.8/29": False, "0.0.0.0/0": True, "198.18.3.0/24": False,
        "198.51.100.0/30": True, "2001:db8:1::/48": True, "2001:db8:2::/48": False, "2001:db8:1:2::/96": True, "::/0": True,
    }  # fmt: skip
    assert {net: has_first(one, ipaddress.ip_network(net)) for net in wanted} == wanted


def test_letters_are_those_of_what_a_text_is_looked_for_in() -> None:
    one = finder(row(1, START, id="Sensor-Praha", vector="dns", why="přesahuje", client="example.engine"))
    asked = ("sensor-praha", "ahuje", "dns", "horizontal", "recon.scan", "přesah", "xyz", "engine-7", "pr")
    assert [has_grams(one, np.unique(grams(word.encode()))) for word in asked] == [True] * 6 + [False, False, True]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4), st.data())
def test_a_part_of_a_text_is_never_missed(texts: list[str], data: st.DataObject) -> None:
    bits = np.zeros(1 << 16, bool)
    for one in texts:
        bits[grams(one.encode())] = True
    like = Finder(b"", b"", b"", np.packbits(bits).tobytes(), (), b"", b"", b"", (0, 0))
    text = data.draw(st.sampled_from(texts))
    first = data.draw(st.integers(0, len(text) - 1))
    assert has_grams(like, np.unique(grams(text[first:].encode())))


def test_figures_are_bounded_by_kind() -> None:
    one = finder(row(1, START, severity=5, member=2), row(9, START, severity=1, member=3), row(4, START, severity=2, member=3))
    assert one.serials == (1, 9)
    severity = FIGURES.index("severity")
    bounds = {}
    for member in (2, 3, 4):
        which = chosen(one, Filter(member=member))
        bounds[member] = figures(one.lows, which)[severity].tolist(), figures(one.highs, which)[severity].tolist()
    assert bounds == {2: ([5], [5]), 3: ([1], [2]), 4: ([], [])}
    assert chosen(one, Filter(category=("Fraud.Scam",))).any() == np.False_


def test_an_empty_day_holds_nothing() -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), row(1, START))
        origin, params = source(held(Path(folder)))
        one = msgspec.msgpack.decode(made(f"(SELECT * FROM {origin} WHERE FALSE)", params), type=Finder)
    assert not has_first(one, ipaddress.ip_network("0.0.0.0/0"))
    assert not has_grams(one, grams(b"abc"))
    assert chosen(one, Filter()).shape == (0,)
