#!/usr/bin/env python3
"""Recompute every score of a run from its stored samples, without Assay's code, and compare with what Assay reported.

    check-scores.py DIR [--tasks FOLDER]...

DIR holds what `assayctl demo --out DIR` writes: results.json (the finished jobs, as the engine answers them; one, a list, or
under "jobs" or "items") and samples-MODEL-BENCHMARK.jsonl, one stored sample a line. The task files and datasets are read anew
(default: the shipped ones), so that targets are taken from there and not from the samples.

Checked: every item of the dataset is there once a repeat; targets; each scorer's score of each sample; each reported metric with
its count, successes and standard error; counts of errors, tokens and latency; the server's own test against its gate.
Exit codes: 0 everything agrees, 1 something differs, 2 the input cannot be read.

Needs Python 3.9 and PyYAML (Debian: python3-yaml).
"""
import argparse
import json
import math
import pathlib
import re
import sys

try:
    import yaml
except ImportError:
    print("check-scores: PyYAML is missing; install it with: apt-get install python3-yaml", file=sys.stderr)
    sys.exit(2)

import independent_scorers as scorers

TOLERANCE = 1e-9


class Report:
    """Counts comparisons and prints those that differ, at most ten a benchmark."""

    def __init__(self):
        self.compared = self.different = self.shown = 0

    def same(self, where, reported, recomputed):
        self.compared += 1
        if reported is None or recomputed is None or isinstance(recomputed, (str, bool)):
            equal = reported == recomputed
        else:
            equal = isinstance(reported, (int, float)) and math.isclose(reported, recomputed, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        if not equal:
            self.fault(f"{where}: reported {reported!r}, recomputed {recomputed!r}")

    def fault(self, text):
        self.different += 1
        self.shown += 1
        if self.shown <= 10:
            print("  differs:", text)
        elif self.shown == 11:
            print("  differs: more of the same; not shown")


def unreadable(text):
    print("check-scores:", text, file=sys.stderr)
    sys.exit(2)


def read_json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        unreadable(f"{path}: {error}")


def read_lines(path):
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        unreadable(f"{path}: {error}")


def read_tasks(folders):
    tasks = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            task = yaml.safe_load(path.read_text(encoding="utf-8"))
            source = task["dataset"]
            if "file" in source:
                tasks[task["id"]] = task, read_lines(path.parent / source["file"])
            elif "rows" in source:
                tasks[task["id"]] = task, source["rows"]
    return tasks


def jobs_in(results):
    if isinstance(results, list):
        return results
    for member in ("jobs", "items"):
        if member in results:
            return results[member]
    return [results]


def safe(name):
    """A name as it stands in a file's name."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)


def samples_of(folder, model, benchmark):
    for name in (f"samples-{model}-{benchmark}.jsonl", f"samples-{safe(model)}-{safe(benchmark)}.jsonl"):
        if "/" not in name and (folder / name).exists():
            return read_lines(folder / name)
    unreadable(f"{folder}: there is no samples-{safe(model)}-{safe(benchmark)}.jsonl")


def text_of(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def check_items(report, task, rows, samples):
    """Every asked item once a repeat, with the dataset's target; returns the dataset's rows by item key."""
    # A dataset's own id is kept as "id:ID", apart from keys made by hashing.
    by_key = {f"id:{row[task['fields']['id']]}": row for row in rows}
    ordinals = {key: number for number, key in enumerate(by_key)}
    places = [(sample["item_key"], sample.get("repeat", 0)) for sample in samples]
    if len(set(places)) != len(places):
        report.fault("an item was stored twice")
    for sample in samples:
        row = by_key.get(sample["item_key"])
        if row is None:
            report.fault(f"{sample['item_key']} is no item of the dataset")
            continue
        report.same(f"{sample['item_key']}, ordinal", sample["ordinal"], ordinals[sample["item_key"]])
        report.same(f"{sample['item_key']}, target", sample["target"], text_of(row[task["fields"]["target"]]))
    return by_key


def rescore(task, scorer, row, sample):
    given = dict(row)
    given["generated_answer"] = sample["response"]
    given["expected_answer"] = row.get(scorer.get("expected", task["fields"]["target"]))
    return scorers.SCORERS[scorer["function"]](given, scorer.get("params") or {})


def check_scorer(report, task, scorer, by_key, samples, primary):
    """Scores of one scoring function; returns its recomputed score rows in the samples' order."""
    if scorer["function"] not in scorers.SCORERS:
        report.fault(f"{scorer['function']} cannot be recomputed: this script does not know it")
        return []
    rows = []
    for sample in samples:
        if sample.get("error") or sample["item_key"] not in by_key:
            continue
        try:
            mine = rescore(task, scorer, by_key[sample["item_key"]], sample)
        except NotImplementedError as error:
            report.fault(f"{scorer['function']} cannot be recomputed: {error}")
            return []
        rows.append(mine)
        where = f"{sample['item_key']}, {scorer['function']}"
        theirs = (sample.get("scores") or {}).get(scorer["function"])
        report.same(where, theirs.get("score") if isinstance(theirs, dict) else theirs, mine["score"])
        if primary:
            report.same(f"{sample['item_key']}, score", sample["score"], mine["score"])
    return rows


def check_statistics(report, name, stated, aggregation, rows, repeats):
    """Count, successes and standard error, where they are stated and every item was asked once."""
    if repeats > 1 or not stated:
        return
    values = [row["score"] for row in rows]
    report.same(f"{name}, n", stated.get("n"), len(values))
    binary = all(value in (0, 1) for value in values)
    if aggregation in ("accuracy", "average"):
        report.same(f"{name}, stderr", stated.get("stderr"), scorers.standard_error(values))
        if "binary" in stated:
            report.same(f"{name}, binary", stated["binary"], binary)
        if "successes" in stated:
            report.same(f"{name}, successes", stated["successes"], sum(value == 1 for value in values))
    elif aggregation == "weighted_average":
        report.same(f"{name}, stderr", stated.get("stderr"),
                    scorers.weighted_standard_error(values, [row["weight"] for row in rows]))


def check_counts(report, info, metrics, samples):
    answered = [sample for sample in samples if not sample.get("error")]
    report.same("samples", metrics.get("samples"), len(answered))
    if "errors" in info:
        report.same("errors", info["errors"], len(samples) - len(answered))
    if "not_extracted" in info:
        report.same("not_extracted", info["not_extracted"], sum(bool(sample.get("extraction_failed")) for sample in answered))
    for name in ("prompt", "completion"):
        if name in info.get("tokens", {}):
            report.same(f"{name} tokens", info["tokens"][name], sum(sample.get(f"{name}_tokens") or 0 for sample in answered))
    latencies = [sample["latency_ms"] for sample in answered if sample.get("latency_ms") is not None]
    if latencies and "mean" in info.get("latency_ms", {}):
        report.same("mean latency", info["latency_ms"]["mean"], math.fsum(latencies) / len(latencies))


def check_test(report, result, metrics):
    """The server's rule: the primary score against its threshold, both as 32-bit numbers on the wire."""
    test = result.get("test")
    if not test or test.get("threshold") is None:
        return
    score = metrics.get(test.get("primary_score_metric"))
    if score is not None and not math.isclose(test["primary_score"], score, rel_tol=1e-6, abs_tol=1e-6):
        report.fault(f"test: primary_score {test['primary_score']} is not the metric {score}")
    if score is not None and abs(score - test["threshold"]) > 1e-6 and not test.get("lower_is_better"):
        report.same("test, pass", test.get("pass"), score >= test["threshold"])


def check_benchmark(report, folder, model, result, tasks):
    task, rows = tasks[result["id"]]
    samples = samples_of(folder, model, result["id"])
    metrics, info = result.get("metrics") or {}, (result.get("additional_info") or {}).get("assay") or {}
    by_key = check_items(report, task, rows, samples)
    repeats = 1 + max((sample.get("repeat", 0) for sample in samples), default=0)
    asked = info.get("items", len(rows))
    if len(samples) != asked * repeats:
        report.fault(f"{len(samples)} samples are stored of {asked} items asked {repeats} times")
    recomputed = {}
    for number, scorer in enumerate(task["scoring"]):
        scored = check_scorer(report, task, scorer, by_key, samples, number == 0)
        for aggregation in scorer.get("aggregations", []) if scored else []:
            # A name that an earlier scorer has taken is told apart by the function's own name before it.
            names = [name for name in (aggregation, scorer["function"].split("::")[-1] + "." + aggregation)
                     if name in metrics and name not in recomputed]
            if not names:
                report.fault(f"the metric {aggregation} of {scorer['function']} is not reported")
                continue
            recomputed[names[0]] = scorers.AGGREGATIONS[aggregation](scored)
            report.same(names[0], metrics[names[0]], recomputed[names[0]])
            check_statistics(report, names[0], (info.get("metrics") or {}).get(names[0]), aggregation, scored, repeats)
    check_counts(report, info, metrics, samples)
    check_test(report, result, metrics)
    return recomputed, len(samples)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--tasks", type=pathlib.Path, action="append", help="folder of task files; may be given more than once")
    options = parser.parse_args()
    tasks = read_tasks(options.tasks or [pathlib.Path(__file__).resolve().parent.parent / "resources/tasks"])
    report, benchmarks, total = Report(), 0, 0
    for job in jobs_in(read_json(options.folder / "results.json")):
        model = job["model"]["name"] if isinstance(job["model"], dict) else job["model"]
        results = job["results"]["benchmarks"] if "results" in job else job["benchmarks"]
        for result in results:
            if result["id"] not in tasks:
                print(f"{model}  {result['id']}: skipped, no task file")
                continue
            before, report.shown = report.different, 0
            recomputed, count = check_benchmark(report, options.folder, model, result, tasks)
            benchmarks, total = benchmarks + 1, total + count
            numbers = ", ".join(f"{name} {value:.6f}" for name, value in recomputed.items())
            word = "agrees" if report.different == before else "DIFFERS"
            print(f"{model}  {result['id']}: {word} ({numbers}; {count} samples)")
    print(f"{benchmarks} benchmarks, {total} samples, {report.compared} numbers compared, {report.different} differ")
    if not benchmarks:
        unreadable("results.json holds no benchmark that could be checked")
    sys.exit(1 if report.different else 0)


if __name__ == "__main__":
    main()
