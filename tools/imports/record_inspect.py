"""Writes small logs with the installed inspect-ai, and beside each what inspect-ai's own reader says about it.

    record_inspect.py FOLDER
"""
import glob
import json
import os
import sys

os.environ["INSPECT_DISPLAY"] = "none"

import inspect_ai
from inspect_ai import Task, task
from inspect_ai import eval as run_eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import includes, match
from inspect_ai.solver import generate, solver

from expect_inspect import expectation

QUESTIONS = [
    ("paris", "What is the capital of France?", "Paris", {"area": "geography"}),
    ("rome", "What is the capital of Italy?", "Rome", {"area": "geography"}),
    ("tokyo", "東京は何の国の首都ですか？ 🗼", "Japan", {"area": "geography", "language": "ja"}),
    ("sum", "What is 2+2?", "4", {"area": "maths"}),
]
ANSWERS = ["Paris", "I believe it is Milan", "Japan 🇯🇵", "The answer is 4"]


def dataset(ids=True):
    return MemoryDataset([Sample(id=name if ids else None, input=text, target=target, metadata=more) for name, text, target, more in QUESTIONS],
                         name="capitals", location="capitals.jsonl")


def output(text):
    made = ModelOutput.from_content("mockllm/model", text)
    # Without a count of its own, newer versions count tokens with a table from the network.
    made.usage = ModelUsage(input_tokens=12, output_tokens=len(text.split()), total_tokens=12 + len(text.split()))
    return made


def model(answers):
    return get_model("mockllm/model", custom_outputs=[output(one) for one in answers], memoize=False)


@solver
def fails_on(word):
    async def solve(state, generate):
        if word in state.input_text:
            raise ValueError(f"the tool for '{word}' broke")
        return await generate(state)

    return solve


@task
def capitals():
    return Task(dataset=dataset(), solver=generate(), scorer=[match(location="any"), includes()], version=2)


@task
def numbered():
    return Task(dataset=dataset(ids=False), solver=generate(), scorer=match(location="any"))


@task
def breaks():
    return Task(dataset=dataset(), solver=fails_on("2+2"), scorer=match(location="any"))


@task
def stops():
    return Task(dataset=dataset(), solver=fails_on("2+2"), scorer=match(location="any"))


def settings(folder):
    return dict(log_dir=folder, display="none", log_level="critical", max_connections=1, max_samples=1)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    common = settings(folder)
    run_eval(capitals(), model=model(ANSWERS), temperature=0.2, seed=7, tags=["nightly"], log_format="eval", **common)
    run_eval(capitals(), model=model(ANSWERS * 2), epochs=2, log_format="json", **common)
    run_eval(numbered(), model=model(ANSWERS), log_format="eval", limit=3, **common)
    # A sample that fails does not fail the run: its error is in the sample.
    run_eval(breaks(), model=model(ANSWERS), fail_on_error=False, log_format="eval", **common)
    # Here it does: the run ends in error, with the samples that came before.
    run_eval(stops(), model=model(ANSWERS), fail_on_error=True, log_format="eval", **common)
    interrupted(folder)
    for path in sorted(glob.glob(folder + "/*.eval") + glob.glob(folder + "/*.json")):
        said = expectation(path)
        # Names that stay the same from one recording to the next.
        name = (said["status"] if said["task"] == "unfinished" else said["task"]) + os.path.splitext(path)[1]
        os.rename(path, os.path.join(folder, name))
        json.dump(said, open(os.path.join(folder, name + ".expected.json"), "w"), indent=1, sort_keys=True)
    print("inspect-ai", inspect_ai.__version__, len(os.listdir(folder)), "files")


def interrupted(folder):
    """A run that was stopped by its user, and one whose process died: the program is run anew for each."""
    import signal
    import subprocess
    import time

    for how in (signal.SIGINT, signal.SIGKILL):
        before = set(glob.glob(folder + "/*.eval"))
        child = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), "interrupted_inspect.py"), folder])
        limit = time.time() + 120
        while time.time() < limit and not os.path.exists(folder + "/waiting"):
            time.sleep(0.1)
        # Its samples so far are flushed to the log at once (log_buffer=1), but not in the same instant.
        fresh = lambda: [p for p in set(glob.glob(folder + "/*.eval")) - before if b"samples/" in open(p, "rb").read()]
        while time.time() < limit and not fresh():
            time.sleep(0.1)
        child.send_signal(how)
        child.wait(120)
        os.remove(folder + "/waiting")


if __name__ == "__main__":
    main(sys.argv[1])
