"""Events that adapters send, and what becomes of a job."""
from harness import JOBS, check, entry, same, scenario


@scenario("a running event makes the job running", "events")
def running(w):
    provider = w.provider()
    job = w.job(provider)
    same("body", "", w.event(job, provider, "one", "running").expect(204).text)
    answer = w.read(job).has("status.state", "running").has("status.message.message_code", "evaluation_job_updated")
    answer.has("status.message.message", "Evaluation job is running")
    same("status", "running", entry(answer, "status.benchmarks", 0)["status"])
    check(answer.at("resource.updated_at"), "no updated_at after an event")


@scenario("a completed event completes a job of one", "events")
def completed(w):
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "running").expect(204)
    w.event(job, provider, "one", "completed", metrics={"acc": 0.9}).expect(204)
    answer = w.read(job).has("status.state", "completed").has("status.message.message", "Evaluation job is completed")
    same("metrics", {"acc": 0.9}, entry(answer, "results.benchmarks", 0)["metrics"])


@scenario("a failed event fails a job of one", "events")
def failed(w):
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "failed", error_message={"message": "no disk", "message_code": "x"}).expect(204)
    answer = w.read(job).has("status.state", "failed")
    check("Benchmark one failed with message: no disk" in answer.at("status.message.message"), answer.text)
    same("origin", "runtime", entry(answer, "status.benchmarks", 0)["error_message"]["message_origin"])


@scenario("one failed and one completed make partially_failed", "events")
def partially(w):
    provider = w.provider()
    job = w.job(provider, ["one", "two"])
    w.event(job, provider, "one", "failed").expect(204)
    w.read(job).has("status.state", "running")
    w.event(job, provider, "two", "completed", 1, metrics={"acc": 1}).expect(204)
    w.read(job).has("status.state", "partially_failed").lacks("results.test")


@scenario("a job of two waits for both", "events")
def both(w):
    provider = w.provider()
    job = w.job(provider, ["one", "two"])
    w.event(job, provider, "two", "completed", 1).expect(204)
    w.read(job).has("status.state", "running")
    w.event(job, provider, "one", "completed", 0).expect(204)
    w.read(job).has("status.state", "completed")


@scenario("the phase can be read afterwards", "events", rows=[
    (p, p) for p in ("initializing", "loading_data", "running_evaluation", "post_processing", "persisting_artifacts", "completed")])
def phase(w, name):
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "running", phase=name).expect(204)
    same("phase", name, entry(w.read(job), "status.benchmarks", 0)["phase"])


@scenario("times come back as they were sent", "events")
def times(w):
    provider = w.provider()
    job = w.job(provider)
    started, ended = "2026-01-12T10:45:32+02:00", "2026-01-12T11:00:00.123456+00:00"
    w.event(job, provider, "one", "completed", started_at=started, completed_at=ended).expect(204)
    got = entry(w.read(job), "status.benchmarks", 0)
    same("started_at", started, got["started_at"])
    same("completed_at", ended, got["completed_at"])


@scenario("a result keeps what was reported", "events")
def result(w):
    provider = w.provider()
    job = w.job(provider)
    sent = {"metrics": {"acc": 0.5, "text": "x", "flag": True, "none": None, "a b/c": 3}, "artifacts": {"card": {"a": [1]}},
            "additional_info": {"seed": 1}, "logs_path": "/logs/x", "mlflow_run_id": "run"}
    w.event(job, provider, "one", "completed", **sent).expect(204)
    got = entry(w.read(job), "results.benchmarks", 0)
    for name, value in sent.items():
        same(name, value, got[name])


@scenario("a schema of metrics is completed", "events")
def schema(w):
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "completed", metrics={"acc": 0.5, "grade": "b"},
            metrics_schema=[{"name": "grade", "type": "categorical"}]).expect(204)
    got = {s["name"]: s["type"] for s in entry(w.read(job), "results.benchmarks", 0)["metrics_schema"]}
    same("schema", {"grade": "categorical", "acc": "numeric"}, got)


@scenario("metrics of a running event are not kept", "events")
def running_metrics(w):
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "running", metrics={"acc": 0.5}).expect(204)
    w.read(job).lacks("results.benchmarks")


@scenario("a warning is kept", "events")
def warning(w):
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "running", warning_message={"message": "slow", "message_code": "w", "message_origin": "sdk"}).expect(204)
    same("warning", {"message": "slow", "message_code": "w", "message_origin": "sdk"},
         entry(w.read(job), "status.benchmarks", 0)["warning_message"])


REFUSED = [
    ("no status", {"status": None}), ("no provider", {"provider_id": None}), ("no id", {"id": None}),
    ("unknown status", {"status": "sleeping"}), ("status cancelled", {"status": "cancelled"}), ("unknown phase", {"phase": "thinking"}),
    ("bad time", {"completed_at": "yesterday"}), ("message without code", {"error_message": {"message": "x"}}),
    ("schema of an unknown metric", {"status": "completed", "metrics": {"a": 1}, "metrics_schema": [{"name": "b", "type": "numeric"}]}),
    ("schema of an unknown type", {"status": "completed", "metrics": {"a": 1}, "metrics_schema": [{"name": "a", "type": "number"}]})]


@scenario("an event is refused", "events", rows=REFUSED)
def refused(w, change):
    provider = w.provider()
    job = w.job(provider)
    fields = {"id": "one", "provider_id": provider, "benchmark_index": 0, "status": "running"}
    fields.update(change)
    event = {"benchmark_status_event": {k: v for k, v in fields.items() if v is not None}}
    w.post("%s/%s/events" % (JOBS, job), event).refused(400, "request_validation_failed")
    w.read(job).lacks("results.benchmarks")


@scenario("a body without an event is refused", "events")
def empty(w):
    w.post("%s/%s/events" % (JOBS, w.job(w.provider())), {}).refused(400, "request_validation_failed")


@scenario("an event in broken JSON is refused", "events")
def broken(w):
    w.post("%s/%s/events" % (JOBS, w.job(w.provider())), "{").refused(400, "invalid_json_request")


@scenario("an event for an unknown job is 404", "events")
def unknown_job(w):
    w.event("00000000-0000-0000-0000-000000000000", "p", "one", "running").refused(404, "resource_not_found")


@scenario("an event for something that the job has not is 404", "events", rows=[
    ("benchmark", "three", None, 0), ("provider", "one", "elsewhere", 0), ("index", "one", None, 5)])
def unknown_benchmark(w, benchmark, provider, index):
    own = w.provider()
    w.event(w.job(own), provider or own, benchmark, "running", index).refused(404, "resource_not_found")


@scenario("a finished job takes no event", "events", rows=[("running", "running"), ("completed", "completed")])
def finished(w, status):
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "completed").expect(204)
    w.event(job, provider, "one", status).refused(409, "job_can_not_be_updated")


@scenario("a late running event changes nothing", "events")
def late(w):
    provider = w.provider(runtime={"local": {"command": "exec sleep 300"}})
    job = w.job(provider, ["one", "two"])
    w.event(job, provider, "one", "completed", metrics={"acc": 1}).expect(204)
    w.event(job, provider, "one", "running").expect(204)
    same("status", "completed", entry(w.read(job), "status.benchmarks", 0)["status"])


@scenario("events have no GET", "events")
def get(w):
    w.get("%s/%s/events" % (JOBS, w.job(w.provider()))).refused(405, "method_not_allowed")


@scenario("an adapter needs no tenant to report", "events")
def tenantless(w):
    w.tenant, w.user = "tenant-a", "user-a"
    provider = w.provider()
    job = w.job(provider)
    adapter = type(w)(w.base, token=w.token)
    adapter.event(job, provider, "one", "completed", metrics={"acc": 1}).expect(204)
    w.read(job).has("status.state", "completed")


@scenario("another tenant cannot report", "events")
def foreign(w):
    w.tenant, w.user = "tenant-a", "user-a"
    provider = w.provider()
    job = w.job(provider)
    other = type(w)(w.base, "tenant-b", "user-b", token=w.token)
    other.event(job, provider, "one", "completed").refused(404, "resource_not_found")


@scenario("members that the server does not know are taken", "events")
def extra(w):
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "completed", metrics={"acc": 1}, overall_score=0.7).expect(204)
    check("overall_score" not in entry(w.read(job), "results.benchmarks", 0), "overall_score was kept")


@scenario("a command that reports nothing leaves time for events by hand", "events")
def by_hand(w):
    """The provider's command is `true`: it is over long before the events come."""
    import time
    provider = w.provider([{"id": "one", "primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0.5}}])
    job = w.job(provider)
    time.sleep(1.5)
    w.event(job, provider, "one", "running").expect(204)
    time.sleep(1.5)
    w.event(job, provider, "one", "completed", metrics={"acc": 0.9}).expect(204)
    w.read(job).has("status.state", "completed").has("results.test.pass", True)
