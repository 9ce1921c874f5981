"""Compares the statistics with scipy and statsmodels on seeded random inputs.

statistics_reference.py TOOL   (run by the pinned environment that tools/test-packages makes)

Exit 1 with the first inputs that differ by more than 1e-9 (absolute, or relative above 1).
"""
import gc
import json
import multiprocessing
import os
import subprocess
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # small matrices: threads only wait for each other

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

INPUTS = 10_000
TOLERANCE = 1e-9


def inputs(random):
    for _ in range(INPUTS):
        size = int(random.integers(2, 41))
        before = [random.normal(0.5, 0.2, size), random.integers(0, 2, size).astype(float),
                  random.lognormal(3, 1, size)][int(random.integers(3))]
        after = before + random.normal(0.02, 0.3, size)
        n, other_n = int(random.integers(1, 5000)), int(random.integers(1, 5000))
        yield {
            "level": float(random.choice([0.8, 0.9, 0.95, 0.99])),
            "power": float(random.choice([0.7, 0.8, 0.9])),
            "successes": int(random.integers(0, n + 1)),
            "n": n,
            "other_successes": int(random.integers(0, other_n + 1)),
            "other_n": other_n,
            "errors": random.uniform(0.001, 0.2, 2).tolist(),
            "share": float(random.uniform(0.01, 0.99)),
            "before": before.tolist(),
            "after": after.tolist(),
            "groups": random.integers(0, max(2, size // 3), size).tolist(),
            "gained": int(random.integers(0, 300)),
            "lost": int(random.integers(0, 300)),
            "p_values": (random.uniform(0, 1, int(random.integers(1, 13))) ** 3).tolist(),
            "table": random.integers(0, 80, 4).tolist(),
        }


def share(found, of, level):
    return list(proportion_confint(found, of, alpha=1 - level, method="wilson")) if of else None


def clustered(values, groups):
    if len(set(groups)) < 2:
        return None
    fit = sm.OLS(values, np.ones(len(values))).fit(
        cov_type="cluster", cov_kwds={"groups": np.asarray(groups), "use_correction": False, "df_correction": False})
    return float(np.sqrt(fit.cov_params()[0, 0]))


def clustered_test(change, groups, quantile):
    """p and interval of the mean with errors clustered and Student's t of groups - 1."""
    count = len(set(groups))
    if count < 2:
        return None, None
    fit = sm.OLS(change, np.ones(len(change))).fit(cov_type="cluster", use_t=True, cov_kwds={
        "groups": np.asarray(groups), "use_correction": False, "df_correction": True})
    half = quantile * fit.bse[0]
    return fit.pvalues[0], [fit.params[0] - half, fit.params[0] + half]


def student_quantile(p, degrees):
    """scipy 1.13's quantile is right to about 1e-11 only (9 degrees, 0.975: 2.26215716285 for 2.26215716280, against the closed
    form of the distribution); its distribution function is exact, so one step of Newton's mends it."""
    found = stats.t.ppf(p, degrees)
    return found - (stats.t.cdf(found, degrees) - p) / stats.t.pdf(found, degrees)


def paired_p(cases):
    """Of all inputs, those of one size at once, as scipy takes tables."""
    by_size = {}
    for place, case in enumerate(cases):
        by_size.setdefault(len(case["before"]), []).append(place)
    found = [None] * len(cases)
    for places in by_size.values():
        tests = stats.ttest_rel([cases[at]["after"] for at in places], [cases[at]["before"] for at in places], axis=1)
        for at, p in zip(places, tests.pvalue):
            found[at] = float(p)
    return found


def quantiles(cases):
    """Of all inputs at once: a call costs the same for one number and for thousands."""
    upper = np.array([0.5 + case["level"] / 2 for case in cases])
    sizes = np.array([len(case["before"]) for case in cases])
    groups = np.array([max(2, len(set(case["groups"]))) for case in cases])
    return np.column_stack([stats.norm.ppf(upper), stats.norm.ppf([case["power"] for case in cases]),
                            student_quantile(upper, sizes - 1), student_quantile(upper, groups - 1), paired_p(cases)]).tolist()


def reference(of):
    one, (z, power_z, t, t_of_groups, p_of_pairs) = of
    level, before, after = one["level"], np.asarray(one["before"]), np.asarray(one["after"])
    gained, lost, change = one["gained"], one["lost"], after - before
    both, judge, person, neither = one["table"]
    kappa = cohens_kappa(np.array([[both, judge], [person, neither]])) if sum(one["table"]) else None
    needed = z + power_z
    spread = stats.sem(before)
    clustered_p, clustered_pair = clustered_test(change, one["groups"], t_of_groups)
    right, n, other_right, other_n = one["successes"], one["n"], one["other_successes"], one["other_n"]
    apart, error = after[0] - before[0], np.hypot(*one["errors"])
    return {
        "wilson": share(one["successes"], one["n"], level),
        "normal": [before[0] - z * abs(after[0]), before[0] + z * abs(after[0])],
        "stderr": spread,
        "clustered": clustered(before, one["groups"]),
        "student": [before.mean() + sign * t * spread for sign in (-1, 1)],
        "paired_p": p_of_pairs,
        "paired": [change.mean() + sign * t * stats.sem(change) for sign in (-1, 1)],
        "mcnemar": mcnemar([[0, gained], [lost, 0]], exact=True).pvalue if gained + lost else 1,
        "mid_p": min(1, 2 * stats.binom.cdf(min(gained, lost), gained + lost, 0.5)
                     - stats.binom.pmf(min(gained, lost), gained + lost, 0.5)) if gained + lost else 1,
        "holm": multipletests(one["p_values"], method="holm")[1].tolist(),
        "detectable": needed * np.sqrt(2 * one["share"] * (1 - one["share"]) / one["n"]),
        "detectable_paired": needed * np.sqrt(one["share"] / one["n"]),
        "clustered_p": clustered_p,
        "clustered_pair": clustered_pair,
        # Without a spread statsmodels divides by zero; no difference is then no evidence.
        "shares_p": proportions_ztest([other_right, right], [other_n, n])[1] if 0 < right + other_right < n + other_n else 1,
        "shares": list(confint_proportions_2indep(other_right, other_n, right, n, method="newcomb", alpha=1 - level)),
        "means_p": 2 * stats.norm.sf(abs(apart / error)),
        "means": [apart - z * error, apart + z * error],
        "detectable_error": needed * one["errors"][0],
        "kappa": kappa.kappa if kappa else None,
        # Exactly 0 when one of the two says only one thing; statsmodels leaves what rounding leaves there, or the root of less than 0.
        "kappa_error": (0.0 if 0 in (both + judge, person + neither, both + person, judge + neither) and np.isfinite(kappa.kappa)
                        else kappa.std_kappa) if kappa else None,
        "tpr": share(both, both + person, level),
        "tnr": share(neither, neither + judge, level),
    }


def undefined(value):
    return value is None or not np.all(np.isfinite(np.asarray(value, dtype=float)))


def same(ours, theirs):
    if ours is None or undefined(theirs):
        return ours is None and undefined(theirs)
    ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    return ours.shape == theirs.shape and np.all(np.abs(ours - theirs) <= TOLERANCE * np.maximum(1, np.abs(theirs)))


def main():
    cases = list(inputs(np.random.default_rng(20240601)))
    text = "".join(json.dumps(case) + "\n" for case in cases)
    answer = subprocess.run([sys.argv[1]], input=text, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(answer) == len(cases), "the tool answered %d of %d inputs" % (len(answer), len(cases))
    wrong, checked = 0, 0
    with multiprocessing.get_context("fork").Pool() as pool:  # one process a core
        references = pool.map(reference, list(zip(cases, quantiles(cases))), chunksize=100)
    for case, line, theirs_of in zip(cases, answer, references):
        ours = json.loads(line)
        for name, theirs in theirs_of.items():
            checked += 1
            if same(ours[name], theirs):
                continue
            wrong += 1
            if wrong <= 10:
                print("%s: ours %s, reference %s\n  input %s" % (name, ours[name], theirs, json.dumps(case)[:600]))
    print("%d values of %d inputs compared with scipy %s and statsmodels %s: %d differ by more than %g"
          % (checked, len(cases), scipy.__version__, statsmodels.__version__, wrong, TOLERANCE))
    return 1 if wrong else 0


if __name__ == "__main__":
    np.seterr(all="ignore")
    gc.collect = lambda *_: 0  # multipletests() collects after each call, which takes longer than all the rest
    sys.exit(main())
