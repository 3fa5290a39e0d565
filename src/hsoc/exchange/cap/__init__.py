"""CAP 1.2, alerts as XML (OASIS, ITU X.1303): `decode` reads one, `encode` writes one."""

from hsoc.exchange.cap.decode import decode
from hsoc.exchange.cap.encode import encode
from hsoc.exchange.cap.terms import CARRIES

__all__ = ["CARRIES", "decode", "encode"]
