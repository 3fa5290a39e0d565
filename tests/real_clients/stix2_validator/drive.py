"""stix2-validator over documents; tells in JSON what it objects to. Runs in its own environment. Never: hSOC's code."""

import json
import sys

from stix2validator import ValidationOptions, validate_instance


def objections(documents):
    """Per document: what it must not be, and what it should not be."""
    options = ValidationOptions(version="2.1")
    told = []
    for one in documents:
        result = validate_instance(one, options)
        found = result if isinstance(result, list) else [result]
        told.append(
            {
                "errors": [str(error) for each in found for error in each.errors or ()],
                "warnings": [str(warning) for each in found for warning in each.warnings or ()],
            }
        )
    return told


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](**json.load(sys.stdin)), sys.stdout)
