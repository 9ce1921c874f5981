#include "services/verdict/Cost.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay {

namespace {

constexpr double million = 1e6;

/// Parts of a pattern one after the other, each as early as it comes: no pattern takes long.
bool fits(const QString &pattern, const QString &model)
{
    const QStringList parts = pattern.split(u'*');
    if (parts.size() == 1)
        return pattern.compare(model, Qt::CaseInsensitive) == 0;
    if (!model.startsWith(parts.first(), Qt::CaseInsensitive))
        return false;
    qsizetype at = parts.first().size();
    for (qsizetype part = 1; part + 1 < parts.size(); ++part) {
        const qsizetype found = model.indexOf(parts.at(part), at, Qt::CaseInsensitive);
        if (found < 0)
            return false;
        at = found + parts.at(part).size();
    }
    return model.size() - at >= parts.last().size() && model.endsWith(parts.last(), Qt::CaseInsensitive);
}

/// A name goes before every pattern, a longer pattern before a shorter one.
std::pair<bool, qsizetype> specificity(const ModelPrice &price)
{
    const qsizetype stars = price.model.count(u'*');
    return { stars == 0, price.model.size() - stars };
}

bool isRecorded(const ModelTarget &model)
{
    return model.url.startsWith(QLatin1String("recorded:"));
}

QString priceText(double price)
{
    return QLocale().toString(price, 'f', QLocale::FloatingPointShortest);
}

QString basisOf(const ModelPrice &price)
{
    return QCoreApplication::translate("assay", "%1: %2 %4 a million prompt tokens, %3 %4 a million answer tokens.")
        .arg(price.model, priceText(*price.prompt), priceText(*price.completion), price.currency);
}

void addOnce(QStringList &list, const QString &text)
{
    if (!list.contains(text))
        list << text;
}

std::optional<double> finite(const QVariantMap &map, const char *name)
{
    const QVariant value = map.value(QLatin1String(name));
    switch (value.typeId()) {
    case QMetaType::Double:
    case QMetaType::Int:
    case QMetaType::LongLong:
    case QMetaType::ULongLong: break;
    default: return std::nullopt;
    }
    const double number = value.toDouble();
    return std::isfinite(number) && number >= 0 ? std::optional(number) : std::nullopt;
}

void addResult(RunTokens &sum, const BenchmarkResult &result)
{
    const QVariantMap notes = result.additionalInfo.toVariantMap().value(QStringLiteral("assay")).toMap();
    const QVariantMap counted = notes.value(QStringLiteral("tokens")).toMap();
    const std::optional<double> prompt = finite(counted, "prompt"), completion = finite(counted, "completion");
    const QString answers = notes.value(QStringLiteral("answers")).toString();
    sum.recorded = sum.recorded || answers == QLatin1String("recorded") || answers == QLatin1String("stored");
    sum.judged = sum.judged || !notes.value(QStringLiteral("judges")).toList().isEmpty();
    if (!prompt && !completion) {
        ++sum.untold;
        return;
    }
    ++sum.told;
    sum.prompt += prompt.value_or(0);
    sum.completion += completion.value_or(0);
    const double scored = finite(notes, "samples").value_or(0);
    sum.requests += scored;
    sum.unknownItems += finite(notes, "errors").value_or(0);
    // Engines before this number came told of all tokens that they knew: nothing says that some were missing.
    if (const auto known = finite(counted, "answers"))
        sum.unknownItems += std::max(0.0, scored - *known);
}

} // namespace

const ModelPrice *priceFor(const QList<ModelPrice> &prices, const QString &model)
{
    const ModelPrice *best = nullptr;
    for (const ModelPrice &price : prices) {
        if (price.isComplete() && fits(price.model, model) && (!best || specificity(price) > specificity(*best)))
            best = &price;
    }
    return best;
}

Cost plannedCost(const Estimate &estimate, const ModelTarget &model, const QList<ModelPrice> &prices)
{
    Cost cost;
    cost.estimated = true;
    if (isRecorded(model)) {
        cost.recorded = true;
        cost.bases << QCoreApplication::translate("assay", "The answers are recorded; no model is asked.");
        return cost;
    }
    const ModelPrice *price = priceFor(prices, model.name);
    if (!price) {
        cost.missing = model.name.isEmpty(); // nobody is chosen yet
        if (!cost.missing)
            cost.unpriced << model.name;
        return cost;
    }
    cost.bases << basisOf(*price);
    for (const BenchmarkEstimate &one : estimate.benchmarks) {
        if (!one.tokens.value || !one.requests.value) {
            cost.missing = true;
            continue;
        }
        const double share = one.promptShare.value_or(*price->prompt >= *price->completion ? 1 : 0);
        double amount = *one.tokens.value * (share * *price->prompt + (1 - share) * *price->completion) / million;
        amount += *one.requests.value * price->request.value_or(0);
        cost.amounts[price->currency] += amount;
        if (!one.promptShare && *price->prompt != *price->completion)
            addOnce(cost.bases,
                QCoreApplication::translate("assay",
                    "Where no earlier run tells prompt from answer, all tokens are taken at the higher price."));
        cost.assumed = cost.assumed || one.tokens.assumed || (!one.promptShare && *price->prompt != *price->completion);
    }
    return cost;
}

Cost costTogether(const QList<Cost> &costs)
{
    Cost sum;
    sum.recorded = !costs.isEmpty();
    for (const Cost &cost : costs) {
        for (auto it = cost.amounts.cbegin(); it != cost.amounts.cend(); ++it)
            sum.amounts[it.key()] += it.value();
        for (const QString &model : cost.unpriced)
            addOnce(sum.unpriced, model);
        for (const QString &basis : cost.bases)
            addOnce(sum.bases, basis);
        sum.missing = sum.missing || cost.missing;
        sum.estimated = sum.estimated || cost.estimated;
        sum.assumed = sum.assumed || cost.assumed;
        sum.recorded = sum.recorded && cost.recorded;
    }
    return sum;
}

RunTokens runTokens(const Job &job)
{
    RunTokens sum;
    for (const BenchmarkResult &result : job.results.benchmarks)
        addResult(sum, result);
    for (const BenchmarkStatus &status : job.status.benchmarks) {
        const auto isOf = [&](const BenchmarkResult &result) {
            return result.benchmarkIndex.value_or(0) == status.benchmarkIndex.value_or(0);
        };
        if (!status.startedAt.isEmpty() && std::ranges::none_of(job.results.benchmarks, isOf))
            ++sum.untold; // it asked, and no result says how much
    }
    return sum;
}

Cost runCost(const RunTokens &tokens, const QString &model, const QList<ModelPrice> &prices)
{
    Cost cost;
    cost.recorded = tokens.recorded;
    cost.missing = !tokens.isComplete() || tokens.judged;
    const ModelPrice *price = priceFor(prices, model);
    if (!price) {
        cost.unpriced << model;
        return cost;
    }
    cost.bases << basisOf(*price);
    if (tokens.told == 0)
        return cost;
    const double perTokens = (tokens.prompt * *price->prompt + tokens.completion * *price->completion) / million;
    cost.amounts.insert(price->currency, perTokens + tokens.requests * price->request.value_or(0));
    return cost;
}

} // namespace assay
