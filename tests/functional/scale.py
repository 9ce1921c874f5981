#!/usr/bin/env python3
"""Holds the requests that tst_ScaleWire compares ours with against those that Scale's own client really sends.

usage: scale.py [--write]
The client (scale-gp-beta, pinned in scale-gp.txt) speaks to a server of this program, which notes what it is asked. With --write the
notes become tests/data/scale/client/requests.json, else they have to be what stands there. Skipped by name when the client is not in
build/cache.
"""
import http.server
import json
import pathlib
import subprocess
import sys
import threading
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import servers  # noqa: E402

DATA = servers.ROOT / "tests" / "data" / "scale"
NOTES = DATA / "client" / "requests.json"
PYTHON = servers.CACHE / "scale-gp" / "bin" / "python3"
KEY, ACCOUNT = "test-key", "acct"
EVALUATION, DATASET = "2f3b8a54-6f0e-4c55-9a4d-1e7c0b9d6a33", "b7f5c9a2-0d4e-4a0b-8f0e-3c7a1a5d9e21"
# What a client of the service has to send; the others are telemetry or belong to its HTTP library.
HEADERS = ("accept", "content-type", "x-api-key", "x-selected-account-id")


def sample(name):
    return json.loads((DATA / name).read_text())


class Recorder(http.server.BaseHTTPRequestHandler):
    asked = []

    def answer(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        path, _, query = self.path.partition("?")
        self.asked.append({
            "method": self.command,
            "path": urllib.parse.unquote(path),
            "query": sorted(query.split("&")) if query else [],
            "headers": {name: self.headers[name] for name in HEADERS if name in self.headers},
            "body": json.loads(body) if body else None,
        })
        said = b'{"object":"list","items":[],"has_more":false,"total":0}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_PATCH = do_DELETE = answer

    def log_message(self, *_):
        pass


def requests(client):
    """Name and call of each request that ours has, with the arguments that ours has there."""
    evaluations, items, datasets = client.evaluations, client.evaluation_items, client.datasets
    last = "a1d0c0de-0002-4000-8000-000000000002"
    yield "list", lambda: evaluations.list(limit=50, name="capitals", tags=["nightly", "geo"], views=["tasks"])
    yield "list, next page", lambda: evaluations.list(limit=2, views=["tasks"], starting_after="7d9a1b77-1111-4a2b-9c3d-5e6f7a8b9c0d")
    yield "list with archive", lambda: evaluations.list(limit=1000, views=["tasks"], include_archived=True)
    yield "filter", lambda: evaluations.filter(filters=[{"key": "status", "operator": "==", "value": "running"}], limit=50)
    yield "get", lambda: evaluations.retrieve(EVALUATION, views=["tasks"], include_archived=True)
    yield "schema", lambda: evaluations.retrieve_schema(EVALUATION)
    yield "update", lambda: evaluations.update(EVALUATION, evaluation=sample("update.request.json"))
    yield "update name", lambda: evaluations.update(EVALUATION, evaluation={"name": "New"})
    yield "merge metadata", lambda: evaluations.update(EVALUATION, evaluation=sample("update.metadata.request.json"))
    yield "restore", lambda: evaluations.update(EVALUATION, evaluation={"restore": True})
    yield "archive", lambda: evaluations.archive(EVALUATION)
    yield "items", lambda: items.list(evaluation_id=EVALUATION, limit=1000)
    yield "items, next page", lambda: items.list(evaluation_id=EVALUATION, limit=1000, starting_after=last)
    yield "items, failed", lambda: items.list(evaluation_id=EVALUATION, limit=1000, completion_status="failed")
    yield "items with archive", lambda: items.list(evaluation_id=EVALUATION, limit=1000, include_archived=True)
    yield "datasets", lambda: datasets.list(limit=1000)
    yield "dataset", lambda: datasets.retrieve(DATASET)
    yield "dataset rows", lambda: client.dataset_items.list(dataset_id=DATASET, limit=1000)
    yield "dataset rows of a version", lambda: client.dataset_items.list(dataset_id=DATASET, limit=1000, version=1)
    yield "add rows", lambda: client.dataset_items.batch_create(**sample("dataset-items.batch.request.json"))
    yield "archive dataset", lambda: datasets.archive(DATASET)
    yield "chat models", lambda: client.chat.completions.models()
    for name in ("chat", "dataset", "items", "keep", "tasks"):
        body = sample(f"client/{name}.request.json")
        call = client.dataset_items.batch_create if name == "items" else client.datasets.create if name == "dataset" else None
        yield f"body {name}", (lambda call=call, body=body: call(**body)) if call else (lambda body=body: evaluations.create(evaluation=body))


def record():
    from scale_gp_beta import SGPClient

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = SGPClient(api_key=KEY, account_id=ACCOUNT, base_url=f"http://127.0.0.1:{server.server_port}", max_retries=0)
    notes = []
    for name, call in requests(client):
        del Recorder.asked[:]
        call()
        notes.append({"name": name, **Recorder.asked[0]})
    server.shutdown()
    return notes


def main():
    write = sys.argv[1:] == ["--write"]
    try:
        import scale_gp_beta  # noqa: F401
    except ImportError:
        if not PYTHON.exists() or pathlib.Path(sys.executable).parent == PYTHON.parent:
            servers.skip("scale-gp-beta 0.7.0 is not in build/cache (tools/test-packages fetches it)")
        sys.exit(subprocess.run([str(PYTHON), __file__, *sys.argv[1:]], check=False).returncode)
    notes = record()
    if write:
        NOTES.write_text(json.dumps(notes, indent=1) + "\n")
    known = json.loads(NOTES.read_text())
    for one, two in zip(known, notes):
        if one != two:
            sys.exit(f"{one['name']}: noted is\n{json.dumps(one, indent=1)}\nand it sends\n{json.dumps(two, indent=1)}")
    if len(known) != len(notes):
        sys.exit(f"{len(known)} requests are noted, and {len(notes)} are sent")
    print(f"{len(notes)} requests are as they were noted")


if __name__ == "__main__":
    main()
