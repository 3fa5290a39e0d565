"""How an upload leaves the house."""

import pytest
from django.core import signing
from django.http import Http404
from django.test import Client, RequestFactory
from tests.factories.members import NOW

from hsoc.portal.files import queries, web
from hsoc.portal.files.actions import keep
from hsoc.portal.files.models import File

APART = "http://files.testserver.example"


@pytest.fixture
def row(db: None) -> File:
    return keep("<script>alert(1)</script> žluťoučký".encode(), "zápis „3“.txt", NOW)


@pytest.fixture
def apart(settings) -> None:
    settings.FILES_URL = APART
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "files.testserver.example"]


def test_a_file_is_only_ever_saved(row: File) -> None:
    got = web.answer(RequestFactory().get("/"), row)
    assert b"".join(got.streaming_content).startswith(b"<script>")
    assert got.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''z%C3%A1pis")
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    got.close()
    assert (got.headers["X-Content-Type-Options"], got.headers["Content-Type"]) == ("nosniff", "text/plain")


def test_where_there_is_a_second_origin_the_reader_is_sent_there(row: File, apart: None, client: Client) -> None:
    sent = web.answer(RequestFactory().get("/"), row, "other.txt")
    assert (sent.status_code, sent.headers["Location"].startswith(f"{APART}/files/")) == (302, True)
    path = sent.headers["Location"].removeprefix(APART)
    got = client.get(path, headers={"host": "files.testserver.example"})
    assert (got.status_code, b"".join(got.streaming_content)[:8]) == (200, b"<script>")
    assert 'filename="other.txt"' in got.headers["Content-Disposition"]
    assert got.headers["Content-Security-Policy"].startswith("sandbox")
    got.close()
    assert not got.cookies
    assert client.get(path).status_code == 404  # on the portal's own origin it does not work


def test_a_bad_or_late_address_leads_nowhere(row: File, apart: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = web.answer(RequestFactory().get("/"), row).headers["Location"].removeprefix(APART)
    there = {"host": "files.testserver.example"}
    assert client.get(path[:-3] + "AA/", headers=there).status_code == 404
    assert client.get(f"/files/{signing.dumps([10**6, 'a.txt'], salt='hsoc.files')}/", headers=there).status_code == 404
    monkeypatch.setattr(web, "ADDRESS_SECONDS", -1)
    assert client.get(path, headers=there).status_code == 404


def test_without_a_second_origin_no_address_works(row: File, client: Client) -> None:
    assert client.get(f"/files/{signing.dumps([row.pk, 'a.txt'], salt='hsoc.files')}/").status_code == 404


def test_a_blob_that_is_gone_is_not_found(row: File) -> None:
    queries.place(row.digest).unlink()
    with pytest.raises(Http404):
        web.answer(RequestFactory().get("/"), row)


def test_on_the_second_origin_there_is_nothing_else(apart: None, client: Client, db: None) -> None:
    for path in ("/", "/portal/", "/account/login/", "/static/hsoc/hsoc.css", "/healthz"):
        got = client.get(path, headers={"host": "files.testserver.example"})
        assert (got.status_code, got.cookies) == (404, {}), path
