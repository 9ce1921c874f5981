"""Drives a server with EvalHub's own Python client and command line. Runs under the interpreter that has eval-hub-sdk 1.0.6.

usage: sdk_client.py BASE_URL FOLDER [TENANT]
FOLDER holds this run's files; an adapter made with the standard library alone reports what the provider asks it to.
"""
import asyncio
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import uuid

from evalhub.client import AsyncEvalHubClient, SyncEvalHubClient
from evalhub.client.base import JobCanNotBeCancelledError, JobNotFoundError
from evalhub.models import BenchmarkConfig, CollectionRef, JobStatus, JobSubmissionRequest, ModelConfig

BASE, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
TENANT = sys.argv[3] if len(sys.argv) > 3 else None
MODEL = ModelConfig(url="http://model.invalid/v1", name="model")

ADAPTER = '''
import json, os, sys, time, urllib.request
spec = json.load(open(os.environ["EVALHUB_JOB_SPEC_PATH"]))
def send(status, **more):
    event = {"id": spec["benchmark_id"], "provider_id": spec["provider_id"], "benchmark_index": spec["benchmark_index"], "status": status}
    event.update(more)
    urllib.request.urlopen(urllib.request.Request(spec["callback_url"] + "/api/v1/evaluations/jobs/" + spec["id"] + "/events",
        json.dumps({"benchmark_status_event": event}).encode(), {"Content-Type": "application/json"}), timeout=10)
send("running", phase="running_evaluation")
print("asked", spec.get("num_examples"), "questions", flush=True)
if spec["parameters"].get("stay"):
    time.sleep(300)
send("completed", metrics={"acc": spec["parameters"].get("answer", 0.5)})
'''


def check(condition, sentence):
    if not condition:
        raise SystemExit("FAIL: " + sentence)


def equal(what, expected, got):
    check(expected == got, "%s: expected %r, got %r" % (what, expected, got))


def provider_body():
    adapter = FOLDER / "adapter.py"
    adapter.write_text(ADAPTER)
    scored = {"primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0.6}}
    return {"name": "sdk-provider", "title": "SDK provider", "description": "made by the SDK",
            "runtime": {"local": {"command": "python3 '%s'" % adapter}},
            "benchmarks": [dict({"id": "one", "name": "One", "category": "c", "metrics": ["acc"]}, **scored),
                           dict({"id": "two", "name": "Two", "category": "c", "metrics": ["acc"]}, **scored)]}


def request(provider, **parameters):
    entries = [BenchmarkConfig(id=id, provider_id=provider, parameters=dict(parameters, answer=answer, num_examples=3))
               for id, answer in (("one", 0.5), ("two", 0.9))]
    return JobSubmissionRequest(name="sdk-job", model=MODEL, benchmarks=entries, tags=["sdk"])


def wait(client, id, state):
    """The job once it is over. The SDK's own wait may end while the server has still to promote the job."""
    job = client.jobs.wait_for_completion(id, timeout=60, poll_interval=0.1)
    end = time.monotonic() + 10
    while job.state != state and time.monotonic() < end:
        job = client.jobs.get(id)
    equal("state of job %s" % id, state, job.state)
    return job


def providers(client):
    provider = client.providers.create(provider_body())
    id = provider.resource.id
    equal("provider's name", "sdk-provider", client.providers.get(id).name)
    check(id in [p.resource.id for p in client.providers.list()], "the new provider is not listed")
    equal("benchmarks", {"one", "two"}, {b.id for b in client.benchmarks.list(provider_id=id)})
    equal("updated title", "Other title", client.providers.update(id, dict(provider_body(), title="Other title")).title)
    return id


def collections(client, provider):
    body = {"name": "sdk-collection", "category": "c", "pass_criteria": {"threshold": 0.6},
            "benchmarks": [{"id": "one", "provider_id": provider, "weight": 1}, {"id": "two", "provider_id": provider, "weight": 3}]}
    collection = client.collections.create(body)
    id = collection.resource.id
    equal("collection's name", "sdk-collection", client.collections.get(id).name)
    check(id in [c.resource.id for c in client.collections.list()], "the new collection is not listed")
    equal("updated description", "new", client.collections.update(id, dict(body, description="new")).description)
    return id


def run_job(client, provider):
    job = client.jobs.submit(request(provider))
    equal("first state", JobStatus.PENDING, job.state)
    done = wait(client, job.id, JobStatus.COMPLETED)
    results = {r.id: r for r in done.results.benchmarks}
    equal("metrics", {"one": 0.5, "two": 0.9}, {id: r.metrics["acc"] for id, r in results.items()})
    check("asked 3 questions" in client.jobs.get_logs(job.id), "the log does not hold the adapter's line")
    check("===" not in client.jobs.get_logs(job.id, benchmark_index=1), "the log of one benchmark has a header")
    check(job.id in [j.id for j in client.jobs.list(status=JobStatus.COMPLETED, limit=100)], "the job is not listed as completed")
    updates = list(client.jobs.watch_logs(job.id, poll_interval=0.1, timeout=30))
    check(updates and updates[-1].job.state == JobStatus.COMPLETED, "watching the logs does not end with the job")
    try:
        client.jobs.cancel(job.id)
        check(False, "a completed job was cancelled")
    except JobCanNotBeCancelledError:
        pass
    return job.id


def collection_job(client, provider, collection):
    reference = CollectionRef(id=collection, benchmarks=[BenchmarkConfig(id="one", provider_id=provider, parameters={"answer": 0.9})])
    job = client.jobs.submit(JobSubmissionRequest(name="sdk-collection-job", model=MODEL, collection=reference))
    done = wait(client, job.id, JobStatus.COMPLETED)
    equal("results", 2, len(done.results.benchmarks))


def cancel(client, provider):
    job = client.jobs.submit(request(provider, stay=True))
    end = time.monotonic() + 30
    while client.jobs.get(job.id).state != JobStatus.RUNNING:
        check(time.monotonic() < end, "the job never runs")
        time.sleep(0.05)
    check(client.jobs.cancel(job.id), "cancel says no")
    wait(client, job.id, JobStatus.CANCELLED)
    check(client.jobs.cancel(job.id, hard_delete=True), "hard delete says no")
    try:
        client.jobs.cancel(job.id, hard_delete=True)
        check(False, "a deleted job was deleted again")
    except JobNotFoundError:
        pass


async def asynchronous(provider):
    async with AsyncEvalHubClient(base_url=BASE, tenant=TENANT) as client:
        check((await client.health())["status"] == "healthy", "the asynchronous client sees no health")
        jobs = await asyncio.gather(*(client.jobs.submit(request(provider)) for _ in range(4)))
        await asyncio.gather(*(client.jobs.wait_for_completion(j.id, timeout=60, poll_interval=0.1) for j in jobs))
    with SyncEvalHubClient(base_url=BASE, tenant=TENANT) as client:
        equal("results", [2] * 4, [len(wait(client, j.id, JobStatus.COMPLETED).results.benchmarks) for j in jobs])


def evalhub(*arguments, status=0):
    """Runs the command line; its standard output."""
    environment = dict(os.environ, EVALHUB_CONFIG=str(FOLDER / "config.yaml"))
    done = subprocess.run([str(pathlib.Path(sys.executable).parent / "evalhub"), *arguments], env=environment, text=True,
                          capture_output=True, timeout=120)
    check(done.returncode == status, "evalhub %s ended with %d: %s%s" % (" ".join(arguments), done.returncode, done.stdout, done.stderr))
    return done.stdout


def made_id(output):
    """The id in the answer to a create: a document, or a sentence that holds it."""
    try:
        return first_id(json.loads(output))
    except ValueError:
        found = re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", output)
        check(found, "no id in %r" % output)
        return found.group()


def first_id(document):
    document = document[0] if isinstance(document, list) else document
    return document.get("id") or document["resource"]["id"]


def command_line():
    evalhub("config", "set", "base_url", BASE)
    if TENANT:
        evalhub("config", "set", "tenant", TENANT)
    check("healthy" in evalhub("health"), "evalhub health does not say healthy")
    (FOLDER / "provider.json").write_text(json.dumps(dict(provider_body(), name="cli-provider")))
    provider = made_id(evalhub("providers", "create", "--file", str(FOLDER / "provider.json"), "--format", "json"))
    check("cli-provider" in evalhub("providers", "describe", provider), "the provider is not described")
    check(provider in evalhub("providers", "list", "--format", "json"), "the provider is not listed")
    entries = [{"id": id, "provider_id": provider, "parameters": {"answer": answer}} for id, answer in (("one", 0.5), ("two", 0.9))]
    (FOLDER / "collection.json").write_text(json.dumps({"name": "cli-collection", "category": "c", "benchmarks": entries}))
    collection = made_id(evalhub("collections", "create", "--file", str(FOLDER / "collection.json"), "--format", "json"))
    check("cli-collection" in evalhub("collections", "describe", collection), "the collection is not described")
    check(collection in evalhub("collections", "list", "--format", "json"), "the collection is not listed")
    job = {"name": "cli-job-" + uuid.uuid4().hex[:8], "model": {"url": "http://model.invalid/v1", "name": "model"}, "benchmarks": entries}
    (FOLDER / "job.json").write_text(json.dumps(job))
    evalhub("eval", "run", "--config", str(FOLDER / "job.json"), "--wait", "--timeout", "60", "--poll-interval", "0.2")
    listed = json.loads(evalhub("eval", "status", "--format", "json"))
    id = [first_id(j) for j in listed if j.get("name") == job["name"]][0]
    check("completed" in evalhub("eval", "status", id), "the job is not completed")
    check("0.9" in evalhub("eval", "results", id, "--format", "csv"), "the result is not shown")
    check("asked" in evalhub("eval", "logs", id), "the log is not shown")
    evalhub("collections", "run", collection, "--model-url", "http://model.invalid/v1", "--model-name", "model", "--wait", "--timeout", "60",
            "--poll-interval", "0.2")
    evalhub("eval", "cancel", id, "--yes", status=1)
    evalhub("eval", "cancel", id, "--yes", "--hard-delete")
    evalhub("collections", "delete", collection, "--yes")
    evalhub("providers", "delete", provider, "--yes")


def main():
    with SyncEvalHubClient(base_url=BASE, tenant=TENANT) as client:
        equal("health", "healthy", client.health()["status"])
        provider = providers(client)
        collection = collections(client, provider)
        print("providers and collections: ok", flush=True)
        done = run_job(client, provider)
        collection_job(client, provider, collection)
        cancel(client, provider)
        print("jobs, results, logs, cancel: ok", flush=True)
        asyncio.run(asynchronous(provider))
        print("asynchronous client: ok", flush=True)
        client.jobs.cancel(done, hard_delete=True)
        client.collections.delete(collection)
        client.providers.delete(provider)
    command_line()
    print("command line: ok", flush=True)


if __name__ == "__main__":
    main()
