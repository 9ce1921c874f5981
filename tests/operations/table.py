#!/usr/bin/env python3
"""Holds the operations of the four services' documents against what tests saw succeed, and docs/services.md against both.

    table.py --notes FOLDER [--write]
    table.py --seeds FOLDER           operations.json against the documents themselves, by whoever has them

operations.json is the list: the documents' operations, with each document's checksum and how many it names. Before the tests it is
held against what the released servers were recorded to answer (tests/data) and against our engine's docs/openapi.yaml.
Ends with 1 when the list is wrong, when an operation has no test, or when docs/services.md is not what --write would make; with 77
when the tests of client and engine have not run.
"""
import argparse
import hashlib
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOC = ROOT / "docs" / "services.md"
SHOWN = 2  # tests an operation
NONSENSE = {"troubles", "hugeAnswersAreRefused", "transportFaults"}  # functions whose servers answer any request, and wrongly

HEAD = """# Services

Every operation of the documents that the four services publish, and tests that saw it succeed: *asked* by our client of a server that answers
with recorded bytes, or *served* by our engine (*refused*: no recorded server does it, and what it answers instead is understood). `tests/operations` makes this table from what the test
classes noted that ran as a whole without a failure (`tests/operations/table.py --notes build/asan/artifacts/operations --write`), and fails when an operation has none. The list of
operations is held against the documents' facts, recordings of the released servers, and our own [openapi.yaml](openapi.yaml).
"""


def functions(test_class):
    """What the class defines now; nothing where it is no class of these folders. Other programs use the same fixtures; whether they
    have run yet must not matter."""
    for folder in ("client", "engine"):
        source = ROOT / "tests" / folder / f"{test_class}.cpp"
        if source.exists():
            return set(re.findall(r"\bvoid (?:\w+::)?(\w+)\(\)", source.read_text()))
    return set()


def notes(folder):
    """Of classes that ran as a whole without a failure (tests/support/TestMain.cpp writes no others)."""
    for file in sorted(folder.glob("*.txt")):
        known = functions(file.stem)
        for line in file.read_text().splitlines():
            side, method, path, test = line.split(" ", 3)
            if test.split("::")[1] in known - NONSENSE:
                yield side, method, path, test


def matcher(prefix, path):
    parts = [re.escape(part) if not part.startswith("{") else "[^/]+" for part in path.split("/")]
    return re.compile(re.escape(prefix) + "/".join(parts) + "$")


def recorded(name):
    """(method, path, status) of the requests to a real server in tests/data/NAME."""
    folder = ROOT / "tests" / "data" / name
    if (folder / "cases.json").exists():
        for case in json.loads((folder / "cases.json").read_text()):
            yield case["method"], case["path"].split("?")[0], case["status"]
        return
    for file in sorted(folder.rglob("*.json")):
        case = json.loads(file.read_text())
        if isinstance(case, dict) and isinstance(case.get("request"), dict) and "path" in case["request"]:
            yield case["request"]["method"], case["request"]["path"].split("?")[0], case["response"]["status"]


def faults_of_list(services):
    """What the list says otherwise than its documents' facts, the recordings and our engine's description."""
    for service, entry in services.items():
        named = [(method, matcher(entry["prefix"], path)) for method, path, *_ in entry["operations"]]
        if len(named) != entry["document"]["operations"]:
            yield f"{service}: the list has {len(named)} operations, {entry['document']['name']} has {entry['document']['operations']}"
        asked = set(recorded(entry["recordings"]))
        for (method, fits), (_, path, *_) in zip(named, entry["operations"]):
            if not any(verb == method and fits.match(at) for verb, at, _ in asked):
                yield f"{service}: {method} {path} was asked of no real server (tests/data/{entry['recordings']})"
    routes = json.loads((ROOT / "tests/data/llamastack/005-routes.json").read_text())["response"]["body"]["data"]
    served = [(one["method"], re.sub(r":path}", "}", one["route"])) for one in routes if re.match("/v1(alpha|beta)/(?!agents)", one["route"])]
    # Ours alone: what is added to Llama Stack's routes.
    paths = re.findall(r"^  (/v1beta/\S+):((?:\n    .*|\n *)*)", (ROOT / "docs/openapi.yaml").read_text(), re.M)
    served += [(verb.upper(), path) for path, body in paths if "/edit-rows/" not in path for verb in re.findall(r"^    (get|post|put|patch|delete):", body, re.M)]
    stack = [(method, matcher("", path)) for method, path, *_ in services["Llama Stack"]["operations"]]
    for method, path in served:
        if not any(verb == method and fits.match(path) for verb, fits in stack):
            yield f"Llama Stack: {method} {path} is served and not listed"
    hub = [(method, matcher("/api/v1", path)) for method, path, *_ in services["EvalHub"]["operations"]]
    for method, path, status in set(recorded("evalhub-golden")):
        if method != "OPTIONS" and path.startswith("/api/v1/") and status < 300 and not any(verb == method and fits.match(path) for verb, fits in hub):
            yield f"EvalHub: {method} {path} is served and not listed"


def told_by(text):
    """The operations that a document names, where its text has kept them."""
    found, path = set(), None
    for line in text.splitlines():
        if re.fullmatch(r"/v1\S+:", line):
            path = line[:-1]
        elif path and re.fullmatch(r"(get|post|put|patch|delete):", line):
            found.add((line[:-1].upper(), path))
    curl = re.search(r"--request ([A-Z]+) \\\n--url https://[^/\s]+(/\S+)", text)
    page = re.search(r'method=\{"(\w+)"\}\s+\d*\s*path=\{"([^"]+)"\}', text)
    return found | {(one[1].upper(), one[2]) for one in (curl, page) if one}


def faults_of_seeds(services, folder):
    texts = {hashlib.sha256(file.read_bytes()).hexdigest(): file.read_text() for file in folder.iterdir() if file.is_file()}
    for service, entry in services.items():
        if entry["document"]["sha256"] not in texts:
            yield f"{service}: {entry['document']['name']} is not in {folder}, or it is another version"
            continue
        plain = lambda path: re.sub(r"\{[^}]*\}", "{}", path)
        told = {(method, plain(path)) for method, path in told_by(texts[entry["document"]["sha256"]])}
        listed = {(method, plain(entry["prefix"] + path)) for method, path, *_ in entry["operations"]}
        if told and told != listed:
            yield f"{service}: {sorted(told ^ listed)} are on one side only"
        print(f"{service}: {len(told) or 'no'} operations read in {entry['document']['name']}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--notes", type=pathlib.Path)
    options.add_argument("--seeds", type=pathlib.Path)
    options.add_argument("--write", action="store_true")
    options = options.parse_args()
    services = json.loads((ROOT / "tests/operations/operations.json").read_text())
    wrong = list(faults_of_list(services)) + (list(faults_of_seeds(services, options.seeds)) if options.seeds else [])
    for fault in wrong:
        print(fault)
    if wrong or not options.notes:
        return 1 if wrong else 0
    seen = set(notes(options.notes)) if options.notes.is_dir() else set()
    if not {"asked", "served"} <= {note[0] for note in seen}:
        print("ALL-SKIPPED: run the labels client and engine first, whose tests note the operations that they saw")
        return 77
    text, missing = HEAD, []
    for service, document in services.items():
        operations = document["operations"]
        text += f"\n## {service}: {len(operations)} operation{'s' if len(operations) > 1 else ''}\n\n| operation | what | tests |\n|---|---|---|\n"
        for method, path, what, *sides in operations:
            fits = matcher(document["prefix"], path)
            tests = sorted({f"`{test}` ({side})" for side, verb, at, test in seen if verb == method and fits.match(at) and side in (sides or ("asked", "served"))})
            if not tests:
                missing.append(f"{service}: {method} {path}")
            text += f"| {method} `{path}` | {what} | {', '.join(tests[:SHOWN])} |\n"
    if options.write:
        DOC.write_text(text)
    for operation in missing:
        print(f"no passing test: {operation}")
    if DOC.read_text() != text:
        print("docs/services.md is not what the tests of client and engine show; when all of them have run in this build, make it anew with --write")
        return 1
    return 1 if missing else 0


sys.exit(main())
