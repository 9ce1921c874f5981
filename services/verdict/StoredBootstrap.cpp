#include "services/verdict/StoredBootstrap.h"

#include "services/core/JsonMembers.h"

namespace assay {

namespace {

const QList<double> storedLevels { 0.8, 0.9, 0.95, 0.98, 0.99 };
constexpr std::size_t mostItems = 25000; // fifty million draws: a third of a second

} // namespace

JsonText storedBootstrap(const Values &values, const QList<int> &groups)
{
    const BootstrapOptions options;
    if (values.size() > mostItems)
        return {};
    const QList<Interval> intervals = bootstrapIntervals(values, groups, storedLevels, options);
    if (intervals.isEmpty())
        return {};
    QByteArray list;
    for (qsizetype i = 0; i < intervals.size(); ++i) {
        const JsonText one = jsonObject({ { QStringLiteral("level"), jsonText(storedLevels.at(i)) },
            { QStringLiteral("low"), jsonText(intervals.at(i).low) }, { QStringLiteral("high"), jsonText(intervals.at(i).high) } });
        list += (list.isEmpty() ? QByteArray() : QByteArray(",")) + one.text;
    }
    return jsonObject({ { QStringLiteral("seed"), { QByteArray::number(quint64(options.seed)) } },
        { QStringLiteral("resamples"), { QByteArray::number(options.resamples) } }, { QStringLiteral("intervals"), { '[' + list + ']' } } });
}

QList<LevelInterval> readBootstrap(const QVariantMap &stored)
{
    QList<LevelInterval> out;
    const QVariantList intervals = stored.value(QStringLiteral("intervals")).toList();
    for (const QVariant &one : intervals) {
        const QVariantMap map = one.toMap();
        bool level = false, low = false, high = false;
        const LevelInterval read { map.value(QStringLiteral("level")).toDouble(&level),
            { map.value(QStringLiteral("low")).toDouble(&low), map.value(QStringLiteral("high")).toDouble(&high) } };
        if (level && low && high && read.interval.low <= read.interval.high)
            out << read;
    }
    return out;
}

} // namespace assay
