"""`feeds_check`: one look, nothing kept."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command

from hsoc.exchange.csaf.provider import WELL_KNOWN, Publisher, metadata
from hsoc.records.tlp import TLP

WHO = Publisher(name="Example Medical", namespace="https://medical.example")


class Partner(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        here = f"http://127.0.0.1:{self.server.server_port}"
        feed = f"{here}/feed.json"
        answers = {
            "/list.txt": b"203.0.113.7\nevil.example\n",
            WELL_KNOWN: metadata(WHO, base=here, label_urls={TLP.CLEAR: feed, TLP.AMBER: feed}, updated=0, trusted=True),
            "/feed.json": b'{"feed": {"entry": [{"content": {"src": "https://x.example/1.json"}, "updated": "1"}]}}',
        }
        self.wfile.write(answers.get(self.path, b"\xff\xfe"))


@pytest.fixture(scope="module")
def partner() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Partner)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_what_is_there_is_told(partner, capsys) -> None:
    call_command("feeds_check", f"{partner}/list.txt", "--allow", "127.0.0.0/8")
    assert "of plain; 0 events, 2 indicators" in capsys.readouterr().out


@pytest.mark.parametrize(("path", "more"), [("/list.txt", []), ("/junk", ["--allow", "127.0.0.0/8"]), ("/x", ["--allow", "nonsense"])])
def test_what_cannot_be_used_is_status_2(partner, path, more) -> None:
    with pytest.raises(CommandError) as error:
        call_command("feeds_check", partner + path, *more)
    assert error.value.returncode == 2


@pytest.mark.parametrize("path", ["", WELL_KNOWN])
def test_a_csaf_provider_is_understood(partner, capsys, path) -> None:
    call_command("feeds_check", partner + path, "--allow", "127.0.0.0/8")
    told = capsys.readouterr().out
    assert "csaf trusted provider Example Medical (https://medical.example)" in told
    assert "TLP:CLEAR: 1 papers; TLP:AMBER: wants a token" in told
