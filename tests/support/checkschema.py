#!/usr/bin/env python3
"""checkschema.py SCHEMA: whether the JSON on standard input keeps the schema; a line for each fault."""

import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
faults = list(jsonschema.Draft7Validator(schema).iter_errors(json.load(sys.stdin)))
for fault in faults:
    print("/".join(map(str, fault.path)) + ": " + fault.message[:200])
sys.exit(1 if faults else 0)
