"""The house's key: made once, its owner's only, and what it signs is verified by another."""

import stat

from pysequoia import Cert, Sig, verify

from hsoc.portal.advisories.share import signing


def test_a_signature_is_verified_with_the_public_key_and_not_over_other_bytes() -> None:
    made = Sig.from_bytes(signing.signature(b"paper").encode())
    cert = Cert.from_bytes(signing.public_key().encode())
    assert cert.fingerprint.upper() == signing.fingerprint()
    assert "PUBLIC KEY" in signing.public_key()
    assert verify(bytes=b"paper", store=lambda _: [cert], signature=made).valid_sigs
    try:
        verify(bytes=b"other", store=lambda _: [cert], signature=made)
    except Exception:  # noqa: BLE001  (whatever the library raises)
        return
    raise AssertionError("a signature over other bytes was accepted")


def test_the_key_is_made_once_and_readable_by_its_owner_only(settings) -> None:
    first = signing.fingerprint()
    file = settings.DATA / "csaf" / signing.NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    signing._read.cache_clear()
    assert signing.fingerprint() == first
    assert [path.name for path in file.parent.iterdir()] == [signing.NAME]
