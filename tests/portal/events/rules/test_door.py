import msgspec
from tests.portal.events.conftest import idea

from hsoc.portal.events.rules.door import Failure, answered, checked, merged


def failure(code: int, message: str = "m", **more: object) -> Failure:
    return Failure(code=code, message=message, **more)


def test_status_is_the_code_where_all_agree_else_its_class() -> None:
    assert answered([failure(460), failure(460)]) == (460, "m")
    assert answered([failure(460, "a"), failure(460, "b")]) == (460, "Multiple errors")
    assert answered([failure(460), failure(422)]) == (400, "m")
    assert answered([failure(460, "a"), failure(507, "b")]) == (500, "Multiple errors")


def test_reason_phrase_cannot_break_the_header() -> None:
    assert answered([failure(460, "a\r\nSet-Cookie: x" + "ž" * 500)])[1] == "a??Set-Cookie: x" + "?" * 104


def test_same_failure_of_several_events_is_said_once() -> None:
    found = merged(
        [failure(422, place=1, id="a"), failure(422, place=4), failure(507, place=5, more={"send_events_limit": 1}), failure(403)]
    )
    assert found == [
        {"error": 422, "message": "m", "events": [1, 4], "events_id": ["a", None]},
        {"error": 507, "message": "m", "send_events_limit": 1, "events": [5], "events_id": [None]},
        {"error": 403, "message": "m"},
    ]


def test_several_faults_of_one_event_are_all_named() -> None:
    event = {**idea("example.a", "x"), "DetectTime": 1, "Format": "x"}
    good, found = checked([msgspec.json.encode(event)], name="example.a", test=False, ours=False)
    assert (good, {one.code for one in found}, {one.place for one in found}) == ([], {460}, {0})
    assert sorted(one.message.split('"')[1] for one in found) == ["DetectTime", "Format"]


def test_node_may_be_spelt_in_any_case_and_only_the_first_counts() -> None:
    event = idea("Example.A", "x")
    event["Node"].append({"Name": "example.other"})
    assert checked([msgspec.json.encode(event)], name="example.a", test=False, ours=False)[1] == []
