#include "services/engine/server/TrialReports.h"

#include "services/engine/posix/RunFiles.h"
#include "services/engine/server/Validation.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::engine {

namespace {

using Json = nlohmann::json;

constexpr qint64 shownBytes = 16 * 1024; ///< of one report
constexpr qsizetype mostReports = 2000;

std::string text(const QString &value) { return value.toStdString(); }

} // namespace

TrialReports::TrialReports(const QString &attemptFolder, const ReportExpectation &expected, Clock &clock)
    : m_expected(expected), m_clock(clock), m_began(clock.monotonicMs()),
      m_taken(attemptFolder + QLatin1Char('/') + QLatin1String(runfiles::events), 0),
      m_refused(attemptFolder + QLatin1Char('/') + QLatin1String(runfiles::refusals), 0)
{
}

void TrialReports::collect()
{
    while (const auto line = m_taken.next())
        take(line->text);
    while (const auto line = m_refused.next())
        takeRefused(line->text);
}

void TrialReports::take(const QByteArray &body)
{
    const Json raw = Json::parse(body.begin(), body.end(), nullptr, false);
    const Json *event = member(raw, "benchmark_status_event");
    const auto word = [event](const char *name) {
        const Json *value = event ? member(*event, name) : nullptr;
        return value && value->is_string() ? QString::fromStdString(value->get<std::string>()) : QString();
    };
    Report report;
    report.status = word("status");
    report.phase = word("phase");
    const bool after = m_completed || m_failed;
    m_completed = m_completed || report.status == QLatin1String("completed");
    m_failed = m_failed || report.status == QLatin1String("failed");
    if (++m_count > mostReports)
        return;
    report.body = body.left(shownBytes);
    report.bytes = body.size();
    report.atMs = m_clock.monotonicMs() - m_began;
    report.faults = reportFaults(body, m_expected);
    if (after)
        report.faults.append({QString(), QStringLiteral("comes after the report that ended the benchmark: servers refuse it with 409"), true});
    m_reports.append(report);
}

void TrialReports::takeRefused(const QByteArray &line)
{
    const Json in = Json::parse(line.begin(), line.end(), nullptr, false);
    if (!in.is_object() || ++m_count > mostReports)
        return;
    Report report;
    report.body = QByteArray::fromStdString(in.value("body", ""));
    report.bytes = in.value("bytes", qint64(report.body.size()));
    report.atMs = m_clock.monotonicMs() - m_began;
    report.faults.append({QString(),
                          QStringLiteral("was answered %1 at %2: %3")
                              .arg(in.value("status", 0)).arg(QString::fromStdString(in.value("path", "")), QString::fromStdString(in.value("message", ""))),
                          true});
    m_reports.append(report);
}

Json TrialReports::document(qint64 after) const
{
    Json out = Json::array();
    for (qsizetype at = std::max<qint64>(0, after); at < m_reports.size(); ++at) {
        const Report &report = m_reports.at(at);
        Json faults = Json::array();
        for (const ReportFault &fault : report.faults)
            faults.push_back({{"path", text(fault.path)}, {"rule", text(fault.rule)}, {"refused", fault.refused}});
        out.push_back({{"number", at + 1}, {"at_ms", report.atMs}, {"bytes", report.bytes}, {"body", text(QString::fromUtf8(report.body))},
                       {"status", text(report.status)}, {"phase", text(report.phase)}, {"faults", faults}});
    }
    return out;
}

} // namespace assay::engine
