#pragma once

#include "models/jobs/JobRow.h"
#include "services/core/Query.h"

#include <QSet>
#include <QStringList>

namespace assay {

/// A filter line, e.g. `state:failed model:llama* tag:nightly exact words`. All parts must hold; several states mean any of
/// them. Quotes keep blanks together. Text is compared without case; `*` stands for anything.
struct JobFilter {
    QSet<RunState> states;
    QSet<Verdict> verdicts;
    QStringList models, names, tags, targets, connections, words; ///< lower case
    QString problem;                                 ///< translated: the part that was not understood; it does not filter

    bool isEmpty() const;
    bool accepts(const JobRow &row) const;
    /// The part that a server can filter by; it knows exact words only.
    JobQuery serverQuery() const;
    static JobFilter parse(const QString &line);
    /// The tokens a person can use, for completion: "state:", "model:", …
    static QStringList tokens();
};

} // namespace assay
