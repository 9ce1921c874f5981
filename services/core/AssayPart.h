#pragma once

#include "services/core/Job.h"

#include <QVariantMap>

// custom.assay: what Assay keeps in a job for itself, which servers hand back as it is. Pure functions, any thread.

namespace assay {

QVariantMap assayPart(const Job &job);
/// Puts a member in; an invalid value takes it out, and the part with its last member.
void setAssayPart(Job &job, const QString &name, const QVariant &value);

} // namespace assay
