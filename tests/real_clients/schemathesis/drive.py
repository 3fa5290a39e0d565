"""schemathesis over an OpenAPI description; tells in JSON what it tried and what it found. In its own environment. Never: hSOC's code."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SETTINGS = Path(__file__).with_name("schemathesis.toml")


def checked(url, secret, examples, phases):
    """Every check on every operation: whether all held, how many operations and cases there were, and its own words."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "schemathesis.cli", "--config-file", SETTINGS, "run", url, "--no-color",
            "-H", f"Authorization: Bearer {secret}",
            "--checks", "all", "--phases", phases, "--max-examples", str(examples),
            "--generation-deterministic", "--suppress-health-check", "all", "--continue-on-failure",
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env={**os.environ, "HOME": folder})
    cases = re.search(r"(\d+) generated", ran.stdout)
    operations = re.search(r"Tested: *(\d+)", ran.stdout)
    return {
        "status": ran.returncode,
        "operations": int(operations[1]) if operations else 0,
        "cases": int(cases[1]) if cases else 0,
        "said": (ran.stdout + ran.stderr)[-60_000:],
    }


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](**json.load(sys.stdin)), sys.stdout)
