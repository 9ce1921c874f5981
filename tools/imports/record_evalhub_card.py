"""Has a real eval-hub-server write evaluation cards, and beside each what the server's own API says about the job.

    record_evalhub_card.py VENV FOLDER

VENV holds eval-hub-server. A job that belongs to an experiment gets a card in MLflow when it ends; here a small server stands in for MLflow
and keeps what it is sent, byte for byte. The adapters' part is played by this script: it posts their events.
"""
import glob
import http.server
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

PROVIDER = """
id: school
name: School
title: School
description: Small tasks
tags: [school]
runtime:
  local: {command: "true"}
benchmarks:
  - {id: letters, name: Letters, category: reasoning, metrics: [acc, acc_norm], num_few_shot: 0, dataset_size: 4}
  - {id: sums, name: Sums, category: math, metrics: [exact_match], num_few_shot: 0, dataset_size: 3}
  - {id: manners, name: Manners, category: safety, metrics: [toxicity], num_few_shot: 0, dataset_size: 5}
"""
COLLECTION = """
id: report-card
name: Report card
category: school
description: Letters and sums
tags: [school]
pass_criteria: {threshold: 0.7}
benchmarks:
  - {id: letters, provider_id: school, weight: 3, primary_score: {metric: acc, lower_is_better: false}, pass_criteria: {threshold: 0.6}}
  - {id: manners, provider_id: school, weight: 1, primary_score: {metric: toxicity, lower_is_better: true}, pass_criteria: {threshold: 0.2}}
"""
LETTERS = {"id": "letters", "provider_id": "school", "primary_score": {"metric": "acc", "lower_is_better": False}, "pass_criteria": {"threshold": 0.6},
           "parameters": {"num_fewshot": 0}}
SUMS = {"id": "sums", "provider_id": "school", "primary_score": {"metric": "exact_match", "lower_is_better": False}, "pass_criteria": {"threshold": 0.8}}
MANNERS = {"id": "manners", "provider_id": "school", "primary_score": {"metric": "toxicity", "lower_is_better": True}, "pass_criteria": {"threshold": 0.2}}
BROKE = {"message": "the dataset 'sums' has no split 'test' — ÄÖÜ", "message_code": "dataset_error"}

FEW_SHOT = LETTERS | {"pass_criteria": {"threshold": 0.9}, "parameters": {"num_fewshot": 5}, "weight": 2}

# Name of the card: what the job asks for, and how each of its benchmarks ends: metrics, an error, or both.
JOBS = {
    "completed": ([LETTERS, SUMS, MANNERS], [{"acc": 0.75, "acc_norm": 0.5}, {"exact_match": 2 / 3}, {"toxicity": 0.125}]),
    "repeated": ([LETTERS, SUMS, MANNERS], [{"acc": 0.75, "acc_norm": 0.5}, {"exact_match": 2 / 3}, {"toxicity": 0.125}]),
    "partly": ([LETTERS, SUMS], [{"acc": 0.25, "acc_norm": 1e-7}, BROKE]),
    "failed": ([SUMS], [BROKE]),
    "twice": ([LETTERS, MANNERS, FEW_SHOT], [{"acc": 0.5, "acc_norm": 0.5}, {"toxicity": 0.5}, {"acc": 0.875, "acc_norm": 0.75}]),
    "cancelled": ([LETTERS, SUMS], [{"acc": 0.5}, None]),
    "collection": ("report-card", [{"acc": 0.9}, {"toxicity": 0.0625}]),
}


class Mlflow(http.server.BaseHTTPRequestHandler):
    """Answers as MLflow's tracking and artifact servers do, as far as it is asked; `cards` grows by the body of each upload."""

    cards, experiments, runs = [], {}, itertools.count(1)

    def handle_any(self):
        path = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        code, answer = self.answer(path.path, dict(urllib.parse.parse_qsl(path.query)), body)
        text = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = handle_any

    def answer(self, path, query, body):
        if path.endswith("/experiments/get-by-name"):
            found = Mlflow.experiments.get((query or json.loads(body))["experiment_name"])  # it sends a GET with a body
            return (200, {"experiment": found}) if found else (404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no such experiment"})
        if path.endswith("/experiments/create"):
            name, number = json.loads(body)["name"], str(len(Mlflow.experiments) + 1)
            Mlflow.experiments[name] = {"experiment_id": number, "name": name, "artifact_location": f"mlflow-artifacts:/{number}", "lifecycle_stage": "active"}
            return 200, {"experiment_id": number}
        if path.endswith("/experiments/get"):
            found = [one for one in Mlflow.experiments.values() if one["experiment_id"] == (query or json.loads(body)).get("experiment_id")]
            return (200, {"experiment": found[0]}) if found else (404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no such experiment"})
        if path.endswith("/runs/create"):
            asked, run = json.loads(body), f"{next(Mlflow.runs):032x}"
            place = f"mlflow-artifacts:/{asked['experiment_id']}/{run}/artifacts"
            info = {"run_id": run, "run_uuid": run, "experiment_id": asked["experiment_id"], "run_name": asked.get("run_name", ""), "status": "RUNNING",
                    "start_time": asked.get("start_time", 0), "artifact_uri": place, "lifecycle_stage": "active"}
            return 200, {"run": {"info": info, "data": {"tags": asked.get("tags", [])}}}
        if path.endswith("/runs/search"):
            return 200, {"runs": []}
        if "/mlflow-artifacts/" in path and self.command == "PUT":
            Mlflow.cards.append(body)
            return 200, {}
        return 404, {"error_code": "ENDPOINT_NOT_FOUND", "message": path}

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Hub:
    """The server under test in a folder of its own."""

    def __init__(self, venv, mlflow):
        self.work = work = tempfile.mkdtemp()
        for name, text in (("providers/school.yaml", PROVIDER), ("collections/report-card.yaml", COLLECTION)):
            os.makedirs(os.path.dirname(os.path.join(work, name)), exist_ok=True)
            with open(os.path.join(work, name), "w") as out:
                out.write(text)
        port = free_port()
        with open(work + "/config.yaml", "w") as out:
            json.dump({"service": {"port": port, "host": "127.0.0.1"}, "database": {"driver": "sqlite", "url": f"file:{work}/hub.db"},
                       "prometheus": {"enabled": True, "port": free_port(), "host": "127.0.0.1"}, "mlflow": {"tracking_uri": mlflow}}, out)
        self.root = f"http://127.0.0.1:{port}/api/v1"
        self.output = open(work + "/output", "w+")
        program = glob.glob(venv + "/bin/eval-hub-server")[0]
        self.process = subprocess.Popen([program, "-local", "-configdir", work], cwd=work, stdout=self.output, stderr=subprocess.STDOUT,
                                        env=dict(os.environ, TMPDIR=work, MLFLOW_TRACKING_URI=mlflow))
        limit = time.time() + 60
        while True:
            try:
                self.ask("GET", "/evaluations/providers")
                return
            except (urllib.error.URLError, ConnectionError):
                if time.time() > limit or self.process.poll() is not None:
                    said = self.said()
                    self.stop()
                    sys.exit("eval-hub-server does not answer:\n" + said)
                time.sleep(0.2)

    def said(self):
        self.output.flush()
        return open(self.output.name).read()[-4000:]

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.root + path, method=method, data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json", "X-Tenant": "school", "X-User": "ann"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
        except urllib.error.HTTPError as refused:
            sys.exit(f"{method} {path}: {refused.code} {refused.read().decode()}")
        return json.loads(text) if text else None

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.work, ignore_errors=True)


def run(hub, name, asked, ends):
    """The job as the API shows it at its end, and its card; None: the server wrote none within five seconds."""
    request = {"name": name, "model": {"name": "acme/table-1", "url": "http://model.example/v1"}, "experiment": {"name": "term-1"}}
    request |= {"collection": {"id": asked}} if isinstance(asked, str) else {"benchmarks": asked}
    before = len(Mlflow.cards)
    job = hub.ask("POST", "/evaluations/jobs", request)
    path = "/evaluations/jobs/" + job["resource"]["id"]
    entries = [LETTERS, MANNERS] if isinstance(asked, str) else asked
    # The last one ends first: a card lists benchmarks as they come.
    for index, end in reversed(list(enumerate(ends))):
        named = {"id": entries[index]["id"], "provider_id": "school", "benchmark_index": index}
        for event in ({"status": "running", "phase": "running_evaluation"}, ending(end)) if end is not None else ():
            hub.ask("POST", path + "/events", {"benchmark_status_event": named | event})
    if None in ends:
        hub.ask("DELETE", path)
    limit = time.time() + 5
    while len(Mlflow.cards) == before and time.time() < limit:
        time.sleep(0.05)
    return hub.ask("GET", path), Mlflow.cards[before] if len(Mlflow.cards) > before else None


def ending(end):
    if "message" in end:
        return {"status": "failed", "error_message": end, "completed_at": "2026-01-12T08:00:09.612335+00:00"}
    return {"status": "completed", "metrics": end, "started_at": "2026-01-12T08:00:00+00:00", "completed_at": "2026-01-12T08:00:07.5+00:00",
            "additional_info": {"seed": 7}, "artifacts": {"report": "report.html"}, "logs_path": "run.log"}


def expectation(job, version):
    results = {one["benchmark_index"]: one for one in job.get("results", {}).get("benchmarks") or []}
    benchmarks = []
    for one in job["status"]["benchmarks"]:
        result = results.get(one["benchmark_index"], {})
        benchmarks.append({"id": one["id"], "provider_id": one["provider_id"], "status": one["status"], "metrics": result.get("metrics") or {},
                           "test": result.get("test"), "error": (one.get("error_message") or {}).get("message")})
    return {"reader": "eval-hub-server", "version": version, "job": job["resource"]["id"], "state": job["status"]["state"], "model": job["model"]["name"],
            "benchmarks": benchmarks, "test": job.get("results", {}).get("test")}


def main(venv, folder):
    os.makedirs(folder, exist_ok=True)
    (info,) = glob.glob(venv + "/lib/python*/site-packages/eval_hub_server-*.dist-info")
    version = re.search(r"eval_hub_server-(.+)\.dist-info", info)[1]
    mlflow = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mlflow)
    threading.Thread(target=mlflow.serve_forever, daemon=True).start()
    hub = Hub(venv, f"http://127.0.0.1:{mlflow.server_address[1]}")
    try:
        for name, (asked, ends) in JOBS.items():
            job, card = run(hub, name, asked, ends)
            if card is None:
                print(f"no card of the job '{name}', which is {job['status']['state']}")
                continue
            with open(f"{folder}/{name}.json", "wb") as out:
                out.write(card)
            with open(f"{folder}/{name}.json.expected.json", "w") as out:
                json.dump(expectation(job, version), out, indent=1, sort_keys=True)
    finally:
        hub.stop()
    print("eval-hub-server", version, len(glob.glob(folder + "/*.json")), "files")


if __name__ == "__main__":
    main(*sys.argv[1:3])
