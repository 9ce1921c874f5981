#include "services/reports/ReportFormat.h"

#include "services/reports/CsvReport.h"
#include "services/reports/HtmlReport.h"
#include "services/reports/JsonReport.h"
#include "services/reports/JunitReport.h"
#include "services/reports/MarkdownReport.h"

namespace assay::reports {

namespace {

constexpr struct {
    ReportFormat format;
    const char *id, *suffix;
    QByteArray (*write)(const ReportData &);
} formats[] = {
    {ReportFormat::Html, "html", "html", htmlReport},       {ReportFormat::Markdown, "md", "md", markdownReport},
    {ReportFormat::Csv, "csv", "csv", csvReport},           {ReportFormat::Json, "json", "json", jsonReport},
    {ReportFormat::Junit, "junit", "xml", junitReport},
};

} // namespace

std::optional<ReportFormat> reportFormat(const QString &id)
{
    for (const auto &one : formats) {
        if (id == QLatin1String(one.id))
            return one.format;
    }
    return std::nullopt;
}

QString formatId(ReportFormat format)
{
    return QLatin1String(formats[int(format)].id);
}

QString formatSuffix(ReportFormat format)
{
    return QLatin1String(formats[int(format)].suffix);
}

QByteArray writeReport(ReportFormat format, const ReportData &data)
{
    return formats[int(format)].write(data);
}

ReportData shaped(ReportData data, const ReportParts &parts)
{
    const bool full = parts.kind == ReportTemplate::Full, table = parts.kind == ReportTemplate::Table;
    for (ReportRun &run : data.runs) {
        if (!full || !parts.jobFile)
            run.jobFile.clear();
        if (!full) {
            for (ReportScore &score : run.scores)
                score.otherMetrics.clear();
        }
        if (table) {
            run.provenance.clear();
            for (ReportScore &score : run.scores)
                score.reason.clear();
        }
    }
    for (ReportFlips &flips : data.flips) {
        if (full && parts.items)
            continue;
        flips.gainedItems.clear();
        flips.lostItems.clear();
    }
    if (table) {
        data.decision.clear();
        data.flips.clear();
        data.settings.clear();
        data.provenance.clear();
        for (ReportDifference &difference : data.differences)
            difference.sentence.clear();
    }
    return data;
}

} // namespace assay::reports
