#!/usr/bin/env python3
"""Measures our engine beside the released EvalHub server: same machine, same minutes, same requests.

usage: peer_bench.py --engine ASSAYCTL --load HTTP_LOAD [--rounds N] [--jobs N] [--only TEXT] [--out FILE]

Both servers keep their data in a file with full durability and check what they are sent; ours also checks its token. A round runs a row
on one server and then on the other, and the next round the other way round. Every row has a fixed number of requests. Printed are
medians over the rounds: requests a second, the server's CPU milliseconds a request (utime + stime of /proc), latencies, the ratios, and
what the servers hold afterwards. --jobs is the size of the filled stores (10000; the published table has 100000).
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "functional"))
import harness  # noqa: E402
import servers  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
K8S_ONLY = {"k8s": {"image": "image.invalid/x:1", "entrypoint": ["/x"]}}
SLEEP = {"local": {"command": "exec sleep 3600"}}
TRIVIAL = r"""python3 -S -c '
import json, os, socket
spec = json.load(open(os.environ["EVALHUB_JOB_SPEC_PATH"]))
host, port = spec["callback_url"].split("//")[1].split("/")[0].split(":")
path = spec["callback_url"].split(port, 1)[1] + "/api/v1/evaluations/jobs/" + spec["id"] + "/events"
body = json.dumps({"benchmark_status_event": {"id": spec["benchmark_id"], "provider_id": spec["provider_id"],
    "benchmark_index": spec["benchmark_index"], "status": "completed", "metrics": {"acc": 1}}})
s = socket.create_connection((host, int(port)))
s.sendall(("POST %s HTTP/1.1\r\nHost: %s:%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (path, host, port, len(body), body)).encode())
s.recv(1000)
'"""


def cpu_seconds(pid):
    """utime + stime of a process, in seconds."""
    fields = pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident_mb(pid):
    for line in pathlib.Path("/proc/%d/status" % pid).read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def own_mb(pid):
    """Megabytes that only this process holds: without the pages of libraries and files that others can share."""
    for line in pathlib.Path("/proc/%d/smaps_rollup" % pid).read_text().splitlines():
        if line.startswith("Private_Dirty"):
            return int(line.split()[1]) / 1024
    return 0.0


def memory(table, sides, when, target):
    single(table, "memory %s, its own" % when, "MB", *(own_mb(side.server.pid) for side in sides), target)
    single(table, "memory %s, resident with libraries" % when, "MB", *(resident_mb(side.server.pid) for side in sides), target)


class Side:
    """One server under measurement, with the client that speaks to it."""

    def __init__(self, name, start, load):
        self.name, self.start_server, self.load = name, start, load
        self.server = self.world = None
        self.ids = {}

    def begin(self):
        self.server = self.start_server()
        self.connect()
        return self

    def connect(self):
        self.world = harness.World(self.server.base, token=self.server.token, label=self.name)

    def end(self):
        self.server.__exit__()
        self.server = None

    @property
    def port(self):
        return int(self.server.base.rsplit(":", 1)[1])

    def raw(self, method, path, body=None):
        """The bytes of one request."""
        data = b"" if body is None else json.dumps(body).encode()
        head = "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % (method, path, self.port)
        if self.server.token:
            head += "Authorization: Bearer %s\r\n" % self.server.token
        if method != "GET":
            head += "Content-Type: application/json\r\nContent-Length: %d\r\n" % len(data)
        return head.encode() + b"\r\n" + data

    def write(self, requests):
        """A file of requests for http_load."""
        path = self.server.folder / ("requests-%s" % uuid.uuid4().hex)
        with open(path, "wb") as file:
            for request in requests:
                file.write(b"%d\n" % len(request) + request)
        return path

    def fire(self, requests, connections):
        """Sends them all; what http_load measured, and the server's CPU milliseconds a request."""
        path = self.write(requests)
        before = cpu_seconds(self.server.pid)
        done = subprocess.run([self.load, str(self.port), str(connections), str(path)], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit("%s: %s" % (self.name, done.stderr))
        self.quiet()
        out = json.loads(done.stdout)
        out["cpu"] = (cpu_seconds(self.server.pid) - before) * 1000 / out["requests"]
        out["rate"] = out["requests"] / out["seconds"]
        path.unlink()
        return out

    def quiet(self):
        """Waits until the server has no work left, so that what it does after answering is counted where it was caused."""
        end, last = time.monotonic() + 30, -1.0
        while time.monotonic() < end:
            now = cpu_seconds(self.server.pid)
            if now - last < 0.02:
                return
            last = now
            time.sleep(0.2)

    def poll(self, path, connections=1):
        """Begins to ask for a path over and over; give the result to stop()."""
        return subprocess.Popen([self.load, str(self.port), str(connections), str(self.write([self.raw("GET", path)])), "--repeat"],
                                stdout=subprocess.PIPE, text=True)

    @staticmethod
    def stop(poller):
        poller.send_signal(signal.SIGTERM)
        out, _ = poller.communicate(timeout=60)
        return json.loads(out) if out.strip() else {}

    def provider(self, kind, count, runtime):
        """Id of a provider with `count` benchmarks, made once for this server."""
        if kind not in self.ids:
            benchmarks = [{"id": "b%d" % i, "name": "B", "category": "c", "metrics": ["acc"], "primary_score": {"metric": "acc"},
                           "pass_criteria": {"threshold": 0.5}} for i in range(count)]
            self.ids[kind] = self.world.provider(benchmarks, runtime=runtime)
        return self.ids[kind]

    def job(self, provider, count, name="job", tags=("bench",)):
        return {"name": name, "tags": list(tags), "model": {"url": "http://model.invalid/v1", "name": "model"},
                "benchmarks": [{"id": "b%d" % i, "provider_id": provider, "parameters": {"limit": 10}} for i in range(count)]}


def refuse_unless(result, status, row):
    if set(result["statuses"]) != {str(status)}:
        raise SystemExit("%s: expected only %d, got %s" % (row, status, result["statuses"]))
    return result


def creates(count, benchmarks, connections):
    def row(side, round):
        provider = side.provider("k8s", 200, K8S_ONLY)
        requests = [side.raw("POST", harness.JOBS, side.job(provider, benchmarks, "create-%d-%d" % (round, i))) for i in range(count)]
        return refuse_unless(side.fire(requests, connections), 202, "create")
    return row


def events(count, benchmarks, connections):
    def row(side, round):
        provider = side.provider("sleep", 200, SLEEP)
        job = side.world.post(harness.JOBS, side.job(provider, benchmarks)).expect(202).at("resource.id")
        requests = []
        for i in range(count):
            event = {"id": "b%d" % (i % benchmarks), "provider_id": provider, "benchmark_index": i % benchmarks, "status": "running",
                     "phase": ("loading_data", "running_evaluation")[i // benchmarks % 2],
                     "warning_message": {"message": "step %d of round %d" % (i, round), "message_code": "progress"}}
            requests.append(side.raw("POST", "%s/%s/events" % (harness.JOBS, job), {"benchmark_status_event": event}))
        try:
            return refuse_unless(side.fire(requests, connections), 204, "event")
        finally:
            side.world.delete("%s/%s?hard_delete=true" % (harness.JOBS, job))
    return row


def reads(count, benchmarks, connections):
    def row(side, _):
        key = "read%d" % benchmarks
        if key not in side.ids:
            provider = side.provider("k8s", 200, K8S_ONLY)
            side.ids[key] = side.world.post(harness.JOBS, side.job(provider, benchmarks)).expect(202).at("resource.id")
            side.quiet()
        request = side.raw("GET", "%s/%s" % (harness.JOBS, side.ids[key]))
        return refuse_unless(side.fire([request] * count, connections), 200, "read")
    return row


def lists(count, query):
    def row(side, _):
        return refuse_unless(side.fire([side.raw("GET", harness.JOBS + query)] * count, 1), 200, "list")
    return row


def while_polled(make, queries):
    def row(side, round):
        pollers = [side.poll(harness.JOBS + query) for query in queries]
        try:
            return make(side, round)
        finally:
            for poller in pollers:
                side.stop(poller)
    return row


def fill_engine(side, jobs):
    """Jobs by the API: tag `common` on all, `rare` on one of a thousand, one in three completed."""
    provider = side.provider("sleep1", 1, SLEEP)
    for begin in range(0, jobs, 10000):
        numbers = range(begin, min(begin + 10000, jobs))
        side.fire([side.raw("POST", harness.JOBS, fill_body(side, provider, n)) for n in numbers], 16)
    side.quiet()


def fill_body(side, provider, n):
    return side.job(provider, 1, "fill-%d" % n, ["common", "t%d" % (n % 50)] + (["rare"] if n % 1000 == 0 else []))


def fill_peer(side, jobs):
    """One real job copied in the peer's own database: through its API it would take long and start a process for each."""
    provider = side.provider("k8s1", 1, K8S_ONLY)
    id = side.world.post(harness.JOBS, fill_body(side, provider, 0)).expect(202).at("resource.id")
    side.quiet()
    side.server.stop()
    with sqlite3.connect(side.server.database) as database:
        columns = [c[1] for c in database.execute("PRAGMA table_info(evaluations)")]
        found = dict(zip(columns, database.execute("SELECT * FROM evaluations WHERE id = ?", (id,)).fetchone()))
        entity = json.loads(found["entity"])
        rows = []
        for n in range(1, jobs):
            body = fill_body(side, provider, n)
            entity["config"]["name"], entity["config"]["tags"] = body["name"], body["tags"]
            row = dict(found, id=str(uuid.uuid4()), entity=json.dumps(entity, separators=(",", ":")))
            rows.append([row[c] for c in columns])
        database.executemany("INSERT INTO evaluations VALUES (%s)" % ",".join("?" * len(columns)), rows)
    side.server.start()
    side.connect()


ROWS = [  # name, function of (side, round), what is compared: "rate" or "p50", and the target ratio with that of the CPU
    ("create, 1 benchmark, 1 connection", creates(300, 1, 1), "rate", 2, None),
    ("create, 1 benchmark, 16 connections", creates(2000, 1, 16), "rate", 5, 5),
    ("create, 8 benchmarks, 1 connection", creates(200, 8, 1), "rate", 5, None),
    ("create, 8 benchmarks, 16 connections", creates(1000, 8, 16), "rate", 10, None),
    ("event, job of 8, 1 connection", events(300, 8, 1), "rate", 2, None),
    ("event, job of 8, 16 connections", events(2000, 8, 16), "rate", 8, None),
    ("event, job of 50, 16 connections", events(1000, 50, 16), "rate", 20, None),
    ("event, job of 200, 16 connections", events(600, 200, 16), "rate", 50, None),
    ("GET job of 8, 16 connections", reads(4000, 8, 16), "rate", 3, None),
    ("GET job of 200, 16 connections", reads(1000, 200, 16), "rate", 4, None),
    ("GET job of 8, 1 connection", reads(1000, 8, 1), "p50", 1, None),
]
FULL_ROWS = [
    ("list, first page", lists(30, ""), "p50", 3, None),
    ("list by status", lists(20, "?status=running"), "p50", 50, None),
    ("list by tag", lists(5, "?tags=rare"), "p50", 100, None),
    ("list by name", lists(5, "?name=fill-77"), "p50", 1000, None),
    ("create while two clients poll lists", while_polled(creates(200, 1, 4), ["", "?status=failed"]), "rate", 4, None),
    ("event while one client lists by tag", while_polled(events(60, 8, 4), ["?tags=rare"]), "rate", 100, None),
]


def measure(sides, rows, rounds, only):
    """Medians of every row on both sides, interleaved, the order reversed each round."""
    table = []
    for name, row, kind, target, cpu_target in rows:
        if only not in name:
            continue
        seen = {side.name: [] for side in sides}
        for round in range(rounds):
            for side in sides if round % 2 == 0 else reversed(sides):
                seen[side.name].append(row(side, round))
        median = {name_: {k: statistics.median(r[k] for r in results) for k in ("rate", "cpu", "p50", "p99")} for name_, results in seen.items()}
        ours, theirs = median["engine"], median["peer"]
        ratio = ours["rate"] / theirs["rate"] if kind == "rate" else theirs["p50"] / max(ours["p50"], 1e-6)
        line = {"row": name, "kind": kind, "ratio": ratio, "target": target, "cpu_ratio": theirs["cpu"] / ours["cpu"] if ours["cpu"] else 0.0,
                "cpu_target": cpu_target, "engine": ours, "peer": theirs}
        table.append(line)
        show(line)
    return table


def show(line):
    ours, theirs = line["engine"], line["peer"]
    if line["kind"] == "single":
        print("%-44s engine %10.4g  peer %10.4g %s  ratio %8.2f  target %s" % (line["row"], ours, theirs, line["unit"], line["ratio"], line["target"]),
              flush=True)
        return
    met = "" if line["ratio"] >= line["target"] else "  NOT REACHED"
    print("%-44s engine %9.1f/s cpu %7.3f ms p50 %8.3f p99 %8.3f | peer %9.1f/s cpu %8.3f ms p50 %8.3f p99 %8.3f | %s x%.1f (target %s) cpu %s%s"
          % (line["row"], ours["rate"], ours["cpu"], ours["p50"], ours["p99"], theirs["rate"], theirs["cpu"], theirs["p50"], theirs["p99"],
             line["kind"], line["ratio"], line["target"], "1/%.1f" % line["cpu_ratio"] if line["cpu_ratio"] else "below a tick", met), flush=True)


def single(table, row, unit, engine, peer, target):
    """A row that is one figure a side, the smaller the better; ratio = ours / theirs."""
    line = {"row": row, "kind": "single", "unit": unit, "engine": engine, "peer": peer, "ratio": engine / peer if peer else 0.0, "target": target}
    table.append(line)
    show(line)


def start_times(sides, table, jobs, rounds):
    """Milliseconds from the start of the process to the first answered list, with the filled store."""
    seen = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            side.server.stop()
            began = time.monotonic()
            side.server.start()
            side.connect()
            side.world.get(harness.JOBS + "?limit=1").expect(200)
            seen[side.name].append((time.monotonic() - began) * 1000)
    single(table, "start to first answer, %d jobs" % jobs, "ms", statistics.median(seen["engine"]), statistics.median(seen["peer"]), "<= 0.33")


def tree(pid):
    """Processes below a process: by the parents in /proc."""
    children = {}
    for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
            children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
        except (OSError, IndexError):
            continue
    found, todo = 0, [pid]
    while todo:
        below = children.get(todo.pop(), [])
        found += len(below)
        todo += below
    return found


def many_benchmarks(side):
    """200 trivial benchmarks in one job: wall seconds, peak of processes, the server's CPU seconds, milliseconds of the POST."""
    provider = side.provider("trivial", 200, {"local": {"command": TRIVIAL}})
    before, began, peak = cpu_seconds(side.server.pid), time.monotonic(), 0
    job = side.world.post(harness.JOBS, side.job(provider, 200)).expect(202)
    post = (time.monotonic() - began) * 1000
    while True:
        peak = max(peak, tree(side.server.pid))
        state = side.world.get("%s/%s" % (harness.JOBS, job.at("resource.id"))).at("status.state")
        if state in ("completed", "failed", "partially_failed"):
            break
        if time.monotonic() - began > 300:
            state = "not over after 300 s"
            break
        time.sleep(0.1)
    wall = time.monotonic() - began
    return {"wall": wall, "peak": peak, "cpu": cpu_seconds(side.server.pid) - before, "post": post, "state": state}


def lost_process(side):
    """Seconds until a benchmark whose command exits 3 without a report is failed; None when it is not within 15."""
    provider = side.provider("lost", 1, {"local": {"command": "exit 3"}})
    began = time.monotonic()
    job = side.world.post(harness.JOBS, side.job(provider, 1)).expect(202).at("resource.id")
    while time.monotonic() - began < 15:
        if side.world.get("%s/%s" % (harness.JOBS, job)).at("status.state") == "failed":
            return time.monotonic() - began
        time.sleep(0.02)
    return None


def killed_under_load(side):
    """SIGKILL while 16 connections create jobs; (acknowledged creates, those of them found after the restart)."""
    provider = side.provider("k8s", 200, K8S_ONLY)
    acknowledged, end = [], time.monotonic() + 1.5
    import threading

    def create(worker):
        n = 0
        while True:
            try:
                answer = side.world.post(harness.JOBS, side.job(provider, 1, "kill-%d-%d" % (worker, n)))
            except Exception:
                return
            if answer.status == 202:
                acknowledged.append(answer.at("resource.id"))
            n += 1
    threads = [threading.Thread(target=create, args=(i,)) for i in range(16)]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, end - time.monotonic()))
    side.server.stop(signal.SIGKILL)
    for thread in threads:
        thread.join()
    began = time.monotonic()
    side.server.start()
    side.connect()
    restart = (time.monotonic() - began) * 1000
    found = sum(side.world.get("%s/%s" % (harness.JOBS, id)).status == 200 for id in acknowledged)
    return len(acknowledged), found, restart


def processes(make, table, only):
    """The rows about commands and crashes, on servers of their own."""
    sides = [side.begin() for side in make(["--slots", "8", "--commands", "allow"])]
    try:
        if "trivial" in only or not only:
            seen = {side.name: many_benchmarks(side) for side in sides}
            for key, unit, target in (("wall", "s", "<= 0.6"), ("peak", "processes", "8 x tree of one"), ("cpu", "s", "<= 0.2"), ("post", "ms", "<= 0.2")):
                single(table, "200 trivial benchmarks, cap 8: " + key, unit, seen["engine"][key], seen["peer"][key], target)
            print("states: %s" % {k: v["state"] for k, v in seen.items()}, flush=True)
        if "lost" in only or not only:
            for side in sides:
                print("exit 3 without a report: %s %s" % (side.name, "failed after %.2f s" % t if (t := lost_process(side)) else "still open after 15 s"))
        if "killed" in only or not only:
            for side in sides:
                print("SIGKILL under load: %s %d acknowledged, %d found, back after %.0f ms" % ((side.name,) + killed_under_load(side)), flush=True)
    finally:
        for side in sides:
            side.end()


def held(sides):
    for side in sides:
        answer = side.world.get(harness.JOBS + "?limit=1")
        print("%s holds %s jobs afterwards" % (side.name, answer.at("total_count")), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", required=True)
    parser.add_argument("--load", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=10000)
    parser.add_argument("--only", default="")
    parser.add_argument("--out")
    parser.add_argument("--part", choices=["empty", "full", "processes"], help="only these rows")
    arguments = parser.parse_args()
    servers.need_peer()
    catalogue = tempfile.mkdtemp()
    for part in ("providers", "collections"):
        os.mkdir(os.path.join(catalogue, part))
    table = []

    def make(extra=()):
        return [Side("engine", lambda: servers.Engine(arguments.engine, catalogue, auth=True, extra=extra), arguments.load),
                Side("peer", lambda: servers.Peer(catalogue), arguments.load)]
    print("machine: %s, %d cores, Python %s; engine: assayctl serve, token on, synchronous=FULL; peer: eval-hub-server 1.0.2 -local, SQLite file;"
          " %d rounds, medians" % (platform.platform(), os.cpu_count(), platform.python_version(), arguments.rounds), flush=True)
    try:
        if arguments.part in (None, "empty"):
            sides = [side.begin() for side in make()]
            memory(table, sides, "idle", "<= 0.33")
            table += measure(sides, ROWS, arguments.rounds, arguments.only)
            held(sides)
            for side in sides:
                side.end()
        if arguments.part in (None, "full"):
            sides = [side.begin() for side in make()]
            fill_engine(sides[0], arguments.jobs)
            fill_peer(sides[1], arguments.jobs)
            start_times(sides, table, arguments.jobs, 5)
            table += measure(sides, FULL_ROWS, arguments.rounds, arguments.only)
            memory(table, sides, "with %d jobs" % arguments.jobs, "<= 0.2")
            held(sides)
            for side in sides:
                side.end()
        if arguments.part in (None, "processes"):
            processes(make, table, arguments.only)
    finally:
        shutil.rmtree(catalogue, ignore_errors=True)
    if arguments.out:
        pathlib.Path(arguments.out).write_text(json.dumps(table, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
