"""PyMISP over documents and against a live door; tells in JSON what it read and would have written. Never: hSOC's code."""

import json
import sys

from pymisp import MISPEvent, PyMISP


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


def _shown(event):
    attributes = {one.value: [one.uuid, bool(one.deleted), len(one.sightings)] for one in event.attributes}
    return {"uuid": event.uuid, "info": event.info, "tags": sorted(tag.name for tag in event.tags), "attributes": attributes}


def worked(url, secret, event, more, tag, seen):
    """A morning with the REST: what is there, an event of one's own, another attribute, a tag, a sighting, both deletions."""
    misp = PyMISP(url, secret, ssl=False)
    told = {"version": misp.misp_instance_version["version"], "may_add": misp.get_user(pythonify=True, expanded=True)[1].perm_add}
    told["there"] = [_shown(one) for one in misp.search(returnFormat="json", pythonify=True)]
    made = MISPEvent()
    made.load(event)
    own = misp.add_event(made, pythonify=True)
    told["added"] = _shown(own)
    added = misp.add_attribute(own, more, pythonify=True)
    told["attribute"] = [added.uuid, added.value]
    told["tag"] = misp.tag(added, tag)
    # PyMISP's own shape: a dictionary with values finds attributes by value
    told["sighting"] = misp.add_sighting({"values": [seen], "type": "0"})
    told["found"] = sorted(one.value for one in misp.search("attributes", value=[seen, added.value], pythonify=True))
    told["again"] = _shown(misp.get_event(own, pythonify=True))
    told["page"] = [_shown(one)["uuid"] for one in misp.search(limit=1, page=1, pythonify=True)]
    told["published"] = misp.publish(own)
    told["deleted attribute"] = misp.delete_attribute(added)
    told["after"] = _shown(misp.get_event(own, pythonify=True))
    told["deleted event"] = misp.delete_event(own)
    told["gone"] = _shown(misp.get_event(own, deleted=True, pythonify=True))
    told["foreign"] = misp.delete_event(told["there"][0]["uuid"]) if told["there"] else None
    return told


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](**json.load(sys.stdin)), sys.stdout, default=str)
