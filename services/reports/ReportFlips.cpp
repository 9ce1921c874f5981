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

} // namespace

ReportFlips reportFlips(const QString &benchmark, const QString &modelA, const ScoreColumns &a, const QString &modelB,
                        const ScoreColumns &b, int shown)
{
    const Flips found = flips(a, b);
    ReportFlips out;
    out.benchmarkId = benchmark;
    out.modelA = modelA;
    out.modelB = modelB;
    out.gained = found.gained;
    out.lost = found.lost;
    out.bothRight = found.bothRight;
    out.bothWrong = found.bothWrong;
    out.pValue = found.pValue;
    for (const auto &[keys, items] : {std::pair(&found.gainedItems, &out.gainedItems), std::pair(&found.lostItems, &out.lostItems)}) {
        for (const auto &[key, repeat] : keys->mid(0, shown)) {
            ReportItem item;
            item.key = key;
            item.repeat = repeat;
            items->append(item);
        }
    }
    return out;
}

void addTexts(ReportFlips &flips, const QList<Sample> &a, const QList<Sample> &b)
{
    QHash<QPair<QString, int>, const Sample *> inA, inB;
    for (const Sample &sample : a)
        inA.insert({sample.itemKey, sample.repeat}, &sample);
    for (const Sample &sample : b)
        inB.insert({sample.itemKey, sample.repeat}, &sample);
    for (QList<ReportItem> *items : {&flips.gainedItems, &flips.lostItems}) {
        for (ReportItem &item : *items) {
            const Sample *one = inA.value({item.key, item.repeat}), *other = inB.value({item.key, item.repeat});
            if (one) {
                item.prompt = ownPart(one->prompt);
                item.target = one->target;
                item.responseA = one->response;
            }
            if (other)
                item.responseB = other->response;
        }
    }
}

ScoreColumns scoreColumns(const QList<Sample> &samples)
{
    ScoreColumns out;
    for (const Sample &sample : samples) {
        out.itemKeys.append(sample.itemKey);
        out.repeats.append(sample.repeat);
        out.scores.append(sample.score);
    }
    return out;
}

} // namespace assay::reports
