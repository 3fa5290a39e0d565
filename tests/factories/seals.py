"""PDFs with and without an electronic signature, of an invented signer. Belongs here: bytes. Never: an assertion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

ROOM = 8192  # hex digits kept for the signature
HEAD = b"%PDF-1.7\n1 0 obj\n<< /Type /Sig /SubFilter /adbe.pkcs7.detached "


@lru_cache
def signer():
    """(certificate, key) of Jana Vymyšlená, by herself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Jana Vymyšlená"), x509.NameAttribute(NameOID.COUNTRY_NAME, "CZ")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(0x1234ABCD)
    made = made.not_valid_before(begin).not_valid_after(begin + timedelta(days=365))
    return made.sign(key, hashes.SHA256()), key


def pdf(text: bytes = b"memorandum") -> bytes:
    """Without a signature."""
    return b"%PDF-1.7\n% " + text + b"\n%%EOF\n"


def signed_pdf(text: bytes = b"memorandum") -> bytes:
    """With one: the byte range leaves out only the signature itself."""
    tail = b" >>\nendobj\n% " + text + b"\n%%EOF\n"
    frame = b"/ByteRange [0 %010d %010d %010d] /Contents "
    length = len(HEAD + frame % (0, 0, 0))
    before = HEAD + frame % (length, length + ROOM + 2, len(tail))
    certificate, key = signer()
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    builder = pkcs7.PKCS7SignatureBuilder().set_data(before + tail).add_signer(certificate, key, hashes.SHA256())
    cms = builder.sign(serialization.Encoding.DER, options)
    return before + b"<" + cms.hex().encode().ljust(ROOM, b"0") + b">" + tail
