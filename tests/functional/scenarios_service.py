"""Health, transport, error object, metrics and the description of the API."""
import time

from harness import API, COLLECTIONS, JOBS, PROVIDERS, Failed, check, same, scenario


@scenario("health says healthy with a time", "service")
def health(w):
    answer = w.get(API + "/health").expect(200)
    answer.has("status", "healthy")
    check("T" in answer.at("timestamp"), "timestamp is no RFC 3339 time: %r" % answer.at("timestamp"))
    same("content type", "application/json", answer.headers.get("content-type"))


@scenario("health needs no identity", "service")
def health_anonymous(w):
    w.as_(None, None).get(API + "/health").expect(200)


@scenario("health takes no other method", "service", rows=[(m, m) for m in ("POST", "PUT", "DELETE", "PATCH")])
def health_method(w, method):
    w.call(method, API + "/health").refused(405, "method_not_allowed")


@scenario("a list takes no PUT", "service", rows=[("jobs", JOBS), ("providers", PROVIDERS), ("collections", COLLECTIONS)])
def list_put(w, path):
    w.put(path, {}).refused(405, "method_not_allowed")


@scenario("an unknown path is no error object", "service")
def unknown_path(w):
    answer = w.get(API + "/nowhere").expect(404)
    check(answer.headers["content-type"].startswith("text/plain"), "content type is %r" % answer.headers["content-type"])


@scenario("the transaction id comes back in header and trace", "service")
def transaction(w):
    answer = w.get(JOBS + "/nobody", headers={"X-Global-Transaction-Id": "my-own-id"}).refused(404, "resource_not_found")
    same("header", "my-own-id", answer.headers.get("x-global-transaction-id"))
    answer.has("trace", "my-own-id")


@scenario("every answer has a transaction id", "service")
def transaction_made(w):
    check(w.get(PROVIDERS).expect(200).headers.get("x-global-transaction-id"), "no transaction id")


@scenario("any OPTIONS is 204 in local mode", "service")
def preflight(w):
    answer = w.call("OPTIONS", JOBS).expect(204)
    check("access-control-allow-origin" in answer.headers, "no CORS header")


@scenario("metrics are Prometheus text", "service")
def metrics(w):
    answer = w.get("/metrics").expect(200)
    check(answer.headers["content-type"].startswith("text/plain"), "content type is %r" % answer.headers["content-type"])
    check("# TYPE" in answer.text, "no metric is described")


@scenario("metrics count jobs", "service")
def metrics_jobs(w):
    before = total(w, "evalhub_benchmark_completions_total")
    provider = w.provider()
    job = w.job(provider)
    w.event(job, provider, "one", "completed", metrics={"acc": 1}).expect(204)
    end = time.monotonic() + 10  # counting may follow the answer
    while total(w, "evalhub_benchmark_completions_total") <= before:
        check(time.monotonic() < end, "no completion is counted")
        time.sleep(0.05)
    check(total(w, "evalhub_evaluation_jobs_total") > 0, "no job is counted")


def total(w, name):
    """Sum over all labels of a metric."""
    return sum(float(line.rsplit(" ", 1)[1]) for line in w.get("/metrics").expect(200).text.splitlines() if line.startswith(name + "{"))


@scenario("the description of the API is served", "service")
def description(w):
    if w.get("/docs").status != 200:
        raise Failed("no page at /docs")
    # The released server has no description file unless one is installed beside it.
    check(w.get("/openapi.yaml").status in (200, 500), "no description at /openapi.yaml")


@scenario("a body above ten megabytes is refused", "service")
def big_body(w):
    w.post(JOBS, '{"name": "' + "x" * (10 * 1024 * 1024 + 1) + '"}').refused(413, "request_body_too_large")


@scenario("doubled slashes redirect to the clean path", "service")
def doubled(w):
    answer = w.get(API + "//health")
    check(answer.status in (301, 307, 308), "status is %d" % answer.status)
