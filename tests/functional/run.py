#!/usr/bin/env python3
"""Runs the functional scenarios against a server and prints what differs.

usage: run.py (--base URL | --engine ASSAYCTL | --peer) [--catalogue DIR] [--area NAME] [--only TEXT] [--anonymous] [--without-commands] [--list]
  --base       any running server (token: environment variable AUTH_TOKEN)
  --engine     starts `ASSAYCTL serve --no-auth --env inherit` on a fresh workspace
  --peer       starts the released eval-hub-server from build/cache; skipped by name when it is not there
  --catalogue  folder with providers/ and collections/ for the server that is started
  --without-commands  leave out what needs the commands of providers
  --anonymous  send neither X-Tenant nor X-User unless a scenario is about them
Exit status 0 when every scenario passes. Python's standard library only.
"""
import argparse
import os
import pathlib
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import harness  # noqa: E402
import servers  # noqa: E402
import scenarios_catalogue  # noqa: E402,F401
import scenarios_collections  # noqa: E402,F401
import scenarios_events  # noqa: E402,F401
import scenarios_jobs  # noqa: E402,F401
import scenarios_lists  # noqa: E402,F401
import scenarios_logs  # noqa: E402,F401
import scenarios_providers  # noqa: E402,F401
import scenarios_scoring  # noqa: E402,F401
import scenarios_service  # noqa: E402,F401


def full_catalogue(client):
    """Whether EvalHub's own catalogue is loaded."""
    return client.get(harness.PROVIDERS + "/lm_evaluation_harness").status == 200


def attempt(function, row, world, times):
    """Runs one scenario; against the original up to `times` times, because its races answer now this, now that."""
    for left in range(times - 1, -1, -1):
        try:
            return function(world, *row)
        except harness.Failed as reason:
            if not left:
                raise
            print("again       %s" % reason, flush=True)
        finally:
            world.clean()


def run(base, arguments):
    passed, failed, skipped = 0, 0, 0
    token = os.environ.get("AUTH_TOKEN")
    full = full_catalogue(harness.Client(base, "probe", "probe", token))
    for number, (area, title, function, row, needs) in enumerate(harness.SCENARIOS, 1):
        if (arguments.area and area != arguments.area) or arguments.only not in title:
            continue
        if needs.get("catalogue") and not full:
            print("skip %-11s %s (EvalHub's catalogue is not loaded)" % (area, title))
            skipped += 1
            continue
        if needs.get("commands") and arguments.without_commands:
            print("skip %-11s %s (commands of providers do not run)" % (area, title))
            skipped += 1
            continue
        known = needs.get("defect") if arguments.peer else None
        identity = (None, None) if arguments.anonymous else ("tenant-a", "user-a")
        world = harness.World(base, *identity, token=token, label=str(number))
        began = time.monotonic()
        try:
            attempt(function, row, world, 3 if arguments.peer and not known else 1)
            passed += 1
        except harness.Skipped as reason:
            print("skip %-11s %s (%s)" % (area, title, reason))
            skipped += 1
        except harness.Failed as reason:
            if known:
                print("differs %-8s %s (a known defect: %s)" % (area, title, known))
                skipped += 1
                continue
            failed += 1
            print("FAIL %-11s %s\n     %s" % (area, title, reason), flush=True)
        except Exception:
            failed += 1
            print("FAIL %-11s %s\n%s" % (area, title, traceback.format_exc()), flush=True)
        if time.monotonic() - began > 20:
            print("slow %-11s %s: %.0f s" % (area, title, time.monotonic() - began))
    print("%d scenarios: %d pass, %d fail, %d skipped" % (passed + failed + skipped, passed, failed, skipped), flush=True)
    return 1 if failed or not passed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base")
    parser.add_argument("--engine")
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--catalogue")
    parser.add_argument("--area")
    parser.add_argument("--only", default="")
    parser.add_argument("--anonymous", action="store_true")
    parser.add_argument("--without-commands", action="store_true")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    if arguments.list:
        for area, title, _, _, _ in harness.SCENARIOS:
            print("%-11s %s" % (area, title))
        print("%d scenarios" % len(harness.SCENARIOS))
        return 0
    if arguments.base:
        return run(arguments.base, arguments)
    if arguments.peer:
        servers.need_peer()
        server = servers.Peer(arguments.catalogue)
    elif arguments.engine:
        # Provider commands of the catalogue are relative to the folder a server is started in.
        server = servers.Engine(arguments.engine, arguments.catalogue, extra=["--env", "inherit"])
    else:
        parser.error("say --base, --engine or --peer")
    with server:
        status = run(server.base, arguments)
        code = server.stop()
        if code not in (0, None):
            print("the server ended with %s" % code)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
