from pathlib import Path

from django.conf import settings

from hsoc.portal.files import queries


def test_a_blob_lies_where_its_digest_says() -> None:
    assert queries.place("ab" + "c" * 62) == Path(settings.DATA) / "files" / "ab" / ("c" * 62)


def test_a_number_that_is_none_has_no_row(db: None) -> None:
    assert (queries.file(1), queries.uses("0" * 64)) == (None, 0)
