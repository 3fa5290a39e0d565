from __future__ import annotations

import pytest
from django.utils import translation

from hsoc.portal.network.web import traffic_words as words


def test_words_of_codes() -> None:
    with translation.override("en"):
        assert [words.service(6, 443), words.service(6, 0), words.service(47, 0), words.service(17, 9999)] == [
            "443/tcp HTTPS", "TCP without a port", "GRE", "9999/udp",
        ]  # fmt: skip
        assert words.flags(18) == "SYN ACK"
        assert words.flags(0) == ""
        assert words.drop(130) == "an access list dropped it"
        assert words.drop(191) == "reason 191"
        assert words.way(inward=False, between=True) == "to another member"
        assert words.protocol(6) == "TCP"


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [("CZ", "en", "Czechia"), ("CZ", "cs", "Česko"), ("US", "cs-cz", "Spojené státy"), ("QQ", "cs", "QQ"), ("001", "en", "001")],
)
def test_countries_are_called_by_their_names(code, language, name) -> None:
    assert words.country(code, language) == name


def test_no_country_is_unknown() -> None:
    with translation.override("cs"):
        assert words.country("", "cs") == "není známo"
