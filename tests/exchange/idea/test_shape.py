"""The typed shape with its spelling takes only what the schema takes."""

import msgspec
import pytest
from tests.factories.ideas import document

from hsoc.exchange.idea.schema import faults
from hsoc.exchange.idea.shape import Document
from hsoc.exchange.idea.sound import sound

DECODER = msgspec.json.Decoder(Document)


def fits(value):
    try:
        return sound(DECODER.decode(msgspec.json.encode(value)))
    except msgspec.ValidationError:
        return False


def test_a_usual_document_fits():
    assert fits(document(Source=[{"IP4": ["192.0.2.1"], "Port": [22]}], Node=[{"Name": "cz.example", "AggrWin": "00:05:00"}]))


@pytest.mark.parametrize(
    "given",
    [
        {"ID": "a b"}, {"ID": "a\n"}, {"DetectTime": "now"}, {"Category": []}, {"Category": ["a b"]}, {"FlowCount": "x"},
        {"Ref": ["noscheme"]},
        {"Source": [{"Port": [70000]}]}, {"Source": [{"MAC": ["x"]}]}, {"Source": [{"Type": ["a b"]}]},
        {"Node": [{"Name": "a..b"}]}, {"AltNames": ["a b"]}, {"Confidence": 2}, {"Format": "IDEA1"}, {"Source": {}},
        {"Node": [{"AggrWin": "5m"}]},
    ],
)  # fmt: skip
def test_what_the_schema_refuses_does_not_fit(given):
    assert faults(document(**given)) != ()
    assert not fits(document(**given))


def test_attachments_are_left_to_the_slow_way():
    assert not fits(document(Attach=[{"Handle": "a"}]))
