from __future__ import annotations

import pytest

from hsoc.portal.lists.rules.proof import aligned, domain_of, vouched

GOOD = "mx.hsoc.example; dkim=pass header.d=hospital1.example; dmarc=pass (p=reject) header.from=hospital1.example"


@pytest.mark.parametrize(
    ("signer", "speaks"),
    [
        ("hospital1.example", True), ("HOSPITAL1.example.", True), ("example", False), ("", False), ("evil.example", False),
        ("al1.example", False), ("mail.hospital1.example", False),  # stricter than DMARC: no list of public suffixes here
    ],
)  # fmt: skip
def test_which_signer_speaks_for_an_address(signer, speaks):
    assert aligned("jana@hospital1.example", signer) is speaks


def test_a_parent_speaks_for_its_child():
    assert aligned("jana@it.hospital1.example", "hospital1.example")
    assert domain_of("a@B.Example.") == "b.example"


def test_only_our_relays_topmost_word_counts():
    who, relay = "jana@hospital1.example", "mx.hsoc.example"
    assert vouched([GOOD], who, relay)
    assert not vouched([GOOD], who, "")
    assert not vouched([], who, relay)
    assert not vouched(["mx.evil.example; none", GOOD], who, relay)  # ours stands lower: it came with the mail
    assert not vouched([GOOD.replace("mx.hsoc", "mx.evil")], who, relay)
    assert not vouched([GOOD], "jana@other.example", relay)
    assert not vouched(["mx.hsoc.example; dmarc=fail header.from=hospital1.example"], who, relay)
    assert not vouched(["mx.hsoc.example; dkim=pass (dmarc=pass header.from=hospital1.example)"], who, relay)
    assert not vouched([GOOD + " " * 9000], who, relay)


SPF = "mx.hsoc.example; spf=pass smtp.mailfrom=jana@hospital1.example"


@pytest.mark.parametrize(
    ("field", "good"),
    [
        (SPF, True),
        ("mx.hsoc.example; spf=pass (mx.hsoc.example: 192.0.2.1 is allowed) smtp.mailfrom=hospital1.example; dkim=none", True),
        ('mx.hsoc.example; spf=pass smtp.mailfrom="jana"@hospital1.example', True),
        (SPF + "; dmarc=pass header.from=hospital1.example", True),
        (SPF + "; dmarc=fail header.from=hospital1.example", False),  # its own policy may be stricter than ours
        (SPF + "; dmarc=none header.from=hospital1.example", False),
        ("mx.hsoc.example; spf=softfail smtp.mailfrom=jana@hospital1.example", False),
        ("mx.hsoc.example; spf=pass smtp.helo=hospital1.example", False),  # DMARC looks at MAIL FROM
        ("mx.hsoc.example; spf=pass smtp.mailfrom=bounce@evil.example", False),
        ("mx.hsoc.example; spf=pass smtp.mailfrom=jana@mail.hospital1.example", False),
        ("mx.hsoc.example; spf=pass smtp.mailfrom=evil.example; spf=pass smtp.mailfrom=hospital1.example", False),
        ("mx.evil.example; spf=pass smtp.mailfrom=jana@hospital1.example", False),
        ("mx.hsoc.example; spf=pass (smtp.mailfrom=hospital1.example) smtp.mailfrom=evil.example", False),
        # the sender writes the part before the @, quoted
        ('mx.hsoc.example; spf=pass smtp.mailfrom="x; dmarc=pass header.from=hospital1.example"@evil.example', False),
        ('mx.hsoc.example; spf=pass smtp.mailfrom="x; dmarc=pass header.from=hospital1.example ;y"@evil.example', False),
        ('mx.hsoc.example; spf=pass smtp.mailfrom="a smtp.mailfrom=hospital1.example "@evil.example', False),
        ('mx.hsoc.example; spf=pass smtp.mailfrom="a\\" smtp.mailfrom=hospital1.example "@evil.example', False),
        ('mx.hsoc.example; spf=pass ("( smtp.mailfrom=evil.example) smtp.mailfrom=hospital1.example', False),  # never closed
        ('mx.hsoc.example; spf=pass smtp.mailfrom="hospital1.example', False),
        ("mx.hsoc.example; spf=pass smtp.mailfrom=hospital1.example@evil.example", False),
        ("mx.hsoc.example; none", False),
    ],
)  # fmt: skip
def test_spf_is_our_relays_word_and_the_senders_quotes_say_nothing(field, good):
    assert vouched([field], "jana@hospital1.example", "mx.hsoc.example") is good
