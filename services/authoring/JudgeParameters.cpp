#include "services/authoring/ParameterTables.h"

// Programs that let a model judge answers, and those that compare embeddings.

namespace assay::parameters {

using enum FieldKind;

// clang-format off
/// Source: main.py of eval-hub-contrib's adapters/ragas.
QList<ParameterInfo> ragas()
{
    return {
        numExamples(QT_TRANSLATE_NOOP("assay", "The first so many records are judged. Empty: all of them.")),
        {.field = {.path = "parameters/metrics", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Metrics"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "What is judged, one a line: faithfulness, answer_relevancy, context_precision, context_recall. Empty: these four."),
                   .form = FieldShape::NotBlank}},
        {.field = {.path = "parameters/data_path", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Data File"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "JSON or JSONL on the machine that runs it. Empty: what the data source brings, else /data/dataset.jsonl.")}},
        {.field = {.path = "parameters/column_map", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Column Names"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Your columns and what Ragas calls them: question, user_input.")}},
        {.field = {.path = "parameters/embedding_model", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Embedding Model"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Compares texts by meaning. Empty: the model of the run.")}},
        {.field = {.path = "parameters/embedding_url", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Embedding Endpoint"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Its address. Empty: the endpoint of the run."),
                   .form = FieldShape::WebUrl}},
        {.field = {.path = "parameters/max_workers", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Requests at Once"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How many answers are waited for at the same time, at most 10. Empty: 1."),
                   .lowest = 1, .highest = 10}, .standard = 1},
        {.field = {.path = "parameters/max_tokens", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Longest Answer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Of the judging model. Empty: the endpoint's own."),
                   .lowest = 1, .unitText = QT_TRANSLATE_NOOP("assay", "tokens")}},
        {.field = {.path = "parameters/temperature", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Temperature"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Of the judging model. Empty: nearly 0."),
                   .lowest = 0, .highest = 2}},
    };
}

/// Source: main.py of eval-hub-contrib's adapters/deepeval. It reads no limit: every record is judged.
QList<ParameterInfo> deepeval()
{
    return {
        {.field = {.path = "parameters/eval_model_name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Judge"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Model that judges the answers. Empty: the model of the run.")}},
        {.field = {.path = "parameters/eval_model_url", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Endpoint of the Judge"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Its address. Empty: the endpoint of the run."),
                   .form = FieldShape::WebUrl}},
        {.field = {.path = "parameters/dataset_format", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Data Format"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Of the files that hold the answers. Empty: CSV."),
                   .choices = {{"csv", QT_TRANSLATE_NOOP("assay", "CSV")}, {"jsonl", QT_TRANSLATE_NOOP("assay", "JSON lines")}, {"json", QT_TRANSLATE_NOOP("assay", "JSON")}}},
         .standard = QStringLiteral("csv")},
        {.field = {.path = "parameters/data_dir", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Data Folder"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "On the machine that runs it. Empty: what the data source brings, else /data.")}},
        {.field = {.path = "parameters/threshold", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Good From"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Score from which DeepEval itself calls an answer good; the benchmark's gate is another thing. Empty: 0.5."),
                   .lowest = 0, .highest = 1}, .standard = 0.5},
        {.field = {.path = "parameters/max_concurrent", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Requests at Once"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How many answers are waited for at the same time. Empty: 1."),
                   .lowest = 1}, .standard = 1},
        {.field = {.path = "parameters/throttle_value", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Pause Between Requests"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "For endpoints that allow only so many a minute. Empty: none."),
                   .lowest = 0, .unitText = QT_TRANSLATE_NOOP("assay", "s")}, .standard = 0},
        {.field = {.path = "parameters/per_attempt_timeout_seconds", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Wait for an Answer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "After this long a request has failed. Empty: 300."),
                   .lowest = 0, .unitText = QT_TRANSLATE_NOOP("assay", "s")}, .standard = 300},
        {.field = {.path = "parameters/retry_max_attempts", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Attempts"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Of each request. Empty: as DeepEval chooses."),
                   .lowest = 1}},
        {.field = {.path = "parameters/retry_cap_seconds", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Longest Wait Before Retry"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Empty: as DeepEval chooses."),
                   .lowest = 0, .unitText = QT_TRANSLATE_NOOP("assay", "s")}},
    };
}

/// Source: main.py and examples/docs/05-benchmarks-and-parameters.md of eval-hub-contrib's adapters/clear.
QList<ParameterInfo> clear()
{
    return {
        {.field = {.path = "parameters/max_examples_to_analyze", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Interactions to Read"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "The first so many are read. Empty: all of them."),
                   .lowest = 1}, .limitsItems = true},
        {.field = {.path = "parameters/eval_model_name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Judge"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Model that reads the traces. The program does not start without it.")}},
        {.field = {.path = "parameters/provider", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Kind of Endpoint"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "What the judge runs on, as CLEAR calls it: openai. The program does not start without it.")}},
        {.field = {.path = "parameters/inference_backend", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "How It Asks"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "By litellm, or the endpoint itself: endpoint. Empty: litellm.")},
         .standard = QStringLiteral("litellm")},
        {.field = {.path = "parameters/data_dir", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Data Folder"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "On the machine that runs it. Empty: what the data source brings, else /data.")}},
        {.field = {.path = "parameters/agent_framework", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Agent Framework"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "What the agents were built with. Empty: langgraph.")}, .standard = QStringLiteral("langgraph")},
        {.field = {.path = "parameters/observability_framework", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Trace Format"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "What wrote the traces. Empty: mlflow.")}, .standard = QStringLiteral("mlflow")},
        {.field = {.path = "parameters/evaluation_criteria", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Criteria"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Your own, name and what good looks like; they take the place of CLEAR's.")},
         .benchmarks = {QStringLiteral("agentic-evaluation-custom-criteria")}},
        {.field = {.path = "parameters/predefined_issues", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Known Issues"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Kinds of error to look for, short, one a line."),
                   .form = FieldShape::NotBlank},
         .benchmarks = {QStringLiteral("agentic-evaluation-predefined-issues")}},
        {.field = {.path = "parameters/separate_tools", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Judge Tool Calls"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Each call of a tool is judged by itself. Empty: no.")}, .standard = false},
        {.field = {.path = "parameters/max_shortcomings", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Most Kinds of Error"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Errors are sorted into at most so many kinds. Empty: 15."),
                   .lowest = 1}, .standard = 15},
        {.field = {.path = "parameters/min_shortcomings", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Fewest Kinds of Error"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Empty: 3."),
                   .lowest = 1}, .standard = 3},
        {.field = {.path = "parameters/max_workers", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Requests at Once"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How many answers are waited for at the same time. Empty: 20."),
                   .lowest = 1}, .standard = 20},
        {.field = {.path = "parameters/eval_model_params", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Settings of the Judge"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "By name: temperature, max_tokens. Empty: 0 and 8096."),
                   .typedValues = true}},
    };
}

/// Source: main.py of eval-hub-contrib's adapters/mteb. It reads no limit: a task runs as a whole.
QList<ParameterInfo> mteb()
{
    return {
        {.field = {.path = "parameters/tasks", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Tasks"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "MTEB's own names, one a line: STS12. Empty: the benchmark's."),
                   .form = FieldShape::NotBlank}},
        {.field = {.path = "parameters/task_types", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Kinds of Task"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "All tasks of these kinds, one a line: Retrieval, Classification, STS. Counts where no tasks are named."),
                   .form = FieldShape::NotBlank}},
        {.field = {.path = "parameters/batch_size", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Batch Size"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Texts that are embedded at once. Empty: 32."),
                   .lowest = 1}, .standard = 32},
        {.field = {.path = "parameters/languages", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Languages"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Codes of the languages that are asked, one a line. Empty: eng."),
                   .form = FieldShape::NotBlank}, .standard = QVariantList{QStringLiteral("eng")}},
        {.field = {.path = "parameters/device", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Device"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "cpu, mps, cuda or cuda:1. Empty: chosen by the program.")}},
    };
}
// clang-format on

} // namespace assay::parameters
