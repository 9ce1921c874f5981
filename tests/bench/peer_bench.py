#!/usr/bin/env python3
"""Measures our engine beside the released EvalHub server: same machine, same minutes, same requests.

usage: peer_bench.py --engine ASSAYCTL --load HTTP_LOAD [--rounds N] [--jobs N] [--only TEXT] [--out FILE]

Both servers keep their data in a file with full durability and check what they are sent; ours also checks its token. A round runs a row
on one server and then on the other, and the next round the other way round. Every row has a fixed number of requests. Printed are
medians over the rounds: requests a second, the server's CPU milliseconds a request (run time of its threads, from /proc), latencies,
the ratios, and what the servers hold afterwards; at the end the table of docs/performance.md. --jobs is the size of the filled stores
(10000; the published table has 100000, which with 5 rounds takes about a quarter of an hour).
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
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "functional"))
import harness  # noqa: E402
import servers  # noqa: E402

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
    """Run time of a process's threads, in seconds. Both servers keep theirs, so none takes its share away; utime and stime count
    hundredths of a second, and a list takes a hundredth of that."""
    total = 0
    for thread in pathlib.Path("/proc/%d/task" % pid).iterdir():
        try:
            total += int((thread / "schedstat").read_text().split()[0])
        except OSError:
            continue
    return total / 1e9


def resident_mb(pid):
    for line in pathlib.Path("/proc/%d/status" % pid).read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def own_mb(pid):
    """Megabytes that only this process holds: without the pages of libraries and files that others can share. Anonymous pages, because the
    pages of a program that was just linked count as Private_Dirty until they are on the disk."""
    for line in pathlib.Path("/proc/%d/smaps_rollup" % pid).read_text().splitlines():
        if line.startswith("Anonymous"):
            return int(line.split()[1]) / 1024
    return 0.0


def memory(table, sides, when, share):
    single(table, "memory %s, its own" % when, "MB", *(own_mb(side.server.pid) for side in sides), share)
    single(table, "memory %s, resident with libraries" % when, "MB", *(resident_mb(side.server.pid) for side in sides))


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

    def fire(self, requests, connections, alone=True):
        """Sends them all; what http_load measured, and the server's CPU milliseconds a request (0 when others ask as well)."""
        path = self.write(requests)
        before = cpu_seconds(self.server.pid)
        done = subprocess.run([self.load, str(self.port), str(connections), str(path)], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit("%s: %s" % (self.name, done.stderr))
        if alone:
            self.quiet()
        out = json.loads(done.stdout)
        out["cpu"] = (cpu_seconds(self.server.pid) - before) * 1000 / out["requests"] if alone else 0.0
        out["rate"] = out["requests"] / out["seconds"]
        path.unlink()
        return out

    def quiet(self):
        """Waits until the server has no work left, so that what it does after answering is counted where it was caused."""
        end, last = time.monotonic() + 30, -1.0
        while time.monotonic() < end:
            now = cpu_seconds(self.server.pid)
            if now - last < 0.002:
                return
            last = now
            time.sleep(0.1)

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


def creates(count, benchmarks, connections, alone=True):
    def row(side, round):
        provider = side.provider("k8s", 200, K8S_ONLY)
        requests = [side.raw("POST", harness.JOBS, side.job(provider, benchmarks, "create-%d-%d" % (round, i))) for i in range(count)]
        return refuse_unless(side.fire(requests, connections, alone), 202, "create")
    return row


def events(count, benchmarks, connections, alone=True):
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
            return refuse_unless(side.fire(requests, connections, alone), 204, "event")
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
    """Jobs by the API, failed at once for want of a cluster: tag `common` on all, `rare` on one of a thousand."""
    provider = side.provider("k8s1", 1, K8S_ONLY)
    for begin in range(0, jobs, 10000):
        numbers = range(begin, min(begin + 10000, jobs))
        side.fire([side.raw("POST", harness.JOBS, fill_body(side, provider, n)) for n in numbers], 16)


def fill_body(side, provider, n):
    return side.job(provider, 1, "fill-%d" % n, ["common", "t%d" % (n % 50)] + (["rare"] if n % 1000 == 0 else []))


def fill_peer(side, jobs):
    """One real job, failed at once as the engine's are, copied in the peer's own database: its API takes 400 a second."""
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
    ("list by status", lists(20, "?status=failed"), "p50", 50, None),
    ("list by tag", lists(5, "?tags=rare"), "p50", 100, None),
    ("list by name", lists(5, "?name=fill-77"), "p50", 1000, None),
    ("create while two clients poll lists", while_polled(creates(200, 1, 4, alone=False), ["", "?status=failed"]), "rate", 4, None),
    ("event while one client lists by tag", while_polled(events(60, 8, 4, alone=False), ["?tags=rare"]), "rate", 100, None),
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
                "cpu_target": cpu_target, "engine": ours, "peer": theirs,
                "met": ratio >= target and (cpu_target is None or theirs["cpu"] >= cpu_target * ours["cpu"])}
        if "events while" in name or "event while" in name:
            line["met"] = line["met"] and ours["p99"] <= 20
        table.append(line)
        show(line)
    return table


def show(line):
    ours, theirs = line["engine"], line["peer"]
    if line["kind"] == "single":
        print("%-44s engine %10.4g  peer %10.4g %s  ratio %8.2f  target %s%s"
              % (line["row"], ours, theirs, line["unit"], line["ratio"], line["target"], "" if line["met"] else "  NOT REACHED"), flush=True)
        return
    met = "" if line["met"] else "  NOT REACHED"
    print("%-44s engine %9.1f/s cpu %7.3f ms p50 %8.3f p99 %8.3f | peer %9.1f/s cpu %8.3f ms p50 %8.3f p99 %8.3f | %s x%.1f (target %s) cpu %s%s"
          % (line["row"], ours["rate"], ours["cpu"], ours["p50"], ours["p99"], theirs["rate"], theirs["cpu"], theirs["p50"], theirs["p99"],
             line["kind"], line["ratio"], line["target"], "1/%.1f" % line["cpu_ratio"] if line["cpu_ratio"] else "not taken", met), flush=True)


def single(table, row, unit, engine, peer, share=None, most=None):
    """A row that is one figure a side, the smaller the better; ratio = ours / theirs. share: the largest ratio, most: the largest
    figure of ours that reaches the target; neither: there is none."""
    ratio = engine / peer if peer else 0.0
    target = "<= %g" % share if share else "<= %g %s" % (most, unit) if most is not None else "-"
    line = {"row": row, "kind": "single", "unit": unit, "engine": engine, "peer": peer, "ratio": ratio, "target": target,
            "met": ratio <= share if share else most is None or engine <= most}
    table.append(line)
    show(line)


def figure(line, side):
    """What one side came to, with its unit, as the table shows it."""
    value = line[side]
    if line["kind"] == "single":
        return "%.3g %s" % (value, line["unit"])
    return "%.0f/s" % value["rate"] if line["kind"] == "rate" else "%.2f ms" % value["p50"]


def markdown(table):
    """The table of docs/performance.md; a ratio in bold has not reached its target."""
    if not table:
        return
    print("\n| what | engine | peer | ratio | target | CPU a request |\n|---|---|---|---|---|---|")
    for line in table:
        times = line["kind"] != "single"
        ratio = "%.3g%s" % (line["ratio"], "x" if times else "")
        target = "%gx%s" % (line["target"], ", CPU 1/%g" % line["cpu_target"] if line["cpu_target"] else "") if times else line["target"]
        cpu = "1/%.1f" % line["cpu_ratio"] if times and line["cpu_ratio"] else ""
        name = line["row"] + (", p50" if line["kind"] == "p50" else "")
        cells = (name, figure(line, "engine"), figure(line, "peer"), ratio if line["met"] else "**%s**" % ratio, target, cpu)
        print("| %s |" % " | ".join(cells))
    print(flush=True)


def start_times(sides, table, jobs, rounds):
    """Milliseconds from the start of the process to the first answered list, with the filled store."""
    seen = {side.name: [] for side in sides}
    for round in range(rounds):
        for side in sides if round % 2 == 0 else reversed(sides):
            side.server.stop()
            began = time.monotonic()
            side.server.start()
            side.connect()
            side.world.get(harness.JOBS + "?limit=1").expect(200)
            seen[side.name].append((time.monotonic() - began) * 1000)
    single(table, "start to first answer, %d jobs" % jobs, "ms", statistics.median(seen["engine"]), statistics.median(seen["peer"]), 0.33)


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
    before, began, peak, dropped = cpu_seconds(side.server.pid), time.monotonic(), 0, 0
    job = side.world.post(harness.JOBS, side.job(provider, 200)).expect(202)
    post = (time.monotonic() - began) * 1000
    while True:
        peak = max(peak, tree(side.server.pid))
        try:
            reached = state(side, job.at("resource.id"))
        except ConnectionError:  # a server with hundreds of processes beside it may drop a connection
            if side.server.process.poll() is not None:
                raise
            dropped += 1
            continue
        if reached in ("completed", "failed", "partially_failed"):
            break
        if time.monotonic() - began > 300:
            reached = "not over after 300 s"
            break
        time.sleep(0.1)
    wall = time.monotonic() - began
    return {"wall": wall, "peak": peak, "cpu": cpu_seconds(side.server.pid) - before, "post": post, "state": reached, "dropped": dropped}


def tree_of_one(side):
    """Processes below the server while one benchmark runs that is made like those of many_benchmarks()."""
    provider = side.provider("one", 1, {"local": {"command": "python3 -S -c '\nimport time\ntime.sleep(60)\n'"}})
    idle = tree(side.server.pid)
    job = side.world.post(harness.JOBS, side.job(provider, 1)).expect(202).at("resource.id")
    end, most = time.monotonic() + 2, 0
    while time.monotonic() < end:
        most = max(most, tree(side.server.pid) - idle)
        time.sleep(0.05)
    side.world.delete("%s/%s" % (harness.JOBS, job))
    until(lambda: tree(side.server.pid) == idle, 15)
    return most


def until(reached, seconds):
    """Seconds until `reached()` is true; None when it is not in time."""
    began = time.monotonic()
    while not reached():
        if time.monotonic() - began > seconds:
            return None
        time.sleep(0.02)
    return time.monotonic() - began


def state(side, job):
    return side.world.get("%s/%s" % (harness.JOBS, job)).at("status.state")


def lost_process(side, code, seconds):
    """Seconds until a benchmark whose command exits without a report is failed; None when it is not within `seconds`."""
    provider = side.provider("lost%d" % code, 1, {"local": {"command": "exit %d" % code}})
    job = side.world.post(harness.JOBS, side.job(provider, 1)).expect(202).at("resource.id")
    return until(lambda: state(side, job) == "failed", seconds)


def killed_under_load(side):
    """SIGKILL while 16 connections create jobs; (acknowledged creates, those of them found after the restart, its milliseconds)."""
    provider = side.provider("k8s", 200, K8S_ONLY)
    acknowledged, end = [], time.monotonic() + 1.5

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
    restart = began_again(side)
    found = sum(side.world.get("%s/%s" % (harness.JOBS, id)).status == 200 for id in acknowledged)
    return len(acknowledged), found, restart


def began_again(side):
    """Starts the server again; milliseconds until it answers."""
    began = time.monotonic()
    side.server.start()
    side.connect()
    side.world.get(harness.JOBS + "?limit=1").expect(200)
    return (time.monotonic() - began) * 1000


def processes_of(marker):
    """Ids of the processes that have the marker for an argument."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if marker.encode() in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def killed_with_runs(side):
    """SIGKILL while four commands go on and four end, with a code and without a report, before the next start. A sentence: how the
    jobs stand within two seconds of it (the commands that go on report nothing, so theirs is pending, and adopted if a cancel ends
    them; the others have failed), and what is left of the processes when the jobs are cancelled."""
    marker = "3599.%d" % os.getpid()
    goes_on = side.provider("goes-on", 4, {"local": {"command": "exec sleep " + marker}})
    ends = side.provider("ends", 4, {"local": {"command": "sleep 1.5; exit 7"}})
    jobs = [side.world.post(harness.JOBS, side.job(provider, 4)).expect(202).at("resource.id") for provider in (goes_on, ends)]
    if until(lambda: len(processes_of(marker)) == 4, 10) is None:
        return "the commands did not start"
    time.sleep(0.3)
    side.server.stop(signal.SIGKILL)
    time.sleep(2.5)
    back = began_again(side)
    settled = until(lambda: state(side, jobs[1]) == "failed", 2)
    lives = len(processes_of(marker))
    states = [state(side, job) for job in jobs]
    for job in jobs:
        side.world.delete("%s/%s" % (harness.JOBS, job))
    gone = until(lambda: not processes_of(marker), 15)
    left = processes_of(marker)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return ("back after %.0f ms; the job whose commands ended is %s%s, the one whose commands go on is %s with %d of 4 processes; "
            "after a cancel %s" % (back, states[1], "" if settled is None else " after %.2f s" % settled, states[0], lives,
                                   "%d processes are left" % len(left) if gone is None else "none is left after %.1f s" % gone))


def processes(make, table, only):
    """The rows about commands and crashes, on servers of their own."""
    sides = [side.begin() for side in make(["--slots", "8", "--commands", "allow"])]
    try:
        if "trivial" in only or not only:
            one = tree_of_one(sides[0])
            seen = {side.name: many_benchmarks(side) for side in sides}
            ours, theirs = seen["engine"], seen["peer"]
            row = "200 trivial benchmarks, cap 8: "
            single(table, row + "wall time", "s", ours["wall"], theirs["wall"], share=0.6)
            single(table, row + "most processes at once (one has %d)" % one, "processes", ours["peak"], theirs["peak"], most=8 * one)
            single(table, row + "CPU of the server", "s", ours["cpu"], theirs["cpu"], share=0.2)
            single(table, row + "POST", "ms", ours["post"], theirs["post"], share=0.2)
            print("; ".join("%s: %s, %d connections dropped" % (k, v["state"], v["dropped"]) for k, v in seen.items()), flush=True)
        if "lost" in only or not only:
            for side in sides:
                for code, seconds in ((3, 15), (0, 25)):
                    took = lost_process(side, code, seconds)
                    print("exit %d without a report: %s %s" % (code, side.name, "failed after %.2f s" % took if took is not None else
                                                              "still open after %d s" % seconds), flush=True)
        if "killed" in only or not only:
            for side in sides:
                print("SIGKILL under load: %s %d acknowledged, %d found, back after %.0f ms" % ((side.name,) + killed_under_load(side)), flush=True)
                print("SIGKILL with commands: %s %s" % (side.name, killed_with_runs(side)), flush=True)
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
            memory(table, sides, "idle", 0.33)
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
            memory(table, sides, "with %d jobs" % arguments.jobs, 0.2)
            held(sides)
            for side in sides:
                side.end()
        if arguments.part in (None, "processes"):
            processes(make, table, arguments.only)
    finally:
        shutil.rmtree(catalogue, ignore_errors=True)
    markdown(table)
    if arguments.out:
        pathlib.Path(arguments.out).write_text(json.dumps(table, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
