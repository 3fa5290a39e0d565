from __future__ import annotations

import numpy as np

from hsoc.journal.networks import read
from hsoc.perimeter.simulate import networks
from hsoc.records.address import pair


def test_the_table_is_one_that_the_portal_reads(tmp_path) -> None:
    path = tmp_path / "networks.csv"
    path.write_text(networks.table(), encoding="utf-8")
    table = read(path)
    pairs = np.array([pair(one) for one in ("198.18.9.1", "198.19.3.1", "198.19.20.1", "2001:db8:fe00::1")], np.int64)
    found = [table.entry(int(one)) for one in table.index(pairs[:, 0], pairs[:, 1])]
    assert found[0].name == "Nemocnice Lipová"
    assert found[2] is None  # some attackers are in nobody's table
    assert all(64_496 <= one.asn <= 64_511 or 65_536 <= one.asn <= 65_551 for one in found if one)
