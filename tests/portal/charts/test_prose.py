"""What people write cannot do harm, and still reads well."""

import re

import pytest

from hsoc.portal.charts import prose as module
from hsoc.portal.charts.prose import excerpt, prose


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b** *c* ~~d~~ `e`", "<p>a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code></p>"),
        ("# Big", "<h3>Big</h3>"),
        ("##### Small", "<h3>Small</h3>"),
        ("## Big\n#### Small", "<h3>Big</h3>\n<h5>Small</h5>"),
        ("# Big\n###### Small", "<h3>Big</h3>\n<h6>Small</h6>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("[x](https://a.example/)", '<p><a href="https://a.example/" rel="noopener nofollow">x</a></p>'),
        ("[x](/portal/groups/)", '<p><a href="/portal/groups/" rel="noopener nofollow">x</a></p>'),
        ("https://evil.example/ is bad", "<p>https://evil.example/ is bad</p>"),  # never clickable by itself
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("", ""),
    ],
)
def test_what_is_written(text: str, html: str) -> None:
    assert prose(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://a.example/pixel.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        '[x](https://a.example/"onmouseover="alert(1))',
        "<a href='x' style='position:fixed'>x</a>",
        "<iframe srcdoc='<script>1</script>'>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<style>*{display:none}</style>",
        "<svg><a xlink:href='javascript:1'>x</a></svg>",
    ],
)
def test_what_would_do_harm_stays_text(text: str) -> None:
    tags = [one.partition(" rel=")[0].replace("&quot;", "") for one in re.findall(r"<[^>]*>", prose(text))]
    assert not [one for one in tags if re.search(r"(?i)script|img|style|svg|iframe|data:|\son\w+=", one)]


def test_length_and_depth_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert prose("> " * 500 + "deep").count("<blockquote>") <= module.DEEPEST
    monkeypatch.setattr(module, "MOST", 10)
    assert prose("y" * 50) == "<p>yyyyyyyyyy …</p>"


def test_an_excerpt_is_plain() -> None:
    assert excerpt("# Title\n\nSome **words** & <b>more</b>\n\n* one\n* two") == "Title Some words & <b>more</b> one two"
    assert excerpt("word " * 100, 20) == "word word word…"
