"""stix2's TAXIICollectionSource as its users call it; tells in JSON what it got. Runs in its own environment. Never: hSOC's code."""

import json
import sys

from stix2 import Filter, TAXIICollectionSource
from taxii2client.v21 import Server


def source(url, secret, title, items=5000):
    found = Server(url + "/taxii2/", user="token", password=secret).default.collections
    return TAXIICollectionSource(next(one for one in found if one.title == title), items_per_page=items)


def query(url, secret, title, items=5000, **wanted):
    """Parsed objects: type, id and what a person would look at."""
    found = source(url, secret, title, items).query([Filter(name, "=", value) for name, value in wanted.items()])
    return [[one.type, one.id, getattr(one, "pattern", None) or getattr(one, "sighting_of_ref", None)] for one in found]


def by_id(url, secret, title, identity):
    where = source(url, secret, title)
    one, none = where.get(identity), where.get("indicator--00000000-0000-4000-8000-00000000ffff")
    return {"one": json.loads(one.serialize()), "none": none, "versions": [each.get("name") for each in where.all_versions(identity)]}


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](**json.load(sys.stdin)), sys.stdout)
