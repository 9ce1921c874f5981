#pragma once

#include <QByteArray>
#include <QString>

namespace assay {

/// A sample's identity across runs: the dataset's own id if it has one, else SHA-256 over the canonical input and target.
/// canonicalInput and canonicalTarget are JSON texts with sorted keys and no white space (services/json: canonicalJson()).
/// Returns "id:ID" or "sha256:HEX"; the repeat number is kept beside it, not in it.
QString itemKey(const QString &datasetId, const QByteArray &canonicalInput, const QByteArray &canonicalTarget);

} // namespace assay
