"""VRPs as validators write them."""

import json

from hsoc.exchange.rpki.encode import encode
from hsoc.records.route import Aspa, Vrp


def test_the_members_have_their_names():
    said = json.loads(encode([Vrp("198.18.0.0/15", 24, 64500)], [Aspa(64500, (64501,))]))
    assert said["roas"] == [{"asn": "AS64500", "prefix": "198.18.0.0/15", "maxLength": 24, "ta": "example"}]
    assert said["aspas"] == [{"customer": "AS64500", "providers": ["AS64501"]}]
