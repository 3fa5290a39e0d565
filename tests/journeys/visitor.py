"""A person with a browser, as far as a journey needs one: cookies, forms, the second factor. Never: a look behind the pages."""

from __future__ import annotations

import http.client
import re
import time
from urllib.parse import urlencode, urlsplit

from hsoc.portal.project.demo import totp_now

FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """One session on one house; `page` is what is on the screen, `at` where it came from."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._jar: dict[str, str] = {}
        self.status, self.at, self.page = 0, "", ""
        self.headers: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> str:
        """Open an address, following redirects."""
        for _ in range(10):
            self._call("GET", path, None, headers)
            if self.status not in {301, 302, 303}:
                return self.page
            path = self.headers["location"]
        raise AssertionError(f"round and round at {path}")

    def submit(self, **fields: str) -> str:
        """Send the form on the screen back to where it came from."""
        token = FORM_TOKEN.search(self.page)
        assert token is not None, f"no form at {self.at}"
        self._call("POST", self.at, urlencode({"csrfmiddlewaretoken": token.group(1), **fields}), {})
        return self.get(self.headers["location"]) if self.status in {302, 303} else self.page

    def log_in(self, *, username: str, password: str, totp_secret: str) -> None:
        """Password, then the code of this moment."""
        self.get("/portal/")
        self.submit(login=username, password=password)
        if 'name="code"' in self.page:
            self.submit(code=totp_now(totp_secret, time.time()))
        assert self.at.startswith("/portal/"), f"still at {self.at}"

    def _call(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> None:
        parts = urlsplit(path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._jar.items()), **headers}
        if body is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self._port}{self.at}"}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        self.page = answer.read().decode(errors="replace")
        self.status, self.at = answer.status, path
        self.headers = {}
        for name, value in answer.getheaders():
            self.headers[name.lower()] = value
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self._jar[cookie] = content
        connection.close()
