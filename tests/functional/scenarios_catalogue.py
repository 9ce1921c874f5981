"""What EvalHub's own catalogue says: ids, weights and gates are facts that clients rely on."""
from harness import COLLECTIONS, JOBS, PROVIDERS, check, same, scenario

# Collection, its gate, and its benchmarks in the order of the file with their weights.
SUITES = {
    "safety-and-fairness-v1": (0.758, [("truthfulqa_mc1", 2), ("toxigen", 3), ("winogender", 1), ("crows_pairs_english", 1), ("bbq", 2),
                                       ("ethics_cm", 3)]),
    "leaderboard-v2": (38, [(name, 1) for name in ("leaderboard_ifeval", "leaderboard_bbh", "leaderboard_gpqa", "leaderboard_mmlu_pro",
                                                   "leaderboard_musr", "leaderboard_math_hard")]),
    "toxicity-and-ethical-principles": (0.75, [("toxigen", 3), ("truthfulqa_mc1", 2), ("bigbench_hhh_alignment_multiple_choice", 3)]),
}
PROVIDER_SIZES = {"lm_evaluation_harness": 188, "lighteval": 28, "garak": 9, "garak-kfp": 9, "guidellm": 7, "ragas": 2, "deepeval": 5,
                  "ibm-clear": 1, "inspect": 79}
COLLECTION_IDS = ["coding-v1", "instruction-following-v1", "leaderboard-v2", "long-context-v1", "open-telco-v1", "reasoning-v1",
                  "safety-and-fairness-v1", "standard-llm-evals-v1", "toxicity-and-ethical-principles"]


@scenario("a suite has its gate, weights and order", "catalogue", rows=[(s, s) for s in SUITES], catalogue=True)
def suite(w, name):
    threshold, benchmarks = SUITES[name]
    answer = w.get("%s/%s" % (COLLECTIONS, name)).expect(200).has("resource.owner", "system").has("pass_criteria.threshold", threshold)
    same("benchmarks", benchmarks, [(b["id"], b["weight"]) for b in answer.at("benchmarks")])
    check(all(b["provider_id"] == "lm_evaluation_harness" for b in answer.at("benchmarks")), "another provider")


@scenario("a provider has its benchmarks", "catalogue", rows=[(p, p) for p in PROVIDER_SIZES], catalogue=True)
def provider(w, name):
    answer = w.get("%s/%s" % (PROVIDERS, name)).expect(200).has("resource.id", name).has("resource.owner", "system")
    same("benchmarks", PROVIDER_SIZES[name], len(answer.at("benchmarks")))
    answer.lacks("resource.tenant")


@scenario("a system collection is there", "catalogue", rows=[(c, c) for c in COLLECTION_IDS], catalogue=True)
def collection(w, name):
    answer = w.get("%s/%s" % (COLLECTIONS, name)).expect(200).has("resource.owner", "system")
    check(answer.at("name") and answer.at("benchmarks"), "no name or benchmarks")


@scenario("providers carry metadata for agents", "catalogue", rows=[(p, p) for p in ("lm_evaluation_harness", )], catalogue=True)
def agent(w, name):
    answer = w.get("%s/%s" % (PROVIDERS, name)).expect(200).has("agent.target_type", "model")
    for member in ("evaluates", "recommended_when", "summary"):
        check(answer.at("agent." + member), "no " + member)


@scenario("a benchmark of the harness has its measure and gate", "catalogue", catalogue=True)
def arc_easy(w):
    found = [b for b in w.get(PROVIDERS + "/lm_evaluation_harness").expect(200).at("benchmarks") if b["id"] == "arc_easy"]
    same("times", 1, len(found))
    check(found[0]["metrics"] and found[0]["category"] and found[0]["primary_score"]["metric"], str(found[0]))


@scenario("system providers are in the list", "catalogue", catalogue=True)
def listed(w):
    answer = w.get(PROVIDERS + "?scope=system&benchmarks=false").expect(200)
    check(set(PROVIDER_SIZES) <= {i["resource"]["id"] for i in answer.at("items")}, "some are missing")
    check(all(i["benchmarks"] == [] for i in answer.at("items")), "benchmarks are not empty")


@scenario("system collections are in the list", "catalogue", catalogue=True)
def listed_collections(w):
    answer = w.get(COLLECTIONS + "?scope=system").expect(200)
    check(set(COLLECTION_IDS) <= {i["resource"]["id"] for i in answer.at("items")}, "some are missing")


@scenario("providers of the catalogue by name", "catalogue", catalogue=True)
def by_name(w):
    answer = w.get(PROVIDERS + "?name=LM%20Evaluation%20Harness&scope=system").expect(200).has("total_count", 1)
    answer.has("items.0.resource.id", "lm_evaluation_harness")


@scenario("collections of the catalogue by category", "catalogue", catalogue=True)
def by_category(w):
    names = {i["resource"]["id"] for i in w.get(COLLECTIONS + "?category=safety&scope=system").expect(200).at("items")}
    check({"safety-and-fairness-v1", "toxicity-and-ethical-principles"} <= names, str(names))


SYSTEM = [("PUT", "PUT"), ("PATCH", "PATCH"), ("DELETE", "DELETE")]


@scenario("a system provider is read-only", "catalogue", rows=SYSTEM, catalogue=True)
def read_only_provider(w, method):
    sent = {"PUT": {"name": "x", "benchmarks": [{"id": "x"}]}, "PATCH": [{"op": "replace", "path": "/name", "value": "x"}]}.get(method)
    w.call(method, PROVIDERS + "/lm_evaluation_harness", sent).refused(400, "read_only_provider")


@scenario("a system collection is read-only", "catalogue", rows=SYSTEM, catalogue=True)
def read_only_collection(w, method):
    sent = {"PUT": {"name": "x", "category": "c", "benchmarks": [{"id": "x", "provider_id": "p"}]},
            "PATCH": [{"op": "replace", "path": "/name", "value": "x"}]}.get(method)
    w.call(method, COLLECTIONS + "/leaderboard-v2", sent).refused(400, "read_only_collection")


@scenario("a job of the catalogue's benchmarks is taken", "catalogue", catalogue=True)
def job(w):
    answer = w.submit(w.job_body("lm_evaluation_harness", ["arc_easy", "truthfulqa_mc1"]))
    answer.has("status.state", "pending").has("benchmarks.0.id", "arc_easy")


@scenario("a job of a system collection is taken", "catalogue", catalogue=True)
def collection_job(w):
    answer = w.submit({"name": "j", "model": {"url": "http://model.invalid/v1", "name": "m"}, "collection": {"id": "leaderboard-v2"}})
    answer.has("collection.id", "leaderboard-v2").lacks("benchmarks")


@scenario("a system collection id with another case or blanks is unknown", "catalogue", rows=[
    ("case", "Leaderboard-v2"), ("blank", " leaderboard-v2 "), ("mistyped", "leaderbord-v2")], catalogue=True)
def collection_id(w, name):
    w.post(JOBS, {"name": "j", "model": {"url": "http://m.invalid/v1", "name": "m"}, "collection": {"id": name}}).refused(404, "resource_not_found")


@scenario("a system collection can be copied", "catalogue", catalogue=True)
def clone(w):
    answer = w.post(COLLECTIONS + "/leaderboard-v2/clones").expect(201).has("derived_from", "leaderboard-v2")
    w.made.append((COLLECTIONS, answer.at("resource.id"), w.tenant, w.user))
    same("benchmarks", 6, len(answer.at("benchmarks")))
