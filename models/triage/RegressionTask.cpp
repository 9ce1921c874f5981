#include "models/triage/RegressionTask.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace assay {

namespace {

/// What a chat was asked, when it was one question, perhaps with a system message before it.
struct Question {
    bool chat = false;
    QString system, text;
};

/// Prompts of chats are kept as "role: text" paragraphs.
Question questionOf(const QString &prompt)
{
    static const QRegularExpression form(QStringLiteral("^(?:system: (.*?)\\n\\n)?user: (.*)$"), QRegularExpression::DotMatchesEverythingOption);
    const auto match = form.match(prompt);
    static const QRegularExpression more(QStringLiteral("\\n\\n(?:assistant|user): "));
    if (!match.hasMatch() || match.captured(2).contains(more))
        return {false, {}, prompt};
    return {true, match.captured(1), match.captured(2)};
}

struct Rows {
    QJsonArray rows;
    bool chat = true; ///< all of them were one question each, under one system message
    QString system;
};

Rows rowsOf(const QList<RegressionItem> &kept)
{
    Rows out;
    QHash<QString, RegressionItem> byId; // the one that was added last
    QStringList order;
    for (const RegressionItem &item : usableItems(kept)) {
        const QString key = item.key.itemKey.startsWith(QLatin1String("id:")) ? item.key.itemKey.mid(3) : item.key.itemKey;
        const QString id = item.benchmarkId + QLatin1Char('/') + key;
        if (!byId.contains(id))
            order << id;
        byId.insert(id, item);
    }
    if (order.isEmpty())
        return out;
    out.system = questionOf(byId.value(order.first()).sample.prompt).system;
    for (const QString &id : order) {
        const Question question = questionOf(byId.value(id).sample.prompt);
        out.chat = out.chat && question.chat && question.system == out.system;
    }
    for (const QString &id : order) {
        const RegressionItem item = byId.value(id);
        out.rows.append(QJsonObject{{QStringLiteral("id"), id},
                                    {QStringLiteral("input"), out.chat ? questionOf(item.sample.prompt).text : item.sample.prompt},
                                    {QStringLiteral("target"), item.sample.target},
                                    {QStringLiteral("from_benchmark"), item.benchmarkId},
                                    {QStringLiteral("from_run"), item.place.jobId},
                                    {QStringLiteral("item_key"), item.key.itemKey}});
    }
    return out;
}

} // namespace

QList<RegressionItem> usableItems(const QList<RegressionItem> &items)
{
    QList<RegressionItem> out;
    std::copy_if(items.begin(), items.end(), std::back_inserter(out),
                 [](const RegressionItem &item) { return !item.sample.prompt.isEmpty() && !item.sample.target.isEmpty() && item.sample.cutBytes == 0; });
    return out;
}

QByteArray regressionLines(const QList<RegressionItem> &items)
{
    QByteArray out;
    for (const QJsonValue &row : rowsOf(items).rows)
        out += QJsonDocument(row.toObject()).toJson(QJsonDocument::Compact) + '\n';
    return out;
}

QByteArray regressionTask(const QList<RegressionItem> &items, const QString &id, const QString &name, const QString &scorer)
{
    const Rows rows = rowsOf(items);
    QJsonObject prompt{{QStringLiteral("kind"), rows.chat ? QStringLiteral("chat") : QStringLiteral("completion")},
                       {QStringLiteral("template"), QStringLiteral("{{input}}")}};
    if (rows.chat && !rows.system.isEmpty())
        prompt.insert(QStringLiteral("system"), rows.system);
    const QJsonObject task{
        {QStringLiteral("id"), id},
        {QStringLiteral("name"), name},
        {QStringLiteral("description"), QStringLiteral("Regression set: samples kept while looking through runs.")},
        {QStringLiteral("category"), QStringLiteral("regression")},
        {QStringLiteral("tags"), QJsonArray{QStringLiteral("regression")}},
        {QStringLiteral("dataset"), QJsonObject{{QStringLiteral("rows"), rows.rows}}},
        {QStringLiteral("fields"), QJsonObject{{QStringLiteral("id"), QStringLiteral("id")}, {QStringLiteral("input"), QStringLiteral("input")},
                                               {QStringLiteral("target"), QStringLiteral("target")}}},
        {QStringLiteral("prompt"), prompt},
        {QStringLiteral("scoring"), QJsonArray{QJsonObject{{QStringLiteral("function"), scorer},
                                                           {QStringLiteral("aggregations"), QJsonArray{QStringLiteral("accuracy")}}}}},
        {QStringLiteral("primary_score"), QJsonObject{{QStringLiteral("metric"), QStringLiteral("accuracy")}, {QStringLiteral("lower_is_better"), false}}},
        {QStringLiteral("metrics"), QJsonArray{QStringLiteral("accuracy")}}};
    return QJsonDocument(task).toJson(); // JSON is YAML
}

QString taskIdFrom(const QString &name)
{
    static const QRegularExpression others(QStringLiteral("[^a-z0-9]+"));
    QString id = name.normalized(QString::NormalizationForm_D).toLower();
    id.remove(QRegularExpression(QStringLiteral("\\p{M}+"), QRegularExpression::UseUnicodePropertiesOption));
    id.replace(others, QStringLiteral("-"));
    while (id.startsWith(QLatin1Char('-')))
        id.remove(0, 1);
    id = id.left(80);
    while (id.endsWith(QLatin1Char('-')))
        id.chop(1);
    return id;
}

} // namespace assay
