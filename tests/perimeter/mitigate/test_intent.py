"""Intent survives a restart, and nothing else gets in through it."""

import msgspec
import pytest

from hsoc.perimeter.mitigate.intent import Unreadable, decode, encode
from hsoc.perimeter.mitigate.plan import entry
from hsoc.records.decision import Action, Decision
from hsoc.records.scope import Match

ENTRY = entry(
    Decision(story="s", action=Action.FLOWSPEC, match=Match(dst="192.0.2.1/32", proto=(6,), tcp_flags=(18, 2)), made=0, until=100)
)


def test_decode_of_encode_is_what_was_wanted_until_it_ends():
    assert decode(encode([ENTRY], now=5), now=99) == (ENTRY,)
    assert decode(encode([ENTRY], now=5), now=100) == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"owner": "another"}, "entry 0: not an entry of ours with an action and an end"),
        ({"until": 0}, "entry 0: not an entry of ours with an action and an end"),
        ({"action": Action.OBSERVE}, "entry 0: not an entry of ours with an action and an end"),
        ({"key": "flowspec destination 192.0.2.0/24"}, "entry 0: the key does not belong to its match"),
        ({"match": Match()}, "entry 0: a rule without components would match all traffic"),
    ],
)
def test_decode_of_an_entry_that_we_did_not_write_is_refused(change, reason):
    with pytest.raises(Unreadable) as refusal:
        decode(encode([msgspec.structs.replace(ENTRY, **change)], now=0), now=0)
    assert str(refusal.value) == reason


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"version":2,"written":0,"entries":[]}', b"\xff"])
def test_decode_of_anything_else_is_refused(data):
    with pytest.raises(Unreadable):
        decode(data, now=0)
