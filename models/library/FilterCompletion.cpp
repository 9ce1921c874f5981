#include "models/library/FilterCompletion.h"

#include "models/common/Words.h"
#include "models/jobs/JobFilterWords.h"
#include "models/jobs/JobListModel.h"

#include <QCoreApplication>

namespace assay {

namespace {

constexpr int mostCompletions = 12;

/// The values that a run has under a key.
QStringList valuesOf(const JobRow &row, const QString &key)
{
    if (key == QLatin1String("state"))
        return {stateFilterWord(row.state)};
    if (key == QLatin1String("verdict"))
        return {verdictFilterWord(row.verdict)};
    if (key == QLatin1String("model"))
        return {row.model};
    if (key == QLatin1String("collection"))
        return {row.collection};
    if (key == QLatin1String("connection"))
        return {row.connection};
    if (key == QLatin1String("name"))
        return {row.name};
    if (key == QLatin1String("benchmark"))
        return row.benchmarks;
    if (key == QLatin1String("provider"))
        return row.providers;
    return key == QLatin1String("tag") ? row.allTags() : QStringList();
}

QString titleOf(const QString &key, const QString &value)
{
    if (key == QLatin1String("state"))
        return stateText(stateWords(value).value_or(RunState::Unknown));
    if (key == QLatin1String("verdict"))
        return verdictName(verdictWords(value).value_or(Verdict::NotGated));
    return value;
}

/// The line without the parts of a key: what a facet counts in.
QString without(const QString &line, const QString &key)
{
    QStringList parts = filterParts(line);
    parts.removeIf([&key](const QString &part) { return part.startsWith(key + QLatin1Char(':'), Qt::CaseInsensitive); });
    return parts.join(QLatin1Char(' '));
}

QStringList valuesIn(const JobListModel &jobs, const QString &key)
{
    QSet<QString> all;
    for (int row = 0; row < jobs.rowCount(); ++row) {
        for (const QString &value : valuesOf(jobs.row(row), key))
            all.insert(value);
    }
    all.remove(QString());
    QStringList sorted(all.begin(), all.end());
    sorted.sort(Qt::CaseInsensitive);
    return sorted;
}

} // namespace

QStringList facetKeys()
{
    return {QStringLiteral("state"), QStringLiteral("verdict"), QStringLiteral("model"), QStringLiteral("collection"), QStringLiteral("connection"),
            QStringLiteral("tag")};
}

QString facetTitle(const QString &key)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("assay", text); };
    return key == QLatin1String("state")        ? tr("State")
         : key == QLatin1String("verdict")      ? tr("Verdict")
         : key == QLatin1String("model")        ? tr("Model")
         : key == QLatin1String("collection")   ? tr("Collection")
         : key == QLatin1String("connection")   ? tr("Connection")
                                                : tr("Tag");
}

QList<FacetCount> facetCounts(const JobListModel &jobs, const QString &line, const QString &key, qint64 nowMs)
{
    const JobFilter rest = JobFilter::parse(without(line, key), nowMs);
    QHash<QString, int> counts;
    for (int at = 0; at < jobs.rowCount(); ++at) {
        const JobRow &row = jobs.row(at);
        if (jobs.isHidden(row.id) || !rest.accepts(row, nowMs))
            continue;
        for (const QString &value : valuesOf(row, key)) {
            if (!value.isEmpty())
                ++counts[value];
        }
    }
    QList<FacetCount> all;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        all.append({it.key(), titleOf(key, it.key()), it.value()});
    std::sort(all.begin(), all.end(), [](const FacetCount &a, const FacetCount &b) { return a.count != b.count ? a.count > b.count : a.value < b.value; });
    return all;
}

int filterPartStart(const QString &line, int cursor)
{
    int start = 0;
    bool quoted = false;
    for (int i = 0; i < qMin(cursor, int(line.size())); ++i) {
        if (line.at(i) == QLatin1Char('"'))
            quoted = !quoted;
        else if (line.at(i).isSpace() && !quoted)
            start = i + 1;
    }
    return start;
}

QStringList filterCompletions(const JobListModel &jobs, const QString &line, int cursor)
{
    const int start = filterPartStart(line, cursor);
    const QString part = line.mid(start, cursor - start);
    const QString minus = part.startsWith(QLatin1Char('-')) ? QStringLiteral("-") : QString();
    const qsizetype colon = part.indexOf(QLatin1Char(':'));
    QStringList found;
    if (part.isEmpty())
        return found;
    if (colon < 0) {
        for (const QString &token : JobFilter::tokens()) {
            if (token.startsWith(part, Qt::CaseInsensitive) || (!minus.isEmpty() && (minus + token).startsWith(part, Qt::CaseInsensitive)))
                found << (token.startsWith(minus) ? token : minus + token);
        }
        return found;
    }
    const QString key = part.mid(minus.size(), colon - minus.size()).toLower();
    const QString typed = QString(part.mid(colon + 1)).remove(QLatin1Char('"'));
    const QStringList words = filterWordsOf(key);
    const QStringList dates{QStringLiteral("today"), QStringLiteral("yesterday"), QStringLiteral("-1d"), QStringLiteral("-7d"), QStringLiteral("-30d")};
    const bool date = key == QLatin1String("after") || key == QLatin1String("before");
    for (const QString &value : !words.isEmpty() ? words : date ? dates : valuesIn(jobs, key)) {
        if (value.contains(typed, Qt::CaseInsensitive) && found.size() < mostCompletions)
            found << minus + key + QLatin1Char(':') + quotedFilterValue(value);
    }
    return found;
}

} // namespace assay
