#include "services/engine/runner/TaskFile.h"

#include "services/engine/runner/JsonReader.h"
#include "services/json/Json.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <limits>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

QString list(const QStringList &words) { return words.join(QLatin1String(", ")); }

/// One pass over a task file. Each step reports its first fault into the reader, which keeps the very first.
class TaskParser {
public:
    TaskParser(const QString &fileName, QString folder) : m_in(fileName), m_folder(std::move(folder)) { m_task.fileName = fileName; }

    Result<TaskSpec> parse(const nlohmann::json &root)
    {
        const JsonReader in = m_in.object(root, QString());
        in.onlyMembers({"id", "name", "description", "category", "tags", "dataset", "fields", "prompt", "generation", "scoring",
                        "primary_score", "pass_criteria", "metrics"});
        identity(in);
        dataset(in);
        fields(in);
        prompt(in);
        generation(in);
        m_task.scoring = readScoring(in, m_task.targetColumn);
        gate(in);
        if (const auto fault = m_in.fault())
            return *fault;
        return m_task;
    }

private:
    void identity(const JsonReader &in)
    {
        m_task.id = in.text("id");
        static const QRegularExpression idShape(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$"));
        if (!m_task.id.isEmpty() && !idShape.match(m_task.id).hasMatch())
            in.fail("id", tr("'%1' may hold letters, digits and . _ : - only, 128 at most.").arg(m_task.id));
        m_task.name = in.text("name", m_task.id);
        m_task.description = in.text("description", QString());
        m_task.category = in.text("category", QString());
        m_task.tags = in.textList("tags");
    }

    void dataset(const JsonReader &root)
    {
        const JsonReader in = root.member("dataset");
        in.onlyMembers({"file", "csv", "rows", "registered"});
        if (int(in.has("file")) + int(in.has("csv")) + int(in.has("rows")) + int(in.has("registered")) != 1) {
            root.fail("dataset", tr("must have exactly one of file, csv, rows and registered."));
            return;
        }
        DatasetSource &out = m_task.dataset;
        if (in.has("rows")) {
            out.kind = DatasetSource::Kind::Rows;
            out.name = m_task.fileName + QLatin1String(": dataset.rows");
            out.rows = in.list("rows");
        } else if (in.has("registered")) {
            out.kind = DatasetSource::Kind::Registered;
            out.name = in.text("registered");
        } else if (in.has("file")) {
            out.name = in.text("file");
            if (out.name.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive))
                in.fail("file", tr("names a CSV file; write csv: {file: %1} instead.").arg(out.name));
            locate(in);
        } else {
            csv(in.member("csv"));
        }
    }

    void csv(const JsonReader &in)
    {
        DatasetSource &out = m_task.dataset;
        out.kind = DatasetSource::Kind::Csv;
        in.onlyMembers({"file", "types", "separator"});
        out.name = in.text("file");
        const QString separator = in.text("separator", QStringLiteral(","));
        if (separator != QLatin1String(",") && separator != QLatin1String(";") && separator != QLatin1String("\t"))
            in.fail("separator", tr("must be a comma, a semicolon or a tab."));
        else
            out.separator = separator.front().toLatin1();
        if (in.has("types")) {
            const JsonReader types = in.member("types");
            for (const QString &column : types.names()) {
                const QString word = types.text(column.toUtf8().constData());
                static const QHash<QString, CsvType> known{{QStringLiteral("text"), CsvType::Text},
                                                           {QStringLiteral("number"), CsvType::Number},
                                                           {QStringLiteral("boolean"), CsvType::Boolean},
                                                           {QStringLiteral("json"), CsvType::Json}};
                if (!known.contains(word))
                    types.fail(column.toUtf8().constData(), tr("'%1' is unknown; known are text, number, boolean, json.").arg(word));
                out.types.insert(column, known.value(word));
            }
        }
        locate(in);
    }

    /// Turns the dataset's name into a path that stays in the task's folder.
    void locate(const JsonReader &in)
    {
        const QString &name = m_task.dataset.name;
        if (name.isEmpty())
            return;
        const QString clean = QDir::cleanPath(name);
        if (QDir::isAbsolutePath(name) || clean == QLatin1String("..") || clean.startsWith(QLatin1String("../"))
            || name.contains(QLatin1Char('\\')) || name.contains(QChar(0))) {
            in.fail("file", tr("'%1' leads out of the task's folder; put the dataset beside the task file and name it without '..'.")
                                .arg(name));
            return;
        }
        const QString path = QDir(m_folder).filePath(clean);
        const QString real = QFileInfo(path).canonicalFilePath(); // empty when it does not exist: reading it says so
        const QString root = QFileInfo(m_folder).canonicalFilePath();
        if (!real.isEmpty() && !real.startsWith(root + QLatin1Char('/'))) {
            in.fail("file", tr("'%1' is a link that leads out of the task's folder; put the file itself there.").arg(name));
            return;
        }
        m_task.dataset.path = path;
    }

    void fields(const JsonReader &root)
    {
        const JsonReader in = root.member("fields");
        in.onlyMembers({"id", "input", "target"});
        m_task.idColumn = in.text("id", QString());
        m_task.inputColumn = in.text("input");
        m_task.targetColumn = in.text("target");
        m_task.prompt.targetColumn = m_task.targetColumn;
    }

    void prompt(const JsonReader &root)
    {
        const JsonReader in = root.member("prompt");
        in.onlyMembers({"kind", "system", "template", "few_shot"});
        const QString kind = in.text("kind", QStringLiteral("chat"));
        if (kind != QLatin1String("chat") && kind != QLatin1String("completion"))
            in.fail("kind", tr("'%1' is unknown; known are chat, completion.").arg(kind));
        m_task.prompt.chat = kind != QLatin1String("completion");
        m_task.prompt.system = in.text("system", QString());
        auto question = PromptTemplate::parse(in.text("template"));
        if (!question) {
            in.fail("template", question.error().message);
            return;
        }
        m_task.prompt.question = *std::move(question);
        if (!in.has("few_shot"))
            return;
        const auto examples = in.list("few_shot");
        QStringList needed = m_task.prompt.question.columns();
        needed << m_task.targetColumn;
        for (std::size_t i = 0; i < examples.size(); ++i) {
            const QByteArray where = "few_shot[" + QByteArray::number(static_cast<qint64>(i)) + ']';
            if (!examples[i].is_object()) {
                in.fail(where.constData(), tr("must be an object with the columns %1.").arg(list(needed)));
                return;
            }
            for (const QString &column : needed) {
                if (!examples[i].contains(column.toStdString()))
                    in.fail(where.constData(), tr("has no column '%1'; the template and the target need %2.").arg(column, list(needed)));
            }
            m_task.prompt.fewShot.append(examples[i]);
        }
    }

    void generation(const JsonReader &root)
    {
        if (!root.has("generation"))
            return;
        const JsonReader in = root.member("generation");
        in.onlyMembers({"max_tokens", "temperature", "top_p", "stop", "seed"});
        readGeneration(in, m_task.generation);
    }

    void gate(const JsonReader &root)
    {
        const QStringList computed = computedMetrics(m_task.scoring);
        const auto known = [&](const QString &metric) {
            return computed.contains(metric) || std::any_of(computed.begin(), computed.end(), [&](const QString &name) {
                       return name.endsWith(QLatin1String("categorical_count")) && metric.startsWith(name + QLatin1Char('.'));
                   });
        };
        m_task.primaryMetric = computed.value(0);
        if (root.has("primary_score")) {
            const JsonReader in = root.member("primary_score");
            in.onlyMembers({"metric", "lower_is_better"});
            m_task.primaryMetric = in.text("metric");
            m_task.lowerIsBetter = in.boolean("lower_is_better", false);
            if (!computed.isEmpty() && !known(m_task.primaryMetric))
                in.fail("metric", tr("'%1' is not computed by scoring; computed are %2.").arg(m_task.primaryMetric, list(computed)));
        }
        if (root.has("pass_criteria")) {
            const JsonReader in = root.member("pass_criteria");
            in.onlyMembers({"threshold"});
            m_task.threshold = in.number("threshold", -std::numeric_limits<double>::max(), std::numeric_limits<double>::max());
        }
        m_task.metrics = root.has("metrics") ? root.textList("metrics") : computed;
        for (const QString &metric : std::as_const(m_task.metrics)) {
            if (!computed.isEmpty() && !known(metric))
                root.fail("metrics", tr("'%1' is not computed by scoring; computed are %2.").arg(metric, list(computed)));
        }
    }

    JsonFaults m_in;
    QString m_folder;
    TaskSpec m_task;
};

} // namespace

Result<TaskSpec> parseTask(const QByteArray &yaml, const QString &fileName, const QString &folder)
{
    const auto root = json::yamlToJson(yaml);
    if (!root)
        return Error{Error::Kind::Invalid, QStringLiteral("%1: %2").arg(fileName, root.error().message), root.error().detail};
    return TaskParser(fileName, folder).parse(*root);
}

QList<NeededColumn> neededColumns(const TaskSpec &task)
{
    QList<NeededColumn> out;
    const auto need = [&](const QString &column, const QString &by) {
        const bool known = std::any_of(out.begin(), out.end(), [&](const NeededColumn &one) { return one.column == column; });
        if (!column.isEmpty() && !known)
            out.append({column, QStringLiteral("%1 of %2").arg(by, task.fileName)});
    };
    for (const QString &column : task.prompt.question.columns())
        need(column, QStringLiteral("prompt.template"));
    need(task.inputColumn, QStringLiteral("fields.input"));
    need(task.targetColumn, QStringLiteral("fields.target"));
    need(task.idColumn, QStringLiteral("fields.id"));
    for (qsizetype i = 0; i < task.scoring.size(); ++i)
        need(task.scoring.at(i).expectedColumn, QStringLiteral("scoring[%1].expected").arg(i));
    return out;
}

ProviderBenchmark toProviderBenchmark(const TaskSpec &task, std::optional<qint64> datasetSize)
{
    ProviderBenchmark out;
    out.id = task.id;
    out.name = task.name;
    out.description = task.description;
    out.category = task.category;
    out.tags = task.tags;
    out.metrics = task.metrics;
    out.numFewShot = task.prompt.fewShot.size();
    out.datasetSize = datasetSize;
    out.primaryScore = PrimaryScore{task.primaryMetric, task.lowerIsBetter, {}};
    if (task.threshold)
        out.passCriteria = PassCriteria{task.threshold, {}};
    return out;
}

} // namespace assay::engine
