#include "services/core/StoredAnswers.h"

#include <QCoreApplication>
#include <QVariantMap>

namespace assay {

static QString answersOf(const BenchmarkRef &entry)
{
    // Most entries have other parameters only; those are not parsed.
    return entry.parameters.text.contains("\"answers\"") ? entry.parameters.toVariantMap().value(QStringLiteral("answers")).toString() : QString();
}

QString StoredAnswers::text() const { return QStringLiteral("stored:%1/%2").arg(jobId).arg(benchmarkIndex); }

std::optional<StoredAnswers> StoredAnswers::of(const QString &text)
{
    const QLatin1String scheme("stored:");
    if (!text.startsWith(scheme))
        return std::nullopt;
    StoredAnswers out;
    const QString rest = text.mid(scheme.size());
    out.jobId = rest.section(QLatin1Char('/'), 0, 0);
    const QString index = rest.section(QLatin1Char('/'), 1);
    bool valid = true;
    if (rest.contains(QLatin1Char('/')))
        out.benchmarkIndex = index.toInt(&valid);
    return valid && out.benchmarkIndex >= 0 && !out.jobId.isEmpty() ? std::optional(out) : std::nullopt;
}

bool takesStoredAnswers(const BenchmarkRef &entry) { return answersOf(entry).startsWith(QLatin1String("stored:")); }

std::optional<StoredAnswers> storedAnswersOf(const BenchmarkRef &entry) { return StoredAnswers::of(answersOf(entry)); }

QString noStoredAnswersText(const QString &run, const QString &benchmark)
{
    return QCoreApplication::translate("assay", "The run '%1' has no stored answers of benchmark %2, so they cannot be scored again.").arg(run, benchmark);
}

} // namespace assay
