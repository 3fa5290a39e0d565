"""The plan's line has the names of contracts.md."""

import json

from tests.factories.detections import reflection, table

from hsoc.perimeter.decide.decider import Decider
from hsoc.perimeter.decide.lines import plan_line
from hsoc.records.policy import Policy


def test_plan_line_is_json_with_match_as_object_and_as_flowspec():
    (decision,) = Decider(Policy()).decide(table(reflection()), now=6000)
    assert json.loads(json.dumps(plan_line(decision))) == {
        "action": "flowspec",
        "match": {
            "dst": "192.0.2.10/32",
            "proto": [17],
            "sport": [[123, 123]],
            "flowspec": "destination 192.0.2.10/32 protocol =udp source-port =123",
        },
        "until": "1970-01-01T00:20:06.000Z",
        "reason": "Many sources send ntp to 192.0.2.10/32. Only this kind of traffic is stopped there, whatever its source.",
        "refused": None,
        "story": "reflection:192.0.2.10",
        "rule": "ladder.vector",
        "member": 0,
        "rate": 0,
        "made": "1970-01-01T00:00:06.000Z",
    }


def test_plan_line_of_a_refusal_has_no_end_and_a_sentence():
    (decision,) = Decider(Policy(never_block=("192.0.2.10/32",))).decide(table(reflection()), now=6000)
    line = plan_line(decision)
    assert (line["until"], line["refused"]) == (None, "192.0.2.10/32 overlaps the never-block list (192.0.2.10/32).")
