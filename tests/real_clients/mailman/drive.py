"""Mailman 3 itself: its runners for REST, LMTP and the way of a post. Runs in its own environment. Never: hSOC's code.

Mailman's own master starts each runner anew, and each reads Mailman for some seconds of CPU; here it is read once and the runners are
forked of it, as many as a post needs. What they do is Mailman's.
"""

import json
import os
import signal
import sys
from pathlib import Path

from mailman.bin.runner import make_runner
from mailman.config import config
from mailman.core.initialize import initialize

RUNNERS = ("rest", "lmtp", "in", "pipeline", "out")
CONFIG = """
[mailman]
site_owner: owner@mailman.example
layout: here
[paths.here]
var_dir: {folder}/var
[database]
url: sqlite:///{folder}/mailman.db
[webservice]
hostname: 127.0.0.1
port: {rest}
workers: 1
admin_user: {user}
admin_pass: {password}
[mta]
incoming: mailman.mta.null.NullMTA
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
smtp_host: 127.0.0.1
smtp_port: {smtp}
[archiver.prototype]
enable: no
[runner.in]
sleep_time: 0.1s
[runner.pipeline]
sleep_time: 0.1s
[runner.out]
sleep_time: 0.1s
"""


def serve(**told):
    """Until SIGTERM. told: folder, the ports rest and lmtp to listen on, the port smtp of a relay, user and password of REST."""
    file = Path(told["folder"]) / "mailman.cfg"
    file.write_text(CONFIG.format(**told))
    os.setsid()
    initialize(str(file))
    config.db.engine.dispose()  # each runner opens the database by itself
    children = []
    for name in RUNNERS:
        child = os.fork()
        if not child:
            runner = make_runner(name, 0, 1)
            runner.set_signals()
            runner.run()
            os._exit(0)
        children.append(child)

    def end(*_):
        os.killpg(0, signal.SIGKILL)

    signal.signal(signal.SIGTERM, end)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    globals()[sys.argv[1]](**json.loads(sys.argv[2]))
