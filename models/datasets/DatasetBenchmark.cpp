#include "models/datasets/DatasetBenchmark.h"

#include "models/triage/RegressionTask.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

const QRegularExpression &place()
{
    static const QRegularExpression form(QStringLiteral("\\{\\{\\s*([^{}]+?)\\s*\\}\\}"));
    return form;
}

/// The first aggregation that is one number: the benchmark's score. Null: there is none.
QString scoreOf(const QStringList &aggregations)
{
    for (const QString &one : aggregations) {
        if (one != QLatin1String("categorical_count"))
            return one;
    }
    return {};
}

QString scorerFault(const ScorerChoice &scorer, const QStringList &columns)
{
    const ScorerProblems problems = scorerProblems(scorer);
    for (const QString *one : {&problems.params, &problems.judgeUrl, &problems.judgeModel, &problems.judgePrompt, &problems.judgePattern}) {
        if (!one->isEmpty())
            return *one;
    }
    if (scoreOf(aggregationsOf(scorer)).isNull())
        return Text::tr("Aggregations: tick one beside the count; the benchmark needs a score.");
    if (scorer.function != QLatin1String("basic::ifeval"))
        return {};
    for (const QString &column : {QStringLiteral("instruction_id_list"), QStringLiteral("kwargs")}) {
        if (!columns.contains(column))
            return Text::tr("Right when: the rows have no column “%1”, which IFEval reads.").arg(column);
    }
    return {};
}

QString firstOf(const QStringList &names, const QStringList &columns)
{
    for (const QString &name : names) {
        for (const QString &column : columns) {
            if (column.compare(name, Qt::CaseInsensitive) == 0)
                return column;
        }
    }
    return {};
}

} // namespace

QString faultOf(const DatasetBenchmark &benchmark, const QStringList &columns)
{
    if (taskIdFrom(benchmark.name).isEmpty())
        return Text::tr("Name: enter one with letters or digits.");
    if (benchmark.inputColumn.isEmpty() || benchmark.targetColumn.isEmpty())
        return Text::tr("Choose the columns of question and answer.");
    if (benchmark.inputColumn == benchmark.targetColumn)
        return Text::tr("Question and answer are the same column; every model would be right.");
    bool any = false;
    for (auto it = place().globalMatch(benchmark.prompt); it.hasNext();) {
        const QString column = it.next().captured(1);
        any = true;
        if (!columns.contains(column))
            return Text::tr("Prompt: the rows have no column “%1”.").arg(column);
        if (column == benchmark.targetColumn)
            return Text::tr("Prompt: {{%1}} would tell the model the answer.").arg(column);
    }
    return any ? scorerFault(benchmark.scorer, columns) : Text::tr("Prompt: put a column into it, for example {{%1}}.").arg(benchmark.inputColumn);
}

QString promptFor(const DatasetBenchmark &benchmark, const DatasetRow &row)
{
    QString out;
    qsizetype from = 0;
    for (auto it = place().globalMatch(benchmark.prompt); it.hasNext();) {
        const auto match = it.next();
        out += QStringView(benchmark.prompt).mid(from, match.capturedStart() - from);
        const auto cell = std::find_if(row.cells.cbegin(), row.cells.cend(), [&](const auto &one) { return one.first == match.captured(1); });
        out += cell == row.cells.cend() ? match.captured(0) : cell->second;
        from = match.capturedEnd();
    }
    return out + benchmark.prompt.mid(from);
}

QByteArray datasetTask(const DatasetBenchmark &benchmark, const QString &id)
{
    QJsonObject fields{{QStringLiteral("input"), benchmark.inputColumn}, {QStringLiteral("target"), benchmark.targetColumn}};
    if (!benchmark.idColumn.isEmpty())
        fields.insert(QStringLiteral("id"), benchmark.idColumn);
    QString prompt = benchmark.prompt; // the runner takes names without spaces around them
    prompt.replace(place(), QStringLiteral("{{\\1}}"));
    const QStringList aggregations = aggregationsOf(benchmark.scorer);
    QVariantMap scoring = scoringEntry(benchmark.scorer);
    scoring.insert(QStringLiteral("aggregations"), aggregations);
    const QJsonObject task{
        {QStringLiteral("id"), id},
        {QStringLiteral("name"), benchmark.name.trimmed()},
        {QStringLiteral("description"), QStringLiteral("Over the dataset %1.").arg(benchmark.dataset)},
        {QStringLiteral("category"), QStringLiteral("dataset")},
        {QStringLiteral("tags"), QJsonArray{QStringLiteral("dataset")}},
        {QStringLiteral("dataset"), QJsonObject{{QStringLiteral("registered"), benchmark.dataset}}},
        {QStringLiteral("fields"), fields},
        {QStringLiteral("prompt"), QJsonObject{{QStringLiteral("kind"), QStringLiteral("chat")}, {QStringLiteral("template"), prompt}}},
        {QStringLiteral("scoring"), QJsonArray{QJsonObject::fromVariantMap(scoring)}},
        {QStringLiteral("primary_score"), QJsonObject{{QStringLiteral("metric"), scoreOf(aggregations)}, {QStringLiteral("lower_is_better"), false}}},
        {QStringLiteral("metrics"), QJsonArray::fromStringList(aggregations)}};
    return QJsonDocument(task).toJson(); // JSON is YAML
}

Job smokeRun(const DatasetBenchmark &benchmark, const QString &id, const ModelTarget &model)
{
    Job job;
    job.name = Text::tr("%1, five rows").arg(benchmark.name);
    job.model = model;
    BenchmarkRef entry;
    entry.id = id;
    entry.providerId = QStringLiteral("assay");
    entry.parameters = JsonText::fromVariantMap({{QStringLiteral("num_examples"), 5}});
    job.benchmarks << entry;
    return job;
}

QList<ModelTarget> askedModels(const QList<Job> &jobs)
{
    QList<ModelTarget> out;
    for (const Job &job : jobs) {
        const auto same = [&job](const ModelTarget &one) { return one.name == job.model.name && one.url == job.model.url && one.secretRef == job.model.secretRef; };
        const bool replayed = job.model.url.startsWith(QLatin1String("recorded:")); // has no answer to new questions
        if (!job.model.name.isEmpty() && !job.model.url.isEmpty() && !replayed && std::none_of(out.cbegin(), out.cend(), same))
            out << job.model;
    }
    return out;
}

DatasetBenchmark guessedBenchmark(const QString &dataset, const QStringList &columns)
{
    const auto name = [](const char *text) { return QLatin1String(text); };
    DatasetBenchmark out;
    out.dataset = out.name = dataset;
    out.idColumn = firstOf({name("id"), name("item_id"), name("key")}, columns);
    out.inputColumn = firstOf({name("input"), name("input_query"), name("question"), name("prompt"), name("query"), name("text")}, columns);
    out.targetColumn = firstOf({name("target"), name("expected_answer"), name("answer"), name("ideal"), name("label"), name("output")}, columns);
    if (!out.inputColumn.isEmpty())
        out.prompt = QStringLiteral("{{%1}}").arg(out.inputColumn);
    return out;
}

} // namespace assay
