"""Writes small results with the installed lm-evaluation-harness, whose model answers from a table, so that nothing is fetched.

    record_lm_eval.py FOLDER
"""
import glob
import importlib.metadata
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

os.environ.update(HF_DATASETS_OFFLINE="1", HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false")

import lm_eval
from lm_eval.api.model import LM
from lm_eval.loggers import EvaluationTracker
from lm_eval.tasks import TaskManager
from lm_eval.utils import handle_non_serializable

ANSWERS = {"2+2": "4", "3+4": "The sum is 7", "10-1": "eight"}
RIGHT = {"follows A": " B", "before C": " A", "ÄÖÜ": " Ö", "vowel": " E"}


ROOM = 2000  # bytes that a file of samples may have on the disk that is full


class Table(LM):
    fails_on = None  # a word

    def loglikelihood(self, requests):
        out = []
        for request in requests:
            context, continuation = request.args
            right = any(word in context and continuation == answer for word, answer in RIGHT.items())
            out.append((-1.0 if right else -3.5, right))
        return out

    def loglikelihood_rolling(self, requests):
        return [-10.0 for _ in requests]

    def generate_until(self, requests):
        if any(self.fails_on and self.fails_on in request.args[0] for request in requests):
            raise ConnectionError("the model does not answer any more")
        return [next(answer for word, answer in ANSWERS.items() if word in request.args[0]) for request in requests]


def tasks_folder():
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lm_eval_tasks")
    folder = tempfile.mkdtemp()
    for path in glob.glob(here + "/*"):
        with open(path) as one, open(os.path.join(folder, os.path.basename(path)), "w") as copy:
            copy.write(one.read().replace("DATA", folder))
    return folder


def run(folder, tasks, before_samples=lambda task: None, model=Table, **settings):
    where = tasks_folder()
    tracker = EvaluationTracker(output_path=folder)
    manager = TaskManager(include_path=where, include_defaults=False)
    results = lm_eval.simple_evaluate(model=model(), tasks=tasks, task_manager=manager, log_samples=True, evaluation_tracker=tracker,
                                      bootstrap_iters=1000, random_seed=7, **settings)
    samples = results.pop("samples")
    # What its command writes for a named model; simple_evaluate leaves it out for an object.
    results["config"]["model"] = "table"
    tracker.general_config_tracker.model_source = "table"
    tracker.general_config_tracker.model_name = "acme/table-1"
    tracker.general_config_tracker.model_name_sanitized = "acme__table-1"
    tracker.save_results_aggregated(results=results, samples=samples)
    for task in results["configs"]:
        before_samples(task)
        tracker.save_results_samples(task_name=task, samples=samples[task])
    shutil.rmtree(where)


def full_disk(_):
    """Files end at so many bytes: what the harness tries to write beyond is refused, which it only warns of."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY))


def dies_before_sums(task):
    if task == "sums":
        os._exit(9)


class Dies(Table):
    """Answers the first task, and not all of the second."""

    fails_on = "10-1"


UNFINISHED = {"full-disk": lambda folder: run(folder, ["school"], full_disk), "killed": lambda folder: run(folder, ["school"], dies_before_sums),
              "raises": lambda folder: run(folder, ["school"], model=Dies)}


def unfinished(folder):
    """Runs that do not come to their end, each in a process of its own. One whose model fails leaves nothing behind."""
    for name in UNFINISHED:
        subprocess.run([sys.executable, os.path.abspath(__file__), os.path.join(folder, name), name], stderr=subprocess.DEVNULL)
        left = glob.glob(f"{folder}/{name}/**/*", recursive=True)
        print(f"{name}: {sum(map(os.path.isfile, left))} files")


def expectation(path):
    """The harness's own numbers, and the means of its samples as it aggregates them."""
    results = json.load(open(path))
    stamp = os.path.basename(path)[len("results_"):-len(".json")]
    tasks = {}
    for name, values in results["results"].items():
        metrics = {key: value for key, value in values.items() if isinstance(value, (int, float)) and not isinstance(value, bool)}
        found = glob.glob(os.path.join(os.path.dirname(path), f"samples_{glob.escape(name)}_{glob.escape(stamp)}.jsonl"))
        lines = open(found[0]).read().splitlines() if found else []
        whole = [json.loads(line) for line in lines if line.endswith("}")]  # a full disk cuts the last one
        tasks[name] = {"metrics": metrics, "samples": len({one["doc_id"] for one in whole}), "cut": len(lines) - len(whole),
                       "logged": name in results["task_hashes"], "n": results.get("n-samples", {}).get(name, {}).get("effective")}
    return {"reader": "lm-evaluation-harness", "version": importlib.metadata.version("lm_eval"), "model": results["model_name"], "tasks": tasks}


def main(folder):
    os.makedirs(folder, exist_ok=True)
    run(folder, ["school"], num_fewshot=0)
    run(folder, ["sums"], limit=2)
    run(folder, ["school"], num_fewshot=0)  # the same again, into the same folder
    unfinished(folder)
    for path in glob.glob(folder + "/**/results_*.json", recursive=True):
        if not path.endswith(".expected.json"):
            json.dump(expectation(path), open(path + ".expected.json", "w"), indent=1, sort_keys=True)
    print("lm_eval", importlib.metadata.version("lm_eval"))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        UNFINISHED[sys.argv[2]](sys.argv[1])
    else:
        main(sys.argv[1])
