"""Starts the servers that scenarios are run against: the released EvalHub server and our engine."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "cache"
PEER = CACHE / "evalhub" / "bin" / "eval-hub-server"
SDK_PYTHON = CACHE / "evalhub" / "bin" / "python3"

# ctest reads this word as "skipped" (cmake/AssayTargets.cmake).
SKIP = "ALL-SKIPPED"


def skip(sentence):
    """Ends the program as skipped, saying why."""
    print("%s: %s" % (SKIP, sentence), flush=True)
    raise SystemExit(0)


def need_peer():
    if not PEER.exists():
        skip("eval-hub-server 1.0.2 is not in build/cache (tools/test-packages fetches it)")


def need_sdk():
    if not (CACHE / "evalhub" / "bin" / "evalhub").exists():
        skip("eval-hub-sdk 1.0.6 is not in build/cache (tools/test-packages fetches it)")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running server: `base` is its origin, `pid` its process. Use as a context."""

    def __init__(self, name):
        self.name, self.base, self.token, self.process = name, None, None, None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-functional-"))

    @property
    def pid(self):
        return self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self, how=signal.SIGTERM):
        """Ends the process and returns its exit code; idempotent."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode if self.process else None


class Peer(Server):
    """eval-hub-server in local mode.

    catalogue: a folder with providers/ and collections/, or None for an empty one. file: keep the database in a file.
    The jobs of this server lie in TMPDIR/evalhub-jobs, so it gets a TMPDIR of its own.
    """

    def __init__(self, catalogue=None, file=True, cwd=None, metrics=True):
        super().__init__("peer")
        self.catalogue, self.file, self.cwd, self.metrics = catalogue, file, cwd, metrics
        self.port, self.metrics_port = free_port(), free_port()
        self.configure()
        self.start()

    @property
    def database(self):
        return self.folder / "hub.db"

    def configure(self):
        config, tmp = self.folder / "config", self.folder / "tmp"
        config.mkdir()
        tmp.mkdir()
        for part in ("providers", "collections"):
            (config / part).mkdir()
            if self.catalogue:
                for source in sorted((pathlib.Path(self.catalogue) / part).glob("*.yaml")):
                    shutil.copyfile(source, config / part / source.name)
        url = "file:%s" % self.database if self.file else "file::hub%d:?mode=memory&cache=shared" % self.port
        (config / "config.yaml").write_text(
            "service:\n  port: %d\n  host: \"127.0.0.1\"\n"
            "database:\n  driver: sqlite\n  url: \"%s\"\n"
            "prometheus:\n  enabled: true\n  port: %d\n  host: \"127.0.0.1\"\n" % (self.port, url, self.metrics_port))

    def start(self):
        self.base = "http://127.0.0.1:%d" % self.port
        self.log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen([str(PEER), "-local", "-configdir", str(self.folder / "config")], stdout=self.log,
                                        stderr=self.log, cwd=self.cwd, env=dict(os.environ, TMPDIR=str(self.folder / "tmp")))
        wait_healthy(self)


class Engine(Server):
    """`assayctl serve`. auth=False adds --no-auth; extra: further arguments."""

    def __init__(self, program, catalogue=None, auth=False, extra=(), cwd=None, env=None):
        super().__init__("engine")
        self.program, self.catalogue, self.auth, self.extra = str(program), catalogue, auth, list(extra)
        self.cwd, self.env = cwd, env
        self.start()

    @property
    def workspace(self):
        return self.folder / "workspace"

    def start(self, timeout=60):
        arguments = [self.program, "serve", "--workspace", str(self.workspace), "--stay", "--die-with-parent"]
        if not self.auth:
            arguments += ["--no-auth"]
        if self.catalogue:
            arguments += ["--catalogue", str(self.catalogue)]
        self.log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen(arguments + self.extra, stdout=subprocess.PIPE, stderr=self.log, cwd=self.cwd,
                                        env=self.env, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("ready "):
            raise SystemExit("the engine did not start: %r %s" % (line, (self.folder / "server.log").read_text()[-2000:]))
        self.base = line.split()[1]
        if self.auth:
            import json
            self.token = json.loads((self.workspace / "engine.json").read_text())["token"]


def wait_healthy(server, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.process.poll() is not None:
            break
        try:
            urllib.request.urlopen(server.base + "/api/v1/health", timeout=5).read()
            return
        except OSError:
            time.sleep(0.002)
    raise SystemExit("%s did not start: %s" % (server.name, (server.folder / "server.log").read_text()[-2000:]))
