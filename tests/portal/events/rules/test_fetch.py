"""The arguments of getEvents, as real clients and junk send them."""

import json

import pytest

from hsoc.portal.events.rules.fetch import Asked, asked, fits, start


def document(categories: object = ("Recon.Scanning",), kinds: object = ("Flow",)) -> bytes:
    return json.dumps(
        {"Category": categories, "Node": [{"Name": "example.a", "Type": kinds}, {"Name": "example.b", "Type": ["Relay"]}]}
    ).encode()


@pytest.mark.parametrize(
    ("given", "identity", "count"),
    [
        ({}, None, 1000),
        ({"id": ["17"], "count": ["3"]}, 17, 3),
        ({"id": ["-100"], "count": ["100000"]}, -100, 1000),
        ({"id": ["x"], "count": ["many"]}, None, 1000),
        ({"id": ["9" * 30], "count": ["-5"]}, None, 0),
    ],
)
def test_numbers_are_read_and_junk_is_as_none(given, identity, count) -> None:
    wanted, failures = asked(given)
    assert (wanted.id, wanted.count, failures) == (identity, count, ())


@pytest.mark.parametrize(("yes", "no", "value"), [("cat", "nocat", "Recon"), ("tag", "notag", "Flow"), ("group", "nogroup", "example")])
def test_both_of_a_pair_is_refused_and_both_are_echoed(yes, no, value) -> None:
    _, failures = asked({yes: [value], no: [value]})
    assert [(one.code, one.message, one.more) for one in failures] == [
        (422, f"Unrealizable conditions. Choose {yes} or {no} option.", {yes: [value], no: [value]})
    ]


@pytest.mark.parametrize("key", ["cat", "nocat", "tag", "notag"])
def test_a_word_that_nobody_knows_is_refused(key) -> None:
    _, failures = asked({key: ["bflmpsvz"]})
    assert [(one.code, one.message) for one in failures] == [(422, "Wrong tag or category used in query.")]


@pytest.mark.parametrize(
    ("identity", "remembered", "top", "after"),
    [
        (None, None, 50, None),
        (None, 12, 50, 12),
        (7, 12, 50, 7),
        (-10, 12, 50, 40),
        (-100, None, 50, 0),
        (0, None, 50, 50),
        (-1, None, 0, 0),
    ],
)
def test_where_reading_starts(identity, remembered, top, after) -> None:
    assert start(Asked(id=identity), remembered=remembered, top=top) == after


@pytest.mark.parametrize(
    ("given", "fitting"),
    [
        ({}, True),
        ({"cat": ["Recon.Scanning"]}, True),
        ({"cat": ["Recon"]}, True),
        ({"cat": ["Attempt.Login", "Recon"]}, True),
        ({"cat": ["Attempt.Login"]}, False),
        ({"nocat": ["Recon"]}, False),
        ({"nocat": ["Attempt"]}, True),
        ({"tag": ["Flow"]}, True),
        ({"tag": ["Relay"]}, True),
        ({"tag": ["Honeypot"]}, False),
        ({"notag": ["Honeypot"]}, True),
        ({"group": ["example"]}, True),
        ({"group": ["example.hospital"]}, True),
        ({"group": ["example.hosp"]}, False),
        ({"nogroup": ["example.hospital.sensor"]}, False),
        ({"cat": ["Recon"], "tag": ["Honeypot"]}, False),
    ],
)
def test_conditions(given, fitting) -> None:
    wanted, failures = asked(given)
    assert not failures
    assert fits(wanted, document(), client="example.hospital.sensor") is fitting


def test_what_the_vocabulary_lacks_is_other_and_odd_documents_fit_nothing() -> None:
    wanted, _ = asked({"cat": ["Other"]})
    assert fits(wanted, document(["Own.Word"]), client="")
    assert fits(asked({"cat": ["Recon"]})[0], document("Recon.Scanning"), client="")
    for odd in (b"[]", b"{", b'{"Category": 7}', b'{"Node": {}}', b"\xff"):
        assert not fits(asked({"cat": ["Recon"]})[0], odd, client="")
