"""Every wire to a speaker says Down, with the place, when nobody is there."""

from pathlib import Path

import pytest
from tests.lab.gobgp import missing
from tests.lab.processes import free_port

from hsoc.perimeter.wires.exabgp import ExaBGPWire
from hsoc.perimeter.wires.gobgp import GoBGPWire
from hsoc.perimeter.wires.speaker import Down, Wire


def wires(tmp_path: Path) -> list[tuple[str, Wire]]:
    port = free_port()
    found: list[tuple[str, Wire]] = [("nobody", ExaBGPWire(tmp_path / "nobody", ask=("x",)))]
    return found if missing() else [*found, (f"127.0.0.1:{port}", GoBGPWire(f"127.0.0.1:{port}"))]


def test_nobody_there_is_down_and_closing_is_safe(tmp_path: Path) -> None:
    for place, wire in wires(tmp_path):
        with pytest.raises(Down, match=place):
            wire.connect()
        with pytest.raises(Down):
            wire.listing()
        wire.close()
        wire.close()
