#include "services/core/ItemKey.h"

#include <QCryptographicHash>

namespace assay {

QString itemKey(const QString &datasetId, const QByteArray &canonicalInput, const QByteArray &canonicalTarget)
{
    if (!datasetId.isEmpty())
        return QLatin1String("id:") + datasetId;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    // The length goes first, so that no two different pairs are the same bytes.
    hash.addData(QByteArray::number(canonicalInput.size()) + ':');
    hash.addData(canonicalInput);
    hash.addData(canonicalTarget);
    return QLatin1String("sha256:") + QString::fromLatin1(hash.result().toHex());
}

} // namespace assay
