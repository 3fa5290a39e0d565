"""The spool is emptied by a thread of its own; a door that would tell the secret to the network is refused at once."""

from pathlib import Path

import pytest

from hsoc.perimeter.config import PortalDoor
from hsoc.perimeter.teller import Teller
from hsoc.perimeter.wires.spool import Message, Spool


def test_teller_refuses_to_tell_a_secret_to_the_network(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    with pytest.raises(ValueError, match="without TLS only to this machine itself"):
        Teller(spool, PortalDoor(url="http://portal.example"), clock=lambda: 0)
    spool.close()


def test_dead_portal_is_told_of_and_nothing_is_lost(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.put([Message("a", b"{}")])
    teller = Teller(spool, PortalDoor(url="http://127.0.0.1:9"), clock=lambda: 0)
    teller.stop()
    assert ("refused" in teller.last.trouble, teller.last.waiting, len(spool.names())) == (True, 1, 1)
    spool.close()
