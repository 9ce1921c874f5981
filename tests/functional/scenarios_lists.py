"""Lists of jobs: pages, filters, bad questions."""
from urllib.parse import quote

from harness import COLLECTIONS, JOBS, PROVIDERS, check, same, scenario

ALL = [("jobs", JOBS), ("providers", PROVIDERS), ("collections", COLLECTIONS)]


def ids(answer):
    return [item["resource"]["id"] for item in answer.at("items")]


def three(w):
    """A tenant of its own with three jobs: tags and states differ."""
    w.tenant, w.user = w.unique("tenant"), w.unique("owner")
    provider = w.provider()
    a = w.job(provider, tags=["red", "round"])
    b = w.job(provider, tags=["red"])
    c = w.job(provider, tags=["blue"])
    w.event(b, provider, "one", "completed").expect(204)
    return provider, a, b, c


@scenario("a list is a page", "lists", rows=ALL)
def page(w, path):
    answer = w.get(path).expect(200)
    answer.has("limit", 50).has("first.href", path)
    check(isinstance(answer.at("items"), list) and isinstance(answer.at("total_count"), int), answer.text[:300])


@scenario("an empty list has items", "lists")
def empty(w):
    w.as_(w.unique("tenant")).get(JOBS).expect(200).has("items", []).has("total_count", 0).lacks("next")


@scenario("a page of jobs and the way to the next", "lists")
def pages(w):
    _, a, b, c = three(w)
    seen, href, steps = [], JOBS + "?limit=2", 0
    while href:
        answer = w.get(href).expect(200).has("limit", 2).has("total_count", 3)
        seen += ids(answer)
        href = answer.json.get("next", {}).get("href")
        steps += 1
    same("pages", 2, steps)
    same("jobs", sorted([a, b, c]), sorted(seen))


@scenario("next keeps the filter", "lists")
def pages_filtered(w):
    three(w)
    answer = w.get(JOBS + "?limit=1&tags=red").expect(200).has("total_count", 2)
    href = answer.at("next.href")
    check("limit=1" in href and "offset=1" in href and "tags=red" in href and href.startswith(JOBS), href)
    check(ids(w.get(href).expect(200).lacks("next")) != ids(answer), "the second page repeats the first")


@scenario("an offset beyond the end gives nothing", "lists")
def beyond(w):
    three(w)
    w.get(JOBS + "?offset=10").expect(200).has("items", []).has("total_count", 3).lacks("next")


@scenario("the last page has no next", "lists")
def last(w):
    three(w)
    w.get(JOBS + "?limit=2&offset=2").expect(200).lacks("next")
    w.get(JOBS + "?limit=3").expect(200).lacks("next")


@scenario("jobs by state", "lists", rows=[("completed", "completed", 1), ("either", "completed%7Cpending", 3), ("unknown", "dreaming", 0)])
def by_status(w, status, count):
    provider = w.provider(runtime={"local": {"command": "exec sleep 300"}})
    w.tenant, w.user = w.unique("tenant"), "u"
    provider = w.provider(runtime={"local": {"command": "exec sleep 300"}})
    jobs = [w.job(provider) for _ in range(3)]
    w.event(jobs[1], provider, "one", "completed").expect(204)
    answer = w.get(JOBS + "?status=" + status).expect(200).has("total_count", count)
    same("items", count, len(ids(answer)))


@scenario("jobs by running state", "lists")
def by_running(w):
    provider, a, _, _ = three(w)
    w.event(a, provider, "one", "running").expect(204)
    same("jobs", [a], ids(w.get(JOBS + "?status=running").expect(200)))


@scenario("jobs by name", "lists")
def by_name(w):
    _, a, _, _ = three(w)
    name = w.read(a).at("name")
    same("jobs", [a], ids(w.get(JOBS + "?name=" + quote(name)).expect(200).has("total_count", 1)))
    w.get(JOBS + "?name=" + quote(name.upper())).expect(200).has("total_count", 0)


@scenario("jobs by a name with blanks", "lists")
def by_name_blank(w):
    w.tenant, w.user = w.unique("tenant"), "u"
    job = w.job(w.provider(), name="a name with blanks")
    same("jobs", [job], ids(w.get(JOBS + "?name=a%20name%20with%20blanks").expect(200)))
    same("jobs", [job], ids(w.get(JOBS + "?name=a+name+with+blanks").expect(200)))


@scenario("jobs by owner", "lists")
def by_owner(w):
    _, a, b, c = three(w)
    same("jobs", sorted([a, b, c]), sorted(ids(w.get(JOBS + "?owner=" + w.user).expect(200))))
    w.get(JOBS + "?owner=nobody").expect(200).has("total_count", 0)
    w.get(JOBS + "?owner=!" + w.user).expect(200).has("total_count", 0)


@scenario("jobs by tags", "lists", rows=[
    ("one", "tags=red", 2), ("all by comma", "tags=red,round", 1), ("all by repetition", "tags=red&tags=round", 1),
    ("any by pipe", "tags=blue|round", 2), ("any by encoded pipe", "tags=blue%7Cround", 2), ("none", "tags=green", 0),
    ("encoded comma", "tags=red%2Cround", 1), ("empty", "tags=", 3)])
def by_tags(w, query, count):
    three(w)
    answer = w.get(JOBS + "?" + query).expect(200).has("total_count", count)
    same("items", count, len(ids(answer)))


@scenario("filters work together", "lists")
def together(w):
    _, _, b, _ = three(w)
    same("jobs", [b], ids(w.get(JOBS + "?tags=red&status=completed&owner=" + w.user).expect(200)))


@scenario("jobs by experiment", "lists")
def by_experiment(w):
    three(w)
    w.get(JOBS + "?experiment_id=7").expect(200).has("total_count", 0)


@scenario("a list refuses", "lists", rows=[
    ("%s %s" % (kind, query), path, query, "query_parameter_invalid")
    for kind, path in ALL for query in ("limit=-1", "limit=abc", "offset=-1", "offset=abc")] + [
    ("%s %s" % (kind, "colour=red"), path, "colour=red", "query_bad_parameter") for kind, path in ALL] + [
    ("jobs scope", JOBS, "scope=tenant", "query_bad_parameter"),
    ("providers scope", PROVIDERS, "scope=world", "query_parameter_value_invalid"),
    ("collections scope", COLLECTIONS, "scope=world", "query_parameter_value_invalid"),
    ("scope with owner", PROVIDERS, "scope=system&owner=x", "query_parameter_mismatch"),
    ("benchmarks no boolean", PROVIDERS, "benchmarks=maybe", "query_parameter_invalid"),
    ("collections status", COLLECTIONS, "status=running", "query_bad_parameter")])
def bad(w, path, query, code):
    w.get(path + "?" + query).refused(400, code)


@scenario("a limit above one hundred is taken", "lists", rows=ALL)
def limit(w, path):
    w.get(path + "?limit=150").expect(200).has("limit", 150)


@scenario("other tenants' jobs are not listed", "lists")
def tenants(w):
    _, a, b, c = three(w)
    same("others", 0, len(set(ids(w.as_(w.unique("tenant")).get(JOBS + "?limit=1000").expect(200))) & {a, b, c}))
    same("all", 3, len(set(ids(w.as_(None, None).get(JOBS + "?limit=1000").expect(200))) & {a, b, c}))


@scenario("listed jobs are whole", "lists")
def whole(w):
    provider, a, b, _ = three(w)
    for item in w.get(JOBS).expect(200).at("items"):
        same("job", w.read(item["resource"]["id"]).json, item)
