#pragma once

#include "ui/pages/DocumentPage.h"
#include "ui/pages/settings/PlaceRow.h"

#include <map>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace assay {

class EmptyState;
class Heading;
class PriceListModel;
class SettingsStore;
class ShortcutTable;

/// What the page shows; the references outlive it.
struct SettingsPageServices {
    SettingsStore &settings;
    ShortcutTable &shortcuts;
    QList<StoredPlace> places;
    PriceListModel *prices = nullptr; ///< null: no section for them
};

/// All settings by group, with one search over them. They count at once, or say when.
class SettingsPage final : public DocumentPage {
    Q_OBJECT
public:
    explicit SettingsPage(const SettingsPageServices &services, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("settings"); }
    QString title() const override { return tr("Settings"); }
    QIcon icon() const override;
    QVariantMap saveState() const override; ///< "search": what is looked for
    void restoreState(const QVariantMap &state) override;
    bool focusFind() override;

Q_SIGNALS:
    /// The local engine shall take its settings now.
    void engineRestartRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Section {
        Heading *heading = nullptr;
        QWidget *note = nullptr;
        QVBoxLayout *rows = nullptr;
    };
    void build();
    void fillSections();
    Section &section(SettingGroup group);
    void add(SettingRow *row);
    void addPrices();
    QWidget *engineNote();
    void filter();
    void exportFile();
    void importFile();
    void say(const QString &text, UserMessage::Level level = UserMessage::Level::Info);
    void retranslate();

    SettingsPageServices m_services;
    QLineEdit *m_search;
    QPushButton *m_import, *m_export, *m_restart = nullptr;
    QLabel *m_restartText = nullptr;
    QScrollArea *m_area;
    QVBoxLayout *m_list = nullptr;
    EmptyState *m_none;
    std::map<SettingGroup, Section> m_sections;
    std::vector<SettingRow *> m_rows;
};

} // namespace assay
