"""NetFlow v5: one fixed record of 48 bytes, so it is a template that everybody knows. Never: its header (framing)."""

from __future__ import annotations

from typing import Final

from hsoc.perimeter.collect.templates import Field, Template

# (element, bytes) in the order of the record; 0 = not needed (next hop, AS numbers, masks, padding)
_RECORD: Final = (
    (8, 4), (12, 4), (0, 4), (10, 2), (14, 2), (2, 4), (1, 4), (22, 4), (21, 4), (7, 2), (11, 2),
    (0, 1), (6, 1), (4, 1), (5, 1), (0, 2), (0, 2), (0, 1), (0, 1), (0, 2),
)  # fmt: skip

TEMPLATE: Final = Template(5, tuple(Field(0, number, length) for number, length in _RECORD))
