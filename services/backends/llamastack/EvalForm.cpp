#include "services/backends/llamastack/EvalForm.h"

#include "services/backends/llamastack/DatasetWire.h"
#include "services/backends/llamastack/EvalRequest.h"
#include "services/backends/llamastack/EvalWire.h"
#include "services/core/JsonMembers.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <algorithm>
#include <vector>

namespace assay::llamastack {

namespace {

using Json = nlohmann::ordered_json;
using Type = EvaluationField::Type;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

/// How a text becomes a member of the job's parameters of the same name; None: it becomes none.
enum class Member { None, Plain, Number, List, Object };

struct FormField {
    EvaluationField shown;
    Member member = Member::None;
};

FormField made(const char *key, Type type, Member member, const QString &label, const QString &hint = {})
{
    FormField out;
    out.shown.key = QLatin1String(key);
    out.shown.type = type;
    out.shown.label = label;
    out.shown.hint = hint;
    out.member = member;
    return out;
}

FormField needed(FormField one)
{
    one.shown.required = true;
    return one;
}

FormField rare(FormField one)
{
    one.shown.rare = true;
    return one;
}

FormField suggested(FormField one)
{
    one.shown.suggested = true;
    return one;
}

/// The parameters' names are those of EvalRequest.h.
QList<FormField> formFields()
{
    const QString unheard = Text::tr("the server's own evaluator passes over it");
    return { needed(made("name", Type::Line, Member::None, Text::tr("Name"))),
        suggested(needed(made("benchmark", Type::Line, Member::None, Text::tr("Benchmark"),
            Text::tr("it says what evaluates; its dataset is not read")))),
        needed(made("model", Type::Model, Member::None, Text::tr("Model"), Text::tr("one of the server's"))),
        suggested(made("scoring_functions", Type::Words, Member::List, Text::tr("Scoring functions"),
            Text::tr("the benchmark's own unless entered"))),
        made("first_rows", Type::Number, Member::None, Text::tr("First rows"), Text::tr("all of them unless entered")),
        made(
            "max_tokens", Type::Number, Member::Number, Text::tr("Tokens at most"), QString::number(standardMaxTokens)),
        made("temperature", Type::Number, Member::Number, Text::tr("Temperature"), unheard),
        made("top_p", Type::Number, Member::Number, Text::tr("Top P"), unheard),
        rare(made("system_message", Type::Text, Member::Plain, Text::tr("System message"),
            Text::tr("the server's own evaluator refuses one: put it into the rows"))),
        rare(made("top_k", Type::Number, Member::Number, Text::tr("Top K"), unheard)),
        rare(made("repetition_penalty", Type::Number, Member::Number, Text::tr("Repetition penalty"), unheard)),
        rare(made("stop", Type::Lines, Member::List, Text::tr("Stop at"), Text::tr("a line each"))),
        suggested(
            rare(made("scoring_params", Type::Scoring, Member::Object, Text::tr("Parameters of the functions")))),
        rare(made("description", Type::Line, Member::None, Text::tr("Description"))),
        rare(made("tags", Type::Words, Member::None, Text::tr("Tags"), Text::tr("separated by commas"))) };
}

QString textOf(const EvaluationValues &entered, const char *key)
{
    return entered.value(QLatin1String(key)).toString().trimmed();
}

JsonText listOf(const QStringList &words)
{
    Json out = Json::array();
    for (const QString &word : words)
        out.push_back(word.toStdString());
    return { QByteArray::fromStdString(out.dump(-1, ' ', false, Json::error_handler_t::replace)) };
}

/// What reads as no number, or as no JSON, goes as a text: the check of the job says what is wanted.
JsonText memberOf(const FormField &field, const QString &entered)
{
    const QString text = entered.trimmed();
    switch (field.member) {
    case Member::Number: {
        bool whole = false, real = false;
        const qint64 asWhole = text.toLongLong(&whole);
        const double asReal = text.toDouble(&real);
        const JsonText number = whole ? JsonText { QByteArray::number(asWhole) } : real ? jsonText(asReal) : JsonText();
        return number.isEmpty() ? jsonText(text) : number;
    }
    case Member::List: return listOf(enteredParts(text, field.shown.type));
    case Member::Object: {
        const QByteArray utf8 = text.toUtf8();
        const bool fits = !json::isTooDeep(utf8) && Json::accept(utf8.begin(), utf8.end());
        return fits ? JsonText { utf8 } : jsonText(text);
    }
    case Member::Plain: return jsonText(entered);
    case Member::None: break;
    }
    return {};
}

QList<JsonMember> parametersOf(const EvaluationValues &entered)
{
    QList<JsonMember> out;
    for (const FormField &field : formFields()) {
        const QString text = entered.value(field.shown.key).toString();
        if (field.member != Member::None && !text.trimmed().isEmpty())
            out.append({ field.shown.key, memberOf(field, text) });
    }
    return out;
}

/// The sentence of memberFault() with the field's label for the member's name.
QString labelled(const Error &fault, const EvaluationField &field)
{
    const QString name = field.key + QLatin1Char(':');
    return fault.message.startsWith(name) ? field.label + QLatin1Char(':') + fault.message.mid(name.size())
                                          : field.label + QStringLiteral(": ") + fault.message;
}

std::optional<QString> enteredFault(const FormField &field, const QString &text)
{
    Job job;
    BenchmarkRef ref;
    ref.parameters = jsonObject({ { field.shown.key, memberOf(field, text) } });
    job.benchmarks << ref;
    const auto fault = memberFault(job, ref);
    return fault ? std::optional(labelled(*fault, field.shown)) : std::nullopt;
}

std::optional<QString> enteredSamplingFault(const EvaluationValues &entered)
{
    Job job;
    BenchmarkRef ref;
    ref.parameters = jsonObject(parametersOf(entered));
    const auto label = [](const QString &member) {
        const auto fields = formFields();
        const auto at = std::find_if(fields.cbegin(), fields.cend(),
            [&member](const FormField &field) { return field.shown.key == member; });
        return at != fields.cend() ? at->shown.label : member;
    };
    const auto fault = samplingFault(job, ref, label);
    return fault ? std::optional(fault->message) : std::nullopt;
}

/// A column that the evaluator reads as JSON text.
std::optional<QString> inputFault(const Json &row)
{
    const auto within = [&row](const char *column) {
        const Json &value = row[column];
        return value.is_string() ? Json::parse(value.get<std::string>(), nullptr, false) : Json();
    };
    if (row.contains("completion_input")) { // looked for first, also where there are messages
        return within("completion_input").is_string()
            ? std::nullopt
            : std::optional(Text::tr("completion_input: write the prompt as JSON text, as %1.")
                                .arg(QStringLiteral("\"\\\"2 + 2 =\\\"\"")));
    }
    if (!row.contains("chat_completion_input")) {
        return Text::tr(
            "there is neither chat_completion_input, a list of messages as JSON text, nor completion_input, "
            "a prompt as JSON text; add one of them.");
    }
    const Json messages = within("chat_completion_input");
    const bool fits = messages.is_array() && !messages.empty()
        && std::all_of(messages.begin(), messages.end(),
            [](const Json &one) { return one.is_object() && one.contains("role") && one.contains("content"); });
    if (fits)
        return {};
    return Text::tr("chat_completion_input: write the list of messages as JSON text, as %1.")
        .arg(QStringLiteral("\"[{\\\"role\\\": \\\"user\\\", \\\"content\\\": \\\"…\\\"}]\""));
}

/// What the functions read of a row (contract, section 6); a server answers 500, and no word why, to a row without it.
std::optional<QString> targetFault(const Json &row, const QStringList &functions)
{
    for (const QString &function : functions) {
        const bool judge = function.startsWith(QLatin1String("llm-as-judge::"));
        const bool basic = function.startsWith(QLatin1String("basic::"));
        std::vector<const char *> columns;
        if (function == QLatin1String("basic::ifeval"))
            columns = { "instruction_id_list", "kwargs" };
        else if (judge)
            columns = { "input_query", "expected_answer" };
        else if (basic)
            columns = { "expected_answer" };
        for (const char *column : columns) {
            if (!row.contains(column))
                return Text::tr("there is no %1, which “%2” reads; add it.").arg(QLatin1String(column), function);
        }
    }
    return {};
}

/// The first that is wrong.
std::optional<QString> rowFault(const Json &rows, bool builtIn, const QStringList &functions)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto fault = builtIn ? inputFault(rows[i]) : std::nullopt;
        if (!fault)
            fault = targetFault(rows[i], functions);
        if (fault)
            return Text::tr("Row %1: %2").arg(i + 1).arg(*fault);
    }
    return {};
}

QStringList unknownFaults(const QStringList &entered, const QStringList &known)
{
    QStringList out;
    for (const QString &one : entered) {
        if (!known.contains(one))
            out << Text::tr("Scoring functions: there is none “%1” on this server; there are %2.")
                       .arg(one, known.join(QStringLiteral(", ")));
    }
    return out;
}

} // namespace

EvaluationForm evaluationForm()
{
    EvaluationForm out;
    for (const FormField &one : formFields())
        out.about << one.shown;
    out.hint = Text::tr("The model answers each row, and the scoring functions compare its answer with the row.");
    out.notice
        = Text::tr("A new evaluation is a run: it begins when those before it are over, and its answers and scores "
                   "are kept here.");
    out.rowsExample
        = QStringLiteral("{\"chat_completion_input\": \"[{\\\"role\\\": \\\"user\\\", \\\"content\\\": \\\"Capital of "
                         "France?\\\"}]\", \"input_query\": \"Capital of France?\", \"expected_answer\": \"Paris\"}");
    return out;
}

QStringList enteredFaults(const EvaluationValues &entered)
{
    QStringList faults;
    for (const FormField &field : formFields()) {
        const QString text = entered.value(field.shown.key).toString();
        if (text.trimmed().isEmpty()) {
            if (field.shown.required)
                faults << Text::tr("%1: enter something.").arg(field.shown.label);
            continue;
        }
        if (const auto fault = field.member != Member::None ? enteredFault(field, text) : std::nullopt)
            faults << *fault;
        if (field.shown.key == QLatin1String("first_rows") && firstRows(entered).value_or(0) < 1)
            faults << Text::tr("%1: enter a whole number from 1, or leave it out.").arg(field.shown.label);
    }
    if (const auto fault = faults.isEmpty() ? enteredSamplingFault(entered) : std::nullopt)
        faults << *fault;
    return faults;
}

std::optional<qint64> firstRows(const EvaluationValues &entered)
{
    const QString text = textOf(entered, "first_rows");
    return text.isEmpty() ? std::nullopt : std::optional(text.toLongLong()); // 0 for what is no number
}

QStringList enteredFunctions(const EvaluationValues &entered)
{
    return enteredParts(textOf(entered, "scoring_functions"), Type::Words);
}

Result<Job> evaluationJob(const EvaluationValues &entered, const JsonText &rows, const RegisteredBenchmark &benchmark,
    const QStringList &functions)
{
    const QStringList own = enteredFunctions(entered);
    QStringList faults = unknownFaults(own, functions);
    if (own.isEmpty() && benchmark.scoringFunctions.isEmpty())
        faults << Text::tr("Scoring functions: the benchmark has none; enter some.");
    JsonText given = rows;
    Json read = Json::parse(given.text.begin(), given.text.end(), nullptr, false);
    const auto most = firstRows(entered);
    if (most && read.is_array() && qint64(read.size()) > *most) {
        read.erase(read.begin() + *most, read.end());
        given.text = QByteArray::fromStdString(read.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    if (given.text.size() > largestGivenRows)
        faults << Text::tr(
            "Rows: they are longer than %1 MiB, and the run keeps them; take fewer, or register them as a "
            "dataset and run a benchmark of it.")
                      .arg(largestGivenRows >> 20);
    else if (const auto fault
        = rowFault(read, benchmark.providerId == builtInEvaluator, own.isEmpty() ? benchmark.scoringFunctions : own))
        faults << *fault;
    if (!faults.isEmpty())
        return Error { Error::Kind::Invalid, faults.join(QLatin1Char('\n')) };
    Job job;
    job.name = textOf(entered, "name");
    job.description = textOf(entered, "description");
    job.tags = enteredParts(textOf(entered, "tags"), Type::Words);
    job.model.name = textOf(entered, "model");
    BenchmarkRef ref;
    ref.id = benchmark.id;
    ref.providerId = provider();
    ref.parameters = jsonObject(parametersOf(entered) + QList<JsonMember> { { QStringLiteral("input_rows"), given } });
    job.benchmarks << ref;
    return job;
}

} // namespace assay::llamastack
