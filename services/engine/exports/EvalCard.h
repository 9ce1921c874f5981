#pragma once

#include <QByteArray>

namespace assay::engine {

/// EvalHub's evaluation card (contract section 12) of a job as GET answers it; empty when `job` is no JSON object. Numbers of tests
/// are texts in it, as EvalHub writes them. A pure function; the same job gives the same bytes.
QByteArray evalCard(const QByteArray &job);

} // namespace assay::engine
