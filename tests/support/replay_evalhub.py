#!/usr/bin/env python3
"""Replays EvalHub's recorded answers, in order, against an engine and reports differences.

usage: replay_evalhub.py [BASE_URL] [--engine ASSAYCTL] [--dir DIR] [--not-yet FILE] [--shuffle SEED] [--strict]
       [--only GLOB]
  --engine   starts `ASSAYCTL serve --no-auth` on a fresh workspace with the catalogue in DIR, instead of BASE_URL
  --not-yet  a file of recordings that need not match yet, one a line ("#" begins a comment); a line that matches is
             reported, so that the list can shrink
  --shuffle  replays other exchanges made from these: other ids, names and numbers, another catalogue; see shuffle_evalhub.py
  --strict   also fail on members that the recording does not have
Exit status 0 when every binding recording matches but for those in the list. Python's standard library only.
"""
import argparse
import fnmatch
import http.client
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse

from shuffle_evalhub import Shuffle

PREFIX = "/api/v1/evaluations"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
TS = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})"
PLACE = re.compile(r"\{\{(id:[A-Za-z0-9_]+|ts|uuid|base|any)\}\}")

class Client:
    def __init__(self, base):
        u = urllib.parse.urlsplit(base)
        self.base, self.host, self.port = base.rstrip("/"), u.hostname, u.port

    def send(self, method, path, headers, body):
        c = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            c.putrequest(method, path, skip_accept_encoding=True)
            for k, v in headers.items():
                c.putheader(k, v)
            data = b"" if body is None else body.encode()
            if data or method in ("POST", "PUT", "PATCH"):
                c.putheader("Content-Length", str(len(data)))
            c.endheaders(data or None)
            r = c.getresponse()
            raw = r.read()
            return r.status, {k.lower(): v for k, v in r.getheaders()}, raw.decode("utf-8", "replace")
        finally:
            c.close()


def pointer(doc, ptr):
    """JSON pointer lookup; returns (found, value)."""
    for part in ptr.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        if isinstance(doc, list) and part.isdigit() and int(part) < len(doc):
            doc = doc[int(part)]
        elif isinstance(doc, dict) and part in doc:
            doc = doc[part]
        else:
            return False, None
    return True, doc


def expand(text, ids, base):
    def sub(m):
        k = m.group(1)
        if k == "base":
            return base
        if k.startswith("id:"):
            return ids[k[3:]]
        raise KeyError("placeholder %s not allowed in a request" % k)
    return PLACE.sub(sub, text)


def request_text(req):
    """Serialise the request body of a golden: 'raw_body' verbatim, 'body' as JSON, neither as no body."""
    if "raw_body" in req:
        return req["raw_body"]
    if "body" in req:
        return json.dumps(req["body"])
    return None


def cleanup(client, ids):
    """Hard delete every job that was captured, so that silent adapters die."""
    for name, val in ids.items():
        if name.startswith("job_"):
            for tenant in ("gold", "lister", None):
                hdr = {"X-Tenant": tenant, "X-User": "gold-user"} if tenant else {}
                if client.send("DELETE", "%s/jobs/%s?hard_delete=true" % (PREFIX, val), hdr, None)[0] == 204:
                    break


class Run:
    def __init__(self, base, strict):
        self.client, self.strict, self.ids = Client(base), strict, {}

    def regex(self, text):
        out, pos, names = "", 0, []
        for m in PLACE.finditer(text):
            out += re.escape(text[pos:m.start()])
            k = m.group(1)
            if k == "ts":
                out += TS
            elif k == "uuid":
                out += UUID
            elif k == "any":
                out += r"[\s\S]*"
            elif k == "base":
                out += re.escape(self.client.base)
            elif k[3:] in self.ids:
                out += re.escape(self.ids[k[3:]])
            elif k[3:] in names:
                out += "(?P=%s)" % k[3:]
            else:
                names.append(k[3:])
                out += r"(?P<%s>[A-Za-z0-9][A-Za-z0-9_.\-]*)" % k[3:]
            pos = m.end()
        return out + re.escape(text[pos:])

    def text_ok(self, want, got):
        m = re.fullmatch(self.regex(want), got)
        if m:
            self.ids.update(m.groupdict())
        return bool(m)

    def diff(self, want, got, at, match):
        if want == "{{any}}":
            return []
        if at == "/message" and match.get("message") == "loose":
            return [] if isinstance(got, str) and got else ["%s: expected a text" % at]
        if isinstance(want, str):
            if not isinstance(got, str):
                return ["%s: want %r got %r" % (at, want, got)]
            return [] if self.text_ok(want, got) else ["%s: want %r got %r" % (at, want, got)]
        if isinstance(want, bool) or want is None or isinstance(got, bool):
            return [] if want is got else ["%s: want %r got %r" % (at, want, got)]
        if isinstance(want, (int, float)):
            ok = isinstance(got, (int, float)) and math.isclose(want, got, rel_tol=1e-6, abs_tol=1e-6)
            return [] if ok else ["%s: want %r got %r" % (at, want, got)]
        if isinstance(want, list):
            if not isinstance(got, list) or len(want) != len(got):
                return ["%s: want list of %d got %r" % (at, len(want), got if not isinstance(got, list) else len(got))]
            if at.endswith("/metrics_schema") or match.get(at.rsplit("/", 1)[-1]) == "unordered":
                rest = list(got)
                for i, w in enumerate(want):
                    for g in rest:
                        keep = dict(self.ids)
                        if not self.diff(w, g, "%s/%d" % (at, i), match):
                            rest.remove(g)
                            break
                        self.ids = keep
                    else:
                        return ["%s: no element equal to %r" % (at, w)]
                return []
            return [d for i, (w, g) in enumerate(zip(want, got)) for d in self.diff(w, g, "%s/%d" % (at, i), match)]
        if not isinstance(got, dict):
            return ["%s: want object got %r" % (at, got)]
        out = []
        for k, w in want.items():
            if k not in got:
                out.append("%s/%s: missing" % (at, k))
            else:
                out += self.diff(w, got[k], "%s/%s" % (at, k), match)
        if self.strict:
            out += ["%s/%s: unexpected" % (at, k) for k in got if k not in want]
        return out

    def send(self, req):
        hdr = {k: expand(v, self.ids, self.client.base) for k, v in req.get("headers", {}).items()}
        body = request_text(req)
        if body is not None:
            body = expand(body, self.ids, self.client.base)
        return self.client.send(req["method"], expand(req["path"], self.ids, self.client.base), hdr, body)

    def step(self, g):
        req, want, match = g["request"], g["response"], g.get("match", {})
        deadline = time.time() + g.get("poll", {}).get("timeout_s", 0)
        while True:
            status, headers, text = self.send(req)
            if "poll" not in g or time.time() > deadline:
                break
            try:
                ok, val = pointer(json.loads(text), g["poll"]["pointer"])
            except ValueError:
                ok, val = False, None
            if ok and val in g["poll"]["in"]:
                break
            time.sleep(0.2)
        # A program reports that it is complete, and goes on writing: the last lines of its log come a little later.
        late = time.time() + 10
        while (isinstance(want.get("body"), str) and "/logs" in req["path"] and status == want["status"] == 200
               and want["body"] != "{{any}}" and not self.text_ok(want["body"], text) and time.time() < late):
            time.sleep(0.2)
            status, headers, text = self.send(req)
        out = []
        if status != want["status"]:
            out.append("status: want %d got %d: %s" % (want["status"], status, text[:300]))
            return out
        for k, v in want.get("headers", {}).items():
            if k not in headers:
                out.append("header %s missing" % k)
            elif k == "content-type":
                if headers[k].split(";")[0] != v.split(";")[0]:
                    out.append("header content-type: want %s got %s" % (v, headers[k]))
            elif not self.text_ok(v, headers[k]):
                out.append("header %s: want %s got %s" % (k, v, headers[k]))
        body = want.get("body")
        if body is None:
            if text.strip():
                out.append("body: want none got %s" % text[:200])
        elif isinstance(body, str):
            if body != "{{any}}" and not self.text_ok(body, text):
                out.append("body: want %r got %r" % (body, text[:400]))
        else:
            try:
                doc = json.loads(text)
            except ValueError:
                return out + ["body is not JSON: %s" % text[:200]]
            out += self.diff(body, doc, "", match)
            for p in g.get("absent", []):
                if pointer(doc, p)[0]:
                    out.append("%s: must be absent" % p)
        return out


def start_engine(program, data, workspace):
    """Returns the process and its base URL."""
    env = dict(os.environ, GOLDEN_DIR=str(data))
    process = subprocess.Popen([program, "serve", "--workspace", workspace, "--catalogue", str(data / "catalogue"),
                                "--no-auth", "--env", "inherit", "--die-with-parent"], stdout=subprocess.PIPE, text=True, env=env)
    line = process.stdout.readline()
    if not line.startswith("ready "):
        sys.exit("the engine did not start: %r" % line)
    return process, line.split()[1]


def read_list(path):
    lines = (line.split("#")[0].strip() for line in pathlib.Path(path).read_text().splitlines())
    return {line for line in lines if line}


def replay(base, data, strict, only, not_yet):
    run, bad, count, info, late, early = Run(base, strict), 0, 0, 0, 0, []
    for f in sorted(data.glob("[0-9][0-9][0-9]-*.json")):
        g = json.loads(f.read_text())
        if f.stem in not_yet:
            g.pop("poll", None)
        try:
            out = run.step(g)
        except KeyError as e:
            out = ["unbound placeholder or id: %s" % e]
        if not fnmatch.fnmatch(f.name, only):
            continue
        count += 1
        if g.get("defect"):
            info += 1
            if out:
                print("differs (allowed, upstream defect) %s: %s" % (f.stem, out[0]))
        elif f.stem in not_yet:
            if out:
                late += 1
            else:
                early.append(f.stem)
        elif out:
            bad += 1
            print("FAIL %s" % f.stem)
            for d in out[:8]:
                print("     %s" % d)
    cleanup(run.client, run.ids)
    for name in early:
        print("matches now, take it off the list: %s" % name)
    print("%d recordings: %d match, %d differ, %d not expected yet, %d informational"
          % (count, count - bad - late - info, bad, late, info))
    return bad


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("base", nargs="?")
    ap.add_argument("--engine")
    ap.add_argument("--strict", action="store_true")
    ap.add_argument("--only", default="*")
    ap.add_argument("--dir", default=str(pathlib.Path(__file__).resolve().parent.parent / "data" / "evalhub-golden"))
    ap.add_argument("--not-yet")
    ap.add_argument("--shuffle", metavar="SEED")
    a = ap.parse_args()
    data = pathlib.Path(a.dir).resolve()
    not_yet = read_list(a.not_yet) if a.not_yet else set()
    if not a.engine:
        return 1 if replay(a.base, data, a.strict, a.only, not_yet) else 0
    with tempfile.TemporaryDirectory() as workspace, tempfile.TemporaryDirectory() as other:
        if a.shuffle:
            print("shuffled with seed %s" % a.shuffle)
            data = Shuffle(data, a.shuffle).write(other)
        process, base = start_engine(a.engine, data, workspace)
        try:
            bad = replay(base, data, a.strict, a.only, not_yet)
        finally:
            process.terminate()
            status = process.wait(20)
    if status != 0:
        print("the engine ended with %d" % status)
    return 1 if bad or status else 0


if __name__ == "__main__":
    sys.exit(main())
