#include "models/composer/JobRules.h"

#include "models/authoring/DocumentModel.h"
#include "models/composer/JobEntries.h"
#include "models/composer/JobSteps.h"

namespace assay {

FieldProblem firstBlocking(const DocumentModel &job, const JobEntries &entries)
{
    if (!job.yamlError().isEmpty())
        return {{}, job.yamlError()};
    FieldProblem first;
    for (const FieldProblem &problem : job.ownProblems()) {
        const bool canBeNamed = problem.path == QLatin1String("name") && !job.document().contains(problem.path) && !entries.suggestedName().isEmpty();
        if (!canBeNamed && (first.message.isEmpty() || stepOf(problem.path) < stepOf(first.path)))
            first = problem; // in the order in which one composes
    }
    return first;
}

} // namespace assay
