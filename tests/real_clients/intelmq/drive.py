"""IntelMQ's own bots as a library; tells in JSON what they made of it. Runs in its own environment. Never: hSOC's code."""

import base64
import json
import os
import sys
from pathlib import Path

ROOT = Path(os.environ.setdefault("INTELMQ_ROOT_DIR", str(Path.cwd())))  # read when intelmq is imported
(ROOT / "etc").mkdir(exist_ok=True)
(ROOT / "etc" / "runtime.yaml").write_text("global: {}\n")

from intelmq.bots.collectors.http.collector_http import HTTPCollectorBot  # noqa: E402
from intelmq.bots.outputs.restapi.output import RestAPIOutputBot  # noqa: E402
from intelmq.bots.parsers.json.parser import JSONParserBot  # noqa: E402
from intelmq.bots.parsers.n6.parser_n6stomp import N6StompParserBot  # noqa: E402
from intelmq.lib.bot import BotLibSettings  # noqa: E402
from intelmq.lib.message import MessageFactory  # noqa: E402

SETTINGS = BotLibSettings | {"logging_level": "ERROR"}


def plain(state):
    """What a bot put into its queues, by queue, as IntelMQ itself would write it."""
    return {queue: [one.to_dict(jsondict_as_string=False) for one in messages] for queue, messages in state.items()}


def events(lines):
    """Each line as IntelMQ reads it back from a queue: every key and value held against its data model."""
    model = N6StompParserBot("any", settings=SETTINGS).harmonization
    return [MessageFactory.unserialize(line, harmonization=model, default_type="Event").to_dict(jsondict_as_string=False) for line in lines]


def n6(lines):
    """Each line as a message of n6's stream."""
    bot = N6StompParserBot("n6", settings=SETTINGS)
    made = []
    for line in lines:
        report = {"__type": "Report", "feed.name": "hsoc", "time.observation": "2026-10-05T08:00:00+00:00"}
        made += plain(bot.process_message(report | {"raw": base64.b64encode(line.encode()).decode()}))["output"]
    return made


def fetched(url, header):
    """The reports that the HTTP collector makes of an address."""
    own = SETTINGS | {"http_url": url, "http_header": header, "name": "hSOC", "code": "hsoc", "provider": "hSOC"}
    collector = HTTPCollectorBot("collect", settings=own)
    collector.process()
    return collector._Bot__destination_pipeline.state["output"]


def n6_collected(url, secret):
    """What the n6 parser makes of what the collector gets at a door of n6's, one object a line."""
    reports = [json.loads(one) for one in fetched(url, {"Authorization": f"Bearer {secret}"})]
    return n6([line for one in reports for line in base64.b64decode(one["raw"]).decode().splitlines()])


def collected(url, secret):
    """What the collector gets of a feed, and what the JSON parser behind it makes of it."""
    reports = fetched(url, {"X-API-Key": secret})
    parser = JSONParserBot("parse", settings=SETTINGS | {"splitlines": True})
    return plain(parser.process_message(*map(MessageFactory.unserialize, reports)))["output"]


def pushed(url, secret, events):
    """How many of the events the output bot got rid of."""
    own = SETTINGS | {
        "host": url,
        "auth_type": "http_header",
        "auth_token_name": "X-API-Key",
        "auth_token": secret,
        "http_verify_cert": False,
    }
    bot = RestAPIOutputBot("push", settings=own)
    done = 0
    for one in events:
        bot.process_message(one)
        done += 1
    return done


if __name__ == "__main__":
    told = globals()[sys.argv[1]](**json.load(sys.stdin))
    json.dump(told, sys.stdout, default=str)
