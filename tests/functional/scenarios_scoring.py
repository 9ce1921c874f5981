"""Tests of benchmarks and jobs."""
from harness import JOBS, PROVIDERS, check, entry, same, scenario

MODEL = {"url": "http://model.invalid/v1", "name": "model"}
SCORED = [{"id": "one", "primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0.5}},
          {"id": "two", "primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0.6}}]


def finish(w, job, provider, values, names=("one", "two")):
    for index, metrics in enumerate(values):
        w.event(job, provider, names[index], "completed", index, metrics=metrics).expect(204)
    return w.read(job).has("status.state", "completed")


def test_of(answer, index):
    return entry(answer, "results.benchmarks", index)["test"]


@scenario("criteria of the provider judge benchmarks", "scoring")
def provider_criteria(w):
    provider = w.provider(SCORED)
    answer = finish(w, w.job(provider, ["one", "two"]), provider, [{"acc": 0.9}, {"acc": 0.8}])
    for index, score, threshold in ((0, 0.9, 0.5), (1, 0.8, 0.6)):
        test = test_of(answer, index)
        same("score", score, test["primary_score"])
        same("metric", "acc", test["primary_score_metric"])
        same("threshold", threshold, test["threshold"])
        same("pass", True, test["pass"])
    answer.has("results.test.score", 0.85).has("results.test.threshold", 0.5).has("results.test.pass", True)


@scenario("the collection's threshold judges a job that has none", "scoring")
def collection_threshold(w):
    provider = w.provider(SCORED)
    collection = w.collection(provider, pass_criteria={"threshold": 0.9})
    job = w.submit({"name": "j", "model": MODEL, "collection": {"id": collection}}).at("resource.id")
    answer = finish(w, job, provider, [{"acc": 0.9}, {"acc": 0.8}])
    answer.has("results.test.score", 0.85).has("results.test.threshold", 0.9).has("results.test.pass", False)


@scenario("the job's threshold comes before the collection's", "scoring")
def job_threshold(w):
    provider = w.provider(SCORED)
    collection = w.collection(provider, pass_criteria={"threshold": 0.9})
    job = w.submit({"name": "j", "model": MODEL, "collection": {"id": collection}, "pass_criteria": {"threshold": 0.8}}).at("resource.id")
    finish(w, job, provider, [{"acc": 0.9}, {"acc": 0.8}]).has("results.test.threshold", 0.8).has("results.test.pass", True)


@scenario("a job without any threshold is judged by one half", "scoring")
def half(w):
    provider = w.provider(SCORED)
    finish(w, w.job(provider, ["one"]), provider, [{"acc": 0.4}]).has("results.test.threshold", 0.5).has("results.test.pass", False)


@scenario("equality passes", "scoring", rows=[("higher is better", {"metric": "m"}), ("lower is better", {"metric": "m", "lower_is_better": True})])
def equality(w, primary):
    provider = w.provider()
    job = w.job(provider, [{"id": "one", "primary_score": primary, "pass_criteria": {"threshold": 0.25}}])
    same("pass", True, test_of(finish(w, job, provider, [{"m": 0.25}]), 0)["pass"])


@scenario("lower is better turns the test", "scoring")
def lower(w):
    provider = w.provider()
    job = w.job(provider, [{"id": "one", "primary_score": {"metric": "tox", "lower_is_better": True}, "pass_criteria": {"threshold": 0.2}}])
    answer = finish(w, job, provider, [{"tox": 0.1}])
    same("pass", True, test_of(answer, 0)["pass"])
    answer.has("results.test.score", 0.9)


@scenario("the job's score is weighted", "scoring")
def weighted(w):
    provider = w.provider()
    entries = [{"id": "one", "weight": 3, "primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0.5}},
               {"id": "two", "weight": 1, "primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0.5}}]
    answer = finish(w, w.job(provider, entries, pass_criteria={"threshold": 0.8}), provider, [{"acc": 1.0}, {"acc": 0.2}])
    answer.has("results.test.score", 0.8).has("results.test.pass", True)


@scenario("a weight of zero counts as one", "scoring")
def zero_weight(w):
    provider = w.provider(SCORED)
    answer = finish(w, w.job(provider, [{"id": "one", "weight": 0}, {"id": "two", "weight": 1}]), provider, [{"acc": 0.4}, {"acc": 0.8}])
    answer.has("results.test.score", 0.6)


@scenario("a threshold of zero is a threshold", "scoring")
def zero_threshold(w):
    provider = w.provider()
    job = w.job(provider, [{"id": "one", "primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0}}], pass_criteria={"threshold": 0})
    answer = finish(w, job, provider, [{"acc": 0}])
    same("benchmark", {"primary_score": 0, "primary_score_metric": "acc", "threshold": 0, "pass": True}, test_of(answer, 0))
    answer.has("results.test.threshold", 0).has("results.test.pass", True)


@scenario("no test without", "scoring", rows=[
    ("the metric", {"other": 1}), ("a number", {"acc": "high"}), ("a number but a boolean", {"acc": True}), ("metrics", None)])
def untested(w, metrics):
    provider = w.provider(SCORED)
    job = w.job(provider, ["one"])
    w.event(job, provider, "one", "completed", metrics=metrics).expect(204)
    answer = w.read(job).has("status.state", "completed").lacks("results.test")
    check("test" not in entry(answer, "results.benchmarks", 0), "there is a test")


@scenario("no test without criteria beside an own primary score", "scoring")
def own_primary(w):
    provider = w.provider(SCORED)
    answer = finish(w, w.job(provider, [{"id": "one", "primary_score": {"metric": "acc"}}]), provider, [{"acc": 1}])
    answer.lacks("results.test")


@scenario("an own threshold with the provider's primary score", "scoring")
def own_threshold(w):
    provider = w.provider(SCORED)
    test = test_of(finish(w, w.job(provider, [{"id": "one", "pass_criteria": {"threshold": 0.95}}]), provider, [{"acc": 0.9}]), 0)
    same("threshold", 0.95, test["threshold"])
    same("pass", False, test["pass"])


@scenario("only tested benchmarks count in the job's score", "scoring")
def partly(w):
    provider = w.provider([SCORED[0], {"id": "two"}])
    finish(w, w.job(provider, ["one", "two"]), provider, [{"acc": 0.6}, {"acc": 0.1}]).has("results.test.score", 0.6)


@scenario("a failed benchmark test fails no job", "scoring")
def quality(w):
    provider = w.provider(SCORED)
    answer = finish(w, w.job(provider, ["one"]), provider, [{"acc": 0.1}])
    same("pass", False, test_of(answer, 0)["pass"])
    answer.has("status.state", "completed")


@scenario("thresholds are printed short", "scoring")
def short(w):
    provider = w.provider()
    answer = w.submit(w.job_body(provider, pass_criteria={"threshold": 0.758}))
    check("0.758" in answer.text and "0.7580" not in answer.text, "0.758 came back otherwise: " + answer.text)


@scenario("scores of a collection job use the collection's weights", "scoring")
def collection_weights(w):
    provider = w.provider(SCORED)
    collection = w.collection(provider, [{"id": "one", "weight": 3}, {"id": "two", "weight": 1}], pass_criteria={"threshold": 0.7})
    job = w.submit({"name": "j", "model": MODEL, "collection": {"id": collection}}).at("resource.id")
    finish(w, job, provider, [{"acc": 0.7}, {"acc": 0.9}]).has("results.test.score", 0.75).has("results.test.pass", True)
