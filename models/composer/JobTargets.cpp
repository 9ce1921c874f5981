#include "models/composer/JobTargets.h"

#include "services/authoring/DocumentPath.h"

namespace assay {

static QString targetsPath() { return QStringLiteral("targets"); }
static QString modelPath() { return QStringLiteral("model"); }

QList<TargetRow> targetsOf(const AuthoredDocument &job)
{
    QList<TargetRow> all{TargetRow::of(job)};
    for (const QVariant &row : job.rows(targetsPath())) {
        AuthoredDocument alone(DocumentKind::Job);
        alone.set(modelPath(), row);
        all << TargetRow::of(alone);
    }
    return all;
}

AuthoredDocument withTargets(const AuthoredDocument &job, const QList<TargetRow> &targets)
{
    AuthoredDocument made = job;
    made.set(targetsPath(), {});
    if (targets.isEmpty())
        return made;
    targets.first().applyTo(made);
    QVariantList rows;
    for (const TargetRow &target : targets.mid(1)) {
        AuthoredDocument alone(DocumentKind::Job);
        target.applyTo(alone);
        rows << alone.value(modelPath()).toMap();
    }
    made.set(targetsPath(), rows);
    return made;
}

QList<AuthoredDocument> jobsOf(const AuthoredDocument &job)
{
    AuthoredDocument alone = job;
    alone.set(targetsPath(), {});
    return expandTargets(alone, targetsOf(job));
}

QString pathInDocument(const QString &path, int row)
{
    if (row < 1 || !path::within(path, modelPath()))
        return path;
    return path::join(targetsPath(), row - 1) + path.mid(modelPath().size());
}

} // namespace assay
