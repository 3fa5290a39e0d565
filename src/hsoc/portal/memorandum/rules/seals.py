"""Electronic signatures inside a PDF, found and described: who, when by his own clock, whether they hold. Pure. Never: trust.

ISO 32000-1, 12.8 (ByteRange, Contents) and RFC 5652 (SignedData with signed attributes). What is said: whether the digest over the byte
range is the one that was signed, whether the signature over the signed attributes is of the certificate's key, and whether it covers the
whole file. What is not: whether anybody should trust the certificate, whether it was revoked, whether the time is true.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from hsoc.portal.memorandum.rules.der import Piece, oid, piece, pieces

MOST: Final = 20  # signatures described in one file
MOST_CMS: Final = 1_000_000  # bytes of one signature; with time stamps and lists of revoked certificates some tens of thousands
MOST_CERTIFICATES: Final = 20
LONGEST_NAME: Final = 300  # characters of a subject or an issuer

_RANGE: Final = re.compile(rb"/ByteRange\s{0,16}\[\s{0,16}(\d{1,10})\s{1,16}(\d{1,10})\s{1,16}(\d{1,10})\s{1,16}(\d{1,10})\s{0,16}\]")
_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_TIME_STAMP: Final = "1.2.840.113549.1.9.16.1.4"
_DIGEST_ATTRIBUTE: Final = "1.2.840.113549.1.9.4"
_TIME_ATTRIBUTE: Final = "1.2.840.113549.1.9.5"
_PSS: Final = "1.2.840.113549.1.1.10"
_HASHES: Final[dict[str, tuple[str, hashes.HashAlgorithm]]] = {
    "1.3.14.3.2.26": ("sha1", hashes.SHA1()),  # noqa: S303  (old signatures are described too; the page names the digest)
    "2.16.840.1.101.3.4.2.1": ("sha256", hashes.SHA256()),
    "2.16.840.1.101.3.4.2.2": ("sha384", hashes.SHA384()),
    "2.16.840.1.101.3.4.2.3": ("sha512", hashes.SHA512()),
}


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """One signature found. kind: signature, timestamp or unreadable; at: the signer's own clock, ISO, '' = it does not say.

    digest_holds, key_holds: None = could not be checked; whole: nothing was added to the file afterwards; why: of an unreadable one.
    """

    kind: str
    subject: str = ""
    issuer: str = ""
    serial: str = ""
    at: str = ""
    digest: str = ""
    digest_holds: bool | None = None
    key_holds: bool | None = None
    whole: bool = False
    why: str = ""

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return msgspec.structs.asdict(self)


def found_in(content: bytes) -> tuple[Seal, ...]:
    """Every signature of a PDF, in the order of the file, at most MOST. Never raises: what cannot be read is said."""
    seals: list[Seal] = []
    for match in _RANGE.finditer(content):
        if len(seals) == MOST:
            break
        first, length, second, rest = (int(one) for one in match.groups())
        try:
            seals.append(_seal(content, first, length, second, rest))
        except (ValueError, IndexError, StopIteration, UnsupportedAlgorithm) as error:
            seals.append(Seal(kind="unreadable", why=str(error)[:200] or "cut off"))
    return tuple(seals)


def _seal(content: bytes, first: int, length: int, second: int, rest: int) -> Seal:
    if first != 0 or not length <= second or second + rest > len(content):
        raise ValueError("the byte range lies outside the file")
    gap = content[length:second].strip()
    if not (gap.startswith(b"<") and gap.endswith(b">")) or len(gap) > 2 * MOST_CMS:
        raise ValueError("no signature stands in the gap of the byte range")
    cms = bytes.fromhex(gap[1:-1].decode("ascii"))
    whole = second + rest == len(content)
    signed = content[:length] + content[second : second + rest]
    return _described(cms, signed, whole=whole)


def _described(cms: bytes, signed: bytes, *, whole: bool) -> Seal:
    kind, wrapped = list(pieces(piece(cms).value))[:2]
    if oid(kind.value) != _SIGNED_DATA:
        raise ValueError("the signature is no CMS signed data")
    parts = list(pieces(piece(wrapped.value).value))
    inside = next(pieces(parts[2].value))
    stamp = oid(inside.value) == _TIME_STAMP
    certificates = next((one for one in parts[3:] if one.tag == 0xA0), None)
    info = list(pieces(next(pieces(parts[-1].value)).value))
    signer = _certificate(certificates, info[1])
    name, algorithm = _HASHES.get(oid(next(pieces(info[2].value)).value), ("", None))
    attributes = next((one for one in info[3:] if one.tag == 0xA0), None)
    if attributes is None or algorithm is None:
        raise ValueError("the signature has no signed attributes or an unknown digest")
    values = {oid(pair[0].value): piece(pair[1].value) for pair in (list(pieces(one.value)) for one in pieces(attributes.value))}
    expected = values.get(_DIGEST_ATTRIBUTE)
    place = info.index(attributes)
    holds = None if stamp or expected is None else hashlib.new(name, signed).digest() == expected.value
    return Seal(
        kind="timestamp" if stamp else "signature",
        subject=signer.subject.rfc4514_string()[:LONGEST_NAME] if signer else "",
        issuer=signer.issuer.rfc4514_string()[:LONGEST_NAME] if signer else "",
        serial=f"{signer.serial_number:x}" if signer else "",
        at=_moment(values.get(_TIME_ATTRIBUTE)),
        digest=name,
        digest_holds=holds,
        key_holds=_key_holds(signer, b"\x31" + attributes.whole[1:], info[place + 1], info[place + 2].value, algorithm),
        whole=whole,
    )


def _certificate(held: Piece | None, sid: Piece) -> x509.Certificate | None:
    """The signer's among the certificates that came along."""
    came = list(pieces(held.value))[:MOST_CERTIFICATES] if held else []
    loaded = [x509.load_der_x509_certificate(one.whole) for one in came if one.tag == 0x30]
    if sid.tag != 0x30:  # named by its key: told apart only where there is one
        return loaded[0] if len(loaded) == 1 else None
    issuer, serial = list(pieces(sid.value))[:2]
    number = int.from_bytes(serial.value, "big", signed=True)
    return next((one for one in loaded if one.serial_number == number and one.issuer.public_bytes() == issuer.whole), None)


def _key_holds(
    signer: x509.Certificate | None, attributes: bytes, scheme: Piece, signature: bytes, algorithm: hashes.HashAlgorithm
) -> bool | None:
    """Whether the certificate's key signed the attributes; None for a key or scheme that is not known here."""
    if signer is None:
        return None
    key = signer.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            pss = oid(next(pieces(scheme.value)).value) == _PSS
            salted = padding.PSS(mgf=padding.MGF1(algorithm), salt_length=padding.PSS.AUTO) if pss else padding.PKCS1v15()
            key.verify(signature, attributes, salted, algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, attributes, ec.ECDSA(algorithm))
        else:
            return None
    except InvalidSignature:
        return False
    return True


def _moment(value: Piece | None) -> str:
    """UTCTime or GeneralizedTime as ISO 8601; '' where there is none or it is not in UTC."""
    if value is None or value.tag not in {0x17, 0x18}:
        return ""
    text = value.value.decode("ascii", "replace")
    form = "%y%m%d%H%M%SZ" if value.tag == 0x17 else "%Y%m%d%H%M%SZ"
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC).isoformat()
    except ValueError:
        return ""
