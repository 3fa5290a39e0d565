from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client


def test_the_description_names_the_house_and_how_to_prove_oneself(visitor: Client) -> None:
    described = visitor.get("/api/v1/openapi.json").json()
    assert (described["info"]["title"], described["openapi"][:2]) == ("hSOC", "3.")
    assert described["components"]["securitySchemes"]["Bearer"] == {"type": "http", "scheme": "bearer"}


def test_every_operation_but_public_ones_wants_a_token(visitor: Client) -> None:
    described = visitor.get("/api/v1/openapi.json").json()
    open_ = [path for path, verbs in described["paths"].items() for one in verbs.values() if not one.get("security")]
    assert open_ == []


def test_no_page_of_documentation_loads_scripts_from_elsewhere(visitor: Client) -> None:
    assert visitor.get("/api/v1/docs").status_code == 404


def whole_numbers(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == "integer":
            yield part
        for inner in part.values():
            yield from whole_numbers(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from whole_numbers(inner)


def test_bounds_of_numbers_are_told_in_the_words_of_a_json_schema(visitor: Client) -> None:
    description = visitor.get("/api/v1/openapi.json").json()
    numbers = list(whole_numbers(description))
    assert [one for one in numbers if one.keys() & {"ge", "le", "gt", "lt"}] == []
    assert {"maximum": 100, "minimum": 0, "type": "integer"} in numbers
