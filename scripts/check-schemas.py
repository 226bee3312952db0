"""Holds the schemas for editors to the reader; scripts/check-schemas runs it."""
import json
import re
import sys
from glob import glob
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

# What the reader refuses and a schema cannot: the message, and the reason. Each must be met by some case.
INEXPRESSIBLE = {
    r"there is no (tag|operation|policy|security scheme) |no path matches|no policy has a plan":
        "names of other places of the document",
    r"no operation of the policy .* has the": "names of parameters of the document",
    r"applies only where an `x-rate-limit` names it": "selects among the attachments of the document",
    r"there is no `x-rate-limits`": "looks from an attachment to the root",
    r"leads back to itself|has both a `quota` and a `concurrency`": "follows one policy to another",
    r"of another kind than|counts several operations together": "compares numbers with those of a policy",
    r"it can never be admitted|can never admit a request": "compares numbers with costs",
    r"applies to no operation by this selector": "selects among the operations of the document",
    r"learns its numbers, and": "follows one policy to another, and to the root",
    r"stands in the groups|names `\w+` twice": "compares the values of several lists",
    r"is longer than 400 days": "compares digits in a text as a number",
    r"the schema does not allow this constant|has no (query|header) parameter|has no property":
        "compares a constant with a schema of the document",
    r"is not a client parameter": "names of other places of the configuration",
    r"there is no (schema|type|enumeration) |has no `\w+`$|the filter keeps no operation":
        "names of types and members of the document",
    r"is the name of something else there": "names in Swift of other things",
    r"has other values than the rest of|is no enumeration": "compares enumerations of the document",
    r"is listed already": "compares places with those of other lists",
    r"is about models, and with `only: limits`": "settings that say nothing beside another",
    r"in its requests|of the response of|^the response of|`pagination` holds of no operation|is not an integer":
        "names of parameters and properties of the document",
}

# What the reader warns about only and the schema refuses.
STRICTER = r"` should be (a text|a list of texts|true or false),|is not a member of a variant|is of another dialect"

# The core schema of YAML 1.2, which editors and the reader go by; PyYAML's own is that of YAML 1.1.
SCALARS = [
    (r"(|~|null|Null|NULL)", lambda text: None),
    (r"(true|True|TRUE|false|False|FALSE)", lambda text: text[0] in "tT"),
    (r"0o[0-7]+", lambda text: int(text[2:], 8)),
    (r"0x[0-9a-fA-F]+", lambda text: int(text[2:], 16)),
    (r"[-+]?[0-9]+", int),
    (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
]


def plain(text):
    return next((value(text) for form, value in SCALARS if re.fullmatch(form, text)), text)


def load(node, path, lines):
    """The value of a node; notes the lines of values (path) and of keys (path and None)."""
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [load(item, path + (index,), lines) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        for key, _ in node.value:
            lines[path + (key.value, None)] = key.start_mark.line + 1
        return {key.value: load(value, path + (key.value,), lines) for key, value in node.value}
    return plain(node.value) if node.style is None else node.value


def branches(error):
    """The errors of the one branch of an `anyOf` that is meant for a value of this type, else the error itself."""
    by_branch = {}
    for inner in error.context:
        by_branch.setdefault(inner.schema_path[0], []).append(inner)
    fitting = [
        errors for errors in by_branch.values()
        if not any(
            inner.validator == "type" and not inner.relative_path
            # Words are strings, and say no type of their own.
            or inner.validator == "enum" and not inner.relative_path and not isinstance(error.instance, str)
            for inner in errors
        )
    ]
    if error.validator != "anyOf" or len(fitting) != 1:
        return [error]
    return [leaf for inner in fitting[0] for leaf in branches(inner)]


def line(error, lines):
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {})
        patterns = error.schema.get("patternProperties", {})
        strangers = [k for k in error.instance if k not in known and not any(re.search(p, k) for p in patterns)]
        return {lines[path + (key, None)] for key in strangers}
    if "propertyNames" in error.absolute_schema_path:
        return {lines[path + (error.instance, None)]}
    return {lines[path]}


def wrong_lines(schema, file):
    """The lines of a file on which the schema (or the syntax) finds something wrong, with what that is."""
    found, lines = {}, {}
    try:
        value = load(yaml.compose(file.read_text(), Loader=yaml.SafeLoader), (), lines)
    except yaml.MarkedYAMLError as error:
        return {error.problem_mark.line + 1: error.problem}
    for error in schema.iter_errors(value):
        for leaf in branches(error):
            for number in line(leaf, lines):
                found.setdefault(number, leaf.message)
    return found


def said(file, name):
    """What the reader says about a file: by line, the severity and the message of each diagnostic."""
    diagnostics = {}
    for text in file.read_text().splitlines():
        match = re.match(rf"{re.escape(name)}:(\d+):\d+: (error|warning|note): (.*?)(?: \[[a-z-]+\])*$", text)
        if match:
            diagnostics.setdefault(int(match[1]), []).append((match[2], match[3]))
    return diagnostics


failures, used = [], set()


def expect_valid(schema, files):
    for file in files:
        for number, message in wrong_lines(schema, file).items():
            failures.append(f"{file}:{number}: the schema refuses what the reader accepts: {message}")


def compare(schema, folder, name):
    """Compares a negative case line by line; gives whether the schema finds something wrong, as the reader does."""
    theirs, ours = wrong_lines(schema, folder / name), said(folder / "diagnostics.txt", name)
    for number, diagnostics in ours.items():
        for severity, message in diagnostics:
            reasons = [pattern for pattern in INEXPRESSIBLE if re.search(pattern, message)]
            used.update(reasons)
            counts = severity == "error" or re.search(STRICTER, message)
            if counts and number not in theirs and not reasons:
                failures.append(f"{folder / name}:{number}: only the reader refuses this: {message}")
    for number in theirs.keys() - ours.keys():
        failures.append(f"{folder / name}:{number}: only the schema refuses this: {theirs[number]}")
    return bool(theirs)


schemas = {}
for file in sorted(glob("Specs/schema/*.schema.json")):
    contents = json.loads(Path(file).read_text())
    Draft202012Validator.check_schema(contents)
    schemas[Path(file).name] = Draft202012Validator(contents)
limits, configuration = schemas["x-rate-limits.schema.json"], schemas["paceline.schema.json"]

cases = Path("Tests/Cases")
examples = [file for file in Path("Examples").rglob("*.yaml") if ".build" not in file.parts]
configurations = {*Path("Specs").glob("*paceline.yaml"), *cases.glob("positive/*/paceline.yaml")}
configurations |= {file for file in examples if file.name == "paceline.yaml"}
documents = {*Path("Specs").glob("*.yaml"), *cases.glob("positive/*/openapi.yaml"), cases / "accepted/openapi.yaml"}
documents |= {file for file in examples if file.name == "openapi.yaml" or file.name.endswith(".limits.yaml")}
documents -= configurations
expect_valid(limits, sorted(documents))
expect_valid(configuration, sorted(configurations))

refused, unexpressed = [], []
for schema, pattern, name in [
    (limits, "negative/limits-*", "openapi.yaml"),
    (limits, "negative/variants-*", "openapi.yaml"),
    (configuration, "negative-configuration/*", "paceline.yaml"),
]:
    for folder in sorted(folder for folder in cases.glob(pattern) if (folder / name).exists()):
        (refused if compare(schema, folder, name) else unexpressed).append(folder.name)
for pattern in INEXPRESSIBLE.keys() - used:
    failures.append(f"no case is refused with `{pattern}`")

print(f"{len(documents)} documents and {len(configurations)} configurations pass the schemas.")
print(f"{len(refused)} negative cases fail in the schemas on the lines where they fail in the reader.")
print(f"Beyond a schema, or no more than warnings: {', '.join(unexpressed)}.")
print("\n".join(failures), file=sys.stderr)
sys.exit(bool(failures))
