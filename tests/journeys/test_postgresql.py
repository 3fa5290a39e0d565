"""The portal on PostgreSQL: rooms whose questions are more than Django's own answer the same, and a fresh house is laid and served."""

import os
import subprocess
import sys

import pytest
from tests.lab import postgresql

# the chain's triggers, folding, bounds of time, texts put together in the database, full-text search, lists and their archive
ROOMS = (
    "tests/portal/audit", "tests/portal/search", "tests/portal/test_folding.py", "tests/portal/feeds/queries",
    "tests/portal/lists/test_queries.py", "tests/portal/memorandum/queries", "tests/portal/project/test_fresh.py",
)  # fmt: skip
PATIENCE_S = 600  # seconds; a quarter of a minute on an idle machine


@pytest.mark.postgresql
def test_what_is_asked_in_sql_of_our_own_is_answered_alike():
    with postgresql.running() as address:
        around = {**os.environ, "HSOC_TEST_DATABASE_URL": address}
        around.pop("PYTEST_XDIST_WORKER", None)
        given = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header", *ROOMS]
        ran = subprocess.run(given, env=around, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert ran.returncode == 0, ran.stdout[-6000:]
    assert " passed" in ran.stdout
    assert "skipped" not in ran.stdout
