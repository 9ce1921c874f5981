#pragma once

#include "services/core/Common.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace assay::engine {

/// Something in a report that breaks the contract, or will surprise.
struct ReportFault {
    QString path; ///< of the member below the document: "benchmark_status_event.phase"; empty: the document
    QString rule; ///< one sentence: what it should be
    bool refused = false; ///< servers do not take such a report; else they take it
    bool operator==(const ReportFault &) const = default;
};

/// What the benchmark's job file says, which a report has to agree with.
struct ReportExpectation {
    QString providerId, benchmarkId;
    qint64 benchmarkIndex = 0;
    QString metric; ///< of the primary score; empty: none
};

/// Looks at a report more closely than a server does, for who writes a provider's program: members that are unknown or of the wrong
/// type, by the type's own description; then the rules of the API (readReport); then what is allowed but cannot be meant. In the
/// order of the document. Pure; any thread.
QList<ReportFault> reportFaults(const QByteArray &body, const ReportExpectation &expected);

} // namespace assay::engine
