"""Scoring functions and aggregations, written from their descriptions and without Assay's code, to check Assay's numbers.

Standard library only. Each scorer takes one row (a dict with `expected_answer` and `generated_answer`) and its parameters, and
returns a result dict with at least `score`. The meanings of `basic::...` are those of the Llama Stack project.
"""
import json
import math
import re
import unicodedata
from collections import Counter

# ---- basic::docvqa ------------------------------------------------------------------------------------------------------

PUNCTUATION = ";/[]\"{}()=+\\_-><@`,?!"
DROPPED = {"a", "an", "the", "to", "in", "from", "by"}
NUMBERS = dict(zip("none zero one two three four five six seven eight nine ten".split(), "0 0 1 2 3 4 5 6 7 8 9 10".split()))
CONTRACTIONS = dict(pair.split("=", 1) for pair in """
aint=ain't arent=aren't cant=can't couldve=could've couldnt=couldn't couldn'tve=couldn't've couldnt've=couldn't've
didnt=didn't doesnt=doesn't dont=don't hadnt=hadn't hadnt've=hadn't've hadn'tve=hadn't've hasnt=hasn't havent=haven't
hed=he'd hed've=he'd've he'dve=he'd've hes=he's howd=how'd howll=how'll hows=how's Id've=I'd've I'dve=I'd've Im=I'm
Ive=I've isnt=isn't itd=it'd itd've=it'd've it'dve=it'd've itll=it'll let's=let's maam=ma'am mightnt=mightn't
mightnt've=mightn't've mightn'tve=mightn't've mightve=might've mustnt=mustn't mustve=must've neednt=needn't notve=not've
oclock=o'clock oughtnt=oughtn't ow's'at='ow's'at 'ows'at='ow's'at 'ow'sat='ow's'at shant=shan't shed've=she'd've
she'dve=she'd've she's=she's shouldve=should've shouldnt=shouldn't shouldnt've=shouldn't've shouldn'tve=shouldn't've
somebody'd=somebodyd somebodyd've=somebody'd've somebody'dve=somebody'd've somebodyll=somebody'll somebodys=somebody's
someoned=someone'd someoned've=someone'd've someone'dve=someone'd've someonell=someone'll someones=someone's
somethingd=something'd somethingd've=something'd've something'dve=something'd've somethingll=something'll thats=that's
thered=there'd thered've=there'd've there'dve=there'd've therere=there're theres=there's theyd=they'd theyd've=they'd've
they'dve=they'd've theyll=they'll theyre=they're theyve=they've twas='twas wasnt=wasn't wed've=we'd've we'dve=we'd've
weve=we've werent=weren't whatll=what'll whatre=what're whats=what's whatve=what've whens=when's whered=where'd
wheres=where's whereve=where've whod=who'd whod've=who'd've who'dve=who'd've wholl=who'll whos=who's whove=who've
whyll=why'll whyre=why're whys=why's wont=won't wouldve=would've wouldnt=wouldn't wouldnt've=wouldn't've
wouldn'tve=wouldn't've yall=y'all yall'll=y'all'll y'allll=y'all'll yall'd've=y'all'd've y'alld've=y'all'd've
y'all'dve=y'all'd've youd=you'd youd've=you'd've you'dve=you'd've youll=you'll youre=you're youve=you've
1st=first 2nd=second 3rd=third""".split())


def docvqa_normalize(text):
    for mark in PUNCTUATION:
        if mark + " " in text or " " + mark in text or re.search(r"\d,\d", text):
            text = text.replace(mark, "")
        else:
            text = text.replace(mark, " ")
        text = re.sub(r"\.(?!\d)", "", text, count=32)
    words = [NUMBERS.get(word, word) for word in text.lower().split()]
    return " ".join(CONTRACTIONS.get(word, word) for word in words if word not in DROPPED)


def docvqa(row, _):
    wanted = [docvqa_normalize(answer) for answer in json.loads(row["expected_answer"])]
    return {"score": 1.0 if docvqa_normalize(row["generated_answer"]) in wanted else 0.0}


# ---- other basic functions ----------------------------------------------------------------------------------------------

def equality(row, _):
    return {"score": 1.0 if row["expected_answer"] == row["generated_answer"] else 0.0}


def subset_of(row, _):
    return {"score": 1.0 if row["expected_answer"] in row["generated_answer"] else 0.0}


def first_capture(row, params):
    """Group 1 of the first expression, in order, that matches anywhere."""
    if not params.get("parsing_regexes"):
        raise NotImplementedError("the default expressions are not part of this check; give parsing_regexes in the task file")
    for expression in params["parsing_regexes"]:
        match = re.search(expression, row["generated_answer"])
        if match:
            return match.group(1)
    return None


def multiple_choice(row, params):
    found = first_capture(row, params)
    return {"score": 1.0 if found and found == row["expected_answer"] else 0.0}


# ---- basic::ifeval ------------------------------------------------------------------------------------------------------

def related(count, wanted, relation):
    return count < wanted if relation == "less than" else count >= wanted


def is_json(text):
    for fence in ("```json", "```Json", "```JSON", "```"):
        text = text.removeprefix(fence)
    try:
        json.loads(text.removesuffix("```").strip())
        return True
    except ValueError:
        return False


def two_responses(text):
    parts = text.split("******")
    blank = [not part.strip() for part in parts]
    if any(blank[1:-1]):
        return False
    filled = [part.strip() for part in parts if part.strip()]
    return len(filled) == 2 and filled[0] != filled[1]


def highlights(text):
    return (sum(1 for part in re.findall(r"\*[^\n\*]*\*", text) if part.strip("*").strip())
            + sum(1 for part in re.findall(r"\*\*[^\n\*]*\*\*", text) if part.removeprefix("**").removesuffix("**").strip()))


RULES = {
    "keywords:existence": lambda t, keywords: all(re.search(k, t, re.I) for k in keywords),
    "keywords:forbidden_words": lambda t, forbidden_words: not any(re.search(rf"\b{w}\b", t, re.I) for w in forbidden_words),
    "keywords:frequency": lambda t, keyword, frequency, relation:
        related(len(re.findall(keyword, t, re.I)), frequency, relation),
    "keywords:letter_frequency": lambda t, letter, let_frequency, let_relation:
        related(t.lower().count(letter.lower()), let_frequency, let_relation),
    "length_constraints:number_words": lambda t, num_words, relation: related(len(re.findall(r"\w+", t)), num_words, relation),
    "detectable_format:number_bullet_lists": lambda t, num_bullets:
        len(re.findall(r"^\s*\*[^\*].*$", t, re.M)) + len(re.findall(r"^\s*-.*$", t, re.M)) == num_bullets,
    "detectable_format:json_format": is_json,
    "detectable_format:title": lambda t: any(part.lstrip("<").rstrip(">").strip() for part in re.findall(r"<<[^\n]+>>", t)),
    "detectable_format:constrained_response": lambda t: any(f"My answer is {w}." in t for w in ("yes", "no", "maybe")),
    "detectable_format:number_highlighted_sections": lambda t, num_highlights: highlights(t) >= num_highlights,
    "detectable_content:number_placeholders": lambda t, num_placeholders: len(re.findall(r"\[.*?\]", t)) >= num_placeholders,
    "detectable_content:postscript": lambda t, postscript_marker: bool(re.search(
        {"P.S.": r"\s*p\.\s?s\..*$", "P.P.S": r"\s*p\.\s?p\.\s?s.*$"}.get(postscript_marker, re.escape(postscript_marker.lower())),
        t.lower(), re.M)),
    "startend:end_checker": lambda t, end_phrase: t.strip().strip('"').lower().endswith(end_phrase.strip().lower()),
    "startend:quotation": lambda t: len(t) > 1 and t[0] == '"' and t[-1] == '"',
    "punctuation:no_comma": lambda t: "," not in t,
    "combination:two_responses": two_responses,
}


def ifeval(row, _):
    text, names = row["generated_answer"].strip(), row["instruction_id_list"]
    followed = 0
    for name, arguments in zip(names, row["kwargs"]):
        if name not in RULES:
            raise NotImplementedError(f"the instruction {name} is not part of this check")
        given = {key: value for key, value in arguments.items() if value is not None}
        followed += bool(text and RULES[name](text, **given))
    return {"score": followed / len(names) if names else 0.0, "weight": float(len(names))}


# ---- assay:: functions: expected_answer is one text or a list of accepted ones -----------------------------------------------

def accepted(row):
    expected = row["expected_answer"]
    return [str(one) for one in (expected if isinstance(expected, list) else [expected])]


def words_of(text, drop_articles):
    """Lower case words; an apostrophe joins, other punctuation parts."""
    text = unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("\u2019", "")
    words = "".join(c if unicodedata.category(c)[0] in "LNMS" else " " for c in text).split()
    return [word for word in words if not (drop_articles and word in ("a", "an", "the"))]


def one_f1(given, wanted):
    if not given or not wanted:
        return 1.0 if given == wanted else 0.0
    common = sum((Counter(wanted) & Counter(given)).values())
    precision, recall = common / len(given), common / len(wanted)
    return 2 * precision * recall / (precision + recall) if common else 0.0


def f1(row, params):
    drop = params.get("drop_articles", True)
    given = words_of(row["generated_answer"], drop)
    return {"score": max(one_f1(given, words_of(answer, drop)) for answer in accepted(row))}


def normalized_match(row, params):
    drop = params.get("drop_articles", False)
    given = words_of(row["generated_answer"], drop)
    return {"score": 1.0 if any(words_of(answer, drop) == given for answer in accepted(row)) else 0.0}


def contains_any(row, params):
    flags = 0 if params.get("case_sensitive") else re.I
    edges = (r"(?<![^\W_])", r"(?![^\W_])") if params.get("whole_words") else ("", "")
    found = any(re.search(edges[0] + re.escape(answer) + edges[1], row["generated_answer"], flags) for answer in accepted(row))
    return {"score": 1.0 if found else 0.0}


NUMBER = re.compile(r"(?<![\w.])[-+\u2212]?(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?")


def number_match(row, params):
    which = 0 if params.get("which") == "first" else -1

    def number_in(text):
        found = NUMBER.findall(text)
        return float(found[which].replace(",", "").replace("\u2212", "-")) if found else None

    given = number_in(row["generated_answer"])
    right = False
    for wanted in map(number_in, accepted(row)):
        allowed = max(params.get("tolerance", 0), params.get("relative_tolerance", 0) * abs(wanted))
        right = right or (given is not None and abs(given - wanted) <= allowed)
    return {"score": 1.0 if right else 0.0}


SCORERS = {
    "basic::equality": equality,
    "basic::subset_of": subset_of,
    "basic::docvqa": docvqa,
    "basic::regex_parser_multiple_choice_answer": multiple_choice,
    "basic::ifeval": ifeval,
    "assay::f1": f1,
    "assay::normalized_match": normalized_match,
    "assay::contains_any": contains_any,
    "assay::number_match": number_match,
}


# ---- aggregations -------------------------------------------------------------------------------------------------------

def accuracy(rows):
    return math.fsum(row["score"] for row in rows) / len(rows)


def average(rows):
    scores = [row["score"] for row in rows if row["score"] is not None]
    return math.fsum(scores) / len(scores)


def weighted_average(rows):
    total = math.fsum(row["score"] * row["weight"] for row in rows if row["score"] is not None)
    return total / math.fsum(row["weight"] for row in rows)


def median(rows):
    scores = sorted(row["score"] for row in rows if row["score"] is not None)
    middle = len(scores) // 2
    return scores[middle] if len(scores) % 2 else (scores[middle - 1] + scores[middle]) / 2


AGGREGATIONS = {"accuracy": accuracy, "average": average, "weighted_average": weighted_average, "median": median}


# ---- uncertainty --------------------------------------------------------------------------------------------------------

def standard_error(values):
    """Of a mean: sample standard deviation over the root of n."""
    if len(values) < 2:
        return None
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))


def weighted_standard_error(values, weights):
    """Of a weighted mean, linearised."""
    total = math.fsum(weights)
    if len(values) < 2 or total <= 0:
        return None
    mean = math.fsum(v * w for v, w in zip(values, weights)) / total
    squares = math.fsum((w * (v - mean)) ** 2 for v, w in zip(values, weights))
    return math.sqrt(squares * len(values) / (len(values) - 1)) / total


def interval(aggregation, rows, level_z=1.959963984540054):
    """95 % interval: Wilson's for shares of right answers, else value ± z standard errors."""
    values = [row["score"] for row in rows]
    n, value = len(values), AGGREGATIONS[aggregation](rows)
    if aggregation in ("accuracy", "average") and all(v in (0, 1) for v in values):
        z2 = level_z * level_z
        centre = (value + z2 / (2 * n)) / (1 + z2 / n)
        half = level_z / (1 + z2 / n) * math.sqrt(value * (1 - value) / n + z2 / (4 * n * n))
        return centre - half, centre + half
    error = (weighted_standard_error(values, [row["weight"] for row in rows]) if aggregation == "weighted_average"
             else standard_error(values))
    return value - level_z * error, value + level_z * error


def verdict(low, high, threshold):
    """Of a metric that is better when higher, under the strict policy."""
    return "pass" if low >= threshold else "fail" if high < threshold else "too close"
