"""Mails for tests: plain ones, and signed ones with the key in an invented DNS. Belongs here: makers. Never: an assertion."""

from __future__ import annotations

import base64
import functools
from email.message import EmailMessage

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

DOMAIN = "lists.hsoc.example"
SIGNED = [b"from", b"to", b"cc", b"subject", b"date", b"message-id"]


@functools.cache
def keys() -> tuple[bytes, bytes]:
    """(private key as PEM, TXT record of the public one)."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # the least that is taken; quick to make
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    public = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def resolver(*domains: str):
    """A DNS that knows the key of these domains under the selector `s`."""
    known = {f"s._domainkey.{one}.".encode() for one in domains}
    return lambda name: keys()[1] if name in known else None


def mail(sender: str, *, to: str = f"hsoc-tech@{DOMAIN}", subject: str = "A question", text: str = "Ahoj světe", **headers: str) -> bytes:
    """A plain mail."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = "Mon, 05 Oct 2026 10:00:00 +0200"
    made["Message-ID"] = headers.pop("message_id", "<one@hospital1.example>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes(policy=made.policy.clone(linesep="\r\n"))


def signed(content: bytes, domain: str, **more: object) -> bytes:
    """The same with a DKIM signature by `domain`."""
    options = {"include_headers": [one for one in SIGNED if b"\n" + one + b":" in b"\n" + content.lower()]} | more
    return dkim.sign(content, b"s", domain.encode(), keys()[0], **options) + content
