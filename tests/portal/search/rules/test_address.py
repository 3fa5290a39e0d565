import pytest

from hsoc.portal.search.rules.address import PATH, QUERY, clean


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/portal/events/?severity=5&page=3&q=a%20b#top", ("/portal/events/", "severity=5&q=a+b")),
        ("/portal/events/", ("/portal/events/", "")),
        ("/portal/events/?category=a&category=b", ("/portal/events/", "category=a&category=b")),
        ("https://else.example/portal/", None),
        ("//else.example/portal/", None),
        ("/portal/../account/", None),
        ("/portal/%2e%2e/account/", None),
        ("/portal//else.example", None),
        ("/portal/\\else", None),
        ("/account/2fa/", None),
        ("/portal/\x00", None),
        (f"/portal/{'x' * PATH}", None),
        (f"/portal/?q={'x' * QUERY}", None),
        (f"/portal/?{'a=1&' * 100}", None),
        ("", None),
    ],
)
def test_only_pages_of_the_portal_are_kept(address, kept) -> None:
    assert clean(address) == kept
