#pragma once

#include "services/core/Job.h"

#include <QList>
#include <QUrl>

namespace assay {

/// Something that a benchmark left behind besides its numbers.
struct RunArtifact {
    int index = 0; ///< of the benchmark
    QString benchmark, name;
    QString kind;     ///< as the server says it, or what the location tells; empty: not known
    std::optional<qint64> bytes;
    QString location; ///< an address, a path, an OCI reference; empty: the artifact is in the result itself
    QString content;  ///< of one without a location, as text
    bool operator==(const RunArtifact &) const = default;
};

/// All artifacts of a run, by benchmark. Shapes of many writers are understood: a text (its location), a list of either, or an
/// object with path, uri, url, reference or location beside kind and size. Pure.
QList<RunArtifact> artifactsOf(const Job &job);

/// What may be opened in a browser or file manager: http, https and files of this machine; empty: nothing.
QUrl openableUrl(const QString &location);
/// The page of a run in MLflow, below its experiment's; empty where the server told neither or the address is none of the web.
QUrl mlflowRunUrl(const QString &experimentUrl, const QString &runId);

} // namespace assay
