#pragma once

#include "app/ctl/JudgedJob.h"
#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <QHash>

namespace assay {
class JobService;
}

namespace assay::ctl {

/// Recorded answers that come with the program, as their first line describes them.
struct Recording {
    QString name;  ///< of the file, as in `recorded:NAME`
    QString model; ///< as its makers call it; the name when the file does not tell
    QList<QPair<QString, QString>> provenance;
};

/// Error::NotFound names the file that is missing.
Result<Recording> readRecording(const QString &name);

/// All samples of one benchmark, in order. Waits in an event loop.
Result<QList<Sample>> allSamples(JobService &jobs, const QString &id, int benchmarkIndex);

} // namespace assay::ctl
