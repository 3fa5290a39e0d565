"""Every source file has the test of its name, and every mirrored test has its source."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "hsoc"
TESTS = ROOT / "tests"

# mirrored tests live in these folders; the others (contracts, journeys, real_data …) are about more than one file
MIRRORED = ("records", "exchange", "journal", "perimeter", "portal")

# what has no behaviour of its own, each with the reason
WITHOUT = {
    "__init__.py": "a door, or empty",
    "__main__.py": "calls one function",
    "apps.py": "Django's registration",
    "base.py": "a contract; tests/contracts runs it over every sibling",
    "terms.py": "mapping tables; tests/contracts reads them",
    "settings.py": "configuration",
    "settings_test.py": "configuration of the tests",
    "wsgi.py": "the door of the server; tests/journeys starts it",
}

# mirrored tests that are about a whole folder, each with the reason
WHOLE = {"test_fuzz.py": "seeded mutations through every reader of its folder"}


def sources() -> list[Path]:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        relative = path.relative_to(SOURCE)
        if relative.parts[0] in MIRRORED and path.name not in WITHOUT and "migrations" not in relative.parts:
            found.append(relative)
    return found


def mirror(relative: Path) -> Path:
    return TESTS / relative.parent / f"test_{relative.name}"


def test_every_source_has_its_test() -> None:
    missing = [str(s) for s in sources() if not mirror(s).exists()]
    assert missing == []


def test_every_mirrored_test_has_its_source() -> None:
    orphans = []
    for room in MIRRORED:
        for test in sorted((TESTS / room).rglob("test_*.py")):
            relative = test.relative_to(TESTS)
            source = SOURCE / relative.parent / relative.name.removeprefix("test_")
            if test.name not in WHOLE and not source.exists() and not source.with_suffix("").is_dir():
                orphans.append(str(relative))
    assert orphans == []
