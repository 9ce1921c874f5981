"""Writes small results with an installed promptfoo, whose providers answer without a network, and beside each promptfoo's own counts.

    record_promptfoo.py FOLDER-OF-NODE-MODULES FOLDER
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

CONFIG = """
description: Capitals
prompts:
  - 'What is the capital of {{country}}?'
  - 'Name the capital of {{country}} in one word.'
providers:
  - {id: echo, label: parrot}
  - {id: 'file://answers.js', label: atlas, config: {temperature: 0.3, max_tokens: 16}}
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


def main(modules, folder):
    os.makedirs(folder, exist_ok=True)
    work = tempfile.mkdtemp()
    for name, text in (("promptfooconfig.yaml", CONFIG), ("answers.js", ANSWERS)):
        with open(os.path.join(work, name), "w") as out:
            out.write(text)
    package = os.path.join(modules, "node_modules", "promptfoo")
    program = next(path for path in (package + "/dist/src/entrypoint.js", package + "/dist/src/main.js") if os.path.exists(path))
    environment = dict(os.environ, PROMPTFOO_DISABLE_TELEMETRY="1", PROMPTFOO_DISABLE_UPDATE="1", PROMPTFOO_CONFIG_DIR=work + "/home",
                       PROMPTFOO_DISABLE_REMOTE_GENERATION="1", PROMPTFOO_SELF_HOSTED="1")
    for name, extra in (("results", []), ("repeated", ["--repeat", "2"])):
        target = os.path.join(folder, name + ".json")
        subprocess.run(["node", program, "eval", "-c", "promptfooconfig.yaml", "-o", name + ".json", "--no-cache", "--no-progress-bar", "--no-table", *extra],
                       cwd=work, env=environment, stdout=subprocess.DEVNULL, timeout=300)
        shutil.copy(os.path.join(work, name + ".json"), target)
        json.dump(expectation(target), open(target + ".expected.json", "w"), indent=1, sort_keys=True)
    print("promptfoo", json.load(open(package + "/package.json"))["version"], len(glob.glob(folder + "/*.json")), "files")


def expectation(path):
    """promptfoo's own counts: of all, and of each column of its table."""
    file = json.load(open(path))
    results = file["results"]
    prompts = results.get("prompts") or results["table"]["head"]["prompts"]
    columns = [{"provider": one["provider"], "label": one.get("label") or one.get("display"), "pass": one["metrics"]["testPassCount"],
                "fail": one["metrics"]["testFailCount"], "error": one["metrics"].get("testErrorCount", 0), "score": one["metrics"]["score"]} for one in prompts]
    stats = {name: results["stats"].get(name, 0) for name in ("successes", "failures", "errors")}
    return {"reader": "promptfoo", "version": file.get("metadata", {}).get("promptfooVersion"), "stats": stats, "columns": columns,
            "results": len(results["results"])}


if __name__ == "__main__":
    main(*sys.argv[1:3])
