#!/usr/bin/env python3
"""Real evaluations: a small model is started, adapters ask it questions through the engine, and every end that a run can take is tried.

usage: real_model.py (--engine ASSAYCTL | --peer) [--adapter qa|lm_eval] [--only NAME]
Skipped by name when the model (tools/local-llm.sh) or, for lm_eval, the harness (ASSAY_NIGHTLY=1 tools/test-packages) is not to be had.
With --peer only the parts run that the released server can do; with --engine and the server at hand both are compared.
"""
import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import harness  # noqa: E402
import servers  # noqa: E402
from harness import check, entry, same  # noqa: E402

ADAPTERS = servers.ROOT / "tests" / "adapters"
PHASES = ["initializing", "loading_data", "running_evaluation", "post_processing"]


class Model:
    """The small model on a port of its own; `url` ends in /v1."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        script = servers.ROOT / "tools" / "local-llm.sh"
        self.process = subprocess.Popen([str(script), "--threads", "1", "--parallel", "2", str(servers.CACHE / "llm")], stdout=subprocess.PIPE,
                                        text=True, cwd=self.folder.name)
        lines = [self.process.stdout.readline().strip() for _ in range(2)]
        if not lines[0].startswith("LOCAL_LLM_URL="):
            code = self.process.wait()
            if code == 3:
                servers.skip("the small model cannot be had (no registry is reachable)")
            raise SystemExit("the small model did not start: local-llm.sh ended with %d" % code)
        self.url, self.name = lines[0].split("=", 1)[1], lines[1].split("=", 1)[1]
        return self

    def __exit__(self, *_):
        self.stop()
        self.folder.cleanup()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def tokens(self):
        """Tokens that the model has made since it started."""
        text = urllib.request.urlopen(self.url.removesuffix("/v1") + "/metrics", timeout=30).read().decode()
        return sum(float(line.split()[1]) for line in text.splitlines() if line.startswith("llamacpp:tokens_predicted_total "))


class Runs:
    """Jobs of one server against one model."""

    def __init__(self, server, model, command):
        self.world = harness.World(server.base, token=server.token, label=server.name)
        self.model, self.command, self.providers = model, command, {}

    def provider(self, command=None):
        command = command or self.command
        if command not in self.providers:
            benchmarks = [{"id": id, "primary_score": {"metric": "exact_match"}, "pass_criteria": {"threshold": threshold}}
                          for id, threshold in (("arithmetic", 0.95), ("capitals", 0.8))]
            self.providers[command] = self.world.provider(benchmarks, runtime={"local": {
                "command": command, "env": [{"name": "OPENAI_API_KEY", "value": "none"}]}})
        return self.providers[command]

    def submit(self, entries, command=None, **fields):
        """entries: (benchmark, parameters, weight)."""
        provider = self.provider(command)
        benchmarks = [{"id": id, "weight": weight, "parameters": dict({"timeout_seconds": 240}, **parameters)}
                      for id, parameters, weight in entries]
        body = self.world.job_body(provider, benchmarks, model={"url": self.model.url, "name": self.model.name}, **fields)
        return self.world.submit(body).at("resource.id")

    def logs(self, job, index):
        return self.world.get("%s/%s/benchmarks/%d/logs?tail_lines=-1" % (harness.JOBS, job, index)).expect(200).text


def happy(runs, phases=True):
    """Both benchmarks complete; one misses its gate; the model was really asked."""
    before = runs.model.tokens()
    job = runs.submit([("arithmetic", {}, 1), ("capitals", {}, 3)], pass_criteria={"threshold": 0.8})
    seen, end = {0: [], 1: []}, time.monotonic() + 300
    while True:
        answer = runs.world.read(job)
        for index, list_ in seen.items():
            phase = next((b.get("phase") for b in answer.json["status"].get("benchmarks", []) if b.get("benchmark_index", 0) == index), None)
            if phase and (not list_ or list_[-1] != phase):
                list_.append(phase)
        if answer.at("status.state") in ("completed", "failed", "partially_failed"):
            break
        check(time.monotonic() < end, "the job does not end")
        time.sleep(0.02)
    answer.has("status.state", "completed")
    arithmetic, capitals = (entry(answer, "results.benchmarks", i) for i in (0, 1))
    check(0.5 <= arithmetic["metrics"]["exact_match"] <= 0.9, "arithmetic is %s" % arithmetic["metrics"])
    check(capitals["metrics"]["exact_match"] >= 0.85, "capitals is %s" % capitals["metrics"])
    same("arithmetic's test", False, arithmetic["test"]["pass"])
    same("capitals' test", True, capitals["test"]["pass"])
    score = (arithmetic["metrics"]["exact_match"] + 3 * capitals["metrics"]["exact_match"]) / 4
    check(abs(answer.at("results.test.score") - score) < 1e-6, "the job's score is %s, not %s" % (answer.at("results.test.score"), score))
    for index, list_ in seen.items():
        known = [p for p in list_ if p in PHASES]
        same("order of the phases of %d" % index, sorted(known, key=PHASES.index), known)
    if phases:  # what qa_adapter.py promises beyond the metrics
        for index, result in ((0, arithmetic), (1, capitals)):
            same("examples", 20, result["metrics"]["examples"])
            same("questions in the log of %d" % index, 20, sum("want=" in line for line in runs.logs(job, index).splitlines()))
        said = arithmetic["metrics"]["completion_tokens"] + capitals["metrics"]["completion_tokens"]
        check(said > 0 and runs.model.tokens() - before >= said, "the model made %s tokens, the job reports %s" % (runs.model.tokens() - before, said))
    check(runs.model.tokens() > before, "the model was not asked")
    return answer


def failure(runs):
    """A benchmark that reports its failure, alone and beside a good one."""
    answer = runs.world.wait(runs.submit([("arithmetic", {"fail_after": 2, "num_examples": 4}, 1)]), "failed", seconds=120)
    check("asked to fail after 2 questions" in answer.at("status.message.message"), answer.text)
    job = runs.submit([("arithmetic", {"fail_after": 2}, 1), ("capitals", {"num_examples": 3}, 1)])
    answer = runs.world.wait(job, "partially_failed", seconds=120)
    same("states", ["failed", "completed"], [entry(answer, "status.benchmarks", i)["status"] for i in (0, 1)])


def lost(runs):
    """A process that leaves without a word, and a command that is none: failed within seconds, with the exit code."""
    answer = runs.world.wait(runs.submit([("arithmetic", {"die_after": 2}, 1)]), "failed", seconds=60)
    check("7" in entry(answer, "status.benchmarks", 0)["error_message"]["message"], "the exit code is not told: %s" % answer.text)
    began = time.monotonic()
    answer = runs.world.wait(runs.submit([("arithmetic", {}, 1)], command="no-such-command-anywhere"), "failed", seconds=30)
    check(time.monotonic() - began < 10, "a command that does not exist took %.0f s" % (time.monotonic() - began))
    check("127" in entry(answer, "status.benchmarks", 0)["error_message"]["message"], "the exit code is not told: %s" % answer.text)


def alive(marker):
    """Processes whose environment names the job: the whole tree of an attempt has it."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            if marker.encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def cancel(runs):
    """After a cancel nothing of the job runs, the model is left alone, and late events are refused."""
    job = runs.submit([("arithmetic", {"delay_seconds": 1}, 1)])
    runs.world.wait(job, "running", seconds=60)
    end = time.monotonic() + 60
    while "want=" not in runs.logs(job, 0):
        check(time.monotonic() < end, "no question is asked")
        time.sleep(0.1)
    check(alive(job), "no process carries the job's folder in its environment")
    runs.world.delete("%s/%s" % (harness.JOBS, job)).expect(204)
    end = time.monotonic() + 8  # terminate, five seconds, kill
    while alive(job):
        check(time.monotonic() < end, "processes are left after a cancel: %s" % alive(job))
        time.sleep(0.05)
    before = runs.model.tokens()
    time.sleep(2.5)
    same("tokens after the cancel", before, runs.model.tokens())
    runs.world.event(job, runs.provider(), "arithmetic", "completed").refused(409, "job_can_not_be_updated")
    runs.world.wait(job, "cancelled", seconds=10)


def compare(ours, theirs):
    """The same job on the released server: the same states, the same names of metrics, scores within a tenth."""
    for index in (0, 1):
        a, b = (entry(x, "results.benchmarks", index)["metrics"] for x in (ours, theirs))
        same("metrics of %d" % index, sorted(b), sorted(a))
        check(abs(a["exact_match"] - b["exact_match"]) <= 0.1, "exact_match of %d: %s here, %s there" % (index, a["exact_match"], b["exact_match"]))
        same("state of %d" % index, entry(theirs, "status.benchmarks", index)["status"], entry(ours, "status.benchmarks", index)["status"])
    same("state", theirs.at("status.state"), ours.at("status.state"))


def model_gone(runs):
    """The model ends while it is asked: failed, with the reason, and no hang."""
    job = runs.submit([("arithmetic", {"delay_seconds": 0.5}, 1)])
    end = time.monotonic() + 60
    while "want=" not in runs.logs(job, 0):
        check(time.monotonic() < end, "no question is asked")
        time.sleep(0.1)
    runs.model.stop()
    answer = runs.world.wait(job, "failed", seconds=120)
    check(entry(answer, "status.benchmarks", 0)["error_message"]["message"], "no reason is told")


def run(arguments, command, full):
    def start():
        return servers.Peer() if arguments.peer else servers.Engine(arguments.engine, extra=["--env", "inherit"])
    with Model() as model, start() as server:
        runs = Runs(server, model, command)
        answer = step("happy path", happy, runs, full)
        if full:
            step("failure", failure, runs)
            step("cancel", cancel, runs)
        if not arguments.peer:
            if full:
                step("lost process", lost, runs)
            if servers.PEER.exists():
                with servers.Peer() as peer:
                    theirs = Runs(peer, model, command)
                    step("peer check", lambda: compare(answer, happy(theirs, full)))
                    theirs.world.clean()
            else:
                print("skip peer check: eval-hub-server 1.0.2 is not in build/cache")
        if full:
            step("model gone", model_gone, runs)
        runs.world.clean()


def step(name, function, *given):
    began = time.monotonic()
    result = function(*given)
    print("ok   %-14s %.1f s" % (name, time.monotonic() - began), flush=True)
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine")
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--adapter", choices=["qa", "lm_eval"], default="qa")
    arguments = parser.parse_args()
    if arguments.peer:
        servers.need_peer()
    python = sys.executable
    if arguments.adapter == "lm_eval":
        python = servers.CACHE / "lm-eval" / "bin" / "python3"
        if not python.exists():
            servers.skip("lm-eval[api] 0.4.13 is not in build/cache (ASSAY_NIGHTLY=1 tools/test-packages fetches it)")
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    try:
        run(arguments, "'%s' '%s'" % (python, ADAPTERS / (arguments.adapter + "_adapter.py")), arguments.adapter == "qa")
    except harness.Failed as reason:
        print("FAIL %s" % reason)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
