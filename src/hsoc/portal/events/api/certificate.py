"""What a trusted proxy says of a client certificate. Belongs here: reading it from the certificate itself. Never: whether it is enough."""

from __future__ import annotations

from urllib.parse import unquote

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.http import HttpRequest


def hostnames(request: HttpRequest) -> tuple[str, ...]:
    """Names in the client certificate (common name, DNS names) that a trusted proxy has verified; a Unix socket's peer is `unix`.

    They are read from the certificate itself: the subject as one text can be made to look like another one.
    """
    if (request.META.get("REMOTE_ADDR") or "unix") not in settings.WARDEN_PROXIES or request.headers.get("X-Client-Verify") != "SUCCESS":
        return ()
    try:
        certificate = x509.load_pem_x509_certificate(unquote(request.headers.get("X-Client-Cert", "")).encode())
        names = [str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
        names += certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    except x509.ExtensionNotFound:
        pass
    except ValueError:
        return ()
    return tuple(names)
