"""Tokens as each kind of client sends them."""

import base64

import pytest
from django.test import RequestFactory

from hsoc.portal.feeds.api.who import allowed, secret


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({}, ""),
        ({"HTTP_AUTHORIZATION": "Bearer abc"}, "abc"),
        ({"HTTP_AUTHORIZATION": "token abc"}, "abc"),
        ({"HTTP_AUTHORIZATION": "abc"}, "abc"),
        ({"HTTP_X_MISP_AUTH": "abc"}, "abc"),
        ({"HTTP_AUTHORIZATION": basic("anybody:abc")}, "abc"),
        ({"HTTP_AUTHORIZATION": basic("abc")}, ""),
        ({"HTTP_AUTHORIZATION": "Basic \xff\xff"}, ""),
        ({"HTTP_AUTHORIZATION": "Digest abc"}, ""),
    ],
)
def test_where_the_token_stands(headers, found) -> None:
    assert secret(RequestFactory().get("/", **headers)) == found


def test_each_door_has_its_own_number_of_requests_at_once() -> None:
    assert [allowed("a", rate=0.001, burst=3).passes for _ in range(4)] == [True, True, True, False]
    assert allowed("b", rate=0.001, burst=3).passes
