#include "services/authoring/ParameterTables.h"

// Programs that make their own requests: load tests, attacks, long texts.

namespace assay::parameters {

using enum FieldKind;

// clang-format off
/// Source: main.py of eval-hub-contrib's adapters/guidellm. max_requests goes before num_examples there.
QList<ParameterInfo> guidellm()
{
    return {
        {.field = {.path = "parameters/max_requests", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Requests to Make"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Each strength of load ends after so many. Empty: no end by number."),
                   .lowest = 1},
         .limitsItems = true, .endless = true, .otherNames = {QStringLiteral("num_examples")}},
        {.field = {.path = "parameters/max_seconds", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Duration"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Each strength of load ends after so long. Empty: no end by time."),
                   .lowest = 0, .unitText = QT_TRANSLATE_NOOP("assay", "s")}},
        {.field = {.path = "parameters/profile", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Kind of Load"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How requests follow one another. Empty: a sweep, whatever the benchmark is called."),
                   .choices = {{"sweep", QT_TRANSLATE_NOOP("assay", "From idle to full")}, {"synchronous", QT_TRANSLATE_NOOP("assay", "One after the other")},
                               {"throughput", QT_TRANSLATE_NOOP("assay", "As many as possible")}, {"concurrent", QT_TRANSLATE_NOOP("assay", "A fixed number at once")},
                               {"constant", QT_TRANSLATE_NOOP("assay", "A fixed number a second")}, {"poisson", QT_TRANSLATE_NOOP("assay", "At random, so many a second")}}},
         .standard = QStringLiteral("sweep")},
        {.field = {.path = "parameters/rate", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Strength of Load"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Requests at once or a second, by the kind of load; in a sweep the number of steps."),
                   .lowest = 0}},
        {.field = {.path = "parameters/data", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Prompts"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Made up, a file or a data set of the hub. Empty: prompt_tokens=256,output_tokens=128.")},
         .standard = QStringLiteral("prompt_tokens=256,output_tokens=128")},
        {.field = {.path = "parameters/data_samples", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Different Prompts"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How many of the data are used. Empty: as GuideLLM chooses."),
                   .lowest = 1}},
        {.field = {.path = "parameters/processor", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Tokenizer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Counts tokens of made up prompts: a name on the hub or a folder. Empty: gpt2.")}, .standard = QStringLiteral("gpt2")},
        {.field = {.path = "parameters/request_type", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Requests"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Which address of the endpoint is asked. Empty: chat."),
                   .choices = {{"chat_completions", QT_TRANSLATE_NOOP("assay", "Chat")}, {"text_completions", QT_TRANSLATE_NOOP("assay", "Completion")}}},
         .standard = QStringLiteral("chat_completions")},
        {.field = {.path = "parameters/max_errors", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Errors Allowed"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "After more the test stops. Empty: no end by errors."),
                   .lowest = 0}},
        {.field = {.path = "parameters/detect_saturation", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Stop When Saturated"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Ends when the server cannot follow any more. Empty: no.")}, .standard = false},
        {.field = {.path = "parameters/outputs", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Report Formats"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "With commas between: json, csv, html, yaml. Results are read from json. Empty: all four.")},
         .standard = QStringLiteral("json,csv,html,yaml")},
        {.field = {.path = "parameters/backend_kwargs", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Connection Settings"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Handed to GuideLLM's client by name: validate_backend, false."),
                   .typedValues = true}},
    };
}

/// Source: evalhub/garak_adapter.py and core/config_resolution.py of trustyai's llama-stack-provider-trustyai-garak. Neither reads
/// num_examples: the number of attacks follows from the probes.
QList<ParameterInfo> garak(bool pipelines)
{
    QList<ParameterInfo> all{
        {.field = {.path = "parameters/generations", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Answers per Attack"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How often each prompt is asked. Empty: as the benchmark says."),
                   .lowest = 1}},
        {.field = {.path = "parameters/eval_threshold", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Successful From"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Score of a detector from which an attack counts as got through. Empty: 0.5."),
                   .lowest = 0, .highest = 1}, .standard = 0.5},
        {.field = {.path = "parameters/timeout_seconds", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Time Limit"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Of the whole scan. Empty: as the benchmark says."),
                   .lowest = 1, .unitText = QT_TRANSLATE_NOOP("assay", "s")}},
        {.field = {.path = "parameters/probe_tags", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Probe Tags"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Only attacks with this tag: owasp:llm01. Empty: as the benchmark says.")}},
        {.field = {.path = "parameters/parallel_attempts", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Attacks at Once"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How many run at the same time. Empty: as the benchmark says."),
                   .lowest = 1}},
        {.field = {.path = "parameters/seed", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Seed"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Chooses among the prompts of a probe. Empty: another choice each time.")}},
        {.field = {.path = "parameters/deprefix", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Cut the Prompt"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "For models that repeat the prompt in front of the answer. Empty: as Garak chooses.")}},
        {.field = {.path = "parameters/model_parameters", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Generation"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Settings for the model under attack, by name: max_tokens, 150."),
                   .typedValues = true}},
        {.field = {.path = "parameters/garak_config", .kind = Json, .titleText = QT_TRANSLATE_NOOP("assay", "Garak Configuration"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Garak's own file as JSON or YAML, with system, run and plugins. The fields above go before it.")}},
    };
    const QStringList intents{QStringLiteral("intents")};
    all += {
        {.field = {.path = "parameters/intents_models", .kind = Json, .titleText = QT_TRANSLATE_NOOP("assay", "Models of the Attack"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "url and name for judge, attacker and evaluator, or for one of them that does all three; sdg writes the prompts.")},
         .benchmarks = intents},
        {.field = {.path = "parameters/sdg_num_samples", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Prompts per Intent"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How many are written for each. Empty: as the adapter chooses."),
                   .lowest = 0}, .benchmarks = intents},
        {.field = {.path = "parameters/policy_s3_key", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Policy File"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Path in the pipelines' bucket of what the model must not do. Empty: a policy that comes with the adapter.")},
         .benchmarks = intents},
        {.field = {.path = "parameters/intents_s3_key", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Prompt File"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Path in the pipelines' bucket of prompts that were written before. Empty: they are written.")},
         .benchmarks = intents},
    };
    if (pipelines) {
        all += {
            {.field = {.path = "parameters/kfp_config", .kind = Json, .titleText = QT_TRANSLATE_NOOP("assay", "Pipelines"),
                       .helpText = QT_TRANSLATE_NOOP("assay", "Where the pipelines run and which bucket they use, as JSON or YAML: endpoint, namespace, s3_bucket.")}},
            {.field = {.path = "parameters/disable_cache", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Run Each Step Anew"),
                       .helpText = QT_TRANSLATE_NOOP("assay", "Steps of the pipeline are not taken from earlier runs. Empty: no.")}, .standard = false},
        };
    }
    return all;
}

/// Source: main.py of eval-hub-contrib's adapters/ruler. context_lengths is a list of numbers and is written as a free key.
QList<ParameterInfo> ruler()
{
    ParameterInfo texts = numExamples(QT_TRANSLATE_NOOP("assay", "Texts that are made for each task and length. Empty: 10."), 10);
    texts.otherNames = QStringList{QStringLiteral("num_samples")};
    return {
        texts,
        {.field = {.path = "parameters/tokenizer_path", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Tokenizer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Name on the hub, or a folder of the machine that runs it. Empty: the model's name.")}},
        {.field = {.path = "parameters/tokenizer_type", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Tokenizer Kind"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Empty: hf.")}, .standard = QStringLiteral("hf")},
        {.field = {.path = "parameters/model_template", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Prompt Form"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "How a text is put to the model. Empty: base.")}, .standard = QStringLiteral("base")},
        {.field = {.path = "parameters/tokens_to_generate", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Longest Answer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Where an answer is cut. Empty: as the task says."),
                   .lowest = 1, .unitText = QT_TRANSLATE_NOOP("assay", "tokens")}},
        {.field = {.path = "parameters/batch_size", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Batch Size"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Questions in one request. Empty: 1."),
                   .lowest = 1}, .standard = 1},
        {.field = {.path = "parameters/random_seed", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Seed"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "The same number makes the same texts. Empty: 42."),
                   .lowest = 0}, .standard = 42},
        {.field = {.path = "parameters/data_gen_timeout_seconds", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Time to Make the Texts"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "After this long making them has failed. Empty: 600."),
                   .lowest = 1, .unitText = QT_TRANSLATE_NOOP("assay", "s")}, .standard = 600},
    };
}
// clang-format on

} // namespace assay::parameters
