from __future__ import annotations

import socket
from pathlib import Path

import msgspec

from hsoc.demo.surroundings import Place, busy, free_udp_port, migrations, perimeter_toml
from hsoc.perimeter.config import read_config
from hsoc.perimeter.simulate import community


def test_the_engine_reads_its_configuration_as_the_community_is(tmp_path: Path) -> None:
    place = Place(data=tmp_path, port=8000)
    place.engine.write_text(perimeter_toml(place, collector=4739), encoding="utf-8")
    config = read_config(place.engine)
    assert config.policy.limits  # every engine has its standing limits; the community adds none
    assert msgspec.structs.replace(config.policy, limits=()) == community.policy()
    assert [(one.host, one.port) for one in config.listen] == [("127.0.0.1", 4739)]
    assert [one.address for one in config.exporter] == list(community.SITES)
    assert (config.portal.url, config.portal.secret_file) == ("http://127.0.0.1:8000", str(place.secret))
    assert config.mitigation.backend == "dry-run"


def test_a_taken_port_is_busy_and_a_free_one_is_not() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        port = sock.getsockname()[1]
        assert busy(port)
    assert not busy(port)
    assert 1024 <= free_udp_port() <= 65_535


def test_the_fingerprint_of_migrations_is_stable() -> None:
    assert migrations() == migrations()
    assert len(migrations()) == 64
