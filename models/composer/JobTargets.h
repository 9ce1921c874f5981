#pragma once

#include "models/composer/TargetRow.h"

namespace assay {

/// What a job's document is sent to: its model, then its further targets.
QList<TargetRow> targetsOf(const AuthoredDocument &job);
/// The document for these targets; none: its own model stays, alone.
AuthoredDocument withTargets(const AuthoredDocument &job, const QList<TargetRow> &targets);
/// What is sent: one job a target.
QList<AuthoredDocument> jobsOf(const AuthoredDocument &job);
/// The path of a value of job `row` in the document that they were made from: "model/url" of the second is "targets/0/url".
QString pathInDocument(const QString &path, int row);

} // namespace assay
