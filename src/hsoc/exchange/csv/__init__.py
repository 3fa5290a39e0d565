"""Plain CSV of events or indicators: `propose` a mapping from the headers, `decode` by it, `encode` the same table back."""

from hsoc.exchange.csv.decode import decode, proposed
from hsoc.exchange.csv.encode import encode
from hsoc.exchange.csv.mapping import Mapping, propose, read
from hsoc.exchange.csv.terms import CARRIES, CARRIES_INDICATOR

__all__ = ["CARRIES", "CARRIES_INDICATOR", "Mapping", "decode", "encode", "propose", "proposed", "read"]
