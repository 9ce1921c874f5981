#include "services/authoring/ParameterTables.h"

// Programs that ask a data set's items and score the answers.

namespace assay::parameters {

using enum FieldKind;

// clang-format off
ParameterInfo numExamples(const char *help, const QVariant &standard)
{
    return {.field = {.path = "parameters/num_examples", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Items to Run"),
                      .helpText = help, .lowest = 1},
            .standard = standard, .limitsItems = true};
}

/// Source: services/engine/runner (AttemptPlan, JsonReader) and scheduler (RunPolicy) of this program.
QList<ParameterInfo> assay()
{
    return {
        numExamples(QT_TRANSLATE_NOOP("assay", "The first so many items are asked. Empty: all of them.")),
        {.field = {.path = "parameters/repeats", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Repeats"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How often each item is asked; more tell how steady the answers are. Empty: once."),
                   .lowest = 1, .highest = 1000}, .standard = 1},
        {.field = {.path = "parameters/max_tokens", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Longest Answer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Where an answer is cut. Empty: as the task says, else 256."),
                   .lowest = 1, .highest = 1'000'000, .unitText = QT_TRANSLATE_NOOP("assay", "tokens")}, .standard = 256},
        {.field = {.path = "parameters/temperature", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Temperature"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "0 answers the same way each time, more varies. Empty: as the task says, else 0."),
                   .lowest = 0, .highest = 2}, .standard = 0},
        {.field = {.path = "parameters/top_p", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Top P"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Only the likeliest words up to this share are chosen from. Empty: the endpoint's own."),
                   .lowest = 0, .highest = 1}},
        {.field = {.path = "parameters/seed", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Seed"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "The same number gives the same choices, where the endpoint supports it."),
                   .lowest = 0, .highest = 2147483647}},
        {.field = {.path = "parameters/stop", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Stop Texts"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "An answer ends where one of these would come, one a line. Empty: as the task says.")}},
        {.field = {.path = "parameters/concurrency", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Requests at Once"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How many answers are waited for at the same time. Empty: 4."),
                   .lowest = 1, .highest = 256}, .standard = 4},
        {.field = {.path = "parameters/timeout_seconds", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Wait for an Answer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "A request that takes longer is tried again. Empty: 120."),
                   .lowest = 0.001, .highest = 86400, .unitText = QT_TRANSLATE_NOOP("assay", "s")}, .standard = 120},
        {.field = {.path = "parameters/retries", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Tries After a Failure"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Of each request. Empty: 4."),
                   .lowest = 0, .highest = 100}, .standard = 4},
        {.field = {.path = "parameters/time_limit_seconds", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Time Limit"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Of each attempt of this benchmark. Empty: as the run says."),
                   .lowest = 0, .unitText = QT_TRANSLATE_NOOP("assay", "s")}},
    };
}

/// Sources: main.py of Open Data Hub's build of the harness, which the catalogue's image runs (num_few_shot, random_seed, tokenizer,
/// num_concurrent, batch_size, timeout_seconds, parameters; other names are not read), and main.py of eval-hub-contrib's
/// adapters/lm-eval, which many run instead (num_fewshot, apply_chat_template, gen_kwargs and the rest).
QList<ParameterInfo> harness()
{
    return {
        numExamples(QT_TRANSLATE_NOOP("assay", "The first so many items of each task are asked. Empty: all of them.")),
        {.field = {.path = "parameters/num_few_shot", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Worked Examples"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Solved items in front of each question, as Open Data Hub's adapter reads it. Empty: none."),
                   .lowest = 0}, .standard = 0},
        {.field = {.path = "parameters/num_fewshot", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Worked Examples (Community)"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "The same under the name that the community's adapter reads; Open Data Hub's does not. Empty: as the task says."),
                   .lowest = 0}},
        {.field = {.path = "parameters/tokenizer", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Tokenizer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Name on the Hugging Face hub, or a folder of the machine that runs it. Empty: the model's name, which then has to be one of the hub.")}},
        {.field = {.path = "parameters/num_concurrent", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Requests at Once"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How many answers are waited for at the same time. Empty: 1, in the community's adapter 4."),
                   .lowest = 1, .highest = 128}, .standard = 1},
        {.field = {.path = "parameters/batch_size", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Batch Size"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Questions in one request. Empty: 1."),
                   .lowest = 1}, .standard = 1},
        {.field = {.path = "parameters/timeout_seconds", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Wait for an Answer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "After this long a request has failed. Empty: 300."),
                   .lowest = 1, .unitText = QT_TRANSLATE_NOOP("assay", "s")}, .standard = 300},
        {.field = {.path = "parameters/random_seed", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Seed"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Chooses the worked examples. Empty: 42."),
                   .lowest = 0}, .standard = 42},
        {.field = {.path = "parameters/parameters", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Generation"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Settings for tasks that write an answer, by name: max_gen_toks, 256."),
                   .typedValues = true}},
        {.field = {.path = "parameters/apply_chat_template", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Chat Template"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Questions are put into the model's own form of a conversation. Read by the community's adapter. Empty: no.")}, .standard = false},
        {.field = {.path = "parameters/fewshot_as_multiturn", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Examples as Turns"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Worked examples become earlier turns of the conversation; needs the chat template. Not read by every adapter. Empty: no.")}, .standard = false},
        {.field = {.path = "parameters/system_instruction", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "System Prompt"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Stands in front of every question. Read by the community's adapter.")}},
        {.field = {.path = "parameters/gen_kwargs", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Generation (Community)"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "The same as one text for the community's adapter: temperature=0,top_p=1.")}},
    };
}

/// Source: main.py and README.md of eval-hub-contrib's adapters/lighteval.
QList<ParameterInfo> lighteval()
{
    return {
        numExamples(QT_TRANSLATE_NOOP("assay", "The first so many items of each task are asked. Empty: all of them.")),
        {.field = {.path = "parameters/num_few_shot", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Worked Examples"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Solved items in front of each question. Empty: none."),
                   .lowest = 0}, .standard = 0},
        {.field = {.path = "parameters/provider", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "How the Model Runs"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Behind an address, or inside the program. Empty: an endpoint."),
                   .choices = {{"endpoint", QT_TRANSLATE_NOOP("assay", "OpenAI-compatible endpoint")}, {"litellm", QT_TRANSLATE_NOOP("assay", "LiteLLM")},
                               {"openai", QT_TRANSLATE_NOOP("assay", "OpenAI")}, {"anthropic", QT_TRANSLATE_NOOP("assay", "Anthropic")},
                               {"transformers", QT_TRANSLATE_NOOP("assay", "Loaded by Transformers")}, {"vllm", QT_TRANSLATE_NOOP("assay", "Loaded by vLLM")}}},
         .standard = QStringLiteral("endpoint")},
        {.field = {.path = "parameters/batch_size", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Batch Size"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Questions in one request. Empty: 1."),
                   .lowest = 1}, .standard = 1},
        {.field = {.path = "parameters/tasks", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Tasks"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Lighteval's own names, one a line, in place of the benchmark's. Empty: the benchmark's."),
                   .form = FieldShape::NotBlank}},
        {.field = {.path = "parameters/device", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Device"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "For a model that Transformers loads: cpu, cuda or cuda:1. Empty: chosen by the program.")}},
        {.field = {.path = "parameters/parameters", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Model Settings"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "For endpoints, by name: concurrent_requests (10 when empty), system_prompt, max_model_length, generation_parameters."),
                   .typedValues = true}},
        {.field = {.path = "parameters/save_sample_results", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Store Each Answer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Puts the single answers beside the results; needs an export to a registry. Empty: no.")}, .standard = false},
    };
}

static QList<ParameterInfo> audit()
{
    const QStringList audits{QStringLiteral("inspect/petri-*"), QStringLiteral("inspect/bloom-*")};
    return {
        {.field = {.path = "parameters/auditor_model", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Auditor"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Model that leads the conversation. Empty: claude-sonnet-4-6.")},
         .standard = QStringLiteral("claude-sonnet-4-6"), .benchmarks = audits},
        {.field = {.path = "parameters/judge_model", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Judge"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Model that rates it. Empty: claude-opus-4-7.")},
         .standard = QStringLiteral("claude-opus-4-7"), .benchmarks = audits},
        {.field = {.path = "parameters/max_turns", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Turns"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "After so many the conversation ends. Empty: 30."),
                   .lowest = 1}, .standard = 30, .benchmarks = audits},
        {.field = {.path = "parameters/enable_rollback", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "May Go Back"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "The auditor may take turns back and try another way. Empty: yes.")},
         .standard = true, .benchmarks = audits},
        {.field = {.path = "parameters/seed_instructions", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "Opening Instructions"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "What the auditor is told to try. Empty: the benchmark's own.")},
         .benchmarks = {QStringLiteral("inspect/petri-*")}},
        {.field = {.path = "parameters/bloom_template", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Behaviour Template"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Name of the template that scenarios are made from. The custom benchmark needs it, or a folder.")},
         .benchmarks = {QStringLiteral("inspect/bloom-*")}},
        {.field = {.path = "parameters/behavior_dir", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Behaviour Folder"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Folder of prepared scenarios on the machine that runs it.")},
         .benchmarks = {QStringLiteral("inspect/bloom-*")}},
    };
}

/// Source: main.py, _execution.py and _bloom.py of eval-hub-contrib's adapters/inspect. Without num_examples it runs 5 items.
QList<ParameterInfo> inspect()
{
    QList<ParameterInfo> all{
        numExamples(QT_TRANSLATE_NOOP("assay", "The first so many items are asked. Empty: 5, not all of them."), 5),
        {.field = {.path = "parameters/epochs", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Repeats"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How often each item is asked. Empty: once."),
                   .lowest = 1}, .standard = 1},
        {.field = {.path = "parameters/task", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Task"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Inspect's own name of a task, or FILE.py@TASK, in place of the benchmark's. The custom benchmark needs it.")}},
        {.field = {.path = "parameters/task_args", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Task Arguments"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Handed to the task by name."),
                   .typedValues = true}},
        {.field = {.path = "parameters/model_roles", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Other Models"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Models for the roles of a task: grader, openai/gpt-4o-mini.")}},
        {.field = {.path = "parameters/sandbox", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Sandbox"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Where code of the model runs: local, docker, k8s or none. Empty: local.")}, .standard = QStringLiteral("local")},
        {.field = {.path = "parameters/max_tasks", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Tasks at Once"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Empty: as Inspect chooses."),
                   .lowest = 1}},
        {.field = {.path = "parameters/full", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Full Data"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Telecom tasks: the whole data set, not its small part.")}},
        {.field = {.path = "parameters/subject", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Subject"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Telecom tasks: the part of the data that is asked, or full.")}},
        {.field = {.path = "parameters/eval_type", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Strictness"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Telecom tasks: how answers are compared, such as soft.")}},
        {.field = {.path = "parameters/log_level", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Log"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How much the program writes. Empty: information."),
                   .choices = {{"debug", QT_TRANSLATE_NOOP("assay", "Everything")}, {"info", QT_TRANSLATE_NOOP("assay", "Information")},
                               {"warning", QT_TRANSLATE_NOOP("assay", "Warnings")}, {"error", QT_TRANSLATE_NOOP("assay", "Errors")}}},
         .standard = QStringLiteral("info")},
    };
    return all + audit();
}
// clang-format on

} // namespace assay::parameters
