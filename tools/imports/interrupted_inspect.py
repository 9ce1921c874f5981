"""Runs a task whose third sample waits for ever; record_inspect.py stops it there."""
import asyncio
import sys

from inspect_ai import Task, task
from inspect_ai import eval as run_eval
from inspect_ai.scorer import match
from inspect_ai.solver import solver

import record_inspect as common


@solver
def waits(folder):
    async def solve(state, generate):
        if "東京" in state.input_text:
            open(folder + "/waiting", "w").close()
            await asyncio.sleep(600)
        return await generate(state)

    return solve


@task
def unfinished(folder):
    return Task(dataset=common.dataset(), solver=waits(folder), scorer=match(location="any"))


if __name__ == "__main__":
    where = sys.argv[1]
    run_eval(unfinished(where), model=common.model(common.ANSWERS), log_format="eval", log_buffer=1, **common.settings(where))
