#include "services/reports/ComparisonReport.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace assay::reports {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

constexpr int before = 0, after = 1; ///< positions of the runs

class Checks {
public:
    Checks(const RunComparison &comparison, const Comparability &comparability, const RegressionPolicy &policy, const GatePolicy &mode)
        : m_comparison(comparison), m_comparability(comparability), m_policy(policy), m_mode(mode)
    {
    }

    QList<ReportCheck> all()
    {
        bool any = false;
        for (const ComparedRow &row : m_comparison.rows) {
            if (row.cells.at(before).state == ComparedCell::State::NotRun)
                continue; // new in the run: nothing to fall behind
            any = true;
            const RegressionRule *own = ruleFor(row);
            if (own || row.primary) {
                if (const QString why = obstacle(row); !why.isEmpty()) {
                    refuse(row, why);
                    continue;
                }
            }
            if (own)
                check(row, *own);
            else if (row.primary)
                check(row, defaultFor(row));
        }
        if (!any)
            add({}, {}, tr("in the baseline"), m_policy.others.missingFails ? ReportVerdict::NoResult : ReportVerdict::NotGated,
                tr("The baseline has no benchmark to compare with."));
        for (const RegressionRule &rule : m_policy.rules) {
            const bool met = std::ranges::any_of(m_comparison.rows, [&rule](const ComparedRow &row) {
                return fits(rule, row) && row.cells.at(before).state != ComparedCell::State::NotRun;
            });
            if (!met)
                add(rule.benchmarkId, rule.metric, tr("in the baseline"), rule.missingFails ? ReportVerdict::NoResult : ReportVerdict::NotGated,
                    tr("The baseline has no result of %1 to compare with.").arg(rule.benchmarkId));
        }
        return m_checks;
    }

private:
    static bool fits(const RegressionRule &rule, const ComparedRow &row)
    {
        return rule.benchmarkId == row.id && (rule.providerId.isEmpty() || rule.providerId == row.providerId)
            && (rule.metric.isEmpty() ? row.primary : rule.metric == row.metric);
    }

    const RegressionRule *ruleFor(const ComparedRow &row) const
    {
        const auto found = std::ranges::find_if(m_policy.rules, [&row](const RegressionRule &rule) { return fits(rule, row); });
        return found == m_policy.rules.end() ? nullptr : &*found;
    }

    /// A drop of 0.02 means something on a scale from 0 to 1 and nothing in tokens a second.
    RegressionRule defaultFor(const ComparedRow &row) const
    {
        RegressionRule rule = m_policy.others;
        if (row.unit != MetricUnit::Ratio)
            rule.maxDrop.reset();
        return rule;
    }

    void add(const QString &benchmark, const QString &metric, const QString &name, ReportVerdict verdict, const QString &reason)
    {
        m_checks.append({benchmark, metric, name, verdict, reason});
    }

    /// Why the two results mean different things; empty: nothing speaks against comparing them.
    QString obstacle(const ComparedRow &row) const
    {
        QStringList sentences;
        for (const ComparabilityCheck &check : m_comparability.of(after)) {
            const bool ofRow = std::ranges::any_of(check.details, [&row](const ComparabilityDetail &detail) { return detail.benchmark == row.id; });
            if (check.light == Light::Red && ofRow)
                sentences << check.text;
        }
        return sentences.join(u' ');
    }

    /// Once a benchmark, whatever the number of its metrics.
    void refuse(const ComparedRow &row, const QString &why)
    {
        const QString name = tr("comparable with the baseline");
        const bool known = std::ranges::any_of(m_checks, [&](const ReportCheck &check) { return check.benchmarkId == row.id && check.name == name; });
        if (!known) //: %1 a benchmark, %2 sentences about what differs
            add(row.id, row.metric, name, ReportVerdict::Fail, tr("%1 cannot be compared with the baseline. %2").arg(row.id, why));
    }

    void check(const ComparedRow &row, const RegressionRule &rule)
    {
        const ComparedCell &cell = row.cells.at(after);
        if (!cell.difference) {
            const bool baselineMissing = !row.cells.at(before).value;
            const QString why = baselineMissing ? tr("The baseline has no result of %1 to compare with.").arg(row.id)
                                                : tr("The run has no result of %1: %2.").arg(row.id, missingText(cell.state));
            add(row.id, row.metric, tr("is there as in the baseline"), rule.missingFails ? ReportVerdict::NoResult : ReportVerdict::NotGated, why);
            return;
        }
        if (rule.maxDrop)
            checkDrop(row, cell, *rule.maxDrop);
        if (rule.significant)
            checkSignificance(row, cell);
    }

    void checkDrop(const ComparedRow &row, const ComparedCell &cell, double most)
    {
        const double drop = row.lowerIsBetter ? *cell.difference : -*cell.difference;
        const ReportVerdict verdict = reportVerdict(judgeDrop(row, after, most, m_mode.mode));
        const QString by = amountText(row.metric, std::abs(drop)), allowed = amountText(row.metric, most);
        const QString what = drop > 0 ? tr("%1 is worse by %2").arg(row.id, by)
            : drop < 0                ? tr("%1 is better by %2").arg(row.id, by)
                                      : tr("%1 is the same as before").arg(row.id);
        QString reason;
        if (verdict == ReportVerdict::TooClose)
            reason = tr("%1, and the interval of the difference does not tell whether it is worse by more than %2.").arg(what, allowed);
        else
            reason = tr("%1; worse by %2 is allowed.").arg(what, allowed);
        add(row.id, row.metric, tr("worse by %1 at most").arg(allowed), verdict, reason);
    }

    void checkSignificance(const ComparedRow &row, const ComparedCell &cell)
    {
        const bool worse = cell.significant() && !cell.comparison->better();
        const QString reason = cell.comparison ? tr("%1: %2").arg(row.id, comparisonSentence(*cell.comparison, m_comparison.names.at(after)))
                                               : tr("The uncertainty of %1 is not known, so no drop can be told from chance.").arg(row.id);
        add(row.id, row.metric, tr("no significant drop"), worse ? ReportVerdict::Fail : ReportVerdict::Pass, reason);
    }

    const RunComparison &m_comparison;
    const Comparability &m_comparability;
    const RegressionPolicy &m_policy;
    const GatePolicy m_mode;
    QList<ReportCheck> m_checks;
};

} // namespace

QList<ReportCheck> regressionChecks(const RunComparison &comparison, const Comparability &comparability, const RegressionPolicy &policy, const GatePolicy &mode)
{
    return Checks(comparison, comparability, policy, mode).all();
}

} // namespace assay::reports
