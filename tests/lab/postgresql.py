"""A PostgreSQL of its own, on a free port, gone with the test. Never: a table."""

import importlib.util
import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.processes import free_port

PROGRAMS = "/usr/lib/postgresql/*/bin/initdb"  # Debian keeps them off the PATH, a folder for each release
PATIENCE_S = 120  # seconds for laying a cluster and starting it; a second on an idle machine
LOSE_ALL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")  # nobody wants this data back


def programs() -> Path | None:
    """The folder of the newest server here."""
    found = sorted(Path("/").glob(PROGRAMS.lstrip("/")), key=lambda one: int(one.parts[-3]))
    return found[-1].parent if found else None


def missing() -> str:
    """What this machine lacks for PostgreSQL; empty where nothing."""
    lacking = [] if programs() else ["Debian's postgresql"]
    lacking += [] if importlib.util.find_spec("psycopg") else ["the extra `postgres`"]
    return ", ".join(lacking)


@contextmanager
def running() -> Iterator[str]:
    """Its address as HSOC_DATABASE_URL takes it. The server refuses to run as root, so there it runs as `postgres`.

    Its folder is none of pytest's: those are closed to everybody but who runs the tests.
    """
    at = programs()
    assert at is not None
    with tempfile.TemporaryDirectory(prefix="hsoc-postgresql-", ignore_cleanup_errors=True) as name:
        folder, as_whom = Path(name), list[str]()
        if os.geteuid() == 0:
            who = pwd.getpwnam("postgres")
            os.chown(folder, who.pw_uid, who.pw_gid)
            as_whom = ["runuser", "-u", "postgres", "--"]
        port, data = free_port(), folder / "data"

        def run(program: str, *arguments: str) -> None:
            with (folder / f"{program}.log").open("w+") as log:
                ran = subprocess.run([*as_whom, at / program, *arguments], stdout=log, stderr=log, timeout=PATIENCE_S, cwd="/", check=False)
                log.seek(0)
                assert ran.returncode == 0, log.read()

        run("initdb", "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", *LOSE_ALL)
        run("pg_ctl", "-D", str(data), "-w", "-o", " ".join(f"-c {one}" for one in options), "-l", str(folder / "log"), "start")
        try:
            run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "hsoc")
            yield f"postgresql://postgres@127.0.0.1:{port}/hsoc"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
