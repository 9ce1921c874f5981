"""Reads the reports of a folder with parsers that are not ours: FOLDER/NAME.{html,xml,json,csv}. Prints what is wrong."""
import csv
import html.parser
import io
import json
import pathlib
import sys
import xml.etree.ElementTree

VOID = {"meta", "br"}
wrong = []


class Page(html.parser.HTMLParser):
    def __init__(self, name):
        super().__init__(convert_charrefs=True)
        self.name, self.open = name, []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "object", "embed", "img", "link", "base", "form", "input", "a"):
            wrong.append(f"{self.name}: <{tag}>")
        for name, value in attributes:
            if name.startswith("on") or name in ("href", "src", "style", "action"):
                wrong.append(f"{self.name}: attribute {name}={value!r}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:  # of SVG
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            wrong.append(f"{self.name}: </{tag}> closes nothing of its kind")


def junit(path):
    root = xml.etree.ElementTree.parse(path).getroot()
    for suite in [root, *root.findall("testsuite")]:
        cases = suite.findall(".//testcase")
        for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            count = sum(case.find(element) is not None for case in cases)
            if int(suite.get(attribute)) != count:
                wrong.append(f"{path.name}: {attribute}={suite.get(attribute)}, found {count}")
        if int(suite.get("tests")) != len(cases):
            wrong.append(f"{path.name}: tests={suite.get('tests')}, found {len(cases)}")


def table(path):
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""), strict=True))
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            wrong.append(f"{path.name}: row {number} has {len(row)} cells, the header {len(rows[0])}")
        for cell in row:
            if cell.lstrip()[:1] in ("=", "+", "@") or (cell[:1] == "-" and not cell[1:].replace(".", "").replace("e-", "").isdigit()):
                wrong.append(f"{path.name}: row {number}: a spreadsheet would run {cell!r}")


for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        if path.suffix == ".html":
            page = Page(path.name)
            page.feed(path.read_bytes().decode("utf-8"))
            page.close()
            if page.open:
                wrong.append(f"{path.name}: never closed: {page.open}")
        elif path.suffix == ".xml":
            junit(path)
        elif path.suffix == ".json":
            document = json.loads(path.read_bytes().decode("utf-8"))
            assert document["format"] == "assay-report" and document["version"] == 1, path.name
        elif path.suffix == ".csv":
            table(path)
    except Exception as error:  # whatever it is, the file is not well formed
        wrong.append(f"{path.name}: {error!r}")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
