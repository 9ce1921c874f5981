#include "services/reports/CsvReport.h"

#include "services/reports/CsvText.h"
#include "services/reports/ReportText.h"

#include <QStringList>

namespace assay::reports {

namespace {

QString text(const QString &value)
{
    return csvText(value);
}

QString number(const std::optional<double> &value)
{
    return value ? exactNumber(*value) : QString();
}

QString count(const std::optional<qint64> &value)
{
    return value ? QString::number(*value) : QString();
}

QString word(const std::optional<bool> &value)
{
    return value ? (*value ? QStringLiteral("true") : QStringLiteral("false")) : QString();
}

const QStringList header{
    QStringLiteral("run"), QStringLiteral("job_id"), QStringLiteral("job_name"), QStringLiteral("run_state"), QStringLiteral("benchmark"),
    QStringLiteral("provider"), QStringLiteral("benchmark_index"), QStringLiteral("benchmark_state"), QStringLiteral("metric"),
    QStringLiteral("unit"), QStringLiteral("lower_is_better"), QStringLiteral("value"), QStringLiteral("standard_error"),
    QStringLiteral("n"), QStringLiteral("interval_level"), QStringLiteral("interval_low"), QStringLiteral("interval_high"),
    QStringLiteral("gate"), QStringLiteral("margin"), QStringLiteral("verdict"), QStringLiteral("server_score"),
    QStringLiteral("server_threshold"), QStringLiteral("server_pass"), QStringLiteral("not_extracted"), QStringLiteral("errors"),
    QStringLiteral("latency_ms"), QStringLiteral("prompt_tokens"), QStringLiteral("completion_tokens"), QStringLiteral("baseline"),
    QStringLiteral("baseline_value"), QStringLiteral("difference"), QStringLiteral("difference_low"), QStringLiteral("difference_high"),
    QStringLiteral("p"), QStringLiteral("p_adjusted"), QStringLiteral("pairs"), QStringLiteral("gained"), QStringLiteral("lost"),
    QStringLiteral("significant"), QStringLiteral("message"), QStringLiteral("caveats")};

class Table {
public:
    explicit Table(const ReportData &data) : m_data(data)
    {
        QStringList caveats;
        for (const ReportCaveat &caveat : data.caveats)
            caveats << caveatLine(caveat);
        m_caveats = text(caveats.join(u' '));
    }

    QByteArray bytes()
    {
        line(header);
        for (int run = 0; run < m_data.runs.size(); ++run) {
            for (const ReportScore &score : m_data.runs.at(run).scores) {
                line(scoreRow(run, score));
                for (const ReportMetric &metric : score.otherMetrics)
                    line(metricRow(run, score, metric));
            }
        }
        return m_out.toUtf8();
    }

private:
    void line(const QStringList &cells)
    {
        Q_ASSERT(cells.size() == header.size());
        m_out += cells.join(u',') + QStringLiteral("\r\n");
    }

    QStringList place(int run, const ReportScore &score) const
    {
        const ReportRun &one = m_data.runs.at(run);
        return {text(one.model), text(one.jobId), text(one.jobName), text(one.state), text(score.benchmarkId), text(score.providerId),
                score.index < 0 ? QString() : QString::number(score.index), text(score.state)};
    }

    QStringList scoreRow(int run, const ReportScore &score) const
    {
        const bool interval = score.low && score.high;
        QStringList cells = place(run, score);
        cells << text(score.metric) << text(score.unit) << word(score.lowerIsBetter) << number(score.value) << number(score.standardError)
              << count(score.n) << (interval ? exactNumber(m_data.level) : QString()) << number(score.low) << number(score.high)
              << number(score.gate) << number(score.margin) << QLatin1String(verdictId(score.verdict));
        if (score.server)
            cells << number(score.server->score) << number(score.server->threshold) << word(score.server->pass);
        else
            cells << QString() << QString() << QString();
        cells << count(score.notExtracted) << count(score.errors) << number(score.latencyMs) << count(score.promptTokens)
              << count(score.completionTokens);
        return cells << differenceCells(run, score, score.metric) << text(score.message) << caveats(run);
    }

    QStringList metricRow(int run, const ReportScore &score, const ReportMetric &metric) const
    {
        const bool interval = metric.low && metric.high;
        QStringList cells = place(run, score);
        cells << text(metric.name) << text(metric.unit) << word(metric.lowerIsBetter) << number(metric.value)
              << number(metric.standardError) << count(metric.n) << (interval ? exactNumber(m_data.level) : QString())
              << number(metric.low) << number(metric.high) << QString() << QString() << QLatin1String(verdictId(ReportVerdict::NotGated));
        for (int i = 0; i < 8; ++i) // what is told of the benchmark once
            cells << QString();
        return cells << differenceCells(run, score, metric.name) << QString() << caveats(run);
    }

    /// By index: a run may have one benchmark twice.
    QStringList differenceCells(int run, const ReportScore &score, const QString &metric) const
    {
        for (const ReportDifference &one : m_data.differences) {
            if (one.run != run || one.benchmarkId != score.benchmarkId || one.index != score.index || one.metric != metric || !m_data.baseline)
                continue;
            return {text(m_data.runs.at(*m_data.baseline).model), number(one.before), number(one.difference), number(one.low),
                    number(one.high), number(one.pValue), number(one.adjusted), QString::number(one.pairs), count(one.gained),
                    count(one.lost), word(one.significant)};
        }
        return QStringList(11);
    }

    /// Beside every number that may be held against the baseline's: rows are taken out of their file.
    QString caveats(int run) const { return m_data.baseline == run ? QString() : m_caveats; }

    const ReportData &m_data;
    QString m_out, m_caveats;
};

} // namespace

QByteArray csvReport(const ReportData &data)
{
    return Table(data).bytes();
}

} // namespace assay::reports
