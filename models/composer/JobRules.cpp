#include "models/composer/JobRules.h"

#include "models/authoring/DocumentModel.h"
#include "models/composer/JobEntries.h"
#include "models/composer/JobSteps.h"
#include "services/authoring/DocumentPath.h"
#include "services/authoring/ParameterTable.h"

namespace assay {

QList<FieldProblem> parameterProblems(const AuthoredDocument &job)
{
    QList<FieldProblem> problems;
    for (const char *rows : {"benchmarks/*", "collection/benchmarks/*"}) {
        for (const QString &row : expanded(job, QLatin1String(rows))) {
            const QVariantMap given = job.value(row + QStringLiteral("/parameters")).toMap();
            if (given.isEmpty())
                continue;
            for (const ParameterInfo &parameter : parametersOf(job.text(row + QStringLiteral("/provider_id")), job.text(row + QStringLiteral("/id")))) {
                const auto it = given.constFind(parameter.name());
                if (const QString problem = it == given.constEnd() ? QString() : parameterProblem(parameter, *it); !problem.isEmpty())
                    problems.append({path::join(row + QStringLiteral("/parameters"), parameter.name()), problem});
            }
        }
    }
    return problems;
}

FieldProblem firstBlocking(const DocumentModel &job, const JobEntries &entries)
{
    if (!job.yamlError().isEmpty())
        return {{}, job.yamlError()};
    const QList<FieldProblem> own = job.document().problems() + parameterProblems(job.document());
    FieldProblem first;
    for (const FieldProblem &problem : own) {
        const bool canBeNamed = problem.path == QLatin1String("name") && !job.document().contains(problem.path) && !entries.suggestedName().isEmpty();
        if (!canBeNamed && (first.message.isEmpty() || stepOf(problem.path) < stepOf(first.path)))
            first = problem; // in the order in which one composes
    }
    return first;
}

} // namespace assay
