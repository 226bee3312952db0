"""Judges samples by the schemas of their own documents: check-samples.py FOLDER SAMPLES (see check-samples)."""

import collections
import json
import pathlib
import re
import sys

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML 1.2 as far as documents need it: dates stay texts, and only `true` and `false` are booleans."""


BOOLEAN = re.compile("^(?:true|True|TRUE|false|False|FALSE)$")
Loader.yaml_implicit_resolvers = {
    first: [
        (tag, BOOLEAN if tag.endswith(":bool") else form)
        for tag, form in resolvers
        if not tag.endswith(":timestamp") and not (tag.endswith(":bool") and first not in "tTfF")
    ]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}

VALUES = ("example", "examples", "default", "enum", "const")


def modern(node, is_old):
    """The document with the schemas of OpenAPI 3.0 written as JSON Schema 2020-12."""
    if isinstance(node, list):
        return [modern(element, is_old) for element in node]
    if not isinstance(node, dict):
        return node
    if is_old and isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}
    out = {str(key): value if key in VALUES else modern(value, is_old) for key, value in node.items()}
    if is_old and out.get("nullable") is True:
        del out["nullable"]
        return {"anyOf": [{"type": "null"}, out]}
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if is_old and isinstance(out.get(exclusive), bool):
            if out.pop(exclusive) and bound in out:
                out[exclusive] = out.pop(bound)
    return out


def escaped(token):
    """A token of a JSON pointer in a URI fragment."""
    text = token.replace("~", "~0").replace("/", "~1").replace("%", "%25")
    return re.sub(r"[{} #]", lambda match: f"%{ord(match[0]):02X}", text)


def target(document, reference):
    node = document
    for token in reference[2:].split("/"):
        node = node[token.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")]
    return node, reference


def schema_of(document, row):
    """The pointer to the schema of the response; None without a schema."""
    item, base = document["paths"][row["path"]], "#/paths/" + escaped(row["path"])
    if row["method"] not in item:
        item, base = target(document, item["$ref"])
    responses = item[row["method"]]["responses"]
    key = next(key for key in (row["status"], row["status"].lower()) if key in responses)
    response, base = responses[key], f"{base}/{row['method']}/responses/{key}"
    while "$ref" in response:
        response, base = target(document, response["$ref"])
    media = response["content"][row["mediaType"]]
    return f"{base}/content/{escaped(row['mediaType'])}/schema" if "schema" in media else None


def judge(path, samples):
    text = path.read_text()
    document = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=Loader)
    document = modern(document, str(document["openapi"]).startswith("3.0"))
    registry = Registry().with_resource("urn:d", Resource(document, DRAFT202012))
    valid, flaws = 0, []
    rows = [json.loads(line) for line in samples.read_text().splitlines() if line]
    for row in rows:
        pointer = schema_of(document, row)
        validator = Draft202012Validator(
            {"$ref": "urn:d" + pointer}, registry=registry, format_checker=FormatChecker())
        error = next(validator.iter_errors(json.loads(row["body"])), None)
        if error is None:
            valid += 1
        else:
            flaws.append(f"{row['method']} {row['path']}: {error.validator} at {list(error.path)}: {error.message[:200]}")
    return valid, len(rows), flaws


def main(folder, samples):
    total = collections.Counter()
    for path in sorted(pathlib.Path(folder).iterdir()):
        file = pathlib.Path(samples) / f"{path.name}.jsonl"
        if not file.exists():
            continue
        valid, count, flaws = judge(path, file)
        total.update(valid=valid, count=count)
        print(f"{valid}/{count}\t{path.name}")
        for flaw in flaws[:3]:
            print(f"\t{flaw}")
    print(f"{total['valid']} of {total['count']} samples are valid")


main(sys.argv[1], sys.argv[2])
