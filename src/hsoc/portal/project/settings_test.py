"""Settings of the tests: the real ones in a folder that vanishes, a database in memory, cheap password hashes. Never: other behaviour."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["HSOC_DATA"] = tempfile.mkdtemp(prefix="hsoc-test-")
atexit.register(shutil.rmtree, os.environ["HSOC_DATA"], ignore_errors=True)
os.environ.pop("HSOC_HTTPS", None)

from hsoc.portal.project.settings import *  # noqa: E402, F403 - the folder comes first
from hsoc.portal.project.surroundings import database  # noqa: E402

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}}
if OTHER := os.environ.get("HSOC_TEST_DATABASE_URL", ""):  # the same tests on PostgreSQL: tests/journeys/test_postgresql.py
    DATABASES = {"default": database(OTHER, Path(os.environ["HSOC_DATA"]) / "unused", wait=0)}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STARTS_PROCESSES = False  # they would work on another database: this one is in memory
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
