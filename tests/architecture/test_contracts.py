"""The directions of imports, as import-linter checks them, and that the lists in pyproject.toml are complete."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = {c["id"]: c for c in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]}


def test_every_import_points_the_right_way() -> None:
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout


def test_every_detector_is_listed_as_a_stranger() -> None:
    detect = ROOT / "src/hsoc/perimeter/detect"
    shared = {"__init__", "base", "watch"}
    own = {
        f"hsoc.perimeter.detect.{p.stem}"
        for p in detect.glob("*.py")
        if p.stem not in shared and "DETECTOR" in p.read_text() and "def detect(" in p.read_text()
    }
    assert own == set(CONTRACTS["detectors-are-strangers"]["modules"])


def test_every_format_is_listed_as_a_stranger() -> None:
    own = {f"hsoc.exchange.{p.name}" for p in (ROOT / "src/hsoc/exchange").iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert own == set(CONTRACTS["formats-are-strangers"]["modules"])


def test_every_app_is_listed_inside() -> None:
    portal = ROOT / "src/hsoc/portal"
    own = {f"hsoc.portal.{p.parent.name}" for p in portal.glob("*/apps.py") if p.parent.name != "project"}
    assert own == set(CONTRACTS["inside-an-app"]["containers"])
