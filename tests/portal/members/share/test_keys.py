from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pysequoia import Tsk
from tests.factories.members import NOW

from hsoc.portal.members.share.keys import Unfit, read


def smime(*, days: int = 30, mails: tuple[str, ...] = ("a@h.example",)) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "Anna")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - timedelta(days=400), NOW + timedelta(days=days))
    if mails:
        made = made.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(one) for one in mails]), critical=False)
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def test_an_openpgp_certificate_is_read_with_its_end() -> None:
    pair = Tsk.generate(user_id="Anna <a@h.example>")
    ends = NOW.replace(year=2040)
    cert = pair.extract_certificate().set_expiration(ends, pair.certifier())
    found = read(str(cert), now=NOW)
    assert (found.kind, found.names, found.expires) == ("openpgp", ("Anna <a@h.example>",), ends)
    assert found.fingerprint == cert.fingerprint.upper()
    with pytest.raises(Unfit, match="expired"):
        read(str(cert), now=ends)
    with pytest.raises(Unfit, match="secret"):
        read(str(pair), now=NOW)


def test_an_smime_certificate_is_read_with_its_addresses() -> None:
    found = read(smime(), now=NOW)
    assert (found.kind, found.names[1:], found.expires) == ("smime", ("a@h.example",), NOW + timedelta(days=30))
    assert found.names[0] == "Anna"  # a name for people, not CN=… and numbers of attributes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "format"), ("nonsense", "format"), ("x" * 200_001, "size"), ("-----BEGIN CERTIFICATE-----\nAAAA", "format"),
        (smime(days=-1), "expired"), (smime(mails=()), "names"),
    ],
)  # fmt: skip
def test_what_is_no_key_to_publish_is_refused_by_a_code(text: str, code: str) -> None:
    with pytest.raises(Unfit, match=code):
        read(text, now=NOW)
