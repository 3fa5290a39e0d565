"""No real people, mails or addresses: in code, fixtures, docs and demo."""

import ipaddress
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

MAIL = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
ADDRESS = re.compile(r"(?<![\w.:/-])(\d{1,3}(?:\.\d{1,3}){3})(?:/(\d{1,2}))?(?![\w.]|-\d)")

# documentation, benchmarking, private and special-purpose space (RFC 5737, 2544, 1918, 6890): nobody lives there
INVENTED = [
    ipaddress.ip_network(n)
    for n in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip

# tests against recordings name the addresses that stand in the recordings
RECORDINGS = ("tests/real_data/",)
READ = {".py", ".toml", ".md", ".html", ".txt", ".json", ".jsonl", ".csv", ".yml", ".yaml", ".conf", ".service", ".po", ".css", ".js", ""}


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in listing if name and Path(name).suffix in READ and name not in {"uv.lock", "LICENSE"}]


def mails(text: str) -> list[str]:
    found = [m.group(0) for m in MAIL.finditer(text)]
    return [m for m in found if not re.search(r"@([a-z0-9-]+\.)*example(\.(cz|com|org|net|eu))?$", m, re.IGNORECASE)]


def addresses(text: str) -> list[str]:
    found = []
    for match in ADDRESS.finditer(text):
        try:
            address = ipaddress.ip_address(match.group(1))
        except ValueError:
            continue
        if not any(address in net for net in INVENTED):
            found.append(match.group(0))
    return found


def test_no_real_mail_address() -> None:
    wrong = {}
    for path in tracked():
        if path.exists() and (found := mails(path.read_text(errors="replace"))):
            wrong[str(path.relative_to(ROOT))] = found[:3]
    assert wrong == {}


def test_no_real_ip_address() -> None:
    wrong = {}
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if path.exists() and not name.startswith(RECORDINGS) and (found := addresses(path.read_text(errors="replace"))):
            wrong[name] = found[:3]
    assert wrong == {}


def test_checks_see_planted_ones() -> None:
    assert mails("write to jana@nemocnice" + ".cz or a@b.example") == ["jana@nemocnice" + ".cz"]
    assert addresses("8.8" + ".8.8 and 192.0.2.1") == ["8.8" + ".8.8"]
