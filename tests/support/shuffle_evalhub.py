"""Makes another world out of the recordings: the same exchanges with other ids, names, tags, metrics and numbers.

Words: every id, name, category, tag, metric, tenant and user of the recordings and their catalogue gets a random word of the
same shape, the same one everywhere. Ids of the catalogue keep their order, because lists are in it.
Numbers: values, thresholds and scores v become a*v + (1-a)/2. That map commutes with all that the server does with them: weighted
means, 1 - v, comparisons, and the default threshold 0.5. Counts (few-shot examples, sizes) are multiplied.
A server that answers from what it is sent matches here as well; one that knows the recordings does not.

usage: shuffle_evalhub.py --recordings DIR FOLDER...
Fails when a word that only the recordings have stands in a source file below one of the folders.
"""
import argparse
import json
import pathlib
import random
import re
import shutil
import string
import sys
import urllib.parse

WORD_KEYS = {"id", "provider_id", "benchmark_id", "name", "title", "category", "owner", "metric", "primary_score_metric", "tenant"}
LIST_KEYS = {"tags", "metrics", "domains", "tasks", "modalities", "industries", "evaluation_targets", "complements"}
SCORE_KEYS = {"threshold", "score", "primary_score"}
COUNT_KEYS = {"num_few_shot", "dataset_size"}
FREE_KEYS = {"parameters", "custom", "artifacts", "additional_info"}  # not ours to change but for words in them
# Words of the API that also occur as values.
API_WORDS = {"system", "model", "agent", "inference_server", "numeric", "categorical", "kueue", "misc", "local", "tenant", "name", "description", "test",
             "text", "health", "image", "k8s", "label", "runtime", "server", "completed", "failed", "running", "pending", "cancelled"}
# Names that the world outside of the recordings has too.
PUBLIC_WORDS = {"acc_norm"}
TOKEN_EDGE = r"[A-Za-z0-9_\-]"
HOLE = re.compile(r"(\{\{[^}]*\}\})")


def walk(value, visit, key=None, free=False):
    """Calls visit(key, value) for each value of a document that is not inside of a free object."""
    visit(key, value)
    if isinstance(value, dict):
        for k, v in value.items():
            walk(v, visit, k, free or k in FREE_KEYS)
    elif isinstance(value, list):
        for v in value:
            walk(v, visit, key, free)


def yaml_words(text):
    """Values of WORD_KEYS and items of LIST_KEYS in one of the catalogue's (simple) files."""
    words, listed = set(), False
    for line in text.splitlines():
        m = re.match(r"\s*(?:- )?(\w+):\s*(.*)$", line)
        if m:
            key, value = m.groups()
            listed = key in LIST_KEYS and not value
            if key in LIST_KEYS and value.startswith("["):
                words.update(w.strip() for w in value.strip("[]").split(","))
            elif key in WORD_KEYS and value:
                words.add(value.strip('"'))
        elif listed and (m := re.match(r"\s*- (.*)$", line)):
            words.add(m.group(1))
    return words


class Shuffle:
    def __init__(self, data, seed):
        self.data, self.random = data, random.Random(seed)
        self.a = self.random.choice([0.25, 0.5, 0.75])
        self.factor = self.random.randint(2, 9)
        self.goldens = {f: json.loads(f.read_text()) for f in sorted(data.glob("[0-9][0-9][0-9]-*.json"))}
        self.catalogue = {f: f.read_text() for f in sorted(data.glob("catalogue/*/*.yaml"))}
        self.words = self.substitution()
        # In queries a blank is %20 or +.
        self.forms = {quote(word): quote(other) for word, other in self.words.items()
                      for quote in (str, urllib.parse.quote, urllib.parse.quote_plus)}
        longest_first = sorted(self.forms, key=len, reverse=True)
        self.pattern = re.compile("(?:(?<!%s)|(?<=%%7C)|(?<=%%2C))(%s)(?!%s)" % (TOKEN_EDGE, "|".join(map(re.escape, longest_first)), TOKEN_EDGE))

    def collect(self):
        found = set()

        def visit(key, value):
            if isinstance(value, str) and key in WORD_KEYS | LIST_KEYS:
                found.add(value)
            if key == "metrics" and isinstance(value, dict):
                found.update(value)
        for golden in self.goldens.values():
            walk(golden["request"].get("body"), visit)
            walk(golden["response"].get("body"), visit)
            found.update(v for k, v in golden["request"].get("headers", {}).items() if k in ("X-Tenant", "X-User"))
        for text in self.catalogue.values():
            found |= yaml_words(text)
        # Shorter ones are too likely to be a word of the API.
        return {w for w in found if len(w) >= 3 and re.fullmatch(r"[A-Za-z][A-Za-z0-9_ \-]*", w) and w.lower() not in API_WORDS}

    def word_like(self, word):
        draw = self.random.choice
        return "".join(draw(string.ascii_lowercase) if c.islower() else draw(string.ascii_uppercase) if c.isupper() else c for c in word)

    def substitution(self):
        words, taken = {}, set()

        def fresh(word):
            while True:
                other = self.word_like(word)
                if other not in taken and other != word and other.lower() not in API_WORDS:
                    taken.add(other)
                    return other
        for kind in ("providers", "collections"):
            mine = sorted(re.search(r"(?m)^id: (\S+)", t).group(1) for f, t in self.catalogue.items() if f.parent.name == kind)
            words.update(zip(mine, sorted(fresh(i) for i in mine)))
        for word in sorted(self.collect()):
            if word not in words:
                words[word] = fresh(word)
        return words

    def text(self, value):
        """Other words, but for placeholders."""
        parts = HOLE.split(value)
        return "".join(p if HOLE.fullmatch(p) else self.pattern.sub(lambda m: self.forms[m.group(1)], p) for p in parts)

    def score(self, v):
        return round(self.a * v + (1 - self.a) / 2, 9)

    def document(self, value, key=None, free=False):
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, (int, float)):
            if free:
                return value
            return self.score(value) if key in SCORE_KEYS | {"metrics"} else value * self.factor if key in COUNT_KEYS else value
        if isinstance(value, list):
            return [self.document(v, key, free) for v in value]
        inner = free or key in FREE_KEYS
        named = key == "metrics"  # its members' names are metrics
        return {self.text(k) if named or inner else k: self.document(v, "metrics" if named else k, inner) for k, v in value.items()}

    def golden(self, g):
        g = dict(g)
        request, response = dict(g["request"]), dict(g["response"])
        request["path"] = self.text(request["path"])
        request["headers"] = {k: self.text(v) if k.startswith("X-") else v for k, v in request.get("headers", {}).items()}
        if "body" in request:
            request["body"] = self.document(request["body"])
        if "raw_body" in request:
            request["raw_body"] = self.text(request["raw_body"])
        response["body"] = self.document(response.get("body"))
        g["request"], g["response"] = request, response
        g["absent"] = [self.text(p) for p in g.get("absent", [])]
        return g

    def yaml(self, text):
        def number(m):
            v = float(m.group(2))
            return m.group(1) + repr(self.score(v) if m.group(1).strip(" -{:").endswith("threshold") else int(v) * self.factor)
        return re.sub(r"(?m)((?:threshold|num_few_shot|dataset_size): )([0-9.]+)", number, self.text(text))

    def write(self, folder):
        folder = pathlib.Path(folder)
        for f, g in self.goldens.items():
            (folder / f.name).write_text(json.dumps(self.golden(g), indent=1))
        for f, text in self.catalogue.items():
            to = folder / "catalogue" / f.parent.name / f.name
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(self.yaml(text))
        shutil.copytree(self.data / "adapter", folder / "adapter")
        for f in (folder / "adapter").glob("*.py"):
            text = self.text(f.read_text())
            f.write_text(re.sub(r'("metrics": \{"\w+": )([0-9.]+)', lambda m: m.group(1) + repr(self.score(float(m.group(2)))), text))
        return folder


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--recordings", required=True)
    ap.add_argument("folders", nargs="+")
    a = ap.parse_args()
    data = pathlib.Path(a.recordings)
    words = {w for w in Shuffle(data, 0).words if re.search(r"[_\- ]", w) and w not in PUBLIC_WORDS}
    # The recorded wording of the peer's libraries is not ours either.
    wording = {"Error:Field validation", "cannot unmarshal", "into Go value", "SQL logic error"}
    pattern = re.compile("(?<!%s)(%s)(?!%s)" % (TOKEN_EDGE, "|".join(map(re.escape, sorted(words))), TOKEN_EDGE))
    read = bad = 0
    for folder in a.folders:
        for f in sorted(pathlib.Path(folder).rglob("*")):
            if f.suffix not in {".cpp", ".h", ".yaml", ".json", ".txt"} or not f.is_file():
                continue
            read += 1
            text = f.read_text(errors="replace")
            for found in set(pattern.findall(text)) | {w for w in wording if w in text}:
                bad += 1
                print("%s: '%s' comes from the recordings" % (f, found))
    print("%d words looked for in %d files" % (len(words) + len(wording), read))
    return 1 if bad or not read or len(words) < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
