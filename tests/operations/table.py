#!/usr/bin/env python3
"""Holds the operations of the four services' documents against what tests saw succeed, and docs/services.md against both.

    table.py --notes FOLDER [--write]

Ends with 1 when an operation has no test, or when docs/services.md is not what --write would make; with 77 when the
tests of client and engine have not run.
"""
import argparse
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOC = ROOT / "docs" / "services.md"
SHOWN = 2  # tests an operation

HEAD = """# Services

Every operation of the documents that the four services publish, and tests that saw it succeed: *asked* by our client of a server that answers
with recorded bytes, or *served* by our engine (*refused*: no recorded server does it, and what it answers instead is understood). `tests/operations` makes this table from what the tests note while they run
(`tests/operations/table.py --notes build/asan/artifacts/operations --write`), and fails when an operation has none.
"""


def notes(folder):
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text().splitlines():
            side, method, path, test = line.split(" ", 3)
            # Other programs use the same fixtures; whether they have run yet must not matter.
            if any((ROOT / "tests" / folder / f"{test.split('::')[0]}.cpp").exists() for folder in ("client", "engine")):
                yield side, method, path, test


def matcher(prefix, path):
    parts = [re.escape(part) if not part.startswith("{") else "[^/]+" for part in path.split("/")]
    return re.compile(re.escape(prefix) + "/".join(parts) + "$")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--notes", type=pathlib.Path, required=True)
    options.add_argument("--write", action="store_true")
    options = options.parse_args()
    seen = set(notes(options.notes)) if options.notes.is_dir() else set()
    if not {"asked", "served"} <= {note[0] for note in seen}:
        print("ALL-SKIPPED: run the labels client and engine first, whose tests note the operations that they saw")
        return 77
    text, missing = HEAD, []
    for service, document in json.loads((ROOT / "tests/operations/operations.json").read_text()).items():
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
