"""Providers."""
from urllib.parse import quote

from harness import PROVIDERS, check, same, scenario
from scenarios_lists import ids


def url(id):
    return "%s/%s" % (PROVIDERS, id)


@scenario("a provider needs a name and benchmarks only", "providers")
def create(w):
    answer = w.post(PROVIDERS, {"name": "p", "benchmarks": [{"id": "one"}]}).expect(201)
    w.made.append((PROVIDERS, answer.at("resource.id"), w.tenant, w.user))
    answer.has("name", "p").has("title", "")
    answer.has("benchmarks.0", {"id": "one", "name": "", "category": "", "num_few_shot": 0, "dataset_size": 0})
    check(answer.at("resource.created_at") == answer.at("resource.updated_at"), "updated_at is another time at birth")
    same("read", answer.json, w.get(url(answer.at("resource.id"))).expect(200).json)


@scenario("a provider echoes tenant and owner", "providers")
def identity(w):
    w.tenant, w.user = "tenant-echo", "owner-echo"
    w.get(url(w.provider())).expect(200).has("resource.tenant", "tenant-echo").has("resource.owner", "owner-echo")


FULL = {"name": "full", "title": "Full", "description": "All fields", "tags": ["a", "b"],
        "benchmarks": [{"id": "one", "name": "One", "category": "c", "description": "d", "metrics": ["acc", "f1"], "tags": ["t"],
                        "num_few_shot": 5, "dataset_size": 100, "primary_score": {"metric": "acc", "lower_is_better": True},
                        "pass_criteria": {"threshold": 0.25}, "url": "https://example.invalid/one",
                        "agent": {"result_interpretation": "higher is better", "score_ranges": [{"range": "0-1", "meaning": "share"}]}}],
        "agent": {"evaluates": ["accuracy"], "recommended_when": ["always"], "complements": ["x"], "hints": ["h"],
                  "result_interpretation": ["r"], "summary": "s", "target_type": "model"}}


@scenario("a full provider comes back as it was sent", "providers")
def full(w):
    answer = w.get(url(w.provider(**FULL))).expect(200)
    for name, value in FULL.items():
        answer.has(name, value)


@scenario("runtime members come back", "providers")
def runtime(w):
    sent = {"local": {"command": "true", "env": [{"name": "A", "value": "1"}]}, "k8s": {"image": "image.invalid/x:1", "entrypoint": ["/x", "-v"]}}
    answer = w.get(url(w.provider(runtime=sent))).expect(200).has("runtime.local.command", "true")
    spelled = {k.lower(): v for k, v in answer.at("runtime.k8s").items()}
    same("image", "image.invalid/x:1", spelled["image"])
    same("entrypoint", ["/x", "-v"], spelled["entrypoint"])
    same("variable", ["A", "1"], [{k.lower(): v for k, v in answer.at("runtime.local.env.0").items()}[k] for k in ("name", "value")])


@scenario("a provider is refused", "providers", rows=[
    ("wrong target_type", {"agent": {"target_type": "robot"}}), ("summary of 201 characters", {"agent": {"summary": "x" * 201}}),
    ("score range without a range", {"benchmarks": [{"id": "x", "agent": {"score_ranges": [{"meaning": "m"}]}}]}),
    ("score range without a meaning", {"benchmarks": [{"id": "x", "agent": {"score_ranges": [{"range": "0"}]}}]}),
    ("tag with a comma", {"tags": ["a,b"]}), ("tag with a pipe", {"tags": ["a|b"]}), ("empty tag", {"tags": [""]}),
    ("description of 1025 characters", {"description": "x" * 1025}), ("empty criterion", {"benchmarks": [{"id": "x", "pass_criteria": {}}]}),
    ("pull policy", {"runtime": {"k8s": {"image": "i", "image_pull_policy": "sometimes"}}})])
def refused(w, change):
    w.post(PROVIDERS, dict({"name": "p", "benchmarks": [{"id": "x"}]}, **change)).refused(400, "request_validation_failed")


@scenario("a summary of 200 characters is taken", "providers")
def summary(w):
    w.get(url(w.provider(agent={"summary": "x" * 200}))).expect(200).has("agent.summary", "x" * 200)


@scenario("a target type", "providers", rows=[(t, t) for t in ("model", "agent", "inference_server")])
def target(w, value):
    w.get(url(w.provider(agent={"target_type": value}))).expect(200).has("agent.target_type", value)


@scenario("a provider in broken JSON is refused", "providers", rows=[("cut off", '{"name":'), ("no body", ""), ("array", "[]"), ("wrong type", '{"name": []}')])
def broken(w, text):
    w.post(PROVIDERS, text).refused(400, "invalid_json_request")


@scenario("an unknown provider is 404", "providers", rows=[
    ("GET", "GET", None), ("PUT", "PUT", {"name": "x", "benchmarks": [{"id": "x"}]}),
    ("PATCH", "PATCH", [{"op": "replace", "path": "/name", "value": "x"}]), ("DELETE", "DELETE", None)])
def unknown(w, method, body):
    w.call(method, url("nobody-here"), body).refused(404, "resource_not_found")


@scenario("PUT replaces a provider", "providers")
def put(w):
    id = w.provider(**FULL)
    answer = w.put(url(id), {"name": "new", "benchmarks": [{"id": "b"}]}).expect(200)
    answer.has("name", "new").has("benchmarks.0.id", "b").has("resource.id", id).lacks("description").lacks("tags").lacks("agent")
    w.get(url(id)).expect(200).has("name", "new").lacks("description")


@scenario("PUT obeys the rules of a create", "providers")
def put_bad(w):
    id = w.provider()
    w.put(url(id), {"name": "x", "tags": ["a,b"], "benchmarks": [{"id": "x"}]}).refused(400, "request_validation_failed")
    w.put(url(id), "{").refused(400, "invalid_json_request")


@scenario("PATCH changes a provider", "providers", rows=[
    ("replace name", [{"op": "replace", "path": "/name", "value": "n"}], "name", "n"),
    ("replace title", [{"op": "replace", "path": "/title", "value": "n"}], "title", "n"),
    ("replace description", [{"op": "replace", "path": "/description", "value": "n"}], "description", "n"),
    ("replace tags", [{"op": "replace", "path": "/tags", "value": ["n"]}], "tags", ["n"]),
    ("add a tag", [{"op": "add", "path": "/tags/-", "value": "c"}], "tags", ["a", "b", "c"]),
    ("remove a tag", [{"op": "remove", "path": "/tags/0"}], "tags", ["b"]),
    ("replace a benchmark's name", [{"op": "replace", "path": "/benchmarks/0/name", "value": "n"}], "benchmarks.0.name", "n"),
    ("replace agent's summary", [{"op": "replace", "path": "/agent/summary", "value": "n"}], "agent.summary", "n"),
    ("add agent's hint", [{"op": "add", "path": "/agent/hints/-", "value": "i"}], "agent.hints", ["h", "i"]),
    ("two operations", [{"op": "replace", "path": "/name", "value": "m"}, {"op": "replace", "path": "/name", "value": "n"}], "name", "n")])
def patch(w, operations, path, value):
    id = w.provider(**FULL)
    w.patch(url(id), operations).expect(200).has(path, value)
    w.get(url(id)).expect(200).has(path, value).has("benchmarks.0.id", "one")


@scenario("PATCH replaces the benchmarks", "providers")
def patch_benchmarks(w):
    id = w.provider(**FULL)
    w.patch(url(id), [{"op": "replace", "path": "/benchmarks", "value": [{"id": "x"}, {"id": "y"}]}]).expect(200)
    same("benchmarks", ["x", "y"], [b["id"] for b in w.get(url(id)).at("benchmarks")])


@scenario("PATCH removes", "providers", rows=[("description", "description"), ("agent", "agent"), ("tags", "tags")])
def patch_remove(w, name):
    id = w.provider(**FULL)
    w.patch(url(id), [{"op": "remove", "path": "/" + name}]).expect(200).lacks(name)
    w.get(url(id)).expect(200).lacks(name)


@scenario("PATCH of nothing is taken", "providers")
def patch_nothing(w):
    w.patch(url(w.provider()), []).expect(200)


@scenario("PATCH of a provider is refused", "providers", rows=[
    ("unknown operation", [{"op": "move", "path": "/name", "value": "x"}], "invalid_patch_operation"),
    ("test operation", [{"op": "test", "path": "/name", "value": "x"}], "invalid_patch_operation"),
    ("no operation", [{"path": "/name", "value": "x"}], "invalid_patch_operation"),
    ("identity", [{"op": "replace", "path": "/resource/id", "value": "x"}], "unallowed_patch"),
    ("remove name", [{"op": "remove", "path": "/name"}], "unallowed_patch"),
    ("add benchmark", [{"op": "add", "path": "/benchmarks/-", "value": {"id": "z"}}], "unallowed_patch"),
    ("unknown path", [{"op": "replace", "path": "/colour", "value": "x"}], "unallowed_patch"),
    ("no path", [{"op": "replace", "value": "x"}], "invalid_json_request"),
    ("an object", {"name": "x"}, "invalid_json_request"),
    ("something that is not there", [{"op": "remove", "path": "/tags/9"}], "invalid_json_request"),
    ("a bad result", [{"op": "replace", "path": "/tags", "value": ["a,b"]}], "request_validation_failed")])
def patch_refused(w, operations, code):
    id = w.provider(**FULL)
    before = w.get(url(id)).json
    w.patch(url(id), operations).refused(400, code)
    same("provider", before, w.get(url(id)).json)


@scenario("DELETE removes a provider", "providers")
def delete(w):
    id = w.provider()
    same("body", "", w.delete(url(id)).expect(204).text)
    w.get(url(id)).refused(404, "resource_not_found")
    w.delete(url(id)).refused(404, "resource_not_found")


@scenario("another tenant's provider", "providers", rows=[("GET", "GET", None), ("DELETE", "DELETE", None),
                                                         ("PUT", "PUT", {"name": "x", "benchmarks": [{"id": "x"}]})])
def foreign(w, method, body):
    w.tenant, w.user = "tenant-a", "user-a"
    id = w.provider()
    w.as_("tenant-b").call(method, url(id), body).refused(404, "resource_not_found")
    w.get(url(id)).expect(200)


@scenario("providers of a tenant", "providers")
def scope_tenant(w):
    w.tenant, w.user = w.unique("tenant"), "u"
    id = w.provider()
    same("tenant", [id], ids(w.get(PROVIDERS + "?scope=tenant").expect(200).has("total_count", 1)))
    check(id not in ids(w.get(PROVIDERS + "?scope=system&limit=1000").expect(200)), "an own provider is a system's")


@scenario("system providers belong to the system", "providers")
def scope_system(w):
    answer = w.get(PROVIDERS + "?scope=system").expect(200)
    check(all(item["resource"]["owner"] == "system" and "tenant" not in item["resource"] for item in answer.at("items")), "others are listed")


@scenario("a list without benchmarks", "providers")
def no_benchmarks(w):
    w.tenant, w.user = w.unique("tenant"), "u"
    w.provider()
    w.get(PROVIDERS + "?benchmarks=false&scope=tenant").expect(200).has("items.0.benchmarks", [])
    w.get(PROVIDERS + "?benchmarks=true&scope=tenant").expect(200).has("items.0.benchmarks.0.id", "one")
    w.get(PROVIDERS + "?scope=tenant").expect(200).has("items.0.benchmarks.1.id", "two")


@scenario("providers by name with blanks", "providers")
def by_name(w):
    w.tenant, w.user = w.unique("tenant"), "u"
    id = w.provider(name="A Provider With Blanks")
    same("found", [id], ids(w.get(PROVIDERS + "?name=" + quote("A Provider With Blanks")).expect(200).has("total_count", 1)))
    w.get(PROVIDERS + "?name=" + quote("a provider with blanks")).expect(200).has("total_count", 0)


@scenario("providers by tags", "providers")
def by_tags(w):
    w.tenant, w.user = w.unique("tenant"), "u"
    a, b = w.provider(tags=["x1", "y1"]), w.provider(tags=["x1"])
    same("both", sorted([a, b]), sorted(ids(w.get(PROVIDERS + "?tags=x1").expect(200))))
    same("one", [a], ids(w.get(PROVIDERS + "?tags=x1,y1").expect(200)))
    same("any", sorted([a, b]), sorted(ids(w.get(PROVIDERS + "?tags=x1|y1").expect(200))))


@scenario("pages of providers", "providers")
def pages(w):
    w.tenant, w.user = w.unique("tenant"), "u"
    made = [w.provider() for _ in range(3)]
    first = w.get(PROVIDERS + "?scope=tenant&limit=2").expect(200).has("limit", 2).has("total_count", 3)
    second = w.get(first.at("next.href")).expect(200).has("limit", 2).has("total_count", 3).lacks("next")
    same("all", sorted(made), sorted(ids(first) + ids(second)))


@scenario("the page size stays fifty beyond the end", "providers")
def fifty(w):
    total = w.get(PROVIDERS).expect(200).has("limit", 50).at("total_count")
    w.get(PROVIDERS + "?offset=%d" % (total + 1)).expect(200).has("limit", 50).has("total_count", total).has("items", [])


@scenario("a provider takes no POST", "providers")
def post(w):
    w.post(url(w.provider()), {}).refused(405, "method_not_allowed")
