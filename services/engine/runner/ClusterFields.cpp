#include "services/engine/runner/ClusterFields.h"

#include <QCoreApplication>

namespace assay::engine {

namespace {

void add(QList<ClusterField> &fields, const QString &field, const QString &reason)
{
    fields.append({field, reason,
                   QCoreApplication::translate("assay", "Remove %1, or submit the job to an EvalHub server on a cluster.").arg(field)});
}

void addHardware(QList<ClusterField> &fields, const std::optional<HardwareConfig> &config, const QString &place)
{
    if (!config)
        return;
    const QString at = place + QLatin1String(".");
    if (!config->hardwareProfileName.isEmpty())
        add(fields, at + QLatin1String("hardware_profile_name"),
            QCoreApplication::translate("assay", "Hardware profiles are looked up in a cluster; this machine has none."));
    if (config->queue)
        add(fields, at + QLatin1String("queue"), QCoreApplication::translate("assay", "Kueue queues exist in a cluster only."));
    if (config->gpu)
        add(fields, at + QLatin1String("gpu"), QCoreApplication::translate("assay", "GPUs are assigned by a cluster; programs here see those of this machine."));
    for (const auto &[name, amount] : {std::pair("cpu", &config->cpu), std::pair("memory", &config->memory)}) {
        if (*amount)
            add(fields, at + QLatin1String(name), QCoreApplication::translate("assay", "Requests and limits of a container are a cluster's; this machine runs programs without one."));
    }
}

} // namespace

QList<ClusterField> clusterFields(const Job &job, const BenchmarkRef &entry, const QString &place)
{
    QList<ClusterField> fields;
    if (job.queue)
        add(fields, QStringLiteral("queue"), QCoreApplication::translate("assay", "Kueue queues exist in a cluster only."));
    addHardware(fields, job.hardwareConfig, QStringLiteral("hardware_config"));
    addHardware(fields, entry.hardwareConfig, place + QLatin1String(".hardware_config"));
    if (entry.testDataRef && entry.testDataRef->pvc)
        add(fields, place + QLatin1String(".test_data_ref.pvc"),
            QCoreApplication::translate("assay", "The volume claim '%1' can only be mounted in a cluster.").arg(entry.testDataRef->pvc->claimName));
    return fields;
}

} // namespace assay::engine
