#include "services/core/AssayPart.h"

namespace assay {

static const QString part = QStringLiteral("assay");

QVariantMap assayPart(const Job &job) { return job.custom.toVariantMap().value(part).toMap(); }

void setAssayPart(Job &job, const QString &name, const QVariant &value)
{
    QVariantMap custom = job.custom.toVariantMap(), own = custom.value(part).toMap();
    if (value.isValid())
        own.insert(name, value);
    else
        own.remove(name);
    if (own.isEmpty())
        custom.remove(part);
    else
        custom.insert(part, own);
    job.custom = custom.isEmpty() ? JsonText() : JsonText::fromVariantMap(custom);
}

} // namespace assay
