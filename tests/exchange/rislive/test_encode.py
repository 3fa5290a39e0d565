"""One line per update."""

import json

from tests.factories.routes import down, gone, told

from hsoc.exchange.rislive.encode import encode


def test_each_update_is_one_line_of_json():
    for one in (told(64501, 64500, as_set=True, communities=(5,)), gone(asn=64501), down(asn=64501)):
        line = encode(one)
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1
        assert isinstance(json.loads(line), dict)
