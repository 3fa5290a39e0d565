"""A status survives its own road; what is too large, too long or no status is refused with the place."""

import msgspec
import pytest

from hsoc.records.decision import Action
from hsoc.records.engine_status import LARGEST, EngineStatus, Own, OwnState, PolicyState, Standing, Unusable, decoded, encoded
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match

ENTRY = Mitigation(key="k", action=Action.FLOWSPEC, match=Match(dst="198.18.7.0/24"), since=1, until=2, story="own:1", member=7)
STATUS = EngineStatus(
    at=5,
    node="cz.example.engine",
    policy=PolicyState(version="a", origin="portal"),
    standing=(Standing(entry=ENTRY, packets=3, site={"north": "there"}),),
    own=(Own(id="1", state=OwnState.STANDING, key="k"),),
)


def test_what_is_encoded_is_decoded():
    assert decoded(encoded(STATUS)) == STATUS


def test_a_newer_engine_may_say_more():
    told = msgspec.json.decode(encoded(STATUS)) | {"mood": "good"}
    assert decoded(msgspec.json.encode(told)) == STATUS


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "truncated"),
        (b"[]", "Expected `object`"),
        (b"{}", "missing required field `at`"),
        (b'{"at": -1}', r"\$\.at"),
        (b'{"at": 1, "own": [{"id": "1", "state": "flying"}]}', r"\$\.own\[0\]\.state"),
        (msgspec.json.encode({"at": 1, "policy": {"refused": ["x" * 501]}}), r"\$\.policy\.refused"),
        (b'{"at": 1, "node": "\xff"}', "UTF-8"),
        (b'{"at":' + b"[" * 5000, r".+"),
        (b"x" * (LARGEST + 1), "are allowed"),
    ],
)
def test_what_is_no_status_is_refused_with_the_place(body, why):
    with pytest.raises(Unusable, match=why):
        decoded(body)
