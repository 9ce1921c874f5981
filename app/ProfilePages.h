#pragma once

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace assay {

class FileDraftStore;
class LocalConnection;
class MetricTableModel;
class PageFactory;
class PriceListModel;
class SettingsStore;
class ShortcutTable;

/// The pages about this user's own profile: settings, and what metric names mean.
class ProfilePages : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    struct Services {
        SettingsStore &settings;
        ShortcutTable &shortcuts;
        LocalConnection &engine;
        FileDraftStore &drafts;
        QString draftFolder;
        PriceListModel &prices;
    };
    explicit ProfilePages(const Services &services);
    ~ProfilePages() override; ///< waits for what is being written
    void addTo(PageFactory &pages);

Q_SIGNALS:
    /// What metrics mean has changed for this process.
    void dictionaryChanged();

private:
    void addSettings(PageFactory &pages);
    void addMetrics(PageFactory &pages);

    Services m_services;
    QThreadPool m_filePool; ///< one thread: writes keep their order
    std::unique_ptr<MetricTableModel> m_metrics;
};

} // namespace assay
