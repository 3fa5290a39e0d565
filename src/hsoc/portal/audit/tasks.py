"""What happens to the chain once a day: its head leaves the database. Never: a change of the chain."""

from __future__ import annotations

import os
import socket
from datetime import date
from pathlib import Path

from django.core.mail import EmailMessage

from hsoc.portal.audit import queries
from hsoc.portal.audit.rules import Broken, broken, witnessed


def keep_head(file: Path, *, day: date) -> bool:
    """Appends `day sequence hash` to the file, once a day; True where it did. Copy this file away: it is the witness."""
    sequence, head = queries.head()
    last = file.read_text().splitlines()[-1:] if file.exists() else []
    if not sequence or (last and last[0].split(" ", 1)[0] >= day.isoformat()):
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(f"{day.isoformat()} {sequence} {head}\n")
        out.flush()
        os.fsync(out.fileno())
    return True


def send_head(*, day: date, mail: str = "", syslog: str = "") -> None:
    """The head leaves the host too: by mail, by syslog (RFC 5424 over UDP), or both. Raises OSError or SMTPException where it did not."""
    sequence, head = queries.head()
    text = f"{day.isoformat()} {sequence} {head}"
    if syslog:
        host, _, port = syslog.rpartition(":")
        # facility 13 (log audit), severity 5 (notice); the nil value stands for what we do not say
        line = f"<109>1 - {socket.gethostname()} hsoc - audit-head - {text}".encode()
        kind = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(kind, socket.SOCK_DGRAM) as out:
            out.sendto(line, (host.strip("[]"), int(port)))
    if mail:
        EmailMessage(f"hSOC audit {day.isoformat()}", f"{text}\n", to=[mail], headers={"Auto-Submitted": "auto-generated"}).send()


def check(file: Path | None) -> Broken | None:
    """The first fault of the chain, or None. `file` holds the heads kept outside. Raises ValueError on a line that is none of ours."""
    heads = dict(witnessed(file.read_text().splitlines())) if file is not None and file.exists() else {}
    return broken(queries.links(), heads=heads)
