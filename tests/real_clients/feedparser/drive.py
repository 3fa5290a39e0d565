"""feedparser over an address; tells in JSON what it read. Runs in its own environment. Never: hSOC's code."""

import json
import sys

import feedparser


def read(url):
    """The feed, and what a second reading with its ETag gives."""
    found = feedparser.parse(url)
    again = feedparser.parse(url, etag=found.etag)
    return {
        "broken": bool(found.bozo),
        "version": found.version,
        "status": [found.status, again.status],
        "title": found.feed.title,
        "entries": [[one.id, one.title, one.link, one.content[0].value, list(one.updated_parsed[:6])] for one in found.entries],
    }


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](**json.load(sys.stdin)), sys.stdout)
