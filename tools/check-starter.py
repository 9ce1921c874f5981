#!/usr/bin/env python3
"""Prove what is promised about the starter collection and its recordings; exit 1 with one line a fault.

    check-starter.py [RESOURCES]        default: the shipped resources folder

- every task file is well formed and its dataset's rows have the columns that it names;
- the starter collection lists at least four benchmarks, each of at least 40 items, each with a gate and a known task;
- no two items ask the same after lower-casing and dropping punctuation and blanks, within or across benchmarks (a passage does
  not make them differ), and no worked example of a prompt is an item;
- ids are unique, never change their form (BENCHMARK-NNN) and run without a gap;
- every recording answers every item of every starter benchmark exactly once and says what answered;
- judged with 95 % intervals, the recorded models show at least one pass, one fail and one too close to call.

Needs Python 3.9 and PyYAML (Debian: python3-yaml).
"""
import json
import pathlib
import re
import sys

try:
    import yaml
except ImportError:
    print("check-starter: PyYAML is missing; install it with: apt-get install python3-yaml", file=sys.stderr)
    sys.exit(77)  # skipped, for test runners

import independent_scorers as scorers

faults = []


def fault(text):
    faults.append(text)


def squeezed(text):
    """Lower case, letters and digits only."""
    return "".join(c for c in text.lower() if c.isalnum())


def read_rows(path):
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            rows.append(json.loads(line))
        except ValueError as error:
            fault(f"{path.name}, line {number}: {error}")
    return rows


def check_task(path):
    task = yaml.safe_load(path.read_text(encoding="utf-8"))
    name, fields = path.name, task["fields"]
    rows = read_rows(path.parent / task["dataset"]["file"])
    columns = {fields["id"], fields["input"], fields["target"]}
    columns.update(re.findall(r"\{\{\s*(.*?)\s*\}\}", task["prompt"]["template"]))
    columns.update(scorer["expected"] for scorer in task["scoring"] if "expected" in scorer)
    columns.discard("answers")
    for row in rows:
        for column in sorted(columns):
            if not isinstance(row.get(column), str) or not row[column].strip():
                fault(f"{name}: item {row.get(fields['id'])} has no text in the column '{column}'")
        if "accepted" in row and row[fields["target"]] not in json.loads(row["accepted"]):
            fault(f"{name}: item {row[fields['id']]}: the target is not among the accepted answers")
        if "answers" in row and row["answers"] != json.loads(row["accepted"]):
            fault(f"{name}: item {row[fields['id']]}: answers and accepted differ")
        if "instruction_id_list" in row and len(row["instruction_id_list"]) != len(row["kwargs"]):
            fault(f"{name}: item {row[fields['id']]}: instruction_id_list and kwargs differ in length")
    stem = path.stem
    wanted = [f"{stem}-{number:03}" for number in range(1, len(rows) + 1)]
    if [row.get(fields["id"]) for row in rows] != wanted:
        fault(f"{name}: ids should run from {wanted[0]} to {wanted[-1]}")
    aggregations = [a for scorer in task["scoring"] for a in scorer.get("aggregations", [])]
    if task["primary_score"]["metric"] not in aggregations:
        fault(f"{name}: primary_score names '{task['primary_score']['metric']}', which no scorer reports")
    return task, rows


def check_duplicates(tasks):
    seen = {}
    for task, rows in tasks.values():
        column = task["fields"]["input"]
        places = [(row[task["fields"]["id"]], row) for row in rows]
        places += [(f"worked example {n} of {task['id']}", row) for n, row in enumerate(task["prompt"].get("few_shot", []), 1)]
        for place, row in places:
            first = seen.setdefault(squeezed(row[column]), place)
            if first != place:
                fault(f"{place} asks the same as {first}")


def check_collection(path, tasks):
    collection = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = [entry["id"] for entry in collection["benchmarks"]]
    if len(entries) < 4 or len(set(entries)) != len(entries):
        fault(f"{path.name}: at least four different benchmarks are wanted")
    for entry in collection["benchmarks"]:
        if entry["id"] not in tasks:
            fault(f"{path.name}: there is no task file for {entry['id']}")
            continue
        task, rows = tasks[entry["id"]]
        if len(rows) < 40:
            fault(f"{entry['id']}: {len(rows)} items; at least 40 are wanted")
        if entry["provider_id"] != "assay" or "threshold" not in entry.get("pass_criteria", {}):
            fault(f"{path.name}: {entry['id']} needs the provider 'assay' and a gate")
        if any(entry.get(member) != task[member] for member in ("primary_score", "pass_criteria")):
            fault(f"{path.name}: {entry['id']} is judged by another score or gate than its task file says")
    return entries


def check_recording(path, tasks, entries):
    lines = read_rows(path)
    header, answers = lines[0], lines[1:]
    for member in ("recording", "model", "quantisation", "parameters", "date", "server"):
        if not header.get(member):
            fault(f"{path.name}: the header does not say '{member}'")
    for name in entries:
        task, rows = tasks[name]
        wanted = [row[task["fields"]["id"]] for row in rows]
        found = [answer["id"] for answer in answers if answer["task"] == name]
        if sorted(found) != wanted:
            fault(f"{path.name}: the answers to {name} are not one for each item "
                  f"(missing {sorted(set(wanted) - set(found))[:3]}, unknown {sorted(set(found) - set(wanted))[:3]})")
    for number, answer in enumerate(answers, 2):
        if not isinstance(answer.get("response"), str) or not answer.get("latency_ms", 0) > 0 or not answer.get("prompt_tokens", 0) > 0:
            fault(f"{path.name}, line {number}: response, latency_ms or prompt_tokens is missing")
    return len(answers)


def check_gates(recordings, collection, tasks):
    """Prints each score with its verdict; all three verdicts must occur."""
    verdicts = set()
    for path in recordings:
        answers = {(answer.get("task"), answer.get("id")): answer for answer in read_rows(path)[1:]}
        for entry in collection["benchmarks"]:
            task, rows = tasks[entry["id"]]
            scorer = task["scoring"][0]
            results = []
            for row in rows:
                given = dict(row, generated_answer=answers[entry["id"], row[task["fields"]["id"]]]["response"],
                             expected_answer=row[scorer.get("expected", task["fields"]["target"])])
                results.append(scorers.SCORERS[scorer["function"]](given, scorer.get("params") or {}))
            metric, gate = entry["primary_score"]["metric"], entry["pass_criteria"]["threshold"]
            low, high = scorers.interval(metric, results)
            verdicts.add(scorers.verdict(low, high, gate))
            print(f"{path.stem:22} {entry['id']:14} {scorers.AGGREGATIONS[metric](results):.3f}  {low:.3f} to {high:.3f}  "
                  f"gate {gate}  {scorers.verdict(low, high, gate)}")
    for word in sorted({"pass", "fail", "too close"} - verdicts):
        fault(f"no benchmark of the recorded models is judged '{word}'")


def main():
    resources = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "resources")
    tasks = {}
    for path in sorted((resources / "tasks").glob("*.yaml")):
        task, rows = check_task(path)
        if task["id"] in tasks:
            fault(f"{path.name}: the id {task['id']} is taken")
        tasks[task["id"]] = task, rows
    check_duplicates(tasks)
    entries = check_collection(resources / "catalogue/collections/starter-v1.yaml", tasks)
    recordings = sorted((resources / "recordings").glob("*.jsonl"))
    answers = sum(check_recording(path, tasks, entries) for path in recordings)
    if not faults:
        collection = resources / "catalogue/collections/starter-v1.yaml"
        check_gates(recordings, yaml.safe_load(collection.read_text(encoding="utf-8")), tasks)
    for text in faults:
        print("check-starter:", text, file=sys.stderr)
    print(f"{len(entries)} starter benchmarks, {sum(len(rows) for _, rows in tasks.values())} items, "
          f"{len(recordings)} recordings with {answers} answers, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
