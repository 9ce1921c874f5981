#include "app/PaletteSources.h"

#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/settings/SettingInfo.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "ui/shell/CommandPalette.h"
#include "ui/shell/MainWindow.h"

#include <QCoreApplication>

namespace assay {

namespace {

using Entry = CommandPalette::Entry;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// Name and, where there are several places, which one.
QString detailOf(const QString &id, const Connection &connection, bool several)
{
    return several ? QStringLiteral("%1 · %2").arg(id, connection.name()) : id;
}

QList<Entry> ofCatalogue(MainWindow &window, const PaletteServices &services, Connection &connection, bool several)
{
    QList<Entry> entries;
    const CollectionListModel &collections = services.collections(connection);
    for (int row = 0; row < collections.rowCount(); ++row) {
        const Collection &collection = collections.collection(row);
        const QString id = collection.resource.id;
        entries.append({tr("Collection: %1").arg(collection.name.isEmpty() ? id : collection.name), detailOf(id, connection, several), QStringLiteral("collection"),
                        [&window, subject = RunRef{connection.id(), id}.text()] { window.openPage(QStringLiteral("collection"), subject); }});
    }
    for (const Provider &provider : services.providers(connection).providers()) {
        const QString name = provider.title.isEmpty() ? provider.name : provider.title;
        const auto open = [&window, subject = RunRef{connection.id(), provider.resource.id}.text()] { window.openPage(QStringLiteral("provider"), subject); };
        entries.append({tr("Provider: %1").arg(name), detailOf(provider.resource.id, connection, several), QStringLiteral("provider"), open});
        for (const ProviderBenchmark &benchmark : provider.benchmarks) {
            entries.append({tr("Benchmark: %1").arg(benchmark.name.isEmpty() ? benchmark.id : benchmark.name),
                            detailOf(QStringLiteral("%1 · %2").arg(benchmark.id, name), connection, several), QStringLiteral("gate"), open});
        }
    }
    return entries;
}

} // namespace

void addPaletteSources(MainWindow &window, const PaletteServices &services)
{
    CommandPalette &palette = window.commandPalette();
    palette.addSource([&window, services] {
        QList<Entry> entries;
        const QList<Connection *> connections = services.connections.connections();
        for (Connection *connection : connections) {
            entries.append({tr("Connection: %1").arg(connection->name()), {}, QStringLiteral("connection"),
                            [&window, id = connection->id()] { Q_EMIT window.connectionRequested(id); }});
            entries += ofCatalogue(window, services, *connection, connections.size() > 1);
        }
        return entries;
    });
    palette.addSource([&window] {
        QList<Entry> entries;
        for (const SettingInfo &info : settingInfos()) {
            entries.append({tr("Setting: %1").arg(info.titleText()), settingGroupTitle(info.group), QStringLiteral("settings"), [&window, title = info.titleText()] {
                                if (DocumentPage *page = window.openPage(QStringLiteral("settings")))
                                    page->restoreState({{QStringLiteral("search"), title}});
                            }});
        }
        return entries;
    });
}

} // namespace assay
