"""The description of the own REST: problems everywhere, in one shape, and one meaning for each name."""

from ninja import Schema

from hsoc.portal.project.api import api
from hsoc.portal.project.described import MEDIA, described


def test_every_operation_tells_of_its_refusals_in_one_shape() -> None:
    schema = api.get_openapi_schema()
    for path, verbs in schema["paths"].items():
        for verb, one in verbs.items():
            refusals = {status: answer for status, answer in one["responses"].items() if int(status) >= 400}
            assert {401, 403, 429, 503} <= refusals.keys(), path
            assert (404 in refusals) >= ("{" in path), path
            assert ({400, 413, 422} <= refusals.keys()) >= (verb == "post"), path
            assert {media for answer in refusals.values() for media in answer["content"]} == {MEDIA}


def test_nothing_of_an_operation_is_lost() -> None:
    one = {"parameters": [], "responses": {200: {"description": "OK"}}}
    described({"components": {}, "paths": {"/x": {"get": one}}})
    assert sorted(one["responses"]) == [200, 401, 403, 429, 503]


def test_no_two_bodies_share_a_name() -> None:
    """Of two classes with one name the description knows only one: a rule was once described with the filters of traffic."""

    def below(kind: type) -> list[type]:
        return [one for found in kind.__subclasses__() for one in (found, *below(found))]

    schema = api.get_openapi_schema()
    bodies: dict[str, set[str]] = {}
    for one in below(Schema):
        if one.__module__.startswith("hsoc.") and one.__name__ in schema["components"]["schemas"]:
            bodies.setdefault(one.__name__, set()).add(one.__module__)
    assert {name: sorted(where) for name, where in bodies.items() if len(where) > 1 and name != "Asked"} == {}
    assert "Asked" not in str([verb.get("requestBody") for path in schema["paths"].values() for verb in path.values()])
