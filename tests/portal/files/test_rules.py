"""Which uploads are taken, and under which name."""

import io
import zipfile

import pytest

from hsoc.portal.files import rules
from hsoc.portal.files.rules import Untaken, cleaned, taken


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Zápis 3. schůzky.PDF", "Zápis 3. schůzky.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\jana\\plan.xlsx", "plan.xlsx"),
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie x.txt"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert cleaned(given) == kept


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"a" * (rules.MOST_BYTES + 1), "large"),
        ("noending", b"a", "name"),
        (".txt", b"a", "name"),
        ("page.html", b"<p>", "kind"),
        ("picture.svg", b"<svg/>", "kind"),
        ("run.exe", b"MZ", "kind"),
        ("a.pdf", b"<script>", "content"),
        ("a.txt", b"a\x00b", "content"),
        ("a.docx", b"PK\x03\x04 nothing packed", "content"),
        ("a.docx", packed("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("a.zip", packed("inside/xl/macrosheets/sheet1.xml"), "macros"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..." + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
    ],
)
def test_what_is_not_taken_says_why(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Untaken) as refused:
        taken(name, content)
    assert refused.value.code == code


def test_what_is_taken() -> None:
    assert taken("plan.pdf", b"%PDF-1.7 ...") == ("plan.pdf", "application/pdf")
    assert taken("a.docx", packed("word/document.xml"))[0] == "a.docx"
    assert taken("utf16.csv", "a;b".encode("utf-16"))[1] == "text/csv"


def test_a_packed_file_with_too_many_entries_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_ENTRIES", 3)
    taken("a.zip", packed("1", "2", "3"))
    with pytest.raises(Untaken):
        taken("a.zip", packed("1", "2", "3", "4"))
