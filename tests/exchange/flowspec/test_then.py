"""Actions as the eight bytes that speakers exchange (values as in ExaBGP's published vectors), and back."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.flowspec.terms import Unreadable, Unsayable
from hsoc.exchange.flowspec.then import Then, of_communities

RATES = st.floats(min_value=1, max_value=999999995904.0, width=32)
TARGETS = st.one_of(
    st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)).map(lambda t: f"{t[0]}:{t[1]}"),
    st.tuples(st.integers(0x10000, 0xFFFFFFFF), st.integers(0, 0xFFFF)).map(lambda t: f"{t[0]}:{t[1]}"),
    st.integers(0, 0xFFFF).map(lambda n: f"192.0.2.1:{n}"),
    st.integers(0, 0xFFFF).map(lambda n: f"{n}L:7"),
)
DECIDING = st.one_of(
    st.just({"discard": True}),
    RATES.map(lambda rate: {"octets": rate}),
    st.integers(1, 1 << 24).map(lambda rate: {"packets": rate}),
    TARGETS.map(lambda target: {"redirect": target}),
)
BESIDE = st.fixed_dictionaries({}, optional={"mark": st.integers(0, 63), "sample": st.just(True), "go_on": st.just(True)})
ACTIONS = st.tuples(DECIDING, BESIDE).map(lambda both: Then(**both[0], **both[1]))


@pytest.mark.parametrize(
    ("then", "wire"),
    [
        (Then(discard=True), "8006000000000000"),
        (Then(octets=9600), "8006000046160000"),
        (Then(packets=1000), "800c0000447a0000"),
        (Then(redirect="65500:12345"), "8008ffdc00003039"),
        (Then(redirect="192.0.2.1:5"), "8108c00002010005"),
        (Then(redirect="70000:5"), "8208000111700005"),
        (Then(mark=10), "800900000000000a"),
        (Then(sample=True, go_on=True), "8007000000000003"),
        (Then(packets=1000, mark=46, sample=True), "8007000000000002" + "800900000000002e" + "800c0000447a0000"),
    ],
)
def test_communities_of_each_action_and_back(then, wire):
    assert then.communities().hex() == wire
    assert of_communities(bytes.fromhex(wire)) == (then, ())


@given(ACTIONS)
def test_communities_then_back_gives_the_same_action(then):
    assert of_communities(then.communities()) == (then, ())


@given(st.binary(max_size=48))
def test_of_communities_answers_or_refuses_whatever_comes(data):
    try:
        then, others = of_communities(data)
    except Unreadable:
        return
    assert of_communities(then.communities())[0] == then
    assert all(len(one) == 8 for one in others)


def test_of_communities_keeps_what_is_no_action_apart():
    target = bytes.fromhex("0002fde800000001")
    assert of_communities(target + Then(discard=True).communities()) == (Then(discard=True), (target,))


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        ("0800000000000000", "byte 0: redirect to an address has three encodings in the wild"),
        ("010cc00002010000", "byte 0: redirect to an address has three encodings in the wild"),
        ("80060000" + struct.pack(">f", float("nan")).hex(), "byte 0: nan is no rate"),
        ("80060000" + struct.pack(">f", -1.0).hex(), "byte 0: -1.0 is no rate"),
        ("80060000" + struct.pack(">f", 3e38).hex(), "the most that can be said is"),
        ("800c0000" + struct.pack(">f", 0.5).hex(), "byte 0: 0.5 packets a second are not whole packets"),
        ("8006000000000000" * 2, "byte 8: action 0x8006 stands twice"),
        ("8006000000000000" + "8008ffdc00003039", "exactly one action is needed, here: discard, redirect"),
        ("8006000046160000" + "800c0000447a0000", "exactly one action is needed, here: several"),
        ("8008ffdc00003039" + "8108c00002010005", "exactly one action is needed, here: several"),
        ("8009000000000063", "mark: 99 is not in 0 … 63"),
        ("800e000000000000", "byte 0: action 0x800e is unknown"),
        ("8007000000000000", "exactly one action is needed, here: none"),
        ("0002fde800000001", "exactly one action is needed, here: none"),
        ("80060000", "4 bytes are not 1 to 255 communities of eight bytes"),
    ],
)
def test_of_communities_that_are_no_single_action_is_refused(wire, reason):
    with pytest.raises(Unreadable) as refusal:
        of_communities(bytes.fromhex(wire))
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        (Then(discard=True, redirect="65000:1"), "exactly one action is needed, here: discard, redirect"),
        (Then(packets=5, octets=9600), "exactly one action is needed, here: rate, rate in bytes"),
        (Then(octets=2e12), "a rate of 2000000000000.0 bytes a second; the most that can be said is 1000000000000"),
        (Then(mark=64), "mark: 64 is not in 0 … 63"),
        (Then(redirect="065000:1"), "the route target 065000:1 is written 65000:1"),
    ],
)
def test_communities_that_would_be_changed_are_refused(then, reason):
    with pytest.raises(Unsayable) as refusal:
        then.communities()
    assert str(refusal.value) == reason


def test_text_of_what_exabgp_cannot_say_is_refused():
    with pytest.raises(Unsayable, match="ExaBGP has no words for the route target"):
        Then(redirect="192.0.2.1:5").text()
    with pytest.raises(Unsayable, match="whole bytes"):
        Then(octets=9600.5).text()
    assert Then(packets=10, mark=4, go_on=True).text() == "extended-community [ rate-limit:10:packets ]; mark 4; action terminal"
