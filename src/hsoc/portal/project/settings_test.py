"""Settings of the tests: the real ones in a folder that vanishes, a database in memory, cheap password hashes. Never: other behaviour."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

os.environ["HSOC_DATA"] = tempfile.mkdtemp(prefix="hsoc-test-")
atexit.register(shutil.rmtree, os.environ["HSOC_DATA"], ignore_errors=True)
os.environ.pop("HSOC_HTTPS", None)

from hsoc.portal.project.settings import *  # noqa: E402, F403 - the folder comes first

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STARTS_PROCESSES = False  # they would work on another database: this one is in memory
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
