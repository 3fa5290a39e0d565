"""taxii2-client as its users call it; tells in JSON what it got. Runs in its own environment. Never: hSOC's code, an assertion."""

import json
import sys

import requests
from taxii2client.v21 import ApiRoot, Collection, Server, Status, as_pages

NAME = "token"  # of Basic; the secret is the password


def root(url, secret):
    return Server(url + "/taxii2/", user=NAME, password=secret).default


def of_title(url, secret, title):
    return next(one for one in root(url, secret).collections if one.title == title)


def discover(url, secret):
    server = Server(url + "/taxii2/", user=NAME, password=secret)
    found = server.default
    return {
        "title": server.title,
        "roots": [one.url for one in server.api_roots],
        "versions": found.versions,
        "most": found.max_content_length,
        "collections": {one.title: [one.can_read, one.can_write, one.media_types] for one in found.collections},
    }


def pages(url, secret, title, limit, **wanted):
    sizes, ids = [], []
    for page in as_pages(of_title(url, secret, title).get_objects, per_request=limit, **wanted):
        sizes.append(len(page.get("objects", [])))
        ids += [one["id"] for one in page.get("objects", [])]
    return {"sizes": sizes, "ids": ids}


def objects(url, secret, title, **wanted):
    return of_title(url, secret, title).get_objects(**wanted)


def one_object(url, secret, title, identity):
    where = of_title(url, secret, title)
    return {
        "object": where.get_object(identity),
        "versions": where.object_versions(identity),
        "manifest": where.get_manifest(),
    }


def add(url, secret, title, envelope):
    told = of_title(url, secret, title).add_objects(envelope, wait_for_completion=True, timeout=10)
    again = Status(f"{root(url, secret).url}status/{told.id}/", user=NAME, password=secret)
    return [
        {
            "status": one.status,
            "total": one.total_count,
            "successes": [found["id"] for found in one.successes],
            "failures": {found["id"]: found["message"] for found in one.failures},
            "pending": one.pending_count,
        }
        for one in (told, again)
    ]


def refusals(url, secret, foreign, mine, status):
    """The HTTP status that the client meets."""
    met = {}

    def attempt(name, what):
        try:
            what()
        except requests.HTTPError as error:
            met[name] = error.response.status_code
        else:
            met[name] = 200

    api = f"{url}/taxii2/hsoc/"
    named = {"user": NAME, "password": secret}
    attempt("foreign", lambda: Collection(f"{api}collections/{foreign}/", **named).title)
    attempt("mine", lambda: Collection(f"{api}collections/{mine}/", **named).title)
    attempt("accept", lambda: Collection(f"{api}collections/{mine}/", **named).refresh("application/vnd.oasis.taxii+json; version=2.0"))
    attempt("secret", lambda: ApiRoot(api, user=NAME, password="nobody's").title)
    attempt("street", lambda: Collection(f"{api}collections/{mine}/").title)
    attempt("status", lambda: Status(f"{api}status/{status}/", **named))
    return met


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](**json.load(sys.stdin)), sys.stdout)
