#include "services/reports/ReportBuilder.h"

#include <QHash>

namespace assay::reports {

namespace {

/// The item's own part of a prompt: the worked examples before it are the same for all.
QString ownPart(const QString &prompt)
{
    const qsizetype user = prompt.lastIndexOf(QLatin1String("user: "));
    return user < 0 ? prompt : prompt.mid(user + 6).trimmed();
}

ScoreColumns columns(const QList<Sample> &samples)
{
    ScoreColumns out;
    for (const Sample &sample : samples) {
        out.itemKeys.append(sample.itemKey);
        out.repeats.append(sample.repeat);
        out.scores.append(sample.score);
    }
    return out;
}

} // namespace

ReportFlips reportFlips(const QString &benchmark, const QString &modelA, const QList<Sample> &a, const QString &modelB,
                        const QList<Sample> &b, int shown)
{
    const Flips found = flips(columns(a), columns(b));
    ReportFlips out;
    out.benchmarkId = benchmark;
    out.modelA = modelA;
    out.modelB = modelB;
    out.gained = found.gained;
    out.lost = found.lost;
    out.bothRight = found.bothRight;
    out.bothWrong = found.bothWrong;
    out.pValue = found.pValue;
    QHash<QPair<QString, int>, const Sample *> inA, inB;
    for (const Sample &sample : a)
        inA.insert({sample.itemKey, sample.repeat}, &sample);
    for (const Sample &sample : b)
        inB.insert({sample.itemKey, sample.repeat}, &sample);
    const auto items = [&](const QList<QPair<QString, int>> &keys) {
        QList<ReportItem> list;
        for (const auto &key : keys.mid(0, shown)) {
            const Sample *one = inA.value(key), *other = inB.value(key);
            if (one && other)
                list.append({key.first, ownPart(one->prompt), one->target, one->response, other->response});
        }
        return list;
    };
    out.gainedItems = items(found.gainedItems);
    out.lostItems = items(found.lostItems);
    return out;
}

} // namespace assay::reports
