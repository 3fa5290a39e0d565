from __future__ import annotations

import pytest
from tests.factories.mails import mail, resolver, signed

from hsoc.portal.lists.share.proving import proven
from hsoc.portal.lists.share.proving import signed as is_signed
from hsoc.portal.lists.share.reading import letter

WHO = "jana@hospital1.example"
DNS = resolver("hospital1.example", "evil.example")
GOOD = signed(mail(WHO), "hospital1.example")


def test_a_signature_of_the_own_domain_proves():
    content = signed(mail(WHO), "hospital1.example")
    assert is_signed(content, WHO, ask=DNS)
    assert proven(content, letter(content), relay="", ask=DNS)


@pytest.mark.parametrize(
    ("content", "ask"),
    [
        pytest.param(mail(WHO), DNS, id="unsigned"),
        pytest.param(signed(mail(WHO), "evil.example"), DNS, id="another domain"),
        pytest.param(signed(mail(WHO), "hospital1.example"), resolver(), id="no key"),
        pytest.param(signed(mail(WHO), "hospital1.example").replace(b"Ahoj", b"Zloj"), DNS, id="changed text"),
        pytest.param(signed(mail(WHO), "hospital1.example").replace(b"A question", b"Another one"), DNS, id="changed subject"),
        pytest.param(signed(mail(WHO), "hospital1.example", length=True) + b"and more\r\n", DNS, id="open end"),
        pytest.param(signed(mail(WHO), "hospital1.example", include_headers=[b"from"]), DNS, id="only From is covered"),
        pytest.param(
            signed(mail(WHO), "hospital1.example").replace(b"To: ", b"Cc: hsoc-tech@lists.hsoc.example\r\nTo: ", 1), DNS, id="Cc put in"
        ),
        pytest.param(b"DKIM-Signature: v=1; d=hospital1.example; h=from:to:subject; b=x\r\n" + mail(WHO), DNS, id="rubbish"),
    ],
)
def test_anything_else_proves_nothing(content, ask):
    assert not is_signed(content, WHO, ask=ask)


def test_the_relays_word_is_enough_and_nobody_is_nobody():
    content = b"Authentication-Results: mx.hsoc.example; dmarc=pass header.from=hospital1.example\r\n" + mail(WHO)
    assert proven(content, letter(content), relay="mx.hsoc.example", ask=resolver())
    assert not proven(content, letter(content), relay="", ask=resolver())
    forged = b"Authentication-Results: other.example; none\r\n" + content
    assert not proven(forged, letter(forged), relay="mx.hsoc.example", ask=resolver())
    for word in (b"Received-SPF: pass envelope-from=jana@hospital1.example", b"X-Authentication-Results: mx.hsoc.example; spf=pass"):
        assert not proven(word + b"\r\n" + mail(WHO), letter(word + b"\r\n" + mail(WHO)), relay="mx.hsoc.example", ask=resolver())
    spf = b"Authentication-Results: mx.hsoc.example; spf=pass\r\n smtp.mailfrom=jana@hospital1.example\r\n" + mail(WHO)
    assert proven(spf, letter(spf), relay="mx.hsoc.example", ask=resolver())
    nobody = mail("")
    assert not proven(nobody, letter(nobody), relay="mx.hsoc.example", ask=resolver())
