#include "models/compare/HistoryDrop.h"

#include "services/verdict/Comparability.h"
#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <functional>

namespace assay {

namespace {

QString tr(const char *text, const char *comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("assay", text, comment, n);
}

/// From `from` to each of the others, after Holm over all of them; places whose uncertainty is not known are left out.
QHash<int, Comparison> comparisons(const QList<HistoryEntry> &entries, const QList<int> &places, const std::function<std::optional<Comparison>(const HistoryEntry &)> &make)
{
    QList<int> known;
    QList<Comparison> all;
    for (const int place : places) {
        if (const auto one = make(entries.at(place))) {
            known << place;
            all << *one;
        }
    }
    adjustForMany(all);
    QHash<int, Comparison> byPlace;
    for (qsizetype i = 0; i < known.size(); ++i)
        byPlace.insert(known.at(i), all.at(i));
    return byPlace;
}

bool isWorse(const QHash<int, Comparison> &all, int place)
{
    const auto one = all.constFind(place);
    return one != all.cend() && one->significant() && !one->better();
}

struct Ends {
    int good, bad;
    std::optional<Comparison> comparison; ///< of the two, corrected for all that were looked at; none: not known
};

/// The last good and the first bad one by their gates.
std::optional<Ends> byGate(const QList<HistoryEntry> &entries, const QList<int> &valued)
{
    if (entries.at(valued.last()).judged.verdict != Verdict::Fail)
        return std::nullopt;
    int bad = valued.last();
    for (qsizetype i = valued.size() - 2; i >= 0; --i) {
        const Verdict verdict = entries.at(valued.at(i)).judged.verdict;
        if (verdict == Verdict::Pass)
            return Ends{valued.at(i), bad, compareSummaries(entries.at(valued.at(i)).summary, entries.at(bad).summary)};
        if (verdict == Verdict::Fail)
            bad = valued.at(i);
    }
    return std::nullopt;
}

/// The last one that the newest is significantly worse than, and the first one after it that is.
std::optional<Ends> bySignificance(const QList<HistoryEntry> &entries, const QList<int> &valued)
{
    const HistoryEntry &newest = entries.at(valued.last());
    const auto toNewest = comparisons(entries, valued.mid(0, valued.size() - 1), [&](const HistoryEntry &one) { return compareSummaries(one.summary, newest.summary); });
    for (qsizetype i = valued.size() - 2; i >= 0; --i) {
        const int good = valued.at(i);
        if (!isWorse(toNewest, good))
            continue;
        const QList<int> later = valued.mid(i + 1);
        const auto fromGood = comparisons(entries, later, [&](const HistoryEntry &one) { return compareSummaries(entries.at(good).summary, one.summary); });
        for (const int bad : later) {
            if (isWorse(fromGood, bad))
                return Ends{good, bad, fromGood.value(bad)};
        }
        return Ends{good, valued.last(), toNewest.value(good)};
    }
    return std::nullopt;
}

QString named(const HistoryEntry &entry, const QLocale &locale)
{
    return tr("%1 (%2)", "a run, its score").arg(entry.run, formatMetric(entry.summary.name, *entry.summary.value, locale));
}

/// Whether the score fell, and how sure that is.
QStringList sizeText(const HistoryDrop &drop, const QLocale &locale)
{
    const QString good = named(drop.good(), locale), bad = named(drop.bad(), locale);
    QStringList out;
    if (drop.significant()) {
        out << (drop.runs.size() == 2 ? tr("The score fell from %1 to %2, the next run: by %3, %4.") : tr("The score fell between %1 and %2: by %3, %4."))
                   .arg(good, bad, amountText(drop.comparison->metric, drop.comparison->difference, locale), pValueText(drop.comparison->p(), locale));
    } else {
        out << tr("%1 passed its gate and %2 did not.").arg(good, bad);
        const auto was = drop.good().judged.gate, is = drop.bad().judged.gate;
        if (was && is && was->threshold != is->threshold) {
            out << tr("The gate was %1 then and %2 later.").arg(formatMetric(drop.good().summary.name, was->threshold, locale), formatMetric(drop.bad().summary.name, is->threshold, locale));
        }
        if (!drop.comparison)
            out << tr("How uncertain these scores are is not known, so this may be chance.");
        else if (drop.comparison->detectable)
            out << tr("The difference could be chance (%1), so no step is named: runs of this size show differences from about %2 on. More items would tell.")
                       .arg(pValueText(drop.comparison->p(), locale), amountText(drop.comparison->metric, *drop.comparison->detectable, locale));
        else
            out << tr("The difference could be chance (%1), so no step is named.").arg(pValueText(drop.comparison->p(), locale));
    }
    return out;
}

/// What lies between, and which run would tell more.
QStringList betweenText(const HistoryDrop &drop)
{
    QStringList out;
    const auto between = drop.runs.mid(1, drop.runs.size() - 2);
    const auto missing = int(std::ranges::count_if(between, [](const HistoryEntry &entry) { return !entry.hasValue(); }));
    const int unclear = int(between.size()) - missing;
    if (missing > 0)
        out << tr("%n run(s) between them have no result.", nullptr, missing);
    if (unclear > 0)
        out << tr("%n run(s) between them cannot be told from either.", nullptr, unclear);
    const HistoryEntry &middle = drop.runs.at(drop.toMake);
    out << (middle.hasValue() ? tr("To narrow it down, make %1 again with more items.") : tr("To narrow it down, make %1 again: its result halves what is left.")).arg(middle.run);
    return out;
}

/// What changed at the step, or over all of them.
QStringList causeText(const HistoryDrop &drop)
{
    const QList<ConfigDiffRow> changes = configChanges(drop.good().config, drop.bad().config);
    if (changes.isEmpty())
        return {tr("No setting that is known changed: look at what is not recorded, such as the model behind the same name, its server, or data without a revision.")};
    QStringList out{tr("What changed: %1.").arg(changesText(changes))};
    if (const QString reason = breakReason(drop.good().config, drop.bad().config); !reason.isEmpty())
        out << tr("With that the two did not measure the same thing.");
    if (drop.runs.size() == 2 && changes.size() > 1)
        out << tr("To tell the causes apart, make a run like %1 with only one of them changed.").arg(drop.good().run);
    return out;
}

} // namespace

QList<ConfigDiffRow> HistoryDrop::changes(int at) const
{
    return at > 0 ? configChanges(runs.at(at - 1).config, runs.at(at).config) : QList<ConfigDiffRow>();
}

std::optional<HistoryDrop> findDrop(const QList<HistoryEntry> &entries)
{
    QList<int> valued;
    for (int i = 0; i < entries.size(); ++i) {
        if (entries.at(i).hasValue())
            valued << i;
    }
    if (valued.size() < 2)
        return std::nullopt;
    HistoryDrop drop;
    auto ends = byGate(entries, valued);
    drop.byGate = ends.has_value();
    if (!ends)
        ends = bySignificance(entries, valued);
    if (!ends)
        return std::nullopt;
    drop.runs = entries.mid(ends->good, ends->bad - ends->good + 1);
    drop.comparison = ends->comparison;
    if (drop.runs.size() > 2)
        drop.toMake = int(drop.runs.size() - 1) / 2;
    return drop;
}

QString dropText(const std::optional<HistoryDrop> &drop, int results, const QLocale &locale)
{
    if (!drop)
        return results < 2 ? tr("Two runs with a result are needed to look for a drop.")
                           : tr("No drop: the newest run is not worse than an earlier one by more than chance.");
    QStringList out = sizeText(*drop, locale);
    if (!drop->significant() && drop->comparison)
        return out.join(QLatin1Char(' ')); // nothing to look for
    if (drop->toMake >= 0)
        out << betweenText(*drop);
    out << causeText(*drop);
    return out.join(QLatin1Char(' '));
}

QString changesText(const QList<ConfigDiffRow> &changes)
{
    QStringList parts;
    for (const ConfigDiffRow &row : changes) {
        const auto value = [&row](int at) {
            const QString &text = row.values.at(at);
            return text.isEmpty() ? tr("not known") : text.size() > 24 ? text.left(12) + QStringLiteral("…") : text;
        };
        parts << tr("%1: %2 → %3", "a setting, its value before and after").arg(row.key, value(0), value(1));
    }
    return parts.join(QStringLiteral("; "));
}

} // namespace assay
