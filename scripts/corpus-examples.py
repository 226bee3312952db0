"""Reads, writes and compares the examples of the corpus; scripts/corpus-examples runs it."""
import base64
import json
import re
import struct
import subprocess
import sys
from datetime import datetime
from glob import glob
from os.path import basename, exists
from urllib.parse import quote, unquote

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

package, corpus = sys.argv[1:3]
build = f"{package}/.build"


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """The core schema of YAML 1.2: no dates, no other booleans than true and false."""

    yaml_implicit_resolvers = {}


for tag, pattern, construct in [
    ("null", r"~|null|Null|NULL|", lambda text: None),
    ("bool", r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    ("int", r"[-+]?[0-9]+", int),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), None)
    Loader.add_constructor(
        f"tag:yaml.org,2002:{tag}", lambda loader, node, construct=construct: construct(loader.construct_scalar(node)))
Loader.add_constructor(
    "tag:yaml.org,2002:map",
    lambda loader, node: {key.value: loader.construct_object(value, True) for key, value in node.value})


def read(document):
    path = glob(f"{corpus}/{document}.*")[0]
    with open(path, encoding="utf-8") as file:
        return json.load(file) if path.endswith(".json") else yaml.load(file, Loader)


def as_draft_2020(node, is_30):
    """The document with its schemas as JSON Schema 2020-12 has them, in the same places."""
    if isinstance(node, list):
        return [as_draft_2020(element, is_30) for element in node]
    if not isinstance(node, dict):
        return node
    if is_30 and isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}
    result = {
        key: value if key in ("example", "examples", "default", "enum", "const") and not isinstance(value, dict)
        else as_draft_2020(value, is_30) for key, value in node.items()}
    for limit, bound in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")]:
        if isinstance(node.get(limit), bool):
            del result[limit]
            if node[limit] and bound in node:
                result[limit] = result.pop(bound)
    if isinstance(node.get("pattern"), str):
        try:
            re.compile(node["pattern"])
        except re.error:
            del result["pattern"]
    if isinstance(node.get("required"), list) and isinstance(node.get("properties"), dict):
        # What only one side sends cannot be asked of both.
        one_way = {key for key, value in node["properties"].items()
                   if isinstance(value, dict) and (value.get("readOnly") is True or value.get("writeOnly") is True)}
        result["required"] = [key for key in node["required"] if key not in one_way]
    if node.get("nullable") is True:
        if isinstance(node.get("type"), str):
            result["type"] = [node["type"], "null"]
        if isinstance(node.get("enum"), list):
            result["enum"] = node["enum"] + [None]
        for key in ("oneOf", "anyOf"):
            if isinstance(node.get(key), list):
                result[key] = result[key] + [{"type": "null"}]
        if isinstance(node.get("allOf"), list):
            result["anyOf"] = [{"allOf": result.pop("allOf")}, {"type": "null"}]
    return result


formats = FormatChecker(formats=[])
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[-+]\d\d:\d\d)")


def moment(text):
    try:
        return datetime.fromisoformat(re.sub("[zZ]$", "+00:00", re.sub(r"(\.\d{6})\d+", r"\1", text)))
    except ValueError:
        return None


def octets(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


for name, accepts in {
    "date-time": lambda text: TIME.fullmatch(text) and moment(text) is not None,
    "date": lambda text: re.fullmatch(r"\d{4}-\d\d-\d\d", text) and moment(text) is not None,
    "byte": lambda text: octets(text) is not None,
}.items():
    formats.checks(name)(lambda value, accepts=accepts: not isinstance(value, str) or bool(accepts(value)))
for name, low, high in [("int32", -2**31, 2**31), ("int64", -2**63, 2**63), ("uint64", 0, 2**64)]:
    formats.checks(name)(
        lambda value, low=low, high=high: isinstance(value, (str, bool)) or not isinstance(value, (int, float))
        or low <= value < high)


def escaped(token):
    return token.replace("~", "~0").replace("/", "~1")


class Document:
    def __init__(self, name):
        self.name = name
        self.root = read(name)
        is_30 = str(self.root["openapi"]).startswith("3.0")
        self.schemas = as_draft_2020(self.root, is_30)
        self.registry = Registry().with_resource("urn:d", DRAFT202012.create_resource(self.schemas))
        self.validators = {}

    def follow(self, root, pointer):
        """The place and the value at a pointer, with references on the way and at the end followed."""
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
        node, place = root, ""
        for token in tokens + [None]:
            for _ in range(32):
                if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                    break
                if token is None and set(node) != {"$ref"}:
                    break
                place, node = self.follow(root, unquote(node["$ref"].lstrip("#")))
            if token is not None:
                if isinstance(node, dict) and token not in node:
                    # `4xx` is written `4XX`, too; what is sent under any media type is sent as JSON.
                    token = next((key for key in node if key.lower() in (token.lower(), "*/*")), token)
                node = node[int(token)] if isinstance(node, list) else node[token]
                place += "/" + escaped(token)
        return place, node

    def validator(self, place):
        if place not in self.validators:
            schema = {"$ref": "urn:d#" + quote(place)}
            self.validators[place] = Draft202012Validator(schema, registry=self.registry, format_checker=formats)
        return self.validators[place]

    def is_valid(self, value, place):
        try:
            return self.validator(place).is_valid(value)
        except Exception:  # The schema itself is none.
            return False

    def parts(self, places, value):
        """The schemas that speak of a value: of alternatives those that it fits."""
        parts, seen, pending = [], set(), list(places)
        while pending:
            place = pending.pop()
            if place in seen:
                continue
            seen.add(place)
            node = self.find(self.schemas, place)
            if not isinstance(node, dict):
                continue
            if isinstance(node.get("$ref"), str):
                pending.append(unquote(node["$ref"].lstrip("#")))
            parts.append((place, node))
            pending += [f"{place}/allOf/{index}" for index in range(len(node.get("allOf") or []))]
            for key in ("oneOf", "anyOf"):
                pending += [f"{place}/{key}/{index}" for index in range(len(node.get(key) or []))
                            if self.is_valid(value, f"{place}/{key}/{index}")]
            pending += [f"{place}/{key}" for key in ("then", "else") if key in node]
        return parts

    def find(self, root, place):
        """The value at a pointer as it stands."""
        for token in place.split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            root = root[int(token)] if isinstance(root, list) else root[token]
        return root


def losses(document, before, after, places, path=""):
    """What of `before` is not in `after`, with its path."""
    if isinstance(before, dict):
        if not isinstance(after, dict):
            return [f"{path or '/'}: an object became {json.dumps(after)[:60]}"]
        parts = document.parts(places, before)
        found = []
        declared, others, is_open = {}, [], True
        for place, node in parts:
            for key in node.get("properties") or {}:
                declared.setdefault(key, []).append(f"{place}/properties/{escaped(key)}")
                is_open = False
        for place, node in parts:
            additional = node.get("additionalProperties")
            if additional is True or isinstance(additional, dict) or node.get("patternProperties"):
                is_open = True
            if isinstance(additional, dict):
                others.append(f"{place}/additionalProperties")
            for pattern in node.get("patternProperties") or {}:
                others.append(f"{place}/patternProperties/{escaped(pattern)}")
        for key, value in before.items():
            if key not in declared and not is_open:
                continue
            if key not in after:
                found.append(f"{path}/{key}: {json.dumps(value)[:60]} is gone")
            else:
                found += losses(document, value, after[key], declared.get(key, others), f"{path}/{key}")
        added = [key for key in after if key not in before]
        return found + [f"{path}/{key}: {json.dumps(after[key])[:60]} was not there" for key in added]
    if isinstance(before, list):
        if not isinstance(after, list) or len(before) != len(after):
            return [f"{path or '/'}: a list became {json.dumps(after)[:60]}"]
        parts = document.parts(places, before)
        items = [f"{place}/items" for place, node in parts if isinstance(node.get("items"), dict)]
        tuples = [place for place, node in parts if node.get("prefixItems")]
        found = []
        for index, (left, right) in enumerate(zip(before, after)):
            own = [f"{place}/prefixItems/{index}" for place in tuples
                   if index < len(document.find(document.schemas, place)["prefixItems"])]
            found += losses(document, left, right, own or items, f"{path}/{index}")
        return found
    if isinstance(before, bool) == isinstance(after, bool) and before == after:
        return []
    if isinstance(before, float) and isinstance(after, (int, float)):
        is_single = any(node.get("format") == "float" for _, node in document.parts(places, before))
        if is_single and struct.pack("f", before) == struct.pack("f", after):
            return []
    if isinstance(before, str) and isinstance(after, str):
        # Foundation's dates are exact to a microsecond.
        if TIME.fullmatch(before) and TIME.fullmatch(after) and moment(before) and moment(after):
            if abs((moment(before) - moment(after)).total_seconds()) <= 1e-6:
                return []
        if octets(before) is not None and octets(before) == octets(after):
            return []
    return [f"{path or '/'}: {json.dumps(before)[:60]} became {json.dumps(after)[:60]}"]


def examples(document):
    """The examples with their places, the schema's place and the type."""
    with open(f"{build}/corpus/types/{document.name}.tsv", encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    seen = set()
    for kind, pointer, type in lines:
        try:
            place, node = document.follow(document.root, pointer) if kind == "body" else (
                pointer, document.find(document.root, pointer))
        except (KeyError, IndexError):
            continue
        if kind == "body":
            if isinstance(node.get("schema"), dict):
                for name, value in holder_examples(document, node):
                    yield from once(seen, f"{place}/{name}", value, f"{place}/schema", type)
            continue
        if "example" in node:
            yield from once(seen, f"{place}/example", node["example"], place, type)
        if isinstance(node.get("examples"), list):
            for index, value in enumerate(node["examples"]):
                yield from once(seen, f"{place}/examples/{index}", value, place, type)


def once(seen, place, value, schema, type):
    # A response that several operations share is read by the type of each.
    if (place, type) not in seen:
        seen.add((place, type))
        yield place, value, schema, type


def holder_examples(document, node):
    if "example" in node:
        yield "example", node["example"]
    for name, entry in (node.get("examples") or {}).items():
        if isinstance(entry, dict) and isinstance(entry.get("$ref"), str):
            _, entry = document.follow(document.root, unquote(entry["$ref"].lstrip("#")))
        if isinstance(entry, dict) and "value" in entry:
            yield f"examples/{escaped(name)}/value", entry["value"]


MAIN = """import Foundation
import PacelineRuntime
import %s

func trip<Value: JSONValue>(_ bytes: [UInt8], _: Value.Type) throws -> [UInt8] {
    try JSONWriter.encode(JSONReader.decode(Value.self, from: bytes))
}

func trip(_ type: Int, _ bytes: [UInt8]) throws -> [UInt8] {
    switch type {
%s
    default: []
    }
}

while let line = readLine() {
    let parts = line.split(separator: "\\t", maxSplits: 1)
    do {
        print("=" + String(decoding: try trip(Int(parts[0]) ?? 0, Array(parts[1].utf8)), as: UTF8.self))
    } catch {
        print("!" + "\\(error)".replacing("\\n", with: " "))
    }
}
"""


def compiled(document, types):
    """The program that reads and writes values of the types."""
    modules = [path for path in glob(f"{build}/corpus/{document.name}/debug/*.swiftmodule")]
    if not modules:
        return None
    module = basename(modules[0]).removesuffix(".swiftmodule")
    folder = f"{build}/corpus/{document.name}/examples"
    subprocess.run(["mkdir", "-p", folder], check=True)
    cases = "\n".join(f"    case {index}: try trip(bytes, ({name}).self)" for index, name in enumerate(types))
    with open(f"{folder}/main.swift", "w", encoding="utf-8") as file:
        file.write(MAIN % (module, cases))
    objects = glob(f"{build}/corpus/{document.name}/debug/*.o")
    ours = ["Runtime", "JSON", "Policy", "URLs", "Limiter"]
    for name in [f"Paceline{name}" for name in ours] + ["HTTPTypes", "Logging", "RawStructuredFieldValues"]:
        objects += glob(f"{build}/debug/{name}.build/**/*.o", recursive=True)
    subprocess.run(
        ["swiftc", "-swift-version", "6", "-Onone", "-I", f"{build}/debug/Modules", "-I",
         f"{build}/corpus/{document.name}/debug", f"{folder}/main.swift", *objects, "-o", f"{folder}/examples"],
        check=True)
    return f"{folder}/examples"


total = [0, 0, 0, 0]
print(f"{'document':<22} {'examples':>9} {'invalid':>8} {'equal':>8} {'lost':>6}")
for name in sys.argv[3:]:
    document = Document(name)
    found = list(examples(document))
    valid = [entry for entry in found if document.is_valid(entry[1], entry[2])]
    types = list(dict.fromkeys(type for _, _, _, type in valid))
    lost = []
    if valid:
        program = compiled(document, types)
        if program is None:
            print(f"{name:<22} has not been compiled")
            continue
        text = "".join(f"{types.index(type)}\t{json.dumps(value)}\n" for _, value, _, type in valid)
        run = subprocess.run([program], input=text, capture_output=True, text=True)
        responses = run.stdout.splitlines()
        if len(responses) < len(valid):
            responses += ["!the program ended"] * (len(valid) - len(responses))
        for (place, value, schema, type), response in zip(valid, responses):
            problems = [response[1:]] if response[0] == "!" else losses(document, value, json.loads(response[1:]), [schema])
            if problems:
                lost.append((place, type, problems))
    counts = [len(found), len(found) - len(valid), len(valid) - len(lost), len(lost)]
    total = [left + right for left, right in zip(total, counts)]
    print(f"{name:<22} {counts[0]:>9} {counts[1]:>8} {counts[2]:>8} {counts[3]:>6}", flush=True)
    for place, type, problems in lost:
        for problem in problems[:4]:
            print(f"    #{place} ({type}): {problem}")
print(f"{'all':<22} {total[0]:>9} {total[1]:>8} {total[2]:>8} {total[3]:>6}")
sys.exit(1 if total[3] else 0)
