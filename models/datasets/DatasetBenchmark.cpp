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
    return any ? QString() : Text::tr("Prompt: put a column into it, for example {{%1}}.").arg(benchmark.inputColumn);
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
    const QJsonObject task{
        {QStringLiteral("id"), id},
        {QStringLiteral("name"), benchmark.name.trimmed()},
        {QStringLiteral("description"), QStringLiteral("Over the dataset %1.").arg(benchmark.dataset)},
        {QStringLiteral("category"), QStringLiteral("dataset")},
        {QStringLiteral("tags"), QJsonArray{QStringLiteral("dataset")}},
        {QStringLiteral("dataset"), QJsonObject{{QStringLiteral("registered"), benchmark.dataset}}},
        {QStringLiteral("fields"), fields},
        {QStringLiteral("prompt"), QJsonObject{{QStringLiteral("kind"), QStringLiteral("chat")}, {QStringLiteral("template"), prompt}}},
        {QStringLiteral("scoring"), QJsonArray{QJsonObject{{QStringLiteral("function"), benchmark.scorer},
                                                           {QStringLiteral("aggregations"), QJsonArray{QStringLiteral("accuracy")}}}}},
        {QStringLiteral("primary_score"), QJsonObject{{QStringLiteral("metric"), QStringLiteral("accuracy")}, {QStringLiteral("lower_is_better"), false}}},
        {QStringLiteral("metrics"), QJsonArray{QStringLiteral("accuracy")}}};
    return QJsonDocument(task).toJson(); // JSON is YAML
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
