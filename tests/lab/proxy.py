"""The nginx that is shipped, on loopback, and certificate authorities for its clients. Never: an assertion of a test."""

import contextlib
import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.lab.processes import Process, free_port, running, wait_until

NGINX = Path(__file__).parents[2] / "deploy" / "nginx.conf"
DAY = dt.timedelta(days=1)


class Authority:
    """A certificate authority of its own and what it signs."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = str(folder / f"{name}.pem")
        Path(self.file).write_bytes(self._signed(self._name, self._key, authority=True))

    def issue(self, host: str) -> tuple[str, str]:
        """Files of a certificate for a host, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate, secret = (self._folder / f"{host}.{kind}" for kind in ("pem", "key"))
        certificate.write_bytes(self._signed(name, key, host=host))
        plain = serialization.NoEncryption()
        secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
        return str(certificate), str(secret)

    def _signed(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, host: str = "", authority: bool = False) -> bytes:
        now = dt.datetime.now(dt.UTC)  # noqa: TID251  (certificates are valid by the clock of the machine)
        made = x509.CertificateBuilder(self._name, subject, key.public_key(), x509.random_serial_number(), now - DAY, now + DAY)
        made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        if authority:
            usage = dict.fromkeys(
                ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign",
                 "encipher_only", "decipher_only"), False,
            )  # fmt: skip
            made = made.add_extension(x509.KeyUsage(key_cert_sign=True, **usage), critical=True)
        if host:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@contextlib.contextmanager
def shipped_nginx(folder: Path, portal: str) -> Iterator[tuple[str, Authority]]:
    """The shipped nginx.conf, its paths and ports for this machine, before a portal: (address, authority of the clients)."""
    port = free_port()
    folder.mkdir()
    authority = Authority(folder, "clients-ca")
    certificate, key = Authority(folder, "portal-ca").issue("localhost")
    told = NGINX.read_text()
    for ours, here in (
        ("/etc/hsoc/tls/portal.pem", certificate), ("/etc/hsoc/tls/portal.key", key), ("/etc/hsoc/tls/clients-ca.pem", authority.file),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"), ("127.0.0.1:8000", portal.removeprefix("http://")),
        ("/var/log/nginx/hsoc.log", str(folder / "log")),
    ):  # fmt: skip
        assert ours in told, ours
        told = told.replace(ours, here)
    places = "".join(f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"pid {folder / 'pid'}; events {{}} http {{ {places}\n{told}\n}}")
    process = Process(
        ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off; master_process off;"], folder / "out"
    )
    with running(process):
        wait_until(lambda: _answers(port), "nginx listens", seconds=10)
        yield f"https://localhost:{port}", authority


def _answers(port: int) -> bool:
    try:
        ssl.get_server_certificate(("127.0.0.1", port), timeout=1)
    except OSError:
        return False
    return True
