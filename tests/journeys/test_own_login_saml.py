"""The house with SAML taken up at its start: played_saml.py in a session of its own."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

PATIENCE_S = 300  # seconds; ten on an idle machine


def written(path) -> rsa.RSAPrivateKey:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return key


def certificate(key: rsa.RSAPrivateKey) -> str:
    now, name = datetime.now(UTC), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.hospital2.example")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    signed = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    return "".join(signed.public_bytes(serialization.Encoding.PEM).decode().splitlines()[1:-1])


@pytest.mark.saml
def test_saml_is_played_from_the_button_to_the_first_page(tmp_path):
    providers = tmp_path / "providers.toml"
    written(tmp_path / "foreign.pem")
    told = {
        "id": "hospital2", "name": "Hospital 2", "entity_id": "https://idp.hospital2.example",
        "sso_url": "https://idp.hospital2.example/sso", "certificate": certificate(written(tmp_path / "key.pem")),
    }  # fmt: skip
    providers.write_text("\n".join(["[[saml]]", *(f'{name} = "{value}"' for name, value in told.items())]))
    around = {**os.environ, "HSOC_LOGIN_PROVIDERS": str(providers)}
    around.pop("PYTEST_XDIST_WORKER", None)
    given = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/journeys/played_saml.py"]
    ran = subprocess.run(given, env=around, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert ran.returncode == 0, ran.stdout[-6000:]
    assert "3 passed" in ran.stdout
