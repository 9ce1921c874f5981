#include "ui/pages/settings/SettingsPage.h"

#include "models/authoring/TextFile.h"
#include "models/settings/SettingsStore.h"
#include "models/settings/ShortcutTable.h"
#include "services/core/Async.h"
#include "ui/pages/settings/PricesRow.h"
#include "ui/pages/settings/ShortcutRow.h"
#include "ui/pages/settings/ValueRow.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/SaveDialog.h"

#include <QEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace assay {

SettingsPage::SettingsPage(const SettingsPageServices &services, QWidget *parent)
    : DocumentPage(parent), m_services(services), m_search(new QLineEdit(this)), m_import(new QPushButton(this)), m_export(new QPushButton(this)),
      m_area(new QScrollArea(this)), m_none(new EmptyState(this))
{
    build();
    fillSections();
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::filter);
    connect(m_none, &EmptyState::activated, m_search, &QLineEdit::clear);
    connect(m_export, &QPushButton::clicked, this, &SettingsPage::exportFile);
    connect(m_import, &QPushButton::clicked, this, &SettingsPage::importFile);
    enterAt(this, m_search);
    retranslate();
}

QIcon SettingsPage::icon() const { return themeIcon(QStringLiteral("settings")); }

void SettingsPage::build()
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, 0);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_search, 1);
    bar->addWidget(m_import);
    bar->addWidget(m_export);
    layout->addLayout(bar);
    m_search->setObjectName(QStringLiteral("settingsSearch"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_import->setObjectName(QStringLiteral("settingsImport"));
    m_export->setObjectName(QStringLiteral("settingsExport"));
    auto *content = new QWidget(m_area);
    m_list = new QVBoxLayout(content);
    m_list->setContentsMargins(0, 0, gap, gap);
    m_list->setSpacing(0);
    m_area->setObjectName(QStringLiteral("settingsArea"));
    m_area->setWidget(content);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(m_area, 1);
    layout->addWidget(m_none, 1);
    m_none->hide();
}

SettingsPage::Section &SettingsPage::section(SettingGroup group)
{
    Section &section = m_sections[group];
    if (section.heading)
        return section;
    section.heading = new Heading(Heading::Level::Section, m_area->widget());
    section.heading->setContentsMargins(0, fontMetrics().height(), 0, fontMetrics().height() / 4);
    m_list->addWidget(section.heading);
    if (group == SettingGroup::Engine)
        m_list->addWidget(section.note = engineNote());
    section.rows = new QVBoxLayout;
    section.rows->setSpacing(0);
    m_list->addLayout(section.rows);
    return section;
}

void SettingsPage::add(SettingRow *row)
{
    section(row->group()).rows->addWidget(row);
    m_rows.push_back(row);
}

void SettingsPage::fillSections()
{
    using G = SettingGroup;
    QWidget *owner = m_area->widget();
    for (const G group : {G::Appearance, G::Engine, G::Statistics, G::Prices, G::Shortcuts, G::Network, G::Privacy}) {
        for (const SettingInfo &info : settingInfos()) {
            if (info.group == group)
                add(new ValueRow(info, m_services.settings, owner));
        }
        if (group == G::Prices && m_services.prices)
            addPrices();
        if (group == G::Shortcuts) {
            const QStringList names = m_services.shortcuts.names();
            for (const QString &name : names)
                add(new ShortcutRow(name, m_services.shortcuts, owner));
        }
    }
    for (const StoredPlace &place : std::as_const(m_services.places)) {
        auto *row = new PlaceRow(place, owner);
        connect(row, &PlaceRow::cleared, this, [this](const Result<Done> &done) {
            say(done ? tr("Deleted.") : done.error().message, done ? UserMessage::Level::Info : UserMessage::Level::Error);
        });
        add(row);
    }
    m_list->addStretch(1);
}

void SettingsPage::addPrices()
{
    auto *row = new PricesRow(*m_services.prices, m_area->widget());
    connect(row, &PricesRow::failed, this, [this](const QString &sentence) { say(sentence, UserMessage::Level::Error); });
    add(row);
}

QWidget *SettingsPage::engineNote()
{
    auto *card = new QFrame(m_area->widget());
    card->setObjectName(QStringLiteral("card"));
    auto *layout = new QHBoxLayout(card);
    m_restartText = new QLabel(card);
    m_restartText->setWordWrap(true);
    m_restart = new QPushButton(themeIcon(QStringLiteral("refresh")), {}, card);
    m_restart->setObjectName(QStringLiteral("engineRestart"));
    layout->addWidget(m_restartText, 1);
    layout->addWidget(m_restart);
    connect(m_restart, &QPushButton::clicked, this, &SettingsPage::engineRestartRequested);
    return card;
}

void SettingsPage::filter()
{
    const QString query = m_search->text().simplified();
    std::map<SettingGroup, int> found;
    int all = 0;
    for (SettingRow *row : m_rows) {
        const bool fits = row->matches(query);
        row->setVisible(fits);
        row->highlight(query);
        found[row->group()] += fits;
        all += fits;
    }
    for (auto &[group, section] : m_sections) {
        section.heading->setVisible(found[group] > 0);
        if (section.note)
            section.note->setVisible(found[group] > 0);
    }
    m_area->setVisible(all > 0);
    m_none->setVisible(all == 0);
    m_none->setContent(QStringLiteral("search"), tr("Nothing Found"), tr("No setting matches “%1”.").arg(query), tr("Show All"));
}

bool SettingsPage::focusFind()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    return true;
}

QVariantMap SettingsPage::saveState() const { return {{QStringLiteral("search"), m_search->text()}}; }
void SettingsPage::restoreState(const QVariantMap &state) { m_search->setText(state.value(QStringLiteral("search")).toString()); }

void SettingsPage::say(const QString &text, UserMessage::Level level)
{
    Q_EMIT messageRequested({level, text, {}, level == UserMessage::Level::Info ? 8000 : 0, {}, QStringLiteral("settings")});
}

void SettingsPage::exportFile()
{
    const SaveQuestion question{tr("Export Settings"), QStringLiteral("assay-settings.json"), QStringLiteral("json"), tr("JSON (*.json)")};
    askWhereToSave(this, question, this, [this](const QString &path) {
        whenDone(writeTextFile(path, m_services.settings.exported()), this, [this, path](const Result<Done> &done) {
            say(done ? tr("The settings are in %1. Keys of servers are not: they stay in the system's keychain.").arg(path) : done.error().message,
                done ? UserMessage::Level::Info : UserMessage::Level::Error);
        });
    });
}

void SettingsPage::importFile()
{
    askWhatToOpen(this, {tr("Import Settings"), tr("JSON (*.json);;All Files (*)")}, this, [this](const QString &path) {
        whenDone(readTextFile(path), this, [this](const Result<QByteArray> &text) {
            const auto problems = text ? m_services.settings.import(*text) : Result<QStringList>(text.error());
            if (!problems)
                say(problems.error().message, UserMessage::Level::Error);
            else if (problems->isEmpty())
                say(tr("The settings are imported."));
            else
                say(tr("The settings are imported, except: %1").arg(problems->join(QLatin1Char(' '))), UserMessage::Level::Warning);
        });
    });
}

void SettingsPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void SettingsPage::retranslate()
{
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search Settings"));
    m_import->setText(tr("Import…"));
    m_export->setText(tr("Export…"));
    m_restartText->setText(tr("These count when the engine starts next. It leaves by itself ten minutes after the last run; restarted from here, it first ends the "
                              "benchmarks that run, and takes up those that wait afterwards. An engine that assayctl started keeps what its command line says."));
    m_restart->setText(tr("Restart Engine"));
    for (auto &[group, section] : m_sections)
        section.heading->setText(settingGroupTitle(group));
    for (SettingRow *row : m_rows)
        row->retranslate();
    filter();
    Q_EMIT titleChanged();
}

} // namespace assay
