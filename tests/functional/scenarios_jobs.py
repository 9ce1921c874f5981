"""Creating, reading, cancelling and deleting jobs."""
from harness import COLLECTIONS, JOBS, PROVIDERS, check, entry, same, scenario

MODEL = {"url": "http://model.invalid/v1", "name": "model"}


@scenario("a new job is pending", "jobs")
def create(w):
    answer = w.submit(w.job_body(w.provider()))
    answer.has("status.state", "pending").has("status.message.message_code", "evaluation_job_created")
    answer.has("status.message.message", "Evaluation job created").has("status.message.message_origin", "server").has("results", {})
    check(answer.at("resource.id") and answer.at("resource.created_at"), "no id or time")
    answer.lacks("resource.updated_at").lacks("status.benchmarks")


@scenario("a job echoes tenant and owner", "jobs")
def create_identity(w):
    w.tenant, w.user = "tenant-echo", "owner-echo"
    answer = w.submit(w.job_body(w.provider()))
    answer.has("resource.tenant", "tenant-echo").has("resource.owner", "owner-echo")
    w.read(answer.at("resource.id")).has("resource.tenant", "tenant-echo").has("resource.owner", "owner-echo")


@scenario("a job without identity has neither tenant nor owner", "jobs")
def create_anonymous(w):
    w.tenant = w.user = None
    w.submit(w.job_body(w.provider())).lacks("resource.tenant").lacks("resource.owner")


@scenario("the names of jobs need not differ", "jobs")
def same_name(w):
    body = w.job_body(w.provider())
    check(w.submit(body).at("resource.id") != w.submit(body).at("resource.id"), "two jobs have one id")


@scenario("a job comes back as it was sent", "jobs")
def round_trip(w):
    provider = w.provider()
    body = w.job_body(provider, [{"id": "one", "weight": 2, "primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0.5},
                                  "parameters": {"num_examples": 7, "nested": {"list": [1, "two", None]}},
                                  "test_data_ref": {"s3": {"bucket": "b", "key": "k", "secret_ref": "s"}, "type": "data_set"},
                                  "hardware_config": {"cpu": {"request": "1", "limit": "2"}}}],
                      description="all", tags=["t1", "t2"], pass_criteria={"threshold": 0.758}, custom={"team": {"a": [1]}},
                      exports={"oci": {"coordinates": {"oci_host": "h.invalid", "oci_repository": "r", "oci_tag": "t"}}})
    body["model"]["parameters"] = {"temperature": 0}
    answer = w.submit(body)
    for got in (answer, w.read(answer.at("resource.id"))):
        for name in ("name", "description", "tags", "model", "pass_criteria", "custom", "exports"):
            got.has(name, body[name])
        got.has("benchmarks.0.parameters", body["benchmarks"][0]["parameters"])
        got.has("benchmarks.0.test_data_ref", body["benchmarks"][0]["test_data_ref"])
        got.has("benchmarks.0.weight", 2)


@scenario("unknown members are ignored", "jobs")
def unknown_members(w):
    w.submit(w.job_body(w.provider(), timeout=5, retries=3)).lacks("timeout").lacks("retries")


@scenario("num_examples stays in the job's parameters", "jobs")
def num_examples(w):
    job = w.job(w.provider(), [{"id": "one", "parameters": {"num_examples": 10, "limit": 3}}])
    w.read(job).has("benchmarks.0.parameters", {"num_examples": 10, "limit": 3})


REFUSED = [
    ("without a name", {"name": None}, None),
    ("with an empty name", {"name": ""}, None),
    ("without a model", {"model": None}, None),
    ("with a model that has no name", {"model": {"url": "http://m.invalid"}}, None),
    ("with a model url that is none", {"model": {"url": "not a url", "name": "m"}}, None),
    ("with an empty list of benchmarks", {"benchmarks": []}, "minimum one benchmark"),
    ("without benchmarks", {"benchmarks": None}, "minimum one benchmark"),
    ("with benchmarks and a collection", {"collection": {"id": "anything"}}, "benchmarks or collection"),
    ("with a benchmark that has no id", {"benchmarks": [{"provider_id": "p"}]}, None),
    ("with a benchmark that has an empty id", {"benchmarks": [{"id": "", "provider_id": "p"}]}, None),
    ("with a benchmark that has no provider", {"benchmarks": [{"id": "one"}]}, None),
    ("with a benchmark that has an empty provider", {"benchmarks": [{"id": "one", "provider_id": ""}]}, None),
    ("with a criterion that has no threshold", {"pass_criteria": {}}, None),
    ("with a null threshold", {"pass_criteria": {"threshold": None}}, None),
    ("with a tag that holds a comma", {"tags": ["a,b"]}, None),
    ("with a tag that holds a pipe", {"tags": ["a|b"]}, None),
    ("with an empty tag", {"tags": [""]}, None),
    ("with a tag of 129 characters", {"tags": ["x" * 129]}, None),
    ("with an experiment that has no name", {"experiment": {"name": " "}}, None),
    ("with OCI coordinates that have no host", {"exports": {"oci": {"coordinates": {"oci_repository": "r"}}}}, None),
    ("with a queue of another kind", {"queue": {"kind": "slurm", "name": "q"}}, None),
    ("with two kinds of hardware", {"hardware_config": {"hardware_profile_name": "p", "cpu": {"request": "1"}}}, "cannot be combined"),
]


@scenario("a job is refused", "jobs", rows=REFUSED)
def refused(w, change, text):
    body = w.job_body(w.provider())
    body.update(change)
    w.post(JOBS, {k: v for k, v in body.items() if v is not None or k == "tags"}).refused(400, "request_validation_failed", text)


@scenario("a job's entry is refused", "jobs", rows=[
    ("negative weight", {"weight": -1}), ("empty criterion", {"pass_criteria": {}}), ("empty primary score", {"primary_score": {}}),
    ("no kind of data", {"test_data_ref": {}}), ("incomplete S3 reference", {"test_data_ref": {"s3": {"bucket": "b"}}}),
    ("git on the loopback", {"test_data_ref": {"git": {"url": "http://localhost/x.git", "ref": "main"}}}),
    ("blank Hugging Face id", {"test_data_ref": {"hf": {"repo_id": " "}}}),
    ("unknown type of data", {"test_data_ref": {"type": "wrong", "hf": {"repo_id": "a/b"}}})])
def refused_entry(w, change):
    w.post(JOBS, w.job_body(w.provider(), [dict({"id": "one"}, **change)])).refused(400, "request_validation_failed")


@scenario("a resolved revision cannot be sent", "jobs")
def resolved_sha(w):
    body = w.job_body(w.provider(), [{"id": "one", "test_data_ref": {"hf": {"repo_id": "a/b"}, "resolved_sha": "0123456"}}])
    w.post(JOBS, body).refused(400, "resolved_sha_read_only")


@scenario("a model needs its url", "jobs")
def model_url(w):
    w.post(JOBS, w.job_body(w.provider(), model={"name": "m"})).refused(400, "model_url_required")


@scenario("recorded answers need no model url", "jobs")
def model_url_recorded(w):
    body = w.job_body(w.provider(), [{"id": "one", "test_data_ref": {"type": "pre_recorded_data", "hf": {"repo_id": "a/b"}}}], model={"name": "m"})
    w.submit(body).has("model.url", "")


@scenario("broken JSON is refused", "jobs", rows=[
    ("cut off", '{"name": "x", '), ("trailing data", '{"name": "x"} {}'), ("no body", ""), ("an array", "[]"), ("a text", '"x"'),
    ("name is a number", '{"name": 1}'), ("benchmarks is an object", '{"name": "x", "benchmarks": {}}')])
def broken(w, text):
    w.post(JOBS, text).refused(400, "invalid_json_request")


@scenario("an unknown provider is 404", "jobs")
def unknown_provider(w):
    w.post(JOBS, w.job_body("nobody-here")).refused(404, "resource_not_found", "nobody-here")


@scenario("an unknown benchmark is 400", "jobs")
def unknown_benchmark(w):
    w.post(JOBS, w.job_body(w.provider(), ["one", "three"])).refused(400, "resource_does_not_exist", "three")


@scenario("an experiment needs MLflow", "jobs")
def experiment(w):
    w.post(JOBS, w.job_body(w.provider(), experiment={"name": "exp"})).refused(400, "mlflow_required_for_experiment")


@scenario("an unknown collection is 404", "jobs", rows=[
    ("unknown", lambda id: "no-such-collection"), ("mistyped", lambda id: id[:-1]), ("wrong case", lambda id: id.upper()),
    ("padded in front", lambda id: " " + id), ("padded behind", lambda id: id + " ")])
def unknown_collection(w, change):
    id = "aaaaaaaa" + w.collection(w.provider())[8:]
    w.post(JOBS, {"name": "j", "model": MODEL, "collection": {"id": change(id)}}).refused(404, "resource_not_found")


@scenario("an empty collection id is refused", "jobs")
def empty_collection(w):
    w.post(JOBS, {"name": "j", "model": MODEL, "collection": {"id": ""}}).refused(400, "request_validation_failed")


@scenario("a job from a collection keeps the reference", "jobs")
def collection_job(w):
    provider = w.provider()
    collection = w.collection(provider)
    answer = w.submit({"name": "j", "model": MODEL, "collection": {"id": collection}})
    answer.has("collection.id", collection).has("status.state", "pending").lacks("benchmarks")
    check(answer.at("collection.collection_updated_at"), "no time of the collection")
    w.read(answer.at("resource.id")).has("collection.id", collection).lacks("benchmarks")


@scenario("a job from a collection runs every benchmark of it", "jobs")
def collection_runs(w):
    provider = w.provider()
    job = w.submit({"name": "j", "model": MODEL, "collection": {"id": w.collection(provider)}}).at("resource.id")
    w.event(job, provider, "one", "completed").expect(204)
    w.read(job).has("status.state", "running")
    w.event(job, provider, "two", "completed", 1).expect(204)
    w.read(job).has("status.state", "completed")


@scenario("overrides name benchmarks of the collection", "jobs", rows=[
    ("empty id", {"id": ""}, "request_validation_failed"), ("null id", {"id": None}, "request_validation_failed"),
    ("empty provider", {"provider_id": ""}, "request_validation_failed"),
    ("null provider", {"provider_id": None}, "request_validation_failed"),
    ("foreign id", {"id": "elsewhere"}, "resource_does_not_exist"), ("foreign provider", {"provider_id": "elsewhere"}, "resource_does_not_exist")])
def overrides(w, change, code):
    provider = w.provider()
    override = dict({"id": "one", "provider_id": provider, "parameters": {"limit": 1}}, **change)
    body = {"name": "j", "model": MODEL, "collection": {"id": w.collection(provider), "benchmarks": [override]}}
    w.post(JOBS, body).refused(400, code)


@scenario("overrides of parameters come back", "jobs")
def overrides_kept(w):
    provider = w.provider()
    overrides = [{"id": "two", "provider_id": provider, "parameters": {"limit": 5}}]
    answer = w.submit({"name": "j", "model": MODEL, "collection": {"id": w.collection(provider), "benchmarks": overrides}})
    answer.has("collection.benchmarks.0.parameters", {"limit": 5})
    w.read(answer.at("resource.id")).has("collection.benchmarks.0.id", "two")


@scenario("an unknown job is 404", "jobs", rows=[("GET", "GET", ""), ("DELETE", "DELETE", ""), ("hard delete", "DELETE", "?hard_delete=true")])
def unknown_job(w, method, query):
    w.call(method, JOBS + "/00000000-0000-0000-0000-000000000000" + query).refused(404, "resource_not_found")


@scenario("a job takes no other method", "jobs", rows=[(m, m) for m in ("POST", "PUT", "PATCH")])
def wrong_method(w, method):
    w.call(method, JOBS + "/" + w.job(w.provider()), {}).refused(405, "method_not_allowed")


@scenario("another tenant sees no job", "jobs")
def foreign(w):
    w.tenant, w.user = "tenant-a", "user-a"
    job = w.job(w.provider())
    other = w.as_("tenant-b")
    other.get("%s/%s" % (JOBS, job)).refused(404, "resource_not_found")
    other.delete("%s/%s" % (JOBS, job)).refused(404, "resource_not_found")
    w.as_(None, None).get("%s/%s" % (JOBS, job)).expect(200)


@scenario("cancel ends job and benchmark", "cancel")
def cancel(w):
    provider = w.provider(runtime={"local": {"command": "exec sleep 300"}})
    job = w.job(provider, ["one", "two"])
    w.event(job, provider, "one", "running").expect(204)
    same("body", "", w.delete("%s/%s" % (JOBS, job)).expect(204).text)
    answer = w.wait(job, "cancelled").has("status.message.message_code", "evaluation_job_cancelled")
    reported = entry(answer, "status.benchmarks", 0)
    same("status", "cancelled", reported["status"])
    same("text", "Evaluation job cancelled", reported["error_message"]["message"])
    same("code", "evaluation_job_cancelled", reported["error_message"]["message_code"])


@scenario("cancel again is 204", "cancel")
def cancel_twice(w):
    job = w.job(w.provider(runtime={"local": {"command": "exec sleep 300"}}))
    w.delete("%s/%s" % (JOBS, job)).expect(204)
    w.delete("%s/%s" % (JOBS, job)).expect(204)


@scenario("hard_delete=false cancels", "cancel")
def cancel_false(w):
    job = w.job(w.provider(runtime={"local": {"command": "exec sleep 300"}}))
    w.delete("%s/%s?hard_delete=false" % (JOBS, job)).expect(204)
    w.wait(job, "cancelled")


@scenario("a cancelled job takes no event", "cancel")
def cancel_event(w):
    provider = w.provider()
    job = w.job(provider)
    w.delete("%s/%s" % (JOBS, job)).expect(204)
    w.event(job, provider, "one", "completed").refused(409, "job_can_not_be_updated")


@scenario("a completed job cannot be cancelled", "cancel")
def cancel_completed(w):
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "completed").expect(204)
    w.delete("%s/%s" % (JOBS, job)).refused(409, "job_can_not_be_updated", "can not be cancelled because")
    w.read(job).has("status.state", "completed").has("status.message.message_code", "evaluation_job_updated")


@scenario("a finished benchmark stays as it is when its job is cancelled", "cancel")
def cancel_half(w):
    provider = w.provider(runtime={"local": {"command": "exec sleep 300"}})
    job = w.job(provider, ["one", "two"])
    w.event(job, provider, "one", "completed", metrics={"acc": 1}).expect(204)
    w.delete("%s/%s" % (JOBS, job)).expect(204)
    same("status", "completed", entry(w.wait(job, "cancelled"), "status.benchmarks", 0)["status"])


@scenario("hard delete removes the record", "cancel", rows=[("pending", None), ("running", "running"), ("completed", "completed")])
def hard_delete(w, status):
    provider = w.provider()
    job = w.job(provider)
    if status:
        w.event(job, provider, "one", status).expect(204)
    w.delete("%s/%s?hard_delete=true" % (JOBS, job)).expect(204)
    w.get("%s/%s" % (JOBS, job)).refused(404, "resource_not_found")
    w.delete("%s/%s?hard_delete=true" % (JOBS, job)).refused(404, "resource_not_found")


@scenario("hard_delete must be a boolean", "cancel")
def hard_delete_bad(w):
    job = w.job(w.provider())
    w.delete("%s/%s?hard_delete=foo" % (JOBS, job)).refused(400, "query_parameter_invalid", "hard_delete")


@scenario("a job outlives a hard delete of another", "cancel")
def hard_delete_other(w):
    provider = w.provider()
    kept, gone = w.job(provider), w.job(provider)
    w.delete("%s/%s?hard_delete=true" % (JOBS, gone)).expect(204)
    w.read(kept)


@scenario("a provider without a local command fails its job", "engine")
def no_command(w):
    provider = w.provider(runtime={"k8s": {"image": "image.invalid/x:1", "entrypoint": ["/x"]}})
    answer = w.wait(w.job(provider), "failed", seconds=30)
    same("status", "failed", entry(answer, "status.benchmarks", 0)["status"])
    same("origin", "server", entry(answer, "status.benchmarks", 0)["error_message"]["message_origin"])
