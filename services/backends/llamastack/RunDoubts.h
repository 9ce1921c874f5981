#pragma once

#include "services/core/Job.h"

#include <QStringList>

#include <optional>

namespace assay {

struct KeptRun;

/// What a run that is over leaves open.
struct RunDoubts {
    std::optional<QString> notKept; ///< why its samples could not be written, translated
    bool unsure = false; ///< the server may have been started anew before its result was read
    bool rowsMissing = false; ///< the dataset's rows do not fit the answers
    QStringList mixed; ///< functions that added up otherwise than they were told
};

/// Fails what was sent and has neither an answer nor a run to ask about, except `waitedFor` (-1: none): the window
/// ended, or its connection was closed, before the answer. The positions of those that it failed.
QList<int> failLost(KeptRun &record, int waitedFor);
/// The connection broke by itself, for this reason (translated). Pure.
QString brokenText(const QString &reason);

/// Of the first that applies, in the order above; none: there is no doubt. Pure.
std::optional<Message> warningOf(const RunDoubts &doubts);

} // namespace assay
