"""Blobs: one for the same bytes, gone with the last row."""

import hashlib

import pytest
from tests.factories.members import NOW

from hsoc.portal.files import queries
from hsoc.portal.files.actions import discard, keep
from hsoc.portal.files.models import File
from hsoc.portal.files.rules import Untaken


def test_the_same_bytes_lie_once(db: None, django_capture_on_commit_callbacks) -> None:
    one, two = keep(b"minutes", "one.txt", NOW), keep(b"minutes", "two.txt", NOW)
    path = queries.place(one.digest)
    assert (one.digest, one.size, one.name, two.name) == (hashlib.sha256(b"minutes").hexdigest(), 7, "one.txt", "two.txt")
    assert (path.read_bytes(), path.stat().st_mode & 0o777, len(list(path.parent.iterdir()))) == (b"minutes", 0o600, 1)
    for row, stays in ((one, True), (two, False)):
        with django_capture_on_commit_callbacks(execute=True):
            discard(row)
        assert path.exists() is stays


def test_what_is_not_taken_leaves_nothing(db: None) -> None:
    with pytest.raises(Untaken):
        keep(b"<p>", "page.html", NOW)
    assert not File.objects.exists()
    assert not queries.place(hashlib.sha256(b"<p>").hexdigest()).exists()
