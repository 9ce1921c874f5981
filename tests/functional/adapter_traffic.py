#!/usr/bin/env python3
"""Sends the recorded requests of clients and adapters (tests/data/adapter-traffic) in their order and compares what comes back.

usage: adapter_traffic.py (--engine ASSAYCTL | --peer | --base URL) [FILE...]

Commands of the recorded providers are replaced by one that sleeps: the recorded events alone decide. Compared are the status of every
answer, the code of every refusal and, of every job read, its state, message, benchmarks, results and tests. Where the recordings' README
asks for better, more is allowed: members that an earlier event set (`started_at`, `phase`) may stay, and further members may be added.
"""
import argparse
import json
import math
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import harness  # noqa: E402
import servers  # noqa: E402

DATA = servers.ROOT / "tests" / "data" / "adapter-traffic"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CUT = "... [stack left out here]"
# What an engine is asked to do better than the recording, by file and member.
BETTER = {
    # The server fails such a job with a sentence of its own.
    "no-local-runtime": {"message"},
}


def differences(want, got, at, better):
    """Paths at which `got` lacks or contradicts something of `want`; members that only `got` has are no difference."""
    if at.rsplit("/", 1)[-1] in better:
        return [] if bool(want) == bool(got) else ["%s: want %r, got %r" % (at, want, got)]
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return ["%s: want an object, got %r" % (at, got)]
        return [d for k, v in want.items() for d in
                (differences(v, got[k], at + "/" + k, better) if k in got else ["%s/%s: missing" % (at, k)])]
    if isinstance(want, list):
        if not isinstance(got, list) or len(want) != len(got):
            return ["%s: want %d entries, got %r" % (at, len(want), got)]
        key = {"benchmarks": "benchmark_index", "metrics_schema": "name"}.get(at.rsplit("/", 1)[-1])
        if key:
            want, got = (sorted(entries, key=lambda e: e.get(key, 0)) for entries in (want, got))
        return [d for i, (w, g) in enumerate(zip(want, got)) for d in differences(w, g, "%s/%d" % (at, i), better)]
    if isinstance(want, float) or isinstance(got, float):
        close = not isinstance(got, (str, bool, type(None))) and math.isclose(want, got, rel_tol=1e-6, abs_tol=1e-6)
        return [] if close else ["%s: want %r, got %r" % (at, want, got)]
    if isinstance(want, str) and isinstance(got, str) and CUT in want:
        want = want[:want.index(CUT)]  # each copy of a long text was cut by itself
        got = got[:len(want)]
    return [] if want == got and type(want) is type(got) else ["%s: want %r, got %r" % (at, want, got)]


class Replay:
    def __init__(self, world, recording, name):
        self.world, self.recording, self.name, self.ids = world, recording, name, {}

    def local(self, value):
        """A recorded value with ids of this run and real addresses in place of the recording's."""
        text = UUID.sub(lambda m: self.ids.get(m.group(), m.group()), json.dumps(value))
        return json.loads(text.replace("{model}", "http://model.invalid").replace("{server}", self.world.base))

    def request(self, recorded):
        body = self.local(recorded.get("body"))
        if recorded["path"] == harness.PROVIDERS and "local" in body.get("runtime", {}):
            body["runtime"]["local"]["command"] = "exec sleep 300"
        return self.world.call(recorded["method"], self.local(recorded["path"]), body)

    def compare(self, request, want, got):
        if want["status"] != got.status:
            return ["status: want %d, got %d: %s" % (want["status"], got.status, got.text[:300])]
        if want["status"] in (201, 202):
            self.ids[want["body"]["resource"]["id"]] = got.at("resource.id")
            kind = harness.PROVIDERS if want["status"] == 201 else harness.JOBS
            self.world.made.append((kind, got.at("resource.id"), None, None))
            return []
        if want["status"] >= 400:
            return differences({"message_code": want["body"]["message_code"]}, got.json, "", set())
        if request["method"] == "GET" and "/logs" not in request["path"]:
            recorded = self.local({k: want["body"][k] for k in ("status", "results")})
            return differences(recorded, got.json, "", BETTER.get(self.name, set()))
        return ["body: want none, got %r" % got.text] if want["status"] == 204 and got.text else []

    def run(self):
        """Complaints about the first exchange that differs."""
        for number, exchange in enumerate(self.recording["exchanges"], 1):
            if exchange["from"] == "adapter to model":
                continue
            got = self.request(exchange["request"])
            if self.name == "no-local-runtime" and got.status == 200 and "/logs" not in exchange["request"]["path"]:
                got = self.world.wait(got.at("resource.id"), "failed")  # the only state here that the server brings about itself
            found = self.compare(exchange["request"], exchange["response"], got)
            if found:
                return ["exchange %d, %s" % (number, got.request)] + found
        return []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine")
    parser.add_argument("--base")
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    if arguments.base:
        return replay_all(arguments.base, arguments.files)
    if arguments.peer:
        servers.need_peer()
    with servers.Peer() if arguments.peer else servers.Engine(arguments.engine) as server:
        return replay_all(server.base, arguments.files)


def replay_all(base, files):
    bad = 0
    files = [pathlib.Path(f) for f in files] or sorted(DATA.glob("*.json"))
    for path in files:
        world = harness.World(base, label=path.stem)
        try:
            found = Replay(world, json.loads(path.read_text()), path.stem).run()
        except harness.Failed as reason:
            found = [str(reason)]
        finally:
            world.clean()
        bad += bool(found)
        print("%s %s" % ("FAIL" if found else "ok  ", path.stem))
        for line in found[:8]:
            print("     " + line[:400])
    print("%d recordings, %d differ" % (len(files), bad))
    return 1 if bad or not files else 0


if __name__ == "__main__":
    sys.exit(main())
