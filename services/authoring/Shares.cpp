#include "services/authoring/Shares.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay {

namespace {

constexpr qint64 whole = 10'000; ///< hundredths of a percent

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }
Error invalid(const QString &sentence) { return {Error::Kind::Invalid, sentence, {}, {}}; }
QString percentText(qint64 hundredths) { return QLocale().toString(double(hundredths) / 100, 'g', 6); }
qint64 hundredthsOf(double percent) { return std::llround(percent * 100); }

/// Parts of `total` in the ratio of `shares`, each at least 1: what is left by rounding goes to those that lost most.
QList<qint64> parted(const QList<double> &shares, qint64 total)
{
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    QList<qint64> parts;
    QList<std::pair<double, qsizetype>> losses;
    qint64 given = 0;
    for (qsizetype i = 0; i < shares.size(); ++i) {
        const double exact = shares.at(i) / sum * double(total);
        parts << std::max<qint64>(1, qint64(std::floor(exact)));
        losses.append({exact - double(parts.last()), i});
        given += parts.last();
    }
    std::ranges::stable_sort(losses, std::greater<>(), &std::pair<double, qsizetype>::first);
    for (qsizetype at = 0; given < total; at = (at + 1) % losses.size(), ++given)
        ++parts[losses.at(at).second];
    while (given > total) { // the least were lifted to 1
        --*std::ranges::max_element(parts);
        --given;
    }
    return parts;
}

} // namespace

QList<double> sharesOf(const QList<double> &weights)
{
    QList<double> shares;
    double sum = 0;
    for (const double weight : weights) {
        shares << (weight > 0 ? weight : 1);
        sum += shares.last();
    }
    for (double &share : shares)
        share *= 100 / sum;
    return shares;
}

Result<QList<double>> withShares(const QList<double> &weights, const QList<bool> &locked, const QList<int> &rows, double percent)
{
    const QList<double> shares = sharesOf(weights);
    const qint64 wanted = hundredthsOf(percent);
    if (!std::isfinite(percent) || wanted < 1 || wanted > whole)
        return invalid(tr("A share is more than 0 and at most 100 %."));
    QList<qint64> parts(weights.size(), 0);
    QList<double> freeShares;
    QList<qsizetype> freeRows;
    qint64 rest = whole, kept = 0;
    for (qsizetype i = 0; i < weights.size(); ++i) {
        if (rows.contains(int(i))) {
            parts[i] = wanted;
        } else if (locked.value(i)) {
            parts[i] = hundredthsOf(shares.at(i));
            kept += parts.at(i);
        } else {
            freeShares << shares.at(i);
            freeRows << i;
        }
        rest -= parts.at(i);
    }
    if (freeRows.isEmpty() && rest != 0)
        return invalid(kept > 0 ? tr("All other shares are locked at %1 % together: unlock one that may change.").arg(percentText(kept))
                                : tr("Nothing is left that could take the rest of 100 %."));
    if (rest < freeRows.size())
        return invalid(tr("At most %1 % is free here: %2 % is locked, and every other benchmark keeps a share.")
                           .arg(percentText((whole - kept - qint64(freeRows.size())) / std::max<qint64>(1, rows.size())), percentText(kept)));
    if (!freeRows.isEmpty()) {
        const QList<qint64> split = parted(freeShares, rest);
        for (qsizetype i = 0; i < freeRows.size(); ++i)
            parts[freeRows.at(i)] = split.at(i);
    }
    QList<double> result;
    for (const qint64 part : parts)
        result << double(part) / 100;
    return result;
}

} // namespace assay
