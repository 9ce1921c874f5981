#!/usr/bin/env python3
"""Lets EvalHub's own client and command line (eval-hub-sdk 1.0.6) drive a server: see sdk_client.py.

usage: sdk.py (--engine ASSAYCTL | --peer | --base URL)
Skipped by name when the package is not in build/cache.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import servers  # noqa: E402


def drive(base, tenants):
    for tenant in tenants:
        with tempfile.TemporaryDirectory() as folder:
            print("tenant %s" % (tenant or "none"), flush=True)
            script = pathlib.Path(__file__).with_name("sdk_client.py")
            status = subprocess.run([str(servers.SDK_PYTHON), str(script), base, folder] + ([tenant] if tenant else [])).returncode
            if status:
                return status
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine")
    parser.add_argument("--base")
    parser.add_argument("--peer", action="store_true")
    arguments = parser.parse_args()
    servers.need_sdk()
    if arguments.base:
        return drive(arguments.base, [None])
    if arguments.peer:
        servers.need_peer()
        # Adapters call the released server back without the tenant and lose the tests of a tenant's own provider: a known defect.
        with servers.Peer() as server:
            return drive(server.base, [None])
    with servers.Engine(arguments.engine, extra=["--env", "inherit"]) as server:
        return drive(server.base, [None, "team-a"])


if __name__ == "__main__":
    sys.exit(main())
