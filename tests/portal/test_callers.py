from __future__ import annotations

import pytest
from django.test import RequestFactory

from hsoc.portal.callers import address_of, lane_of


def request(remote: str, heard: str = ""):
    return RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": heard} if heard else {})


@pytest.mark.parametrize(
    ("proxies", "remote", "heard", "address"),
    [
        (0, "192.0.2.1", "", "192.0.2.1"),
        (0, "192.0.2.1", "198.18.0.1", "192.0.2.1"),  # nobody trusted wrote it
        (1, "127.0.0.1", "198.18.0.1", "198.18.0.1"),
        (1, "127.0.0.1", "198.18.0.66, 198.18.0.1", "198.18.0.1"),  # the first is the caller's own invention
        (2, "127.0.0.1", "198.18.0.66, 198.18.0.1, 192.0.2.9", "198.18.0.1"),
        (2, "127.0.0.1", "198.18.0.1", "127.0.0.1"),  # came past one of them
        (1, "127.0.0.1", "", "127.0.0.1"),
        (1, "127.0.0.1", "unknown", "127.0.0.1"),
        (1, "127.0.0.1", "198.18.0.66, " * 500 + "198.18.0.1", "198.18.0.1"),
        (0, "", "", ""),
    ],
)
def test_the_address_is_what_the_last_trusted_proxy_heard(settings, proxies, remote, heard, address) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address_of(request(remote, heard)) == address


def test_a_house_is_counted_once(settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    lanes = {lane_of(request(one)) for one in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")}
    assert lanes == {"address:2001:db8:1:2::/64"}
    assert lane_of(request("::ffff:198.18.0.1")) == lane_of(request("198.18.0.1")) == "address:198.18.0.1"
    assert lane_of(request("")) == "address:"
