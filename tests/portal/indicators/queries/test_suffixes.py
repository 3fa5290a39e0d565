"""Which list holds: the dated copy of our lock, or the file that the operator names."""

import pytest

from hsoc.portal.indicators.queries.suffixes import site, suffixes
from hsoc.records.indicator import Kind


def test_the_shipped_copy_is_the_whole_list_with_its_date() -> None:
    assert suffixes().size > 9000
    assert suffixes().version >= "2026"
    assert site(Kind.DOMAIN, "a.hospital.github.io") == "hospital.github.io"
    assert site(Kind.URL, "https://www.example.co.uk/x") == "example.co.uk"
    assert site(Kind.DOMAIN, "www.example.cz") == "example.cz"


def test_an_operators_list_replaces_it(settings, tmp_path) -> None:
    (tmp_path / "list").write_text("cz\nown.cz\n")
    settings.SUFFIXES = str(tmp_path / "list")
    assert site(Kind.DOMAIN, "a.b.own.cz") == "b.own.cz"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"*\n"])
def test_a_file_that_is_no_list_is_told_by_name(settings, tmp_path, body) -> None:
    settings.SUFFIXES = str(tmp_path / "list")
    (tmp_path / "list").write_bytes(body)
    with pytest.raises(ValueError, match=r"HSOC_SUFFIXES: .*list: .*give the Public Suffix List"):
        suffixes()
