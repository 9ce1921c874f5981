#include "services/api/Capabilities.h"

#include <QCoreApplication>

namespace assay {

QString Capabilities::reasonMissing(Capability capability) const
{
    if (has(capability))
        return {};
    const QString server = serverName.isEmpty() ? QCoreApplication::translate("assay", "This server") : serverName;
    switch (capability) {
    case Capability::Samples:
    case Capability::Scores:
        return QCoreApplication::translate("assay", "%1 does not expose single samples; run the benchmark on the local engine to see them.").arg(server);
    case Capability::EventStream:
        return QCoreApplication::translate("assay", "%1 does not push changes; the list is asked for again every few seconds.").arg(server);
    case Capability::RecordedModels:
        return QCoreApplication::translate("assay", "%1 cannot replay recorded answers; choose the local engine.").arg(server);
    default:
        return QCoreApplication::translate("assay", "%1 does not offer this.").arg(server);
    }
}

} // namespace assay
