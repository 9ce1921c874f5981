"""What inspect-ai's own reader says about a log: the numbers that an import has to come to."""
import json
import sys


def expectation(path):
    import inspect_ai
    from inspect_ai.log import read_eval_log
    from inspect_ai.scorer import value_to_float

    log = read_eval_log(path)
    number = value_to_float()
    metrics = {}
    for score in log.results.scores if log.results else []:
        for name, metric in score.metrics.items():
            metrics[f"{score.name}/{name}"] = metric.value
    samples = []
    for sample in log.samples or []:
        scores = {name: number(score.value) for name, score in (sample.scores or {}).items()}
        samples.append({"id": str(sample.id), "epoch": sample.epoch, "error": sample.error.message[:40] if sample.error else None, "scores": scores,
                        "response": sample.output.completion if sample.output else "", "target": sample.target})
    return {"reader": "inspect-ai", "version": inspect_ai.__version__, "status": log.status, "task": log.eval.task, "model": log.eval.model,
            "metrics": metrics, "samples": sorted(samples, key=lambda one: (one["id"], one["epoch"]))}


if __name__ == "__main__":
    json.dump({path: expectation(path) for path in sys.argv[1:]}, sys.stdout)
