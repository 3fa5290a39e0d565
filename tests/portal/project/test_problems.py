from __future__ import annotations

import msgspec
from django.http import HttpResponse, HttpResponseNotAllowed

from hsoc.portal.project.problems import problem, problem_of


def test_a_problem_tells_kind_case_and_members() -> None:
    made = problem(422, "Unusable", "line 3", errors=[1])
    assert made.headers["Content-Type"] == "application/problem+json"
    assert msgspec.json.decode(made.content) == {
        "type": "about:blank",
        "title": "Unusable",
        "status": 422,
        "detail": "line 3",
        "errors": [1],
    }


def test_an_answer_without_a_body_becomes_a_problem_and_keeps_its_headers() -> None:
    made = problem_of(HttpResponseNotAllowed(["GET"]))
    assert made.headers["Allow"] == "GET"
    assert msgspec.json.decode(made.content) == {"type": "about:blank", "title": "Method Not Allowed", "status": 405}
    assert "Allow" not in problem_of(HttpResponse(status=404)).headers
