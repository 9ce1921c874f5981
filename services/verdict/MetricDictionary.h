#pragma once

#include "services/core/Result.h"
#include "services/verdict/MetricInfo.h"

#include <QList>
#include <QRegularExpression>
#include <QStringList>

namespace assay {

/// A table from metric names to what they mean, in order: the first entry that fits a name counts. A value; any thread.
class MetricDictionary {
public:
    struct Entry {
        QStringList names; ///< lower case, exact
        QString pattern; ///< a regular expression over the whole name, lower case; empty: names only
        MetricInfo info;
        bool operator==(const Entry &) const = default;
    };

    /// The dictionary that comes with the program (resources/metrics/metrics.json).
    static const MetricDictionary &seed();

    /// Reads {"metrics": [{names | pattern, unit, range, direction, decimals, suffix, interval, title}]} from JSON (a
    /// YAML file goes through json::yamlToJson() first). Error::Invalid names the entry, the field and the fix.
    static Result<MetricDictionary> parse(const QByteArray &json);

    /// Why an entry cannot be used: Error::Invalid, one sentence that names it, the field (also in `detail`) and the fix.
    static std::optional<Error> check(const Entry &entry);
    static MetricDictionary of(const QList<Entry> &entries);
    /// As parse() reads it.
    static QByteArray toJson(const QList<Entry> &entries);

    /// This dictionary with other's entries before its own: what a user's file says goes first. One about exactly the same names and
    /// pattern as one of ours takes its place instead, so that it is asked when that one was.
    MetricDictionary mergedWith(const MetricDictionary &other) const;

    /// `known` is false when no entry fits. Looks at the name itself and at its base: "acc_norm" of "acc_norm,none",
    /// "accuracy" of "choice/accuracy".
    MetricInfo find(const QString &name) const;

    const QList<Entry> &entries() const { return m_entries; }

private:
    void append(const Entry &entry);

    QList<Entry> m_entries;
    QList<QRegularExpression> m_patterns; ///< of the entry with the same index
};

/// What metricInfo() asks: the seed until setMetricDictionary() gave another. Any thread.
MetricDictionary metricDictionary();
void setMetricDictionary(const MetricDictionary &dictionary);

/// "acc_norm" of "acc_norm,none"; "accuracy" of "choice/accuracy"; lower case.
QString metricBaseName(const QString &name);

} // namespace assay
