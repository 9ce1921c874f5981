#!/usr/bin/env python3
"""Record a served model's answers to the items of the task files, for replay without the model.

    record-answers.py --url http://127.0.0.1:PORT/v1 --model NAME [options] --out FILE

Needs Python 3.9 and PyYAML (Debian: python3-yaml). Every item is asked once, one at a time, so that the answers do not
depend on batching. The first line written is a header that says what answered; each further line is one answer.
The usual way to call this is tools/record-answers, which serves the model too.
"""
import argparse
import datetime
import http.client
import json
import os
import pathlib
import re
import sys
import time
import urllib.parse

try:
    import yaml
except ImportError:
    sys.exit("record-answers: PyYAML is missing; install it with: apt-get install python3-yaml")


def render(template, row, where):
    """The template with each {{column}} replaced by the row's value."""

    def value(match):
        column = match.group(1).strip()
        if column not in row:
            sys.exit(f"record-answers: {where}: the template names the column '{column}', which the row does not have")
        return row[column] if isinstance(row[column], str) else json.dumps(row[column], ensure_ascii=False)

    return re.sub(r"\{\{(.*?)\}\}", value, template)


def completion_prompt(task, row, where):
    """Worked examples, each with its answer, then the question, parted by empty lines."""
    prompt, target = task["prompt"], task["fields"]["target"]
    parts = [prompt["system"]] if prompt.get("system") else []
    for shot in prompt.get("few_shot", []):
        parts.append(render(prompt["template"], shot, where) + " " + shot[target])
    return "\n\n".join(parts + [render(prompt["template"], row, where)])


def chat_messages(task, row, where):
    prompt, target = task["prompt"], task["fields"]["target"]
    messages = [{"role": "system", "content": prompt["system"]}] if prompt.get("system") else []
    for shot in prompt.get("few_shot", []):
        messages.append({"role": "user", "content": render(prompt["template"], shot, where)})
        messages.append({"role": "assistant", "content": shot[target]})
    return messages + [{"role": "user", "content": render(prompt["template"], row, where)}]


class Model:
    """One kept connection to an OpenAI-compatible server."""

    def __init__(self, url, name):
        parts = urllib.parse.urlsplit(url)
        self.path, self.name = parts.path.rstrip("/"), name
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.connection = make(parts.hostname, parts.port, timeout=300)
        self.headers = {"Content-Type": "application/json"}
        if os.environ.get("OPENAI_API_KEY"):
            self.headers["Authorization"] = "Bearer " + os.environ["OPENAI_API_KEY"]

    def ask(self, task, row, where):
        """The answer's text, finish reason, usage and the time it took in milliseconds."""
        body = {"model": self.name, **{k: v for k, v in task.get("generation", {}).items() if v is not None}}
        chat = task["prompt"]["kind"] == "chat"
        if chat:
            body["messages"] = chat_messages(task, row, where)
        else:
            body["prompt"] = completion_prompt(task, row, where)
        started = time.perf_counter()
        self.connection.request("POST", self.path + ("/chat/completions" if chat else "/completions"),
                                json.dumps(body), self.headers)
        reply = self.connection.getresponse()
        text = reply.read()
        elapsed = (time.perf_counter() - started) * 1000
        if reply.status != 200:
            sys.exit(f"record-answers: {where}: the server answered {reply.status}: {text[:200].decode(errors='replace')}")
        answer = json.loads(text)
        choice = answer["choices"][0]
        content = choice["message"]["content"] if chat else choice["text"]
        return content, choice.get("finish_reason"), answer.get("usage", {}), elapsed


def read_task(path):
    task = yaml.safe_load(path.read_text(encoding="utf-8"))
    source = task["dataset"]
    if "rows" in source:
        rows = source["rows"]
    elif "file" in source:
        lines = (path.parent / source["file"]).read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
    else:
        sys.exit(f"record-answers: {path.name}: only datasets with rows or a JSONL file can be recorded")
    return task, rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="base URL, up to and with /v1")
    parser.add_argument("--model", required=True, help="the model's name on the server")
    parser.add_argument("--tasks", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "resources/tasks",
                        help="folder of task files (default: the shipped ones)")
    parser.add_argument("--only", action="append", help="a task's id; may be given more than once")
    parser.add_argument("--limit", type=int, help="items of each task (default: all)")
    parser.add_argument("--header", default="{}", help="JSON object with what the header should say besides")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()

    model = Model(options.url, options.model)
    today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    lines = [{"recording": 1, "model": options.model, "date": today, **json.loads(options.header)}]
    lines[0].setdefault("parameters", {})["tasks"] = {}
    for path in sorted(options.tasks.glob("*.yaml")):
        task, rows = read_task(path)
        if options.only and task["id"] not in options.only:
            continue
        lines[0]["parameters"]["tasks"][task["id"]] = {"kind": task["prompt"]["kind"], **task.get("generation", {})}
        started = time.monotonic()
        model.ask(task, rows[0], task["id"])  # not kept: it only brings the worked examples into the server's cache
        for number, row in enumerate(rows[:options.limit], 1):
            item = str(row[task["fields"]["id"]])
            text, finish, usage, elapsed = model.ask(task, row, f"{path.name}, item {item}")
            lines.append({"task": task["id"], "id": item, "response": text, "latency_ms": round(elapsed, 1),
                          "prompt_tokens": usage.get("prompt_tokens"),
                          "completion_tokens": usage.get("completion_tokens"), "finish_reason": finish})
            if number % 20 == 0 or number == len(rows):
                print(f"{options.model} {task['id']}: {number} of {len(rows)}", file=sys.stderr, flush=True)
        print(f"{options.model} {task['id']}: {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    partial = options.out.with_name(options.out.name + ".part")
    partial.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    partial.replace(options.out)
    print(f"{options.out}: {len(lines) - 1} answers", file=sys.stderr)


if __name__ == "__main__":
    main()
