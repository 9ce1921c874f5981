#include "services/verdict/RegressionGate.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

namespace {

using Basis = ComparedCell::Basis;

const RegressionRule &ruleFor(const RegressionPolicy &policy, const ComparedRow &row)
{
    for (const QString &name : { row.providerId + QLatin1Char('/') + row.id, row.id }) {
        if (const auto own = policy.benchmarks.constFind(name); own != policy.benchmarks.constEnd())
            return *own;
    }
    return policy.all;
}

/// How much worse, as a number above 0 whatever the direction.
double dropOf(const ComparedRow &row, double difference) { return row.lowerIsBetter ? difference : -difference; }

class RowJudge {
public:
    RowJudge(const RunComparison &comparison, int row, int run, const RegressionRule &rule, GatePolicy::Mode mode, const QLocale &locale)
        : m_comparison(comparison)
        , m_row(comparison.rows.at(row))
        , m_cell(m_row.cells.at(run))
        , m_run(run)
        , m_rule(rule)
        , m_mode(mode)
        , m_locale(locale)
    {
        m_out.providerId = m_row.providerId;
        m_out.id = m_row.id;
        m_out.metric = m_row.metric;
        m_out.row = row;
    }

    RegressionFinding judged()
    {
        if (!m_cell.difference)
            missing();
        else if (!sharesEnough())
            return m_out;
        else if (m_rule.failOnSignificantDrop && m_cell.significant() && !m_cell.comparison->better())
            found(Verdict::Fail, "significant-drop", sentence());
        else if (m_rule.maxDrop)
            judgeDrop();
        else
            found(Verdict::Pass, "", sentence());
        return m_out;
    }

private:
    void found(Verdict verdict, const char *code, const QString &text)
    {
        m_out.verdict = verdict;
        m_out.code = QString::fromLatin1(code);
        m_out.text = text;
    }
    QString sentence() const
    {
        const QString name = m_comparison.names.at(m_run);
        if (m_cell.comparison)
            return QStringLiteral("%1: %2").arg(m_row.id, comparisonSentence(*m_cell.comparison, name, m_locale));
        return cellSentence(m_comparison, m_out.row, m_run, m_locale);
    }
    void missing()
    {
        const ComparedCell &before = m_row.cells.at(m_comparison.baseline);
        const bool baselines = before.basis != Basis::Baseline;
        const QString why = missingText(baselines ? before.state : m_cell.state);
        const QString name = m_comparison.names.at(baselines ? m_comparison.baseline : m_run);
        const QString text = QCoreApplication::translate("assay", "%1: nothing to compare; %2: %3.").arg(m_row.id, name, why);
        if (m_rule.allowMissing)
            found(Verdict::Pass, "", text);
        else
            found(Verdict::NoResult, "missing", text);
    }
    bool sharesEnough()
    {
        if (!m_rule.minSharedItems)
            return true;
        const bool paired = m_cell.basis == Basis::Paired && m_cell.comparison;
        const double share = paired
            ? double(m_cell.comparison->pairs) / double(m_cell.comparison->pairs + m_cell.comparison->unpaired)
            : 0;
        if (paired && share >= *m_rule.minSharedItems)
            return true;
        const auto percent = [&](double value) { return m_locale.toString(value * 100, 'f', 1); };
        found(Verdict::Fail, "shared-items",
            paired ? QCoreApplication::translate("assay", "%1: only %2 % of the items are the same; at least %3 % have to be.")
                         .arg(m_row.id, percent(share), percent(*m_rule.minSharedItems))
                   : QCoreApplication::translate("assay", "%1: whether the items are the same is not known; at least %2 % have to be.")
                         .arg(m_row.id, percent(*m_rule.minSharedItems)));
        return false;
    }
    void judgeDrop()
    {
        const double drop = dropOf(m_row, *m_cell.difference), most = *m_rule.maxDrop;
        const QString limit = QCoreApplication::translate("assay", "%1 A drop of up to %2 is allowed.")
                                  .arg(sentence(), amountText(m_row.metric, most, m_locale));
        if (m_mode == GatePolicy::Mode::Strict && m_cell.comparison) {
            const Interval &interval = m_cell.comparison->interval;
            const double least = dropOf(m_row, m_row.lowerIsBetter ? interval.low : interval.high);
            const double largest = dropOf(m_row, m_row.lowerIsBetter ? interval.high : interval.low);
            if (least > most)
                found(Verdict::Fail, "max-drop", limit);
            else if (largest > most)
                found(Verdict::TooClose, "max-drop", limit);
            else
                found(Verdict::Pass, "", sentence());
            return;
        }
        if (drop > most)
            found(Verdict::Fail, "max-drop", limit);
        else
            found(Verdict::Pass, "", sentence());
    }

    const RunComparison &m_comparison;
    const ComparedRow &m_row;
    const ComparedCell &m_cell;
    const int m_run;
    const RegressionRule &m_rule;
    const GatePolicy::Mode m_mode;
    const QLocale &m_locale;
    RegressionFinding m_out;
};

QString summaryOf(const RegressionVerdict &verdict, const QString &baseline)
{
    int benchmarks = 0, failed = 0, close = 0;
    bool whole = false;
    for (const RegressionFinding &finding : verdict.findings) {
        benchmarks += finding.row >= 0;
        failed += finding.row >= 0 && (finding.verdict == Verdict::Fail || finding.verdict == Verdict::NoResult);
        close += finding.verdict == Verdict::TooClose;
        whole = whole || (finding.row < 0 && finding.verdict == Verdict::Fail);
    }
    if (whole)
        return QCoreApplication::translate("assay", "Fails: the run is not comparable with %1.").arg(baseline);
    if (benchmarks == 0)
        return QCoreApplication::translate("assay", "Fails: %1 has no benchmark to compare with.").arg(baseline);
    if (failed > 0)
        return QCoreApplication::translate("assay", "Fails: %1 of %2 benchmarks do not hold against %3.")
            .arg(failed)
            .arg(benchmarks)
            .arg(baseline);
    if (close > 0)
        return QCoreApplication::translate("assay", "Too close to call: %1 of %2 benchmarks may have dropped further than allowed from %3.")
            .arg(close)
            .arg(benchmarks)
            .arg(baseline);
    return QCoreApplication::translate("assay", "Passes: no benchmark of %1 dropped further than allowed from %2.")
        .arg(benchmarks)
        .arg(baseline);
}

} // namespace

RegressionVerdict judgeRegression(const RunComparison &comparison, int run, const RegressionPolicy &policy,
    const Comparability *comparability, const QLocale &locale)
{
    RegressionVerdict out;
    if (policy.requireComparable && comparability && comparability->lightOf(run) == Light::Red) {
        RegressionFinding whole;
        whole.code = QStringLiteral("not-comparable");
        whole.verdict = Verdict::Fail;
        QStringList reasons;
        for (const ComparabilityCheck &check : comparability->of(run)) {
            if (check.light == Light::Red)
                reasons << check.text;
        }
        whole.text = reasons.join(QLatin1Char(' '));
        out.findings << whole;
    }
    bool any = false;
    for (int row = 0; row < comparison.rows.size(); ++row) {
        const ComparedRow &one = comparison.rows.at(row);
        if (!one.primary || one.cells.at(comparison.baseline).index < 0)
            continue; // what only the run has cannot have got worse
        any = true;
        out.findings << RowJudge(comparison, row, run, ruleFor(policy, one), policy.mode, locale).judged();
    }
    const auto has = [&](Verdict verdict) {
        return std::ranges::any_of(out.findings, [verdict](const auto &finding) { return finding.verdict == verdict; });
    };
    out.verdict = !any || has(Verdict::Fail) || has(Verdict::NoResult) ? Verdict::Fail
        : has(Verdict::TooClose)                                       ? Verdict::TooClose
                                                                       : Verdict::Pass;
    out.sentence = summaryOf(out, comparison.names.at(comparison.baseline));
    return out;
}

} // namespace assay
