"""Files of one request together have a ceiling."""

import pytest
from django.core.exceptions import RequestDataTooBig

from hsoc.portal.project import uploads


def test_reading_stops_at_the_ceiling(monkeypatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    handler = uploads.Bounded()
    assert handler.receive_data_chunk(b"12345", 0) == b"12345"
    assert handler.file_complete(5) is None
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"678901", 0)
