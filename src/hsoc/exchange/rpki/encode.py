"""VRPs → JSON as validators write it. Belongs here: the file. Never: PDUs (rtr)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hsoc.records.route import Aspa, Vrp


def encode(vrps: Sequence[Vrp], aspas: Sequence[Aspa] = ()) -> bytes:
    """The file."""
    roas = [{"asn": f"AS{one.asn}", "prefix": one.prefix, "maxLength": one.most_length, "ta": "example"} for one in vrps]
    said = [{"customer": f"AS{one.customer}", "providers": [f"AS{asn}" for asn in one.providers]} for one in aspas]
    return msgspec.json.encode({"metadata": {"vrps": len(vrps)}, "roas": roas, "aspas": said})
