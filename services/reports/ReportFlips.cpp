#include "services/reports/ReportBuilder.h"

#include "services/verdict/Flips.h"

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

std::optional<ReportFlips> reportFlips(const RunComparison &comparison, const ComparedRow &row, int run, const ScoreColumns &a,
                                       const ScoreColumns &b, int shown)
{
    const ComparedCell &cell = row.cells.at(run);
    const auto counted = flips(a, b, rightRule(row.metric, row.lowerIsBetter), cell.missing);
    if (!counted)
        return std::nullopt;
    const Flips &found = *counted;
    ReportFlips out;
    out.benchmarkId = row.id;
    out.modelA = comparison.names.at(comparison.baseline);
    out.modelB = comparison.names.at(run);
    out.gained = found.gained;
    out.lost = found.lost;
    out.bothRight = found.bothRight;
    out.bothWrong = found.bothWrong;
    out.level = comparison.level;
    // One finding in the whole report: that of the difference.
    if (cell.comparison && cell.basis == ComparedCell::Basis::Paired) {
        out.pValue = cell.comparison->p();
        out.comparisons = cell.comparison->comparisons;
    }
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
