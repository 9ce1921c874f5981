"""What a scenario needs: an HTTP client, checks that say what was seen, and the register of scenarios."""
import http.client
import itertools
import json
import os
import time
import urllib.parse

API = "/api/v1"
JOBS = API + "/evaluations/jobs"
PROVIDERS = API + "/evaluations/providers"
COLLECTIONS = API + "/evaluations/collections"

# Anything but 5xx may take this long; jobs end within it unless a scenario says more.
PATIENCE = float(os.environ.get("WAIT_DEADLINE", "30"))

SCENARIOS = []


class Failed(AssertionError):
    """A scenario saw something else than it should."""


class Skipped(Exception):
    """A scenario cannot be judged here; the text says what is missing."""


def scenario(title, area, rows=None, **needs):
    """Registers a scenario, or one for each row of `rows` (an outline): a row is a tuple, its first member names it.

    needs: `catalogue=True` when the full EvalHub catalogue must be loaded; `commands=True` when provider commands must run;
    `defect="..."` when the released server is known to do it wrong and ours must do it right (docs/evalhub-compatibility.md).
    """
    def register(function):
        if rows is None:
            SCENARIOS.append((area, title, function, (), needs))
        else:
            for row in rows:
                SCENARIOS.append((area, "%s: %s" % (title, row[0]), function, tuple(row[1:]), needs))
        return function
    return register


class Answer:
    def __init__(self, request, status, headers, text):
        self.request, self.status, self.headers, self.text = request, status, headers, text

    @property
    def json(self):
        try:
            return json.loads(self.text)
        except ValueError:
            raise Failed("%s: the answer is not JSON: %r" % (self.request, self.text[:200]))

    def expect(self, status):
        if self.status != status:
            raise Failed("%s: expected %s, got %d: %s" % (self.request, status, self.status, self.text[:300]))
        return self

    def refused(self, status, code, text=None):
        """Checks the error object; `text` must stand in its message."""
        self.expect(status)
        body = self.json
        same("members of the error object", {"message_code", "message", "trace"}, set(body))
        same("message_code of " + self.request, code, body["message_code"])
        if not body["message"] or not body["trace"]:
            raise Failed("%s: message and trace must not be empty: %s" % (self.request, self.text))
        if text and text not in body["message"]:
            raise Failed("%s: %r is not in the message %r" % (self.request, text, body["message"]))
        return self

    def at(self, path):
        """Value at a dotted path such as `items.0.resource.id`."""
        return value_at(self.json, path, self.request)

    def has(self, path, value):
        same("%s of %s" % (path, self.request), value, self.at(path))
        return self

    def lacks(self, path):
        try:
            found = self.at(path)
        except Failed:
            return self
        raise Failed("%s: %s should be absent, it is %r" % (self.request, path, found))


def value_at(document, path, where=""):
    for part in path.split("."):
        if isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        elif isinstance(document, dict) and part in document:
            document = document[part]
        else:
            raise Failed("%s: there is no %s (stopped at %r)" % (where, path, part))
    return document


def same(what, expected, got):
    if isinstance(expected, float) and isinstance(got, (int, float)) and not isinstance(got, bool):
        if abs(expected - got) <= 1e-6 * max(1.0, abs(expected)):
            return
    elif type(expected) is type(got) and expected == got:
        return
    elif isinstance(expected, (int, float)) and isinstance(got, (int, float)) and expected == got \
            and isinstance(expected, bool) == isinstance(got, bool):
        return
    raise Failed("%s: expected %r, got %r" % (what, expected, got))


def check(condition, sentence):
    if not condition:
        raise Failed(sentence)


class Client:
    """One server, one identity. Every call opens a connection of its own, as the simplest client does."""

    def __init__(self, base, tenant=None, user=None, token=None):
        url = urllib.parse.urlsplit(base)
        self.base, self.host, self.port = base.rstrip("/"), url.hostname, url.port
        self.tenant, self.user, self.token = tenant, user, token

    def as_(self, tenant, user="somebody"):
        return Client(self.base, tenant, user, self.token)

    def call(self, method, path, body=None, headers=None):
        """body: a document (sent as JSON), a text (sent as it is) or None."""
        given = {}
        if self.tenant:
            given["X-Tenant"] = self.tenant
        if self.user:
            given["X-User"] = self.user
        if self.token:
            given["Authorization"] = "Bearer " + self.token
        data = None
        if body is not None:
            data = (body if isinstance(body, str) else json.dumps(body)).encode()
            given["Content-Type"] = "application/json"
        elif method in ("POST", "PUT", "PATCH"):
            data = b""
        given.update(headers or {})
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, data, given)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            return Answer("%s %s" % (method, path), response.status,
                          {k.lower(): v for k, v in response.getheaders()}, text)
        finally:
            connection.close()

    def get(self, path, **kw):
        return self.call("GET", path, **kw)

    def post(self, path, body=None, **kw):
        return self.call("POST", path, body, **kw)

    def put(self, path, body=None, **kw):
        return self.call("PUT", path, body, **kw)

    def patch(self, path, body=None, **kw):
        return self.call("PATCH", path, body, **kw)

    def delete(self, path, **kw):
        return self.call("DELETE", path, **kw)


class World(Client):
    """A client that names what it makes so that scenarios do not meet, and removes it afterwards."""

    counter = itertools.count(1)

    def __init__(self, base, tenant=None, user=None, token=None, label="s"):
        super().__init__(base, tenant, user, token)
        self.label = label
        self.made = []

    def unique(self, word):
        return "%s-%s-%d" % (word, self.label, next(World.counter))

    def provider(self, benchmarks=("one", "two"), **fields):
        """Creates a provider whose command ends at once and reports nothing; returns its id."""
        body = {"name": self.unique("provider"), "benchmarks": [b if isinstance(b, dict) else {"id": b} for b in benchmarks],
                "runtime": {"local": {"command": "true"}}}
        body.update(fields)
        id = self.post(PROVIDERS, body).expect(201).at("resource.id")
        self.made.append((PROVIDERS, id, self.tenant, self.user))
        return id

    def collection(self, provider, benchmarks=("one", "two"), **fields):
        body = {"name": self.unique("collection"), "category": "test",
                "benchmarks": [dict({"provider_id": provider}, **(b if isinstance(b, dict) else {"id": b})) for b in benchmarks]}
        body.update(fields)
        id = self.post(COLLECTIONS, body).expect(201).at("resource.id")
        self.made.append((COLLECTIONS, id, self.tenant, self.user))
        return id

    def job_body(self, provider, benchmarks=("one",), **fields):
        body = {"name": self.unique("job"), "model": {"url": "http://model.invalid/v1", "name": "model"},
                "benchmarks": [dict({"provider_id": provider}, **(b if isinstance(b, dict) else {"id": b})) for b in benchmarks]}
        body.update(fields)
        return {k: v for k, v in body.items() if v is not None}

    def submit(self, body):
        """Sends a job; the answer, its id remembered for the cleaning."""
        answer = self.post(JOBS, body).expect(202)
        self.made.append((JOBS, answer.at("resource.id"), self.tenant, self.user))
        return answer

    def job(self, provider, benchmarks=("one",), **fields):
        return self.submit(self.job_body(provider, benchmarks, **fields)).at("resource.id")

    def event(self, job, provider, benchmark, status, index=0, **fields):
        body = {"id": benchmark, "provider_id": provider, "benchmark_index": index, "status": status}
        body.update(fields)
        return self.post("%s/%s/events" % (JOBS, job), {"benchmark_status_event": {k: v for k, v in body.items() if v is not None}})

    def read(self, job):
        return self.get("%s/%s" % (JOBS, job)).expect(200)

    def wait(self, job, *states, seconds=None):
        """Polls until the job is in one of the states."""
        end = time.monotonic() + (seconds or PATIENCE)
        while True:
            answer = self.read(job)
            if answer.at("status.state") in states:
                return answer
            if time.monotonic() > end:
                raise Failed("job %s is still %r, expected %s" % (job, answer.at("status.state"), " or ".join(states)))
            time.sleep(0.1)

    def clean(self):
        for path, id, tenant, user in reversed(self.made):
            Client(self.base, tenant, user, self.token).delete("%s/%s%s" % (path, id, "?hard_delete=true" if path == JOBS else ""))
        self.made = []


def entry(answer, list_path, index):
    """The member of status.benchmarks or results.benchmarks for a benchmark index; these lists come in order of arrival."""
    for item in answer.at(list_path):
        if item.get("benchmark_index", 0) == index:
            return item
    raise Failed("%s of %s has nothing for benchmark_index %d" % (list_path, answer.request, index))
