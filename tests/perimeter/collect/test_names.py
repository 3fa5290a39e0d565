from hsoc.perimeter.collect.names import name


def test_known_element_has_its_registry_name() -> None:
    assert [name(0, n) for n in (1, 60, 95, 230)] == ["octetDeltaCount", "ipVersion", "applicationId", "natEvent"]


def test_unknown_element_is_named_by_its_numbers() -> None:
    assert name(2011, 701) == "2011/701"
