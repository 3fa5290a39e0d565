from __future__ import annotations

from tests.factories.seals import pdf, signed_pdf

from hsoc.portal.memorandum.rules.seals import Seal, found_in


def test_a_signature_is_found_and_holds():
    (one,) = found_in(signed_pdf())
    assert (one.kind, one.subject, one.serial, one.digest) == ("signature", "C=CZ,CN=Jana Vymyšlená", "1234abcd", "sha256")
    assert (one.digest_holds, one.key_holds, one.whole) == (True, True, True)
    assert one.issuer == one.subject
    assert one.at.startswith("20")


def test_a_changed_document_does_not_hold_but_the_key_still_does():
    (one,) = found_in(signed_pdf().replace(b"% memorandum", b"% memorandux"))
    assert (one.digest_holds, one.key_holds) == (False, True)


def test_a_changed_signature_is_told():
    content = signed_pdf()
    place = content.index(b"<30") + 1
    end = content.index(b"0" * 40, place)
    last = end - 2 - (end - place) % 2
    changed = content[:last] + (b"0" if content[last : last + 1] != b"0" else b"1") + content[last + 1 :]
    (one,) = found_in(changed)
    assert one.key_holds is False or one.kind == "unreadable"


def test_what_was_added_afterwards_is_told():
    (one,) = found_in(signed_pdf() + b"% more\n")
    assert (one.digest_holds, one.whole) == (True, False)


def test_none_and_nonsense():
    assert found_in(pdf()) == ()
    for text in (b"/ByteRange [0 5 9 1]", b"/ByteRange [0 99999 999999 1]", b"/ByteRange [3 5 9 1]"):
        assert found_in(b"%PDF-1.7 " + text + b" <30820102ff>")[0].kind == "unreadable"
    assert len(found_in(b"/ByteRange [0 5 9 1]" * 50)) == 20
    assert Seal(kind="signature").plain()["digest_holds"] is None
