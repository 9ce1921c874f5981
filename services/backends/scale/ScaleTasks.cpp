#include "services/backends/scale/ScaleTasks.h"

#include <QCoreApplication>

namespace assay::scale {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};
using Type = EvaluationField::Type;
using Wire = Field::Wire;

/// Builds a field in the order in which its parts matter; the key is the path unless one is given.
class Made {
public:
    Made(const char *path, Type type, Wire wire, const QString &label)
    {
        m_field.path = m_field.shown.key = QLatin1String(path);
        m_field.shown.type = type;
        m_field.shown.label = label;
        m_field.wire = wire;
    }
    Made &key(const char *key)
    {
        m_field.shown.key = QLatin1String(key);
        return *this;
    }
    Made &needed()
    {
        m_field.shown.required = true;
        return *this;
    }
    Made &perRow()
    {
        m_field.shown.perRow = true;
        return *this;
    }
    Made &rare()
    {
        m_field.shown.rare = true;
        return *this;
    }
    Made &hint(const QString &text)
    {
        m_field.shown.hint = text;
        return *this;
    }
    Made &within(double least, double most)
    {
        m_field.least = least;
        m_field.most = most;
        return *this;
    }
    Made &atLeast(double least)
    {
        m_field.least = least;
        return *this;
    }
    Made &atMost(double most)
    {
        m_field.most = most;
        return *this;
    }
    Made &oneOf(const char *group)
    {
        m_field.group = QLatin1String(group);
        return *this;
    }
    Made &of(const QStringList &choices)
    {
        m_field.shown.choices = choices;
        return *this;
    }
    operator Field() const { return m_field; }

private:
    Field m_field;
};

Made line(const char *path, const QString &label)
{
    return { path, Type::Line, Wire::Text, label };
}
Made text(const char *path, const QString &label)
{
    return { path, Type::Text, Wire::Text, label };
}
Made whole(const char *path, const QString &label)
{
    return { path, Type::Number, Wire::Whole, label };
}
Made number(const char *path, const QString &label)
{
    return { path, Type::Number, Wire::Number, label };
}
Made flag(const char *path, const QString &label)
{
    return { path, Type::YesNo, Wire::Flag, label };
}
Made words(const char *path, const QString &label)
{
    return { path, Type::Words, Wire::Texts, label };
}
Made lines(const char *path, const QString &label)
{
    return { path, Type::Lines, Wire::Texts, label };
}
Made model(const QString &label)
{
    return Made("model", Type::Model, Wire::Text, label).needed().hint(QStringLiteral("openai/gpt-4o-mini"));
}
Made object(const char *path, const QString &label)
{
    return Made(path, Type::Data, Wire::Object, label).hint(QStringLiteral("{}"));
}
Made array(const char *path, const QString &label)
{
    return Made(path, Type::Data, Wire::Array, label).hint(QStringLiteral("[]"));
}
Made choice(const char *path, const QString &label, const QStringList &choices)
{
    return Made(path, Type::Choice, Wire::Text, label).of(choices);
}
Made column(const char *path, const QString &label)
{
    return line(path, label).perRow().hint(QStringLiteral("item.COLUMN"));
}

QString word(const char *text)
{
    return QLatin1String(text);
}
/// Null first: the service's own.
QStringList orNone(const QStringList &choices)
{
    return QStringList { QString() } + choices;
}

TaskKind chatCompletion()
{
    TaskKind out { { word("chat_completion"), Text::tr("Chat completion"), Text::tr("A model answers each row."),
                       word("output"), {} },
        {} };
    out.fields = {
        model(Text::tr("Model")),
        Made("messages", Type::Messages, Wire::Messages, Text::tr("Messages"))
            .oneOf("messages")
            .hint(QStringLiteral("system: …\nuser: {{item.input}}")),
        column("messages", Text::tr("Messages from a column"))
            .key("messages_column")
            .oneOf("messages")
            .rare()
            .hint(QStringLiteral("item.history")),
        number("temperature", Text::tr("Temperature")).atLeast(0).perRow(),
        number("top_p", Text::tr("Top P")).within(0, 1).perRow(),
        whole("top_k", Text::tr("Top K")).atLeast(1).perRow().rare(),
        whole("max_completion_tokens", Text::tr("Completion tokens at most")).atLeast(1).perRow(),
        whole("max_tokens", Text::tr("Tokens at most (older models)")).atLeast(1).perRow().rare(),
        whole("seed", Text::tr("Seed")).perRow(),
        lines("stop", Text::tr("Stop at")).atMost(4).hint(Text::tr("up to four texts, a line each")),
        whole("n", Text::tr("Answers a row")).atLeast(1).perRow().rare(),
        number("frequency_penalty", Text::tr("Frequency penalty")).within(-2, 2).perRow().rare(),
        number("presence_penalty", Text::tr("Presence penalty")).within(-2, 2).perRow().rare(),
        choice("reasoning_effort", Text::tr("Reasoning effort"), orNone({ word("low"), word("medium"), word("high") })),
        object("response_format", Text::tr("Format of the answer")).perRow().rare(),
        array("tools", Text::tr("Tools")).perRow().rare(),
        Made("tool_choice", Type::Data, Wire::Any, Text::tr("Choice of tools")).rare().hint(QStringLiteral("auto")),
        flag("parallel_tool_calls", Text::tr("Several tools at once")).perRow().rare(),
        array("functions", Text::tr("Functions (older models)")).perRow().rare(),
        object("function_call", Text::tr("Call of functions (older models)")).perRow().rare(),
        object("logit_bias", Text::tr("Bias of tokens")).perRow().rare(),
        flag("logprobs", Text::tr("Log probabilities")).perRow().rare(),
        whole("top_logprobs", Text::tr("Log probabilities a token")).atLeast(0).perRow().rare(),
        words("modalities", Text::tr("Modalities")).perRow().rare().hint(QStringLiteral("text, audio")),
        object("audio", Text::tr("Audio")).perRow().rare(),
        object("prediction", Text::tr("Predicted answer")).perRow().rare(),
        object("metadata", Text::tr("Metadata of the request")).perRow().rare(),
        flag("store", Text::tr("Keep the answers at the vendor")).perRow().rare(),
        object("", Text::tr("Further settings")).key("further").rare().hint(Text::tr("members that are none of these")),
    };
    return out;
}

TaskKind inference()
{
    TaskKind out { { word("inference"), Text::tr("Inference"), Text::tr("A model of any kind is called for each row."),
                       word("output"), {} },
        {} };
    out.fields = { model(Text::tr("Model")),
        object("args", Text::tr("Arguments")).perRow().hint(QStringLiteral("{\"prompt\": \"{{item.input}}\"}")),
        whole("inference_configuration.num_retries", Text::tr("Retries")).atLeast(0),
        whole("inference_configuration.timeout_seconds", Text::tr("Time-out in seconds")).atLeast(1) };
    return out;
}

TaskKind applicationVariant()
{
    TaskKind out { { word("application_variant"), Text::tr("Application"),
                       Text::tr("A variant of an application of the account is run on each row."), word("output"), {} },
        {} };
    out.fields = { line("application_variant_id", Text::tr("Variant")).needed(),
        object("inputs", Text::tr("Inputs")).needed().perRow().hint(QStringLiteral("{\"question\": \"item.input\"}")),
        array("history", Text::tr("History")).perRow().rare(),
        object("overrides", Text::tr("Overrides")).perRow().rare(),
        object("operation_metadata", Text::tr("Metadata of the operations")).perRow().rare() };
    return out;
}

TaskKind agentexOutput()
{
    TaskKind out { { word("agentex_output"), Text::tr("Agent"), Text::tr("An agent of the account answers each row."),
                       word("output"), {} },
        {} };
    out.fields = { line("agentex_agent_id", Text::tr("Agent")).needed(),
        column("input_column", Text::tr("Input")).needed(),
        choice("completion_mode", Text::tr("Ends with"), orNone({ word("first_message"), word("turn_quiescence") })),
        whole("timeout_seconds", Text::tr("Time-out in seconds"))
            .within(1, 1500)
            .perRow()
            .hint(Text::tr("600 unless entered; at most 1500")),
        whole("quiescence_seconds", Text::tr("Seconds of silence")).atLeast(1).perRow().rare(),
        line("deployment_id", Text::tr("Deployment")).rare(),
        flag("include_traces", Text::tr("With traces")).perRow().rare(),
        choice("input_mode", Text::tr("Input as"), orNone({ word("text"), word("data") })),
        object("agent_task_params", Text::tr("Parameters of the agent")).perRow().rare() };
    return out;
}

TaskKind metric()
{
    TaskKind out { { word("metric"), Text::tr("Metric"),
                       Text::tr("Two columns are compared; the result is a number, higher is better."), word("score"),
                       {} },
        {} };
    out.fields = { choice("type", Text::tr("Metric"),
                       { word("rougeL"), word("rouge1"), word("rouge2"), word("bleu"), word("meteor"), word("f1"),
                           word("cosine_similarity") })
                       .needed(),
        column("candidate", Text::tr("Answer")).needed().hint(QStringLiteral("item.output")),
        column("reference", Text::tr("Right answer")).needed().hint(QStringLiteral("item.expected")) };
    return out;
}

TaskKind judgeQuestion()
{
    TaskKind out { { word("auto_evaluation.question"), Text::tr("Judge with a question"),
                       Text::tr("A model answers a question of the account about each row."), word("judged"), {} },
        {} };
    out.fields = { model(Text::tr("Judge")), text("prompt", Text::tr("Prompt")).needed(),
        line("question_id", Text::tr("Question")).needed() };
    return out;
}

TaskKind judgeGuided()
{
    TaskKind out { { word("auto_evaluation.guided_decoding"), Text::tr("Judge with choices"),
                       Text::tr("A model chooses among answers, or fills in a form."), word("correctness"), {} },
        {} };
    out.fields = { model(Text::tr("Judge")),
        text("prompt", Text::tr("Prompt")).needed().hint(QStringLiteral("{{item.output}}")),
        lines("choices", Text::tr("Choices")).oneOf("answer").hint(Text::tr("a line each")),
        object("response_format", Text::tr("Form of the answer"))
            .oneOf("answer")
            .hint(Text::tr("a JSON schema, in place of choices")),
        text("system_prompt", Text::tr("System prompt")).rare(),
        object("inference_args", Text::tr("Settings of the model")).rare(),
        object("run_condition", Text::tr("Only when")).rare() };
    return out;
}

TaskKind judgeAgent()
{
    TaskKind out { { word("auto_evaluation.agent"), Text::tr("Judge with an agent"),
                       Text::tr("An agent judges each row by rules."), word("judged"), {} },
        {} };
    out.fields = { line("name", Text::tr("Name")).needed(), text("definition", Text::tr("What is judged")).needed(),
        lines("output_rules", Text::tr("Rules")).needed().hint(Text::tr("a line each")),
        choice("output_type", Text::tr("Result"),
            orNone({ word("text"), word("integer"), word("float"), word("boolean") })),
        Made("output_values", Type::Lines, Wire::Scalars, Text::tr("Possible results")).hint(Text::tr("a line each")),
        words("data_fields", Text::tr("Columns")).hint(QStringLiteral("input, output")),
        line("rubric_id", Text::tr("Rubric")).rare(),
        whole("rubric_version", Text::tr("Version of the rubric")).atLeast(0).rare(),
        object("designated_to", Text::tr("Which agent")).rare() };
    return out;
}

TaskKind contributorQuestion()
{
    TaskKind out { { word("contributor_evaluation.question"), Text::tr("Question to people"),
                       Text::tr(
                           "People answer a question of the account about each row; it may take days, or for ever."),
                       word("answer"), {} },
        {} };
    out.fields = { line("question_id", Text::tr("Question")).needed(),
        object("layout", Text::tr("Layout"))
            .needed()
            .hint(QStringLiteral("{\"children\": [{\"data\": \"item.output\"}]}")),
        line("queue_id", Text::tr("Queue")), flag("required", Text::tr("An answer is required")),
        line("rubric_id", Text::tr("Rubric")).rare(), line("prefill_from", Text::tr("Filled in from column")).rare() };
    return out;
}

TaskKind customFunction()
{
    TaskKind out { { word("custom_function"), Text::tr("Function"),
                       Text::tr("A Python function of your own makes a number of each row."), word("score"), {} },
        {} };
    out.fields = { text("function_source", Text::tr("Source"))
                       .needed()
                       .hint(QStringLiteral(
                           "def score(expected: str, actual: str) -> float:\n    return float(expected == actual)")),
        object("arg_mapping", Text::tr("Arguments from columns")).hint(QStringLiteral("{\"actual\": \"item.output\"}")),
        object("config_args", Text::tr("Fixed arguments")).atMost(10'000).rare(),
        array("outputs", Text::tr("Several results")).rare().hint(QStringLiteral("[{\"path\": \"score\"}]")) };
    return out;
}

} // namespace

QList<Field> aboutFields()
{
    return { line("name", Text::tr("Name")).needed().atMost(longestName),
        line("description", Text::tr("Description")).atMost(longestDescription),
        words("tags", Text::tr("Tags")).hint(Text::tr("separated by commas")),
        object("metadata", Text::tr("Metadata")).rare().hint(QStringLiteral("{\"suite\": \"geo\"}")),
        flag("skip_prefilled_rows", Text::tr("Ask people only about rows without an answer")).rare(),
        array("files", Text::tr("Files of the rows")).rare().hint(QStringLiteral("[{\"image\": \"FILE\"}]")),
        object("taxonomy_params", Text::tr("Taxonomy")).rare() };
}

QList<Field> keepFields()
{
    return { line("name", Text::tr("Keep the rows as a dataset"))
                 .key("dataset.name")
                 .hint(Text::tr("its name; empty: they are not kept")),
        line("description", Text::tr("Description of the dataset")).key("dataset.description").rare(),
        words("keys", Text::tr("Columns of the dataset"))
            .key("dataset.keys")
            .rare()
            .hint(Text::tr("all of them unless entered")),
        words("tags", Text::tr("Tags of the dataset")).key("dataset.tags").rare() };
}

QList<TaskKind> taskKinds()
{
    return { chatCompletion(), metric(), judgeGuided(), customFunction(), judgeQuestion(), judgeAgent(),
        contributorQuestion(), inference(), applicationVariant(), agentexOutput() };
}

} // namespace assay::scale
