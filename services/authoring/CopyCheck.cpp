#include "services/authoring/CopyCheck.h"

#include "services/authoring/DocumentPath.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

const Provider *byId(const QList<Provider> &list, const QString &id)
{
    const auto it = std::ranges::find(list, id, [](const Provider &provider) { return provider.resource.id; });
    return it == list.end() ? nullptr : &*it;
}

const Provider *byName(const QList<Provider> &list, const QString &name)
{
    const auto it = std::ranges::find(list, name, &Provider::name);
    return name.isEmpty() || it == list.end() ? nullptr : &*it;
}

bool hasBenchmark(const Provider &provider, const QString &id)
{
    return std::ranges::any_of(provider.benchmarks, [&](const ProviderBenchmark &benchmark) { return benchmark.id == id; });
}

void checkEntries(CopyCheck &check, const QList<Provider> &here, const CopyTarget &there)
{
    QStringList renamed, gone;
    const qsizetype count = check.document.rows(QStringLiteral("benchmarks")).size();
    for (int row = 0; row < int(count); ++row) {
        const QString path = path::join(QStringLiteral("benchmarks"), row);
        const QString id = check.document.text(path + QStringLiteral("/provider_id")), benchmark = check.document.text(path + QStringLiteral("/id"));
        const Provider *mine = byId(here, id);
        const QString name = mine && !mine->name.isEmpty() ? mine->name : id;
        const Provider *other = byId(there.providers, id);
        if (!other && (other = byName(there.providers, name))) {
            check.document.set(path + QStringLiteral("/provider_id"), other->resource.id);
            if (!renamed.contains(name))
                renamed << name;
        }
        if (!other) {
            if (!gone.contains(name))
                gone << name;
        } else if (!hasBenchmark(*other, benchmark)) {
            check.missing << tr("Benchmark “%1” of %2").arg(benchmark, name);
        }
    }
    for (const QString &name : std::as_const(gone))
        check.missing << tr("Provider “%1” with all its benchmarks").arg(name);
    for (const QString &name : std::as_const(renamed))
        check.notes << tr("Provider “%1” has another id there; the copy names that one.").arg(name);
}

void checkRuntime(CopyCheck &check, const CopyTarget &there)
{
    const bool local = check.document.contains(QStringLiteral("runtime/local/command")), container = check.document.contains(QStringLiteral("runtime/k8s/image"));
    if (local && !container && !there.runsCommands)
        check.notes << tr("It has a local command only; that server runs container images: give it one under Runtime.");
    if (!local && container && there.runsCommands)
        check.notes << tr("It has a container image only; that server runs local commands: give it one under Runtime.");
    QStringList names;
    for (const char *list : {"runtime/local/env", "runtime/k8s/env"}) {
        for (const QVariant &variable : check.document.rows(QLatin1String(list)))
            names << variable.toMap().value(QStringLiteral("name")).toString();
    }
    names.removeDuplicates();
    if (!names.isEmpty())
        check.notes << tr("The values of its variables go along: %1.").arg(names.join(QStringLiteral(", ")));
}

} // namespace

CopyCheck checkCopy(const AuthoredDocument &document, const QList<Provider> &here, const CopyTarget &there)
{
    CopyCheck check{document, {}, {}};
    check.document.set(QStringLiteral("curation_order"), {}); // else nobody could change it there
    check.document.set(QStringLiteral("derived_from"), {});   // an id of this server
    if (document.kind() == DocumentKind::Collection)
        checkEntries(check, here, there);
    else
        checkRuntime(check, there);
    const QString name = document.text(QStringLiteral("name"));
    if (there.names.contains(name))
        check.notes << tr("There is one named “%1” already; the copy will stand beside it.").arg(name);
    return check;
}

} // namespace assay
