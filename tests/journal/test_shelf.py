from hsoc.journal.shelf import Shelf


def test_least_used_makes_room() -> None:
    shelf: Shelf[int] = Shelf(2)
    assert [shelf.put(key, value) for key, value in (("a", 1), ("b", 2))] == [1, 2]
    assert shelf.get("a") == 1
    shelf.put("c", 3)
    assert [shelf.get(key) for key in "abc"] == [1, None, 3]
    shelf.clear()
    assert shelf.get("a") is None
