"""Real clients of others, each in the environment that tests/real_clients/install made of its lock. Never: what they should find."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1] / "real_clients"
KEPT = Path(os.environ.get("HSOC_CLIENTS", HERE.parents[1] / ".clients"))
PATIENCE = 120  # s; machines are shared, and a deadline only has to be met where something is broken


def missing(name: str) -> str:
    """What this machine lacks for that client, empty where nothing; an environment of another lock is none."""
    lock, installed = HERE / name / "requirements.lock", KEPT / name / "installed"
    there = installed.exists() and installed.read_bytes() == lock.read_bytes()
    return "" if there else f"the real client {name} (make clients)"


def drive(name: str, job: str, *, at: Path | None = None, patience: int = PATIENCE, **told: Any) -> Any:
    """What the client's own script tells of a job (a function of its `drive.py`), run in the client's environment and nobody else's.

    at: folder to run in; patience: s; told: arguments of the job, JSON. A job that breaks fails the test with the client's own words.
    """
    environment = {"PATH": os.defpath, "HOME": str(at or KEPT), "NO_PROXY": "*", "LANG": "C.UTF-8"}
    ran = subprocess.run(
        [KEPT / name / "bin" / "python", "-I", "-B", HERE / name / "drive.py", job],
        input=json.dumps(told), capture_output=True, text=True, check=False, timeout=patience, cwd=at, env=environment,
    )  # fmt: skip
    assert ran.returncode == 0, f"{name} {job}: {ran.stderr[-4000:]}"
    return json.loads(ran.stdout)
