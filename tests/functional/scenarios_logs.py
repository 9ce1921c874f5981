"""Logs of jobs and benchmarks (local runtime)."""
import time

from harness import JOBS, PATIENCE, Failed, check, same, scenario

TALK = {"local": {"command": "echo first line; echo second line; echo third line; exec sleep 300"}}


def poll_text(w, path, text):
    end = time.monotonic() + PATIENCE
    while True:
        answer = w.get(path).expect(200)
        if text in answer.text:
            return answer
        if time.monotonic() > end:
            raise Failed("%r never came in %s: %r" % (text, path, answer.text))
        time.sleep(0.1)


@scenario("the log of a job names its benchmark and holds its output", "logs", commands=True)
def job_log(w):
    job = w.job(w.provider(["arc_easy"], runtime=TALK), ["arc_easy"])
    answer = poll_text(w, "%s/%s/logs" % (JOBS, job), "third line")
    check(answer.headers["content-type"].startswith("text/plain"), answer.headers["content-type"])
    check("=== pod=%s-0 container=local benchmark_id=arc_easy ===" % job in answer.text, "no header line: %r" % answer.text)


@scenario("a job's log has a section for each benchmark", "logs", commands=True)
def sections(w):
    job = w.job(w.provider(runtime=TALK), ["one", "two"])
    poll_text(w, "%s/%s/benchmarks/1/logs" % (JOBS, job), "third line")
    text = w.get("%s/%s/logs" % (JOBS, job)).text
    check("benchmark_id=one" in text and "benchmark_id=two" in text and text.index("benchmark_id=one") < text.index("benchmark_id=two"),
          "no two sections in order: %r" % text)


@scenario("the log of a benchmark has no header", "logs", commands=True)
def benchmark_log(w):
    job = w.job(w.provider(runtime=TALK))
    answer = poll_text(w, "%s/%s/benchmarks/0/logs" % (JOBS, job), "third line")
    check(answer.headers["content-type"].startswith("text/plain"), answer.headers["content-type"])
    check("===" not in answer.text and answer.text.startswith("first line"), "not just the output: %r" % answer.text)


@scenario("the tail of a log", "logs", commands=True)
def tail(w):
    path = "%s/%s/benchmarks/0/logs" % (JOBS, w.job(w.provider(runtime=TALK)))
    poll_text(w, path, "third line")
    same("last line", "third line", w.get(path + "?tail_lines=1").expect(200).text.strip())
    check(w.get(path + "?tail_lines=-1").expect(200).text.startswith("first line"), "the whole log does not begin at its first line")


@scenario("standard error is in the log", "logs", commands=True)
def standard_error(w):
    job = w.job(w.provider(runtime={"local": {"command": "echo to error >&2; exec sleep 300"}}))
    poll_text(w, "%s/%s/benchmarks/0/logs" % (JOBS, job), "to error")


@scenario("a job that wrote nothing has an empty section", "logs")
def silent(w):
    text = w.get("%s/%s/logs" % (JOBS, w.job(w.provider()))).expect(200).text
    check("benchmark_id=one" in text, "no header: %r" % text)


@scenario("a question about logs is refused", "logs", rows=[
    (q, q) for q in ("tail_lines=0", "tail_lines=abc", "tail_lines=10001", "since_seconds=0", "since_seconds=x", "timestamps=perhaps")])
def bad_question(w, query):
    w.get("%s/%s/logs?%s" % (JOBS, w.job(w.provider()), query)).refused(400, "query_parameter_invalid")


@scenario("logs of an unknown job are 404", "logs", rows=[("job", "/logs"), ("benchmark", "/benchmarks/0/logs")])
def unknown(w, path):
    w.get(JOBS + "/00000000-0000-0000-0000-000000000000" + path).refused(404, "resource_not_found")


@scenario("an index is a number", "logs", rows=[("text", "abc"), ("negative", "-1")])
def bad_index(w, index):
    w.get("%s/%s/benchmarks/%s/logs" % (JOBS, w.job(w.provider()), index)).expect(400)


@scenario("logs take no POST", "logs")
def post(w):
    w.post("%s/%s/logs" % (JOBS, w.job(w.provider()))).refused(405, "method_not_allowed")


@scenario("a command sees its job", "engine", commands=True)
def environment(w):
    """The variables of section 10 and those of the provider."""
    command = 'echo "mode=$EVALHUB_MODE own=$OWN spec=$EVALHUB_JOB_SPEC_PATH"; cat "$EVALHUB_JOB_SPEC_PATH"; echo; echo over; exec sleep 300'
    provider = w.provider(runtime={"local": {"command": command, "env": [{"name": "OWN", "value": "mine"}]}})
    job = w.job(provider, [{"id": "one", "parameters": {"num_examples": 4, "k": {"a": [1]}}}])
    text = poll_text(w, "%s/%s/benchmarks/0/logs?tail_lines=-1" % (JOBS, job), "over").text
    check("mode=local own=mine" in text and "/meta/job.json" in text, text)
    import json
    spec = json.loads(text[text.index("\n") + 1:text.rindex("}") + 1])
    same("id", job, spec["id"])
    same("members", ["benchmark_id", "benchmark_index", "callback_url", "id", "model", "num_examples", "parameters", "provider_id"],
         sorted(set(spec) & {"benchmark_id", "benchmark_index", "callback_url", "id", "model", "num_examples", "parameters", "provider_id"}))
    same("num_examples", 4, spec["num_examples"])
    same("parameters", {"k": {"a": [1]}}, spec["parameters"])
    check(spec["callback_url"].startswith("http://") and spec["callback_url"].count("/") == 2, "callback is no bare origin: %s" % spec["callback_url"])


@scenario("a command reports through the callback", "engine", commands=True, defect="adapters call back without the tenant, so the tests are lost")
def callback(w):
    """A shell adapter in miniature: reads its specification, posts one completed event."""
    command = (r"""python3 -c '
import json, os, urllib.request
spec = json.load(open(os.environ["EVALHUB_JOB_SPEC_PATH"]))
event = {"id": spec["benchmark_id"], "provider_id": spec["provider_id"], "benchmark_index": spec["benchmark_index"],
         "status": "completed", "metrics": {"acc": 0.75}}
urllib.request.urlopen(urllib.request.Request(spec["callback_url"] + "/api/v1/evaluations/jobs/" + spec["id"] + "/events",
    json.dumps({"benchmark_status_event": event}).encode(), {"Content-Type": "application/json"}))
'""")
    provider = w.provider([{"id": "one", "primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0.5}},
                           {"id": "two", "primary_score": {"metric": "acc"}, "pass_criteria": {"threshold": 0.8}}],
                          runtime={"local": {"command": command}})
    answer = w.wait(w.job(provider, ["one", "two"]), "completed")
    answer.has("results.test.score", 0.75)
