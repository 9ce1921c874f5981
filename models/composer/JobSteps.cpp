#include "models/composer/JobSteps.h"

#include "services/authoring/DocumentPath.h"

namespace assay {

JobStep stepOf(const QString &path)
{
    const QStringList parts = path::split(path);
    const QString first = parts.value(0);
    if (first.isEmpty())
        return JobStep::Plan; // the job as a whole
    if (first == QLatin1String("model") || first == QLatin1String("targets"))
        return JobStep::Target;
    if (first == QLatin1String("pass_criteria"))
        return JobStep::Gates;
    if (first != QLatin1String("benchmarks") && first != QLatin1String("collection"))
        return JobStep::Settings;
    // A collection's own gates and weights cannot be changed from a job: whatever is said of its overrides is a setting.
    if (first == QLatin1String("collection"))
        return parts.size() > 1 && parts.at(1) == QLatin1String("benchmarks") ? JobStep::Settings : JobStep::Benchmarks;
    const QString member = parts.value(2);
    if (member == QLatin1String("primary_score") || member == QLatin1String("pass_criteria") || member == QLatin1String("weight"))
        return JobStep::Gates;
    return member.isEmpty() || member == QLatin1String("id") || member == QLatin1String("provider_id") ? JobStep::Benchmarks : JobStep::Settings;
}

} // namespace assay
