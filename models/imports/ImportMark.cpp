#include "models/imports/ImportMark.h"

#include "services/authoring/AuthoredDocument.h"

namespace assay {

void clearImportMark(AuthoredDocument &job)
{
    const QString mark = QStringLiteral("custom/assay/import");
    if (!job.contains(mark))
        return;
    QVariantList tags = job.rows(QStringLiteral("tags"));
    tags.removeAll(QStringLiteral("imported"));
    job.set(QStringLiteral("tags"), tags);
    job.set(mark, {});
}

} // namespace assay
