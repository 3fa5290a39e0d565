"""PyMISP over documents; tells in JSON what it read and what it would have written itself. In its own environment. Never: hSOC's code."""

import json
import sys

from pymisp import MISPEvent


def loaded(document):
    """Events of an export, as PyMISP reads them."""
    events = []
    for one in document.get("response", [document]):
        event = MISPEvent()
        event.load(one)
        events.append(event)
    return [
        {
            "uuid": event.uuid,
            "org": event.orgc.name,
            "tags": sorted(tag.name for tag in event.tags),
            "published": event.published,
            "attributes": [[one.uuid, one.type, str(one.value), one.to_ids, len(one.sightings)] for one in event.attributes],
        }
        for event in events
    ]


def feed(files):
    """What PyMISP's own feed generator makes of each event that it read from a feed: its file, its line in the manifest, its hashes."""
    told = []
    for one in files:
        event = MISPEvent()
        event.load(one)
        told.append({"file": event.to_feed(), "manifest": event.manifest, "hashes": event.attributes_hashes("md5")})
    return told


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](**json.load(sys.stdin)), sys.stdout, default=str)
