"""Collections."""
from harness import COLLECTIONS, check, same, scenario
from scenarios_lists import ids


def url(id):
    return "%s/%s" % (COLLECTIONS, id)


def body(w, provider, **change):
    fields = {"name": w.unique("collection"), "category": "test", "benchmarks": [{"id": "one", "provider_id": provider}]}
    fields.update(change)
    return {k: v for k, v in fields.items() if v is not None}


@scenario("a collection is made and read", "collections")
def create(w):
    provider = w.provider()
    sent = body(w, provider, description="d", tags=["a"], custom={"k": [1]}, pass_criteria={"threshold": 0.4},
                benchmarks=[{"id": "one", "provider_id": provider, "weight": 2, "primary_score": {"metric": "acc"},
                             "pass_criteria": {"threshold": 0.3}, "parameters": {"limit": 3}}, {"id": "two", "provider_id": provider}])
    answer = w.post(COLLECTIONS, sent).expect(201)
    w.made.append((COLLECTIONS, answer.at("resource.id"), w.tenant, w.user))
    for name, value in sent.items():
        answer.has(name, value)
    same("read", answer.json, w.get(url(answer.at("resource.id"))).expect(200).json)


@scenario("a collection echoes tenant and owner", "collections")
def identity(w):
    w.tenant, w.user = "tenant-echo", "owner-echo"
    w.get(url(w.collection(w.provider()))).expect(200).has("resource.tenant", "tenant-echo").has("resource.owner", "owner-echo")


@scenario("a description may be left out", "collections")
def no_description(w):
    w.get(url(w.collection(w.provider()))).expect(200).lacks("description")


BAD = [("no name", {"name": None}), ("empty name", {"name": ""}), ("no category", {"category": None}), ("empty category", {"category": ""}),
       ("no benchmarks", {"benchmarks": None}), ("empty benchmarks", {"benchmarks": []}),
       ("benchmark without id", {"benchmarks": [{"provider_id": "p"}]}), ("benchmark without provider", {"benchmarks": [{"id": "one"}]}),
       ("benchmark with empty id", {"benchmarks": [{"id": "", "provider_id": "p"}]}),
       ("negative weight", {"benchmarks": [{"id": "one", "provider_id": "p", "weight": -1}]}),
       ("empty criterion", {"pass_criteria": {}}), ("tag with a pipe", {"tags": ["a|b"]}), ("category of 129 characters", {"category": "x" * 129})]


@scenario("a collection is refused", "collections", rows=BAD)
def refused(w, change):
    w.post(COLLECTIONS, body(w, "p", **change)).refused(400, "request_validation_failed")


@scenario("PUT of a collection is refused", "collections", rows=BAD[:9])
def put_refused(w, change):
    provider = w.provider()
    id = w.collection(provider)
    before = w.get(url(id)).json
    w.put(url(id), body(w, provider, **change)).refused(400, "request_validation_failed")
    same("collection", before, w.get(url(id)).json)


@scenario("a collection in broken JSON is refused", "collections", rows=[("cut off", '{"name":'), ("no body", ""), ("array", "[]")])
def broken(w, text):
    w.post(COLLECTIONS, text).refused(400, "invalid_json_request")


@scenario("references are not checked when a collection is written", "collections")
def unchecked(w):
    id = w.collection("nobody-here", ["ghost"])
    w.get(url(id)).expect(200).lacks("benchmarks.0.url")


@scenario("PUT replaces a collection", "collections")
def put(w):
    provider = w.provider()
    id = w.collection(provider, description="d", tags=["a"])
    answer = w.put(url(id), body(w, provider, name="new", category="other")).expect(200)
    answer.has("name", "new").has("category", "other").has("resource.id", id).lacks("description").lacks("tags")
    w.get(url(id)).expect(200).has("name", "new").lacks("description")


PATCHES = [("name", [{"op": "replace", "path": "/name", "value": "n"}], "name", "n"),
           ("category", [{"op": "replace", "path": "/category", "value": "n"}], "category", "n"),
           ("add description", [{"op": "add", "path": "/description", "value": "n"}], "description", "n"),
           ("add tag", [{"op": "add", "path": "/tags/-", "value": "b"}], "tags", ["a", "b"]),
           ("a benchmark's weight", [{"op": "replace", "path": "/benchmarks/0/weight", "value": 7}], "benchmarks.0.weight", 7),
           ("a benchmark's id", [{"op": "replace", "path": "/benchmarks/1/id", "value": "one"}], "benchmarks.1.id", "one"),
           ("criterion", [{"op": "replace", "path": "/pass_criteria", "value": {"threshold": 0.9}}], "pass_criteria", {"threshold": 0.9}),
           ("custom", [{"op": "add", "path": "/custom", "value": {"a": 1}}], "custom", {"a": 1})]


@scenario("PATCH changes a collection", "collections", rows=PATCHES)
def patch(w, operations, path, value):
    id = w.collection(w.provider(), [{"id": "one", "weight": 1}, "two"], tags=["a"], pass_criteria={"threshold": 0.5})
    w.patch(url(id), operations).expect(200).has(path, value)
    w.get(url(id)).expect(200).has(path, value)


@scenario("PATCH replaces a whole benchmark", "collections")
def patch_benchmark(w):
    provider = w.provider([{"id": "one", "url": "https://example.invalid/one"}, {"id": "two", "url": "https://example.invalid/two"}])
    id = w.collection(provider)
    entry = {"id": "two", "provider_id": provider, "weight": 5}
    w.patch(url(id), [{"op": "replace", "path": "/benchmarks/0", "value": entry}]).expect(200)
    w.get(url(id)).expect(200).has("benchmarks.0.id", "two").has("benchmarks.0.weight", 5).has("benchmarks.0.url", "https://example.invalid/two")


@scenario("PATCH of a collection is refused", "collections", rows=[
    ("agent", [{"op": "replace", "path": "/agent", "value": {"summary": "x"}}], "unallowed_patch"),
    ("agent's hints", [{"op": "add", "path": "/agent/hints", "value": ["x"]}], "unallowed_patch"),
    ("identity", [{"op": "replace", "path": "/resource/owner", "value": "x"}], "unallowed_patch"),
    ("remove category", [{"op": "remove", "path": "/category"}], "unallowed_patch"),
    ("add benchmark", [{"op": "add", "path": "/benchmarks/-", "value": {"id": "x", "provider_id": "p"}}], "unallowed_patch"),
    ("unknown operation", [{"op": "increment", "path": "/name", "value": "x"}], "invalid_patch_operation"),
    ("copy", [{"op": "copy", "from": "/name", "path": "/category"}], "invalid_patch_operation"),
    ("no path", [{"op": "replace", "value": "x"}], "invalid_json_request"),
    ("an object", {"name": "x"}, "invalid_json_request")])
def patch_refused(w, operations, code):
    id = w.collection(w.provider())
    before = w.get(url(id)).json
    w.patch(url(id), operations).refused(400, code)
    same("collection", before, w.get(url(id)).json)


@scenario("the url of a benchmark comes from its provider", "collections")
def urls(w):
    w.tenant, w.user = w.unique("tenant"), "u"
    provider = w.provider([{"id": "one", "url": "https://example.invalid/one"}])
    answer = w.post(COLLECTIONS, body(w, provider, benchmarks=[{"id": "one", "provider_id": provider, "url": "http://mine.invalid"}])).expect(201)
    w.made.append((COLLECTIONS, answer.at("resource.id"), w.tenant, w.user))
    answer.has("benchmarks.0.url", "https://example.invalid/one")
    w.get(url(answer.at("resource.id"))).expect(200).has("benchmarks.0.url", "https://example.invalid/one")
    w.get(COLLECTIONS + "?scope=tenant").expect(200).has("items.0.benchmarks.0.url", "https://example.invalid/one")


@scenario("weights and thresholds survive", "collections")
def survive(w):
    entries = [{"id": "one", "weight": 0.25, "pass_criteria": {"threshold": 0}}, {"id": "two", "weight": 3, "pass_criteria": {"threshold": 0.758}}]
    answer = w.get(url(w.collection(w.provider(), entries, pass_criteria={"threshold": 0}))).expect(200)
    answer.has("benchmarks.0.weight", 0.25).has("benchmarks.0.pass_criteria.threshold", 0)
    answer.has("benchmarks.1.weight", 3).has("benchmarks.1.pass_criteria.threshold", 0.758).has("pass_criteria.threshold", 0)


@scenario("two equal benchmarks stay two", "collections")
def twice(w):
    answer = w.get(url(w.collection(w.provider(), ["one", "one"]))).expect(200)
    same("ids", ["one", "one"], [b["id"] for b in answer.at("benchmarks")])


@scenario("DELETE removes a collection", "collections")
def delete(w):
    id = w.collection(w.provider())
    same("body", "", w.delete(url(id)).expect(204).text)
    w.get(url(id)).refused(404, "resource_not_found")
    w.delete(url(id)).refused(404, "resource_not_found")


@scenario("an unknown collection is 404", "collections", rows=[
    ("GET", "GET", None), ("PUT", "PUT", {"name": "x", "category": "c", "benchmarks": [{"id": "x", "provider_id": "p"}]}),
    ("PATCH", "PATCH", [{"op": "replace", "path": "/name", "value": "x"}]), ("DELETE", "DELETE", None)])
def unknown(w, method, sent):
    w.call(method, url("nobody-here"), sent).refused(404, "resource_not_found")


@scenario("another tenant's collection", "collections")
def foreign(w):
    w.tenant, w.user = "tenant-a", "user-a"
    id = w.collection(w.provider())
    w.as_("tenant-b").get(url(id)).refused(404, "resource_not_found")
    w.as_("tenant-b").delete(url(id)).refused(404, "resource_not_found")


@scenario("collections by category, name and tag", "collections", rows=[
    ("category", "category=c1", 1), ("name", "name=n1", 1), ("tag", "tags=t1", 2), ("two tags", "tags=t1,t2", 1), ("nothing", "category=C1", 0)])
def filters(w, query, count):
    w.tenant, w.user = w.unique("tenant"), "u"
    provider = w.provider()
    w.collection(provider, name="n1", category="c1", tags=["t1", "t2"])
    w.collection(provider, name="n2", category="c2", tags=["t1"])
    w.get(COLLECTIONS + "?" + query).expect(200).has("total_count", count)


@scenario("collections of a tenant", "collections")
def scope_tenant(w):
    w.tenant, w.user = w.unique("tenant"), "u"
    id = w.collection(w.provider())
    same("tenant", [id], ids(w.get(COLLECTIONS + "?scope=tenant").expect(200).has("total_count", 1)))
    check(all(i["resource"]["owner"] == "system" for i in w.get(COLLECTIONS + "?scope=system").at("items")), "others are the system's")


@scenario("pages of collections", "collections")
def pages(w):
    w.tenant, w.user = w.unique("tenant"), "u"
    provider = w.provider()
    made = [w.collection(provider) for _ in range(3)]
    first = w.get(COLLECTIONS + "?scope=tenant&limit=2").expect(200).has("total_count", 3)
    second = w.get(first.at("next.href")).expect(200).lacks("next")
    same("all", sorted(made), sorted(ids(first) + ids(second)))


@scenario("a copy knows where it comes from", "collections")
def clone(w):
    id = w.collection(w.provider(), tags=["a"])
    answer = w.post(url(id) + "/clones", {"name": "copy"}).expect(201)
    w.made.append((COLLECTIONS, answer.at("resource.id"), w.tenant, w.user))
    answer.has("name", "copy").has("derived_from", id).has("tags", ["a"]).has("benchmarks.1.id", "two")
    check(answer.at("resource.id") != id, "the copy has the id of its source")


@scenario("a copy of nothing is 404", "collections")
def clone_unknown(w):
    w.post(url("nobody-here") + "/clones", {}).refused(404, "resource_not_found")


@scenario("a curated collection is frozen", "collections")
def curated(w):
    provider = w.provider()
    id = w.collection(provider, curation_order=1)
    w.put(url(id), body(w, provider)).refused(400, "read_only_collection")
    w.patch(url(id), [{"op": "replace", "path": "/name", "value": "x"}]).refused(400, "read_only_collection")


@scenario("a collection's metadata for agents", "collections")
def agent(w):
    sent = {"evaluates": ["accuracy"], "summary": "s", "hints": ["h"]}
    w.get(url(w.collection(w.provider(), agent=sent))).expect(200).has("agent", sent)
    w.post(COLLECTIONS, body(w, "p", agent={"summary": "x" * 201})).refused(400, "request_validation_failed")
