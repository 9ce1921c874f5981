#include "services/backends/rest/ItemInput.h"
#include "services/backends/rest/SampleList.h"
#include "services/backends/scale/ScaleReader.h"
#include "services/core/ItemKey.h"
#include "services/core/JsonMembers.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QMap>
#include <QRegularExpression>
#include <QSet>

#include <limits>

// The evaluation itself carries no score: what its tasks said stands in each item's `data`, under the task's alias.

namespace assay {

namespace {

using Json = nlohmann::json;

constexpr int mostChoices = 20; ///< a text with more values than this is no verdict

struct Task {
    QString alias, type;
    Json configuration;
    bool generates = false;
};

/// What is known of one metric, and of the rows that have none.
struct Column {
    MetricTally tally;
    QMap<QString, qint64> choices; ///< how often each text was said
    qint64 said = 0;               ///< rows with such a text
};

QString qText(const Json &in) { return in.is_string() ? QString::fromStdString(in.get<std::string>()) : QString::fromUtf8(json::dump(in)); }

const Json &member(const Json &in, const std::string &name)
{
    static const Json none;
    const auto it = in.is_object() ? in.find(name) : in.end();
    return in.is_object() && it != in.end() ? *it : none;
}

Json parsed(const QByteArray &text) { return Json::parse(text.begin(), text.end(), nullptr, false); }

const Json &tasksOf(const Json &custom) { return member(member(custom, "scale"), "tasks"); }

class Reading {
public:
    Reading(const Job &job, const QByteArray &schema)
    {
        const Json custom = parsed(job.custom.text);
        for (const Json &one : tasksOf(custom)) {
            Task task{qText(member(one, "alias")), qText(member(one, "task_type")), member(one, "configuration"), false};
            if (!member(one, "alias").is_string())
                task.alias = task.type;
            static const QStringList makers{QStringLiteral("chat_completion"), QStringLiteral("inference"), QStringLiteral("application_variant"), QStringLiteral("agentex_output")};
            task.generates = makers.contains(task.type);
            m_tasks << task;
        }
        if (m_tasks.isEmpty())
            readSchema(parsed(schema));
        for (const Task &task : std::as_const(m_tasks)) {
            if (task.type == QLatin1String("metric") && m_target.isEmpty())
                m_target = columnOf(member(task.configuration, "reference"));
            if (task.type == QLatin1String("metric") && m_answer.isEmpty())
                m_answer = columnOf(member(task.configuration, "candidate"));
            if (task.generates && m_made.isEmpty())
                m_made = task.alias;
        }
        if (!m_made.isEmpty())
            m_answer = m_made;
    }

    void add(const Json &item, ScaleContent &out)
    {
        const Json &data = member(item, "data");
        Sample sample;
        sample.prompt = promptOf(data);
        if (const Json &answer = member(data, m_answer.toStdString()); !m_answer.isEmpty() && !answer.is_null())
            sample.response = qText(answer);
        if (const Json &target = member(data, m_target.toStdString()); !m_target.isEmpty() && !target.is_null())
            sample.target = qText(target);
        const QString row = member(item, "dataset_item_id").is_string() ? qText(member(item, "dataset_item_id")) : QString();
        sample.itemKey = itemKey(row, json::canonicalJson(itemInput(askedOf(data))), json::canonicalJson(member(data, m_target.toStdString())));
        Json scores = Json::object();
        for (const Task &task : std::as_const(m_tasks)) {
            if (!task.generates)
                addValue(task.alias, member(data, task.alias.toStdString()), scores, sample, 0);
        }
        sample.scores = {json::dump(scores)};
        Json rest = inputsOf(data);
        rest.erase(m_target.toStdString());
        rest["id"] = member(item, "id");
        addStatuses(item, sample, rest);
        sample.metadata = {json::dump(rest)};
        out.samples << sample;
    }

    void finish(ScaleContent &out)
    {
        QList<JsonMember> metrics, known;
        const auto put = [&](const QString &name, double value, const MetricTally &tally) {
            metrics.append({name, jsonText(value)});
            known.append({name, tally.info()});
        };
        for (const QString &name : std::as_const(m_order)) {
            const Column &column = m_columns[name];
            if (column.tally.n > 0)
                put(name, column.tally.mean(), column.tally);
            if (column.choices.size() > mostChoices)
                continue;
            for (auto it = column.choices.cbegin(); it != column.choices.cend(); ++it) {
                MetricTally share;
                share.n = column.said;
                share.sum = share.sumOfSquares = double(it.value());
                put(name + QLatin1Char('/') + it.key(), share.mean(), share);
            }
        }
        out.primaryMetric = m_primary;
        out.result.metrics = jsonObject(metrics);
        const JsonText config = jsonObject({{QStringLiteral("harness"), jsonText(QStringLiteral("scale-gp"))}, {QStringLiteral("items"), {QByteArray::number(out.samples.size())}}});
        out.result.additionalInfo = jsonObject({{QStringLiteral("assay"), jsonObject({{QStringLiteral("config"), config}, {QStringLiteral("metrics"), jsonObject(known)}})}});
        QStringList warnings;
        const auto count = [](qint64 number) { return int(std::min<qint64>(number, std::numeric_limits<int>::max())); };
        const int rows = count(out.samples.size()), skipped = count(m_skipped), pending = count(m_pending);
        if (m_failed > 0)
            warnings << QCoreApplication::translate("assay", "%1 of %n row(s) have errors; means are over the rows that have a result.", nullptr, rows).arg(m_failed);
        if (m_skipped > 0)
            warnings << QCoreApplication::translate("assay", "%n result(s) of tasks were skipped.", nullptr, skipped);
        if (m_pending > 0)
            warnings << QCoreApplication::translate("assay", "%n result(s) of tasks are pending and may still come.", nullptr, pending);
        out.warning = warnings.join(QLatin1Char(' '));
        out.pending = m_pending;
    }

private:
    /// What the service says of each task on a row: its errors, and in one word how far the row is, worst first.
    void addStatuses(const Json &item, Sample &sample, Json &rest)
    {
        QStringList errors;
        const Json &told = member(item, "task_errors");
        for (const auto &[alias, error] : told.items())
            errors << QStringLiteral("%1: %2").arg(QString::fromStdString(alias), qText(member(error, "message")));
        QSet<QString> words;
        for (const auto &[alias, status] : member(item, "task_result_statuses").items()) {
            const QString word = qText(status);
            words << word;
            m_skipped += word == QLatin1String("skipped");
            m_pending += word == QLatin1String("pending");
            if (word == QLatin1String("errored") && member(told, alias).is_null())
                errors << QCoreApplication::translate("assay", "%1: an error that the service does not explain").arg(QString::fromStdString(alias));
        }
        if (!errors.isEmpty())
            sample.error = errors.join(QStringLiteral("; "));
        m_failed += !errors.isEmpty();
        for (const char *word : {"errored", "pending", "skipped", "prefilled", "completed"}) {
            if (words.contains(QLatin1String(word))) {
                rest["task_status"] = word;
                break;
            }
        }
    }

    /// Where the tasks are not told, the numbers among the results are metrics.
    void readSchema(const Json &schema)
    {
        for (const Json &field : member(schema, "fields")) {
            const QString name = qText(member(field, "field_name")).section(QLatin1Char('.'), 0, 0);
            const bool made = member(field, "source") == "task_result_cache";
            const bool is = member(field, "data_type") == "number" || member(field, "data_type") == "boolean";
            const bool there = std::any_of(m_tasks.cbegin(), m_tasks.cend(), [&name](const Task &task) { return task.alias == name; });
            if (made && is && !there)
                m_tasks << Task{name, {}, {}, false};
        }
    }

    /// "item.expected" names a column; anything else none.
    static QString columnOf(const Json &locator)
    {
        const QString text = locator.is_string() ? qText(locator) : QString();
        return text.startsWith(QLatin1String("item.")) ? text.mid(5).section(QLatin1Char('.'), 0, 0) : QString();
    }

    Json inputsOf(const Json &data) const
    {
        Json inputs = data.is_object() ? data : Json::object();
        for (const Task &task : m_tasks)
            inputs.erase(task.alias.toStdString());
        return inputs;
    }

    /// What identifies a row beside its target. One column alone is its value, as other services name the same item.
    Json askedOf(const Json &data) const
    {
        Json asked = inputsOf(data);
        asked.erase(m_target.toStdString());
        if (!m_answer.isEmpty())
            asked.erase(m_answer.toStdString()); // an answer that stands in the rows differs from model to model
        return asked.size() == 1 ? asked.begin().value() : asked;
    }

    static QString filledIn(const QString &text, const Json &data)
    {
        static const QRegularExpression place(QStringLiteral("\\{\\{\\s*item\\.([^}\\s.]+)\\s*\\}\\}"));
        if (text.startsWith(QLatin1String("item.")) && data.contains(text.mid(5).toStdString()))
            return qText(member(data, text.mid(5).toStdString()));
        QString out;
        qsizetype from = 0;
        for (auto it = place.globalMatch(text); it.hasNext();) {
            const auto match = it.next();
            const Json &value = member(data, match.captured(1).toStdString());
            out += text.mid(from, match.capturedStart() - from) + (value.is_null() ? match.captured() : qText(value));
            from = match.capturedEnd();
        }
        return out + text.mid(from);
    }

    /// What the model was sent, where that can be told; else the row's own columns.
    QString promptOf(const Json &data) const
    {
        for (const Task &task : m_tasks) {
            const Json &messages = member(task.configuration, "messages");
            if (!task.generates || !messages.is_array() || messages.empty())
                continue;
            QStringList paragraphs;
            for (const Json &message : messages) {
                const QString text = filledIn(qText(member(message, "content")), data);
                paragraphs << (messages.size() == 1 ? text : QStringLiteral("%1: %2").arg(qText(member(message, "role")), text));
            }
            return paragraphs.join(QStringLiteral("\n\n"));
        }
        return qText(askedOf(data));
    }

    void addValue(const QString &name, const Json &value, Json &scores, Sample &sample, int depth)
    {
        if (value.is_null() || depth > 4)
            return;
        if (value.is_object()) {
            for (const auto &[inner, one] : value.items())
                addValue(name + QLatin1Char('.') + QString::fromStdString(inner), one, scores, sample, depth + 1);
            return;
        }
        if (value.is_array())
            return;
        if (!m_columns.contains(name))
            m_order << name;
        Column &column = m_columns[name];
        if (value.is_string()) {
            ++column.said;
            if (column.choices.size() <= mostChoices)
                ++column.choices[qText(value)];
        } else {
            const double number = value.is_boolean() ? double(value.get<bool>()) : value.get<double>();
            column.tally.add(number);
            if (m_primary.isEmpty())
                m_primary = name;
            if (name == m_primary)
                sample.score = number;
        }
        scores[name.toStdString()] = {{"score", value.is_boolean() ? Json(int(value.get<bool>())) : value}};
    }

    QList<Task> m_tasks;
    QString m_target, m_answer, m_made, m_primary;
    QStringList m_order;
    QHash<QString, Column> m_columns;
    qint64 m_failed = 0;                ///< rows
    qint64 m_skipped = 0, m_pending = 0; ///< results
};

} // namespace

bool tellsTasks(const Job &job) { return !tasksOf(parsed(job.custom.text)).empty(); }

ScaleContent scaleContent(const Job &job, const QList<JsonText> &items, const QByteArray &schema)
{
    ScaleContent out;
    out.result.id = job.benchmarks.value(0).id;
    out.result.providerId = scaleProvider();
    out.result.benchmarkIndex = 0;
    Reading reading(job, schema);
    for (const JsonText &item : items)
        reading.add(parsed(item.text), out);
    numberSamples(out.samples);
    reading.finish(out);
    return out;
}

} // namespace assay
