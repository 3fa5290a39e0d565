from __future__ import annotations

import pytest
from django.test import Client
from tests.factories import website

pytestmark = pytest.mark.django_db


def test_before_the_pages_are_made_the_front_page_says_so(visitor: Client):
    answer = visitor.get("/cs/")
    assert (answer.status_code, "website_settle" in answer.content.decode()) == (200, True)
    assert visitor.get("/cs/co-je-hsoc/").status_code == 404


def test_pages_ask_little(visitor: Client, asked_at_most):
    website.settled()
    for path in ("/cs/", "/en/", "/cs/akcni-plan/", "/cs/clenove/"):
        visitor.get(path)  # Wagtail's roots of the sites are read once a process
        with asked_at_most(30):
            assert visitor.get(path).status_code in {200, 404}


def test_pages_answer_in_their_language_and_nowhere_else(visitor: Client):
    website.settled()
    for path, language in (("/cs/", "cs"), ("/en/", "en"), ("/cs/co-je-hsoc/", "cs"), ("/en/what-hsoc-is/", "en")):
        answer = visitor.get(path)
        assert (answer.status_code, f'<html lang="{language}"' in answer.content.decode()) == (200, True), path
        assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert visitor.get("/cs/what-hsoc-is/").status_code == 404
    assert visitor.get("/nothing/").status_code == 404
    assert visitor.post("/cs/").status_code == 405
