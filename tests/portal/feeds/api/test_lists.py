"""The lists over HTTP: who gets them, conditional requests, limits."""

from datetime import UTC, datetime

import pytest
from tests.factories.indicators import indicator

from hsoc.portal.feeds.api import who
from hsoc.portal.feeds.models import Fetch
from hsoc.portal.feeds.rules.bucket import BURST, Bucket
from hsoc.portal.indicators.actions import revoke, share
from hsoc.records.tlp import PAP, TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
PATH = "/feeds/block/community/green/ip.txt"


@pytest.fixture
def shared(first, second) -> None:
    for actor in (first, second):
        items = [indicator(), indicator("203.0.113.99", tlp=TLP.CLEAR, pap=PAP.CLEAR)]
        share(actor=actor, organisation=actor.organisation, items=items, via="test", now=NOW)


@pytest.fixture
def get(client, firewall):
    def got(path: str = PATH, secret: str | None = firewall, **headers: str):
        shown = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret is not None else {}
        return client.get(path, **shown, **headers)

    return got


def lines(answer) -> list[str]:
    return [line for line in answer.content.decode().splitlines() if not line.startswith("#")]


def test_the_community_needs_a_token_the_street_does_not(get, shared) -> None:
    assert lines(get()) == ["203.0.113.7", "203.0.113.99"]
    assert lines(get("/feeds/block/public/clear/ip.txt", None)) == ["203.0.113.99"]
    for secret in (None, "wrong"):
        answer = get(secret=secret)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"].startswith("Basic")
    assert get("/feeds/block/public/clear/ip.txt", "wrong").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/block/own/green/ip.txt",
        "/feeds/block/community/red/ip.txt",
        "/feeds/block/community/green/mail.txt",
        "/feeds/block/community/green/ip.exe",
        "/feeds/block/community/green/hash.nft",
    ],
)
def test_what_does_not_exist_is_404(get, path) -> None:
    assert get(path).status_code == 404


def test_an_unchanged_list_is_304_and_a_changed_one_is_not(get, shared, first) -> None:
    answer = get()
    assert (answer["X-TLP"], answer["Cache-Control"]) == ("TLP:GREEN", "private, no-cache")
    assert get(HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert get(HTTP_IF_MODIFIED_SINCE=answer["Last-Modified"]).status_code == 304
    revoke(actor=first, organisation=1, identity=indicator().id, reason="the wrong address", now=NOW)
    changed = get(HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (changed.status_code, lines(changed)) == (200, ["203.0.113.99"])


def test_what_a_consumer_took_is_noted_and_the_street_is_not(get, shared) -> None:
    get()
    get(HTTP_IF_NONE_MATCH=get()["ETag"])
    get("/feeds/block/public/clear/ip.txt", None)
    assert [one.path for one in Fetch.objects.all()] == [PATH]


def test_too_often_is_429_with_the_time_to_wait(get, shared) -> None:
    answer = get()
    assert (answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == (str(BURST), str(BURST - 1))
    [caller] = who._buckets
    who._buckets[caller] = Bucket(tokens=0.0, at=who._buckets[caller].at + 3600)  # so that no time passes until the next request
    refused = get()
    assert (refused.status_code, refused["Retry-After"], refused["RateLimit-Remaining"]) == (429, "1", "0")


@pytest.mark.parametrize("verb", ["post", "put", "delete"])
def test_lists_are_read_only(client, db, verb) -> None:
    assert getattr(client, verb)(PATH).status_code == 405
