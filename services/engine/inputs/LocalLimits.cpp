#include "services/engine/inputs/LocalLimits.h"

#include <QCoreApplication>

namespace assay::engine {

namespace {

void add(QList<LocalLimit> &limits, const QString &field, const QString &what)
{
    Message message;
    message.message
        = QCoreApplication::translate(
              "assay",
              "%1 asks for %2, which this local engine does not have: take the field out, or submit the job through a connection to a cluster.")
              .arg(field, what);
    message.messageCode = QLatin1String(fieldNotSupportedCode);
    message.messageOrigin = QStringLiteral("server");
    limits.append({field, message});
}

void addHardware(QList<LocalLimit> &limits, const HardwareConfig &hardware, const QString &path)
{
    const QString field = path + QStringLiteral("hardware_config.");
    if (!hardware.hardwareProfileName.isEmpty())
        add(limits, field + QStringLiteral("hardware_profile_name"),
            QCoreApplication::translate("assay", "the hardware profile “%1”").arg(hardware.hardwareProfileName));
    if (hardware.queue)
        add(limits, field + QStringLiteral("queue"), QCoreApplication::translate("assay", "the Kueue queue “%1”").arg(hardware.queue->name));
    if (hardware.gpu)
        add(limits, field + QStringLiteral("gpu"), QCoreApplication::translate("assay", "GPUs by the name “%1”").arg(hardware.gpu->name));
}

} // namespace

QList<LocalLimit> localLimits(const BenchmarkRef &entry, int index, const Job &job, bool hasLocalRunner)
{
    QList<LocalLimit> limits;
    const QString path = QStringLiteral("benchmarks[%1].").arg(index);
    if (entry.testDataRef && entry.testDataRef->pvc)
        add(limits, path + QStringLiteral("test_data_ref.pvc"),
            QCoreApplication::translate("assay", "the volume claim “%1”").arg(entry.testDataRef->pvc->claimName));
    if (job.queue)
        add(limits, QStringLiteral("queue"), QCoreApplication::translate("assay", "the Kueue queue “%1”").arg(job.queue->name));
    if (entry.hardwareConfig)
        addHardware(limits, *entry.hardwareConfig, path);
    else if (job.hardwareConfig) // the default of entries without their own
        addHardware(limits, *job.hardwareConfig, QString());
    if (!hasLocalRunner)
        add(limits, path + QStringLiteral("provider_id"),
            QCoreApplication::translate("assay", "the provider “%1”, which exists as a container image only").arg(entry.providerId));
    return limits;
}

} // namespace assay::engine
