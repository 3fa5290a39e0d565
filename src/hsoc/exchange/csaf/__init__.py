"""CSAF, advisories and VEX as JSON (OASIS): `decode` reads 2.0 and 2.1, `encode` writes 2.0, `provider` offers what was written."""

from hsoc.exchange.csaf.decode import decode
from hsoc.exchange.csaf.encode import encode
from hsoc.exchange.csaf.terms import CARRIES

__all__ = ["CARRIES", "decode", "encode"]
