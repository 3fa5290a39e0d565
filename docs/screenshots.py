"""Pictures for README and docs, taken of the running demo by Debian's chromium. Belongs here: pages, sizes, modes. Never: the pages.

`make run` in one terminal, then `.venv/bin/python docs/screenshots.py --data <its DATA folder> --address <its address>` in another.
Whoever owns the DATA folder may open a session without a password; it is closed again at the end. Pictures land in docs/pictures/.
"""
# ruff: noqa: INP001  (a script beside the documents, not a package)

from __future__ import annotations

import argparse
import http.client
import http.server
import os
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

WIDE: Final = (1440, 1500)  # px: a usual desk
PHONE: Final = (390, 1400)  # px
# headers that pass: the pictures show what the policy allows, and polling works as for a person
ASKED: Final = ("HX-Request", "HX-Target", "If-None-Match")
ANSWERED: Final = ("Content-Type", "Content-Security-Policy", "ETag", "Vary")
PATIENCE: Final = 60  # seconds for one picture
YESTERDAY: Final = "yesterday"  # stands for the day that the daily view links as the one before: a whole day tells more
# each by its name: path, size, theme, language
PICTURES: Final = {
    "daily-view": (YESTERDAY, WIDE, "light", "cs"),
    "daily-view-en": (YESTERDAY, WIDE, "light", "en"),
    "daily-view-dark": (YESTERDAY, WIDE, "dark", "cs"),
    "daily-view-phone": (YESTERDAY, PHONE, "light", "cs"),
    "today": ("/portal/day/", WIDE, "light", "cs"),
    "threats": ("/portal/events/", (1440, 1000), "light", "cs"),
    "overview": ("/portal/", (1440, 1000), "light", "cs"),
    "front": ("/cs/", (1440, 1100), "light", "cs"),
}
FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1",
)  # fmt: skip


class Door(http.server.BaseHTTPRequestHandler):
    """Passes requests on to the demo with the cookies of one picture: chromium's command line cannot set any."""

    address = ""
    cookies = ""

    def do_GET(self) -> None:
        """Fetch the same path of the demo."""
        demo = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        asked = {name: value for name, value in self.headers.items() if name in ASKED}
        demo.request("GET", self.path, headers=asked | {"Cookie": self.cookies})
        answer = demo.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name in ANSWERED:
            if value := answer.getheader(name):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        demo.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
        """Say nothing."""


def taken(chromium: str, url: str, size: tuple[int, int], file: Path) -> None:
    """One picture. Raises CalledProcessError where chromium fails."""
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, *FLAGS, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}", f"--screenshot={file}", url]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603  (chromium and our own arguments)


def yesterday(address: str, cookies: str) -> str:
    """The path of the last whole day, as today's page links it."""
    demo = http.client.HTTPConnection(address, timeout=PATIENCE)
    demo.request("GET", "/portal/day/", headers={"Cookie": cookies})
    found = re.search(r'href="([^"]+)" rel="prev"', demo.getresponse().read().decode())
    demo.close()
    if not found:
        raise SystemExit(f"{address}: the daily view does not answer as expected; is the session still good?")
    return found[1]


def opened_session(data: Path, username: str) -> Any:
    """A session of that person, saved in the demo's database."""
    os.environ["HSOC_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "hsoc.portal.project.settings"
    import django  # noqa: PLC0415  (needs the environment above)

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    person = get_user_model().objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session


def main() -> None:
    """Take all pictures, or those named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the demo's DATA folder")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--person", default="operator")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent / "pictures")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(PICTURES)}")
    given = parser.parse_args()
    chromium = shutil.which("chromium")
    if not chromium:
        raise SystemExit("docs/screenshots.py needs Debian's package chromium")
    given.into.mkdir(parents=True, exist_ok=True)
    session = opened_session(given.data.resolve(), given.person)
    Door.address = urlsplit(given.address).netloc
    try:
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door) as door:
            threading.Thread(target=door.serve_forever, daemon=True).start()
            for name in given.names or PICTURES:
                path, size, theme, language = PICTURES[name]
                Door.cookies = f"hsoc={session.session_key}; hsoc_theme={theme}; hsoc_language={language}"
                where = yesterday(Door.address, Door.cookies) if path == YESTERDAY else path
                taken(chromium, f"http://127.0.0.1:{door.server_port}{where}", size, given.into / f"{name}.png")
                print(given.into / f"{name}.png")  # noqa: T201  (a script's answer)
            door.shutdown()
    finally:
        session.delete()


if __name__ == "__main__":
    main()
