#!/usr/bin/env python3
"""Holds our client against a released Llama Stack server, whose models are a scripted stub: see tst_RealLlamaStack.

usage: llamastack.py --tests TEST_CLIENT [--version 0.3.5|0.4.4|0.7.3]
Skipped by name when the server is not in build/cache.
"""
import argparse
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import servers  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent / "llamastack"
# The folder in build/cache and the configuration of each version; the latter two are for the night.
VERSIONS = {
    "0.3.5": ("llama-stack", "run.yaml"),
    "0.4.4": ("llama-stack-0.4.4", "run-0.4.yaml"),
    "0.7.3": ("llama-stack-0.7.3", "run-0.7.yaml"),
}
START_SECONDS = 120


def wait_for(port, process, log):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            sys.exit(f"the server ended: {log.read_text()[-3000:]}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"no answer after {START_SECONDS} s: {log.read_text()[-3000:]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tests", required=True)
    parser.add_argument("--version", choices=VERSIONS, default="0.3.5")
    arguments = parser.parse_args()
    home, configuration = VERSIONS[arguments.version]
    programs = servers.CACHE / home / "bin"
    if not (programs / "llama").exists():
        nightly = "" if arguments.version == "0.3.5" else " and ASSAY_NIGHTLY=1"
        servers.skip(f"llama-stack {arguments.version} is not in build/cache (tools/test-packages fetches it where there is Python 3.12{nightly})")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        (work / "state").mkdir()
        shutil.copy(HERE / configuration, work / "run.yaml")
        shutil.copy(HERE / "fixture.csv", work)  # addresses of datasets are relative to the server's folder
        stub_port, port = servers.free_port(), servers.free_port()
        environment = {
            **os.environ,
            "HOME": str(work),
            "LLS_STATE_DIR": str(work / "state"),
            "STUB_URL": f"http://127.0.0.1:{stub_port}/v1",
            "STUB_AUTH_URL": f"http://127.0.0.1:{stub_port}/auth/validate",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        processes = []
        try:
            for name, command, at in (
                ("stub", [str(programs / "python3"), str(HERE / "stub_openai.py"), "--port", str(stub_port)], stub_port),
                ("server", [str(programs / "llama"), "stack", "run", "run.yaml", "--port", str(port)], port),
            ):
                log = work / f"{name}.log"
                processes.append(subprocess.Popen(command, cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=log.open("w"), stderr=subprocess.STDOUT))
                wait_for(at, processes[-1], log)
            tests = {**os.environ, "ASSAY_LLAMASTACK": f"http://127.0.0.1:{port}", "QT_QPA_PLATFORM": "offscreen", "ASAN_OPTIONS": "detect_leaks=0"}
            return subprocess.run([arguments.tests, "-class", "tst_RealLlamaStack"], env=tests).returncode
        finally:
            for process in reversed(processes):
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()


if __name__ == "__main__":
    sys.exit(main())
