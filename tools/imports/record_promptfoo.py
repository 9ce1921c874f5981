"""Writes small results with an installed promptfoo, whose providers answer without a network, and beside each promptfoo's own counts.

    record_promptfoo.py FOLDER-OF-NODE-MODULES FOLDER
"""
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CONFIG = """
description: Capitals
prompts:
  - 'What is the capital of {{country}}?'
  - 'Name the capital of {{country}} in one word.'
providers:
  - {id: echo, label: parrot}
  - {id: ./answers.js, label: atlas, config: {temperature: 0.3, max_tokens: 16}}
tests:
  - description: France
    vars: {country: France}
    assert:
      - {type: icontains, value: Paris, metric: names}
      - {type: javascript, value: 'output.length > 3', weight: 2}
    metadata: {continent: Europe}
  - vars: {country: 日本 🗾}
    assert: [{type: icontains, value: 東京}]
  - vars: {country: Atlantis}
    assert: [{type: equals, value: Poseidonis}]
"""
ANSWERS = """
module.exports = class {
  id() { return 'atlas'; }
  async callApi(prompt) {
    if (prompt.includes('Atlantis')) return { error: 'the island has sunk' };
    const tokenUsage = { prompt: 9, completion: 1, total: 10 };
    return { output: prompt.includes('France') ? 'Paris' : '東京 Tōkyō', tokenUsage };
  }
};
"""

# Every call fails.
SUNK = """
module.exports = class {
  id() { return 'atlas'; }
  async callApi() { return { error: 'the island has sunk' }; }
};
"""
# The last test never gets its answer.
WAITS = """
const Answers = require('./answers.js');
module.exports = class extends Answers {
  async callApi(prompt) {
    if (prompt.includes('Atlantis')) {
      require('fs').writeFileSync('waiting', '');
      await new Promise((done) => setTimeout(done, 600000));
    }
    return super.callApi(prompt);
  }
};
"""


class Promptfoo:
    def __init__(self, modules):
        self.package = os.path.join(modules, "node_modules", "promptfoo")
        self.program = next(path for path in (self.package + "/dist/src/entrypoint.js", self.package + "/dist/src/main.js") if os.path.exists(path))
        self.version = json.load(open(self.package + "/package.json"))["version"]
        self.work = tempfile.mkdtemp()
        sunk = CONFIG.replace("  - {id: echo, label: parrot}\n", "").replace("answers.js", "sunk.js")
        for name, text in (("answers.js", ANSWERS), ("sunk.js", SUNK), ("waits.js", WAITS), ("results.yaml", CONFIG), ("failed.yaml", sunk),
                           ("stopped.yaml", CONFIG.replace("answers.js", "waits.js"))):
            with open(os.path.join(self.work, name), "w") as out:
                out.write(text)
        self.settings = dict(cwd=self.work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             env=dict(os.environ, PROMPTFOO_DISABLE_TELEMETRY="1", PROMPTFOO_DISABLE_UPDATE="1", PROMPTFOO_CONFIG_DIR=self.work + "/home",
                                      PROMPTFOO_DISABLE_REMOTE_GENERATION="1", PROMPTFOO_SELF_HOSTED="1"))

    def evaluation(self, config, output, *extra):
        return ["node", self.program, "eval", "-c", config, "-o", output, "--no-cache", "--no-progress-bar", "--no-table", *extra]

    def stopped(self, output):
        """Ctrl+C while a test waits. Newer versions keep what there is in their database, from which it is exported; older ones have none."""
        child = subprocess.Popen(self.evaluation("stopped.yaml", output, "-j", "1"), **self.settings)
        limit = time.time() + 120
        while time.time() < limit and not os.path.exists(self.work + "/waiting"):
            time.sleep(0.1)
        time.sleep(1)  # for the results before it to be stored
        child.send_signal(signal.SIGINT)
        child.wait(120)
        if not os.path.exists(os.path.join(self.work, output)):
            subprocess.run(["node", self.program, "export", "eval", "latest", "-o", output], **self.settings, timeout=120)


def main(modules, folder):
    os.makedirs(folder, exist_ok=True)
    tool = Promptfoo(modules)
    for name, config, extra in (("results", "results.yaml", []), ("repeated", "results.yaml", ["--repeat", "2"]), ("failed", "failed.yaml", [])):
        subprocess.run(tool.evaluation(config, name + ".json", *extra), **tool.settings, timeout=300)
    tool.stopped("stopped.json")
    for path in sorted(glob.glob(tool.work + "/*.json")):
        target = os.path.join(folder, os.path.basename(path))
        shutil.copy(path, target)
        json.dump(expectation(target, target.endswith("/stopped.json")), open(target + ".expected.json", "w"), indent=1, sort_keys=True)
    print("promptfoo", tool.version, ", ".join(sorted(os.listdir(folder))))


def verdicts(results):
    """The counts of each column from the results one by one: when an evaluation is stopped, those in the head stand still."""
    columns = {}
    for one in results:
        name = (one["provider"].get("label") or one["provider"]["id"], one["prompt"].get("label") or one["prompt"]["display"])
        column = columns.setdefault(name, {"provider": name[0], "label": name[1], "pass": 0, "fail": 0, "error": 0, "score": 0})
        column["error" if one.get("failureReason") == 2 else "pass" if one["success"] else "fail"] += 1
        column["score"] += one["score"]
    return list(columns.values())


def expectation(path, stopped):
    """promptfoo's own counts: of all, and of each column of its table. Older versions count errors as failures, and have no word for them."""
    file = json.load(open(path))
    results = file["results"]
    prompts = results.get("prompts") or results["table"]["head"]["prompts"]
    columns = [{"provider": one["provider"], "label": one.get("label") or one.get("display"), "pass": one["metrics"]["testPassCount"],
                "fail": one["metrics"]["testFailCount"], "error": one["metrics"].get("testErrorCount"), "score": one["metrics"]["score"]} for one in prompts]
    if stopped:
        columns = verdicts(results["results"])
    # What the provider itself reports, whatever the version calls it.
    unanswered = sum(1 for one in results["results"] if (one.get("response") or {}).get("error") or one.get("failureReason") == 2)
    stats = {name: results["stats"].get(name) for name in ("successes", "failures", "errors")}
    return {"reader": "promptfoo", "version": file.get("metadata", {}).get("promptfooVersion"), "stats": stats, "columns": columns,
            "results": len(results["results"]), "stopped": stopped, "unanswered": unanswered}


if __name__ == "__main__":
    main(*sys.argv[1:3])
