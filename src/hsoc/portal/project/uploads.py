"""How much a browser may send as files. Belongs here: the ceiling. Never: what a file holds."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from hsoc.records.parcel import MOST_BYTES


class Bounded(FileUploadHandler):
    """Stops reading where all files of one request together pass MOST_BYTES; the person reads why (413)."""

    total = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  (Django's signature)
        """Count, and pass on."""
        self.total += len(raw_data)
        if self.total > MOST_BYTES:
            raise RequestDataTooBig("files of one request together are too large")
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        """The next handler keeps the file."""
        return
