#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay {

namespace {

struct Rule {
    const char *pattern; ///< of the whole name, lower case
    MetricUnit unit;
    bool lowerIsBetter;
};

// First match wins. Names as lm-evaluation-harness, LightEval, GuideLLM, Garak, Ragas, Inspect and the native runner
// spell them.
// clang-format off
constexpr Rule rules[] = {
    {".*(tokens_per_second|tokens_per_sec|tok_per_s|tok/s|tokens/s)", MetricUnit::TokensPerSecond, false},
    {".*_ms|.*_milliseconds|latency_ms.*", MetricUnit::Milliseconds, true},
    {".*_seconds|.*_secs?|duration|latency|ttft|.*_time", MetricUnit::Seconds, true},
    {"requests_per_second|throughput", MetricUnit::Unbounded, false},
    {"(samples|n|num_(total|samples|examples)|.*_count|total_(interactions|issues|agents)|interactions_.*)", MetricUnit::Count, false},
    {"errors|num_errors|not_extracted|extraction_failures", MetricUnit::Count, true},
    {"num_correct", MetricUnit::Count, false},
    {"(.*_)?tokens", MetricUnit::Tokens, true},
    {".*_(percent|percentage)", MetricUnit::Percent, false},
    {"attack_success_rate|asr|toxicity|.*bias_score|hallucination_score|hallucination_detected|noise_sensitivity|error_rate"
     "|pct_stereotype|pct_interactions_with_issues|brier(_score)?", MetricUnit::Ratio, true},
    {"(.*_)?(acc|acc_norm|accuracy)(_.*)?|acc.*|mc[12](_acc)?", MetricUnit::Ratio, false},
    {"(quasi_)?(prefix_)?exact_match|em|extractive_match|equality|subset_of|.*pass@\\d+|pass_at_\\d+|win_rate|maj_at_k|maj@\\d+"
     "|.*_strict_acc|.*_loose_acc", MetricUnit::Ratio, false},
    {"(.*_)?(f1|precision|recall|auc|roc_auc)(_.*)?|weighted_average|answer_relevancy|answer_similarity|faithfulness(_score)?"
     "|factual_correctness|relevancy_score|correctness_score|context_.*|score_gt_.*", MetricUnit::Ratio, false},
    {"(word_|byte_)?perplexity|ppl|bits_per_byte|likelihood_diff|loss|nll|wer|cer|ter|issues_per_interaction",
     MetricUnit::Unbounded, true},
    {"bleu.*|rouge.*|chrf.*|average|average_score|median|matthews_correlation|mcc|kappa", MetricUnit::Unbounded, false},
};
// clang-format on

/// "acc_norm" of "acc_norm,none"; "accuracy" of "choice/accuracy".
QString baseName(const QString &name)
{
    return name.section(u',', 0, 0).section(u'/', -1).trimmed().toLower();
}

const Rule *findRule(const QString &name)
{
    static const QList<QRegularExpression> patterns = [] {
        QList<QRegularExpression> list;
        for (const auto &rule : rules)
            list << QRegularExpression(QRegularExpression::anchoredPattern(QLatin1String(rule.pattern)));
        return list;
    }();
    const QString base = name.endsWith(QLatin1String("tok/s")) || name.endsWith(QLatin1String("tokens/s"))
        ? name.toLower()
        : baseName(name);
    for (qsizetype i = 0; i < patterns.size(); ++i) {
        if (patterns.at(i).match(base).hasMatch())
            return &rules[i];
    }
    return nullptr;
}

} // namespace

MetricInfo metricInfo(const QString &name)
{
    MetricInfo info;
    const Rule *rule = findRule(name);
    if (!rule)
        return info;
    info.known = true;
    info.unit = rule->unit;
    info.lowerIsBetter = rule->lowerIsBetter;
    if (info.unit != MetricUnit::Unbounded)
        info.lowest = 0;
    if (info.unit == MetricUnit::Ratio)
        info.highest = 1;
    if (info.unit == MetricUnit::Percent)
        info.highest = 100;
    return info;
}

QString metricUnitText(const QString &name)
{
    switch (metricInfo(name).unit) {
    case MetricUnit::Percent: return QStringLiteral("%");
    case MetricUnit::TokensPerSecond: return QCoreApplication::translate("assay", "tok/s");
    case MetricUnit::Seconds: return QCoreApplication::translate("assay", "s");
    case MetricUnit::Milliseconds: return QCoreApplication::translate("assay", "ms");
    case MetricUnit::Tokens: return QCoreApplication::translate("assay", "tokens");
    default: return {};
    }
}

QString formatMetric(const QString &name, double value, const QLocale &locale, int decimals)
{
    if (!std::isfinite(value))
        return QCoreApplication::translate("assay", "not a number");
    const MetricUnit unit = metricInfo(name).unit;
    const double size = std::abs(value);
    int digits = decimals;
    if (unit == MetricUnit::Count || unit == MetricUnit::Tokens)
        digits = value == std::floor(value) ? 0 : decimals;
    else if (unit != MetricUnit::Ratio && size >= 10) // as many digits that count, not as many after the point
        digits = std::max(0, decimals - 1 - static_cast<int>(std::floor(std::log10(size))));
    constexpr int mostDigits = 12;
    while (size > 0 && size < 0.5 * std::pow(10, -digits) && digits < mostDigits)
        ++digits;
    QLocale plain = locale;
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    const QString number = plain.toString(value, 'f', digits);
    const QString suffix = metricUnitText(name);
    return suffix.isEmpty() ? number : QStringLiteral("%1\u00a0%2").arg(number, suffix);
}

} // namespace assay
