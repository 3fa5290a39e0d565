"""One request to the gateway that was named; without one, a file."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hsoc.portal.notices.share.sms import Undelivered, body, send

GIVEN = {"to": "+420601000000", "text": 'Sejdeme se "hned"', "identity": "abc", "token": "s3cret", "template": ""}


@pytest.fixture
def gateway():
    """A gateway on loopback: `asked` holds requests, `status` is what it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.asked.append((self.path, dict(self.headers), content))
            self.send_response(self.server.status)
            self.send_header("Location", "https://else.example/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.status = [], 202
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_gateway_gets_one_request_with_token_and_identity(gateway, tmp_path) -> None:
    url = f"http://127.0.0.1:{gateway.server_port}/send?v=2"
    send(**GIVEN | {"template": '{"recipients": [{to}], "body": {text}}'}, url=url, folder=tmp_path)
    path, headers, content = gateway.asked.pop()
    assert (path, headers["Authorization"], headers["Idempotency-Key"]) == ("/send?v=2", "Bearer s3cret", "abc")
    assert json.loads(content) == {"recipients": ["+420601000000"], "body": 'Sejdeme se "hned"'}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("status", "final"), [(500, False), (429, False), (401, False), (400, True), (302, False)])
def test_a_refusal_says_whether_to_try_again(gateway, tmp_path, status, final) -> None:
    gateway.status = status
    with pytest.raises(Undelivered) as told:
        send(**GIVEN, url=f"http://127.0.0.1:{gateway.server_port}/", folder=tmp_path)
    assert (told.value.final, len(gateway.asked)) == (final, 1)  # no redirect is followed


@pytest.mark.parametrize(
    "wrong",
    [{"to": "601000000"}, {"to": "+420601000000\nX: 1"}, {"url": "http://gateway.example/"}, {"template": '{"to": {to}'}],
)
def test_what_cannot_be_right_is_never_asked(tmp_path, wrong) -> None:
    with pytest.raises(Undelivered) as told:
        send(**GIVEN | {"url": "https://gateway.example/", "folder": tmp_path} | wrong)
    assert told.value.final


def test_nobody_answers_is_tried_again(tmp_path, gateway) -> None:
    port = gateway.server_port + 0
    gateway.shutdown()
    gateway.server_close()
    with pytest.raises(Undelivered) as told:
        send(**GIVEN, url=f"http://127.0.0.1:{port}/", folder=tmp_path)
    assert not told.value.final


def test_without_a_gateway_the_message_is_a_file(tmp_path) -> None:
    assert send(**GIVEN, url="", folder=tmp_path / "sms") == "dry run"
    assert json.loads((tmp_path / "sms" / "abc.json").read_text())["text"] == 'Sejdeme se "hned"'


def test_words_cannot_break_out_of_the_template() -> None:
    told = json.loads(body('{"a": {text}, "b": {to}}', to="+420", text='", "b": "{to}', identity="1"))
    assert told == {"a": '", "b": "{to}', "b": "+420"}
