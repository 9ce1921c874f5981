"""What a user of llama-stack-client does with datasets, against a server at BASE. Any surprise ends with a traceback.

usage: datasets_client.py BASE TOKEN FOLDER
"""
import pathlib
import sys

import llama_stack_client


def check(value, wanted):
    assert value == wanted, "%r instead of %r" % (value, wanted)


def all_rows(datasets, name, limit):
    rows, start = [], 0
    while True:
        page = datasets.iterrows(dataset_id=name, start_index=start, limit=limit)
        rows += page.data
        start += len(page.data)
        if not page.has_more:
            return rows


def main(base, token, folder):
    datasets = llama_stack_client.LlamaStackClient(base_url=base, api_key=token, max_retries=0).datasets
    rows = [{"input_query": "What is %d + %d?" % (i, i), "expected_answer": str(2 * i), "n": i} for i in range(25)]

    made = datasets.register(purpose="eval/question-answer", source={"type": "rows", "rows": rows}, dataset_id="team/sums",
                             metadata={"origin": "test"})
    check(made.identifier, "team/sums")
    check(made.purpose, "eval/question-answer")
    check(made.metadata, {"origin": "test"})
    check(made.source.rows, rows)
    check([one.identifier for one in datasets.list()], ["team/sums"])
    check(datasets.retrieve("team/sums").provider_id, made.provider_id)
    check(all_rows(datasets, "team/sums", 10), rows)
    check(datasets.iterrows(dataset_id="team/sums").data, rows)

    # The servers that the client was written for answer this and forget the rows.
    datasets.appendrows("team/sums", rows=[{"input_query": "last", "expected_answer": "0", "n": -1}])
    check(all_rows(datasets, "team/sums", 7)[-1]["input_query"], "last")
    check(len(all_rows(datasets, "team/sums", 7)), 26)

    file = pathlib.Path(folder) / "sums.csv"
    file.write_text("input_query,expected_answer\n1 + 1,2\n2 + 2,4\n", encoding="utf-8")
    datasets.register(purpose="eval/question-answer", source={"type": "uri", "uri": file.as_uri()}, dataset_id="from-file")
    check(datasets.iterrows(dataset_id="from-file").data,
          [{"input_query": "1 + 1", "expected_answer": "2"}, {"input_query": "2 + 2", "expected_answer": "4"}])

    try:
        datasets.register(purpose="eval/question-answer", source={"type": "rows", "rows": []}, dataset_id="from-file")
        raise AssertionError("another dataset under the same id was taken")
    except llama_stack_client.BadRequestError as error:
        assert "from-file" in str(error), error
    datasets.unregister("from-file")
    try:
        datasets.retrieve("from-file")
        raise AssertionError("it is still there")
    except llama_stack_client.NotFoundError as error:
        assert "from-file" in str(error), error
    print("llama-stack-client %s: datasets work" % llama_stack_client.__version__)


if __name__ == "__main__":
    main(*sys.argv[1:])
