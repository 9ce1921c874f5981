#!/usr/bin/env python3
"""Holds the tests that skipped in the last run of ctest against tests/skips.txt.

    skips.py BUILD_FOLDER         tells each skip; ends with 1 when one was not declared
    skips.py BUILD_FOLDER --list  the list alone: that it can be read, names tests that there are, and finds what it should

With CI=true a Debian package that is missing is no excuse.
"""
import fnmatch
import os
import pathlib
import re
import sys

LIST = pathlib.Path(__file__).resolve().parents[1] / "skips.txt"
WHEN = ("always", "registry", "package")
# What a test prints that skips as a whole (any program), one function of it (Qt Test), or one scenario (tests/functional).
WORDS = re.compile(r"^ALL-SKIPPED: *(.*)$|^SKIP   : \S+ (.*)$|^skip +(.*)$", re.M)
SKIPPED = re.compile(r"^Test Pass Reason:\n(?:Skip regular expression|SKIP_RETURN_CODE)|^Test Skipped\.|^Test time.*\n-+\n.*\bSKIP_RETURN_CODE", re.M)


def declared(text):
    rules = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(" | ")]
        if len(parts) != 3 or parts[1] not in WHEN:
            sys.exit(f"skips.txt, line {number}: write TEST | {' or '.join(WHEN)} | REASON")
        rules.append((parts[0], parts[1], re.compile(parts[2])))
    return rules


def skips(log):
    """(test, words) of each skip in ctest's LastTest.log."""
    for block in re.split(r"^(?=\d+/\d+ Testing: )", log, flags=re.M)[1:]:
        name = block.split("\n", 1)[0].split("Testing: ", 1)[1].strip()
        output = block.split("Output:\n", 1)[-1].split("\n<end of output>", 1)[0]
        found = ["".join(match).strip() for match in WORDS.findall(output)]
        if not found and SKIPPED.search(block):
            found = [" ".join(output.split())[-300:] or "without a word"]
        yield from ((name, words) for words in dict.fromkeys(found))


def allowed(rules, name, words, ci):
    return any(fnmatch.fnmatch(name, test) and reason.search(words) and not (ci and when == "package") for test, when, reason in rules)


def tests(build):
    for file in build.rglob("CTestTestfile.cmake"):
        yield from re.findall(r"^add_test\(\[=\[(.*?)\]=\]", file.read_text(), re.M)


SAMPLE = """Start testing: now
1/3 Testing: client.tst_A
Output:
----------
ALL-SKIPPED: no server
SKIP   : tst_A::initTestCase() no server
<end of output>
Test Pass Reason:
Skip regular expression found in output. Regex=[ALL-SKIPPED]
2/3 Testing: unit.tst_B
Output:
----------
PASS   : tst_B::one()
SKIP   : tst_B::two(row) a tool is missing
<end of output>
Test Passed.
3/3 Testing: reports.c
Output:
----------
yaml is missing
<end of output>
Test Pass Reason:
SKIP_RETURN_CODE=77
4/4 Testing: unit.tst_D
Output:
----------
PASS   : tst_D::one()
<end of output>
Test Passed.
"""


def check_list(build, rules):
    found = list(skips(SAMPLE))
    assert [name for name, _ in found] == ["client.tst_A", "unit.tst_B", "reports.c"], found
    own = declared("client.* | always | no server\nunit.tst_B | package | tool is missing\n")
    assert [allowed(own, *one, False) for one in found] == [True, True, False]
    assert [allowed(own, *one, True) for one in found] == [True, False, False]
    known = set(tests(build))
    unknown = sorted({test for test, _, _ in rules if not any(fnmatch.fnmatch(name, test) for name in known)})
    for test in unknown:
        print(f"tests/skips.txt names {test}, and there is no such test")
    return 1 if unknown else 0


def main():
    build, rules = pathlib.Path(sys.argv[1]), declared(LIST.read_text())
    if sys.argv[2:] == ["--list"]:
        return check_list(build, rules)
    log = build / "Testing" / "Temporary" / "LastTest.log"
    if not log.exists():
        sys.exit(f"{log} is not there; run ctest first")
    wrong = 0
    for name, words in skips(log.read_text(errors="replace")):
        fits = allowed(rules, name, words, os.environ.get("CI") == "true")
        wrong += not fits
        print(f"{'skipped' if fits else 'SKIPPED, and tests/skips.txt does not allow it'}: {name}: {words}")
    return 1 if wrong else 0


sys.exit(main())
