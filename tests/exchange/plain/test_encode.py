"""What is written can be read, and says its narrowest label."""

from tests.factories.indicators import indicator

from hsoc.exchange.plain import decode, encode
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import TLP


def test_values_once_a_label_and_nothing_past() -> None:
    good = (indicator(), indicator(), indicator("203.0.113.9", tlp=TLP.AMBER))
    written = encode(Parcel(indicators=(*good, indicator("203.0.113.8", revoked=True), indicator("203.0.113.6", until=5))), now=10)
    assert written.content == b"# TLP:AMBER\n203.0.113.7\n203.0.113.9\n"
    assert [one.reason for one in written.withheld] == ["2 left out: revoked or past"]
    assert [one.value for one in decode(written.content, now=0).indicators] == ["203.0.113.7", "203.0.113.9"]


def test_an_empty_parcel_is_an_empty_list() -> None:
    assert encode(Parcel(), now=0).content == b""
