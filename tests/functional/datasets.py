#!/usr/bin/env python3
"""Lets Llama Stack's own client (llama-stack-client 0.3.5) work with the engine's datasets: see datasets_client.py.

usage: datasets.py --engine ASSAYCTL
Skipped by name when the package is not in build/cache.
"""
import argparse
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import servers  # noqa: E402

PYTHON = servers.CACHE / "llama-client" / "bin" / "python3"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", required=True)
    arguments = parser.parse_args()
    if not PYTHON.exists():
        servers.skip("llama-stack-client 0.3.5 is not in build/cache (tools/test-packages fetches it)")
    with servers.Engine(arguments.engine, auth=True) as server:
        script = pathlib.Path(__file__).with_name("datasets_client.py")
        return subprocess.run([str(PYTHON), str(script), server.base, server.token or "", str(server.folder)]).returncode


if __name__ == "__main__":
    sys.exit(main())
