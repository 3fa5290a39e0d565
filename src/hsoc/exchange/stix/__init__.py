"""STIX 2.1 (OASIS): `decode` reads documents, `encode` writes a bundle, `objects` gives its objects one by one for a TAXII server."""

from hsoc.exchange.stix.decode import decode
from hsoc.exchange.stix.encode import encode, objects
from hsoc.exchange.stix.terms import CARRIES, CARRIES_INDICATOR, CARRIES_SIGHTING, MEDIA

__all__ = ["CARRIES", "CARRIES_INDICATOR", "CARRIES_SIGHTING", "MEDIA", "decode", "encode", "objects"]
