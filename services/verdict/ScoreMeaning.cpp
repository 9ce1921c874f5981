#include "services/verdict/ScoreMeaning.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace assay {

std::optional<ScoreMeaning> scoreMeaning(const ScoreColumns &columns, double value)
{
    double sum = 0;
    qsizetype scored = 0;
    for (const auto &score : columns.scores) {
        if (score && std::isfinite(*score)) {
            sum += *score;
            ++scored;
        }
    }
    if (scored == 0)
        return std::nullopt;
    const double among = sum / static_cast<double>(scored), overAll = sum / static_cast<double>(columns.scores.size());
    for (const double scale : { 1.0, 100.0 }) {
        const double rounding = 0.0005 * std::max(scale, std::abs(value)); // as files keep three digits
        const bool leftOut = std::abs(among * scale - value) <= rounding, zero = std::abs(overAll * scale - value) <= rounding;
        if (leftOut && zero)
            return ScoreMeaning { scale, std::nullopt };
        if (leftOut || zero)
            return ScoreMeaning { scale, leftOut ? MissingScores::LeftOut : MissingScores::Zero };
    }
    return std::nullopt;
}

SharedMeaning sharedMeaning(const std::optional<ScoreMeaning> &was, double valueBefore, const std::optional<ScoreMeaning> &is, double valueAfter)
{
    using Kind = SharedMeaning::Kind;
    if (!was || !is)
        return {};
    SharedMeaning out;
    out.scale = valueBefore == 0 ? is->scale : was->scale;
    out.missing = was->missing.value_or(is->missing.value_or(MissingScores::LeftOut));
    if (valueBefore != 0 && valueAfter != 0 && was->scale != is->scale)
        out.kind = Kind::OtherScale;
    else if (was->missing && is->missing && *was->missing != *is->missing)
        out.kind = Kind::OtherMissing;
    else
        out.kind = Kind::Same;
    return out;
}

QString unpairedText(SharedMeaning::Kind kind, bool known)
{
    if (kind == SharedMeaning::Kind::Same)
        return QCoreApplication::translate("assay", "The two runs share too few items to pair them.");
    if (kind == SharedMeaning::Kind::OtherMissing)
        return QCoreApplication::translate("assay",
            "One of the two runs counts items without a score as 0 and the other leaves them out, so the items are not paired.");
    return known ? QCoreApplication::translate("assay", "The items' scores are of another metric, so the items are not paired.")
                 : QCoreApplication::translate("assay", "The items' scores are not known, so the items are not paired.");
}

QString leftOutText(int items, double apart, double difference)
{
    const QString text = QCoreApplication::translate(
        "assay", "%n item(s) without a score in one of the two runs are left out of the difference.", nullptr, items);
    if (apart * difference >= 0)
        return text;
    return QCoreApplication::translate("assay", "%1 Over the others it goes the other way than the two values do.").arg(text);
}

} // namespace assay
