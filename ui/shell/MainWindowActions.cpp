#include "models/settings/SettingInfo.h"
#include "models/settings/ShortcutTable.h"
#include "ui/shell/Appearance.h"
#include "ui/shell/CommandPalette.h"
#include "ui/shell/DocumentTabs.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/Navigator.h"
#include "ui/shell/PageFactory.h"
#include "ui/shell/ShellActions.h"

#include <QActionGroup>
#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

// The window's commands and menus. Apart from MainWindow.cpp because they are a list, and a long one.

namespace assay {

void MainWindow::makeActions()
{
    const auto add = [this](const ShellActions::Spec &spec, auto handler) {
        connect(m_actions->add(spec), &QAction::triggered, this, handler);
    };
    add({QStringLiteral("palette"), [] { return tr("Search or Command…"); }, QStringLiteral("search"),
         {QKeySequence(Qt::CTRL | Qt::Key_K), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)}}, [this] { m_palette->open(); });
    add({QStringLiteral("newJob"), [] { return tr("&New Job…"); }, QStringLiteral("job-new"), {QKeySequence::New}},
        [this] { openPage(QStringLiteral("newjob")); });
    if (m_services.pages.knows(QStringLiteral("imports"))) {
        add({QStringLiteral("importResults"), [] { return tr("&Import Results…"); }, QStringLiteral("open"), {QKeySequence(Qt::CTRL | Qt::Key_I)}},
            [this] { openPage(QStringLiteral("imports")); });
    }
    add({QStringLiteral("submit"), [] { return tr("&Run Job"); }, QStringLiteral("play"), {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)}},
        [this] {
            if (DocumentPage *page = m_documents->current(); !page || !page->submit())
                showMessage({UserMessage::Level::Info, tr("There is nothing to run on this page; open New Job."), {}, 5000, {}, QStringLiteral("submit")});
        });
    if (m_services.pages.knows(QStringLiteral("report"))) {
        add({QStringLiteral("report"), [] { return tr("Report or &Export…"); }, QStringLiteral("review"),
             {QKeySequence(Qt::CTRL | Qt::Key_E), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}}, [this] {
            const DocumentPage *page = m_documents->current();
            const QString subject = page ? page->reportSubject() : QString();
            if (!subject.isEmpty())
                openPage(QStringLiteral("report"), subject);
            else
                showMessage({UserMessage::Level::Info, tr("There is nothing to report on here; open a run or a comparison, or choose runs in the list."), {}, 5000, {}, QStringLiteral("report")});
        });
    }
    add({QStringLiteral("refresh"), [] { return tr("Re&fresh"); }, QStringLiteral("refresh"),
         {QKeySequence(Qt::Key_F5), QKeySequence(Qt::CTRL | Qt::Key_R)}},
        [this] { if (DocumentPage *page = m_documents->current()) page->refresh(); });
    add({QStringLiteral("demo"), [] { return tr("Try the &Demo Run"); }, QStringLiteral("play"), {}}, [this] { Q_EMIT demoRequested(); });
    add({QStringLiteral("find"), [] { return tr("F&ind in This View"); }, QStringLiteral("search"), {QKeySequence::Find}}, [this] {
        if (DocumentPage *page = m_documents->current(); !page || !page->focusFind())
            m_palette->open();
    });
    add({QStringLiteral("closeTab"), [] { return tr("&Close Tab"); }, QStringLiteral("close"), {QKeySequence(Qt::CTRL | Qt::Key_W)}},
        [this] { m_documents->close(m_documents->currentIndex()); });
    add({QStringLiteral("nextTab"), [] { return tr("Next Tab"); }, {}, {QKeySequence(Qt::CTRL | Qt::Key_PageDown)}},
        [this] { m_documents->setCurrentIndex((m_documents->currentIndex() + 1) % qMax(1, m_documents->count())); });
    add({QStringLiteral("previousTab"), [] { return tr("Previous Tab"); }, {}, {QKeySequence(Qt::CTRL | Qt::Key_PageUp)}}, [this] {
        const int count = qMax(1, m_documents->count());
        m_documents->setCurrentIndex((m_documents->currentIndex() + count - 1) % count);
    });
    if (m_services.pages.knows(QStringLiteral("settings"))) {
        add({QStringLiteral("settings"), [] { return tr("&Settings"); }, QStringLiteral("settings"), {QKeySequence(Qt::CTRL | Qt::Key_Comma)}},
            [this] { openPage(QStringLiteral("settings")); });
    }
    add({QStringLiteral("quit"), [] { return tr("&Quit"); }, {}, {QKeySequence(Qt::CTRL | Qt::Key_Q)}}, [this] { close(); });
    add({QStringLiteral("shortcuts"), [] { return tr("&Keyboard Shortcuts"); }, {},
         {QKeySequence(Qt::Key_F1), QKeySequence(Qt::CTRL | Qt::Key_Slash)}}, [this] { showShortcuts(); });
    add({QStringLiteral("about"), [] { return tr("&About Assay"); }, QStringLiteral("info"), {}}, [this] { showAbout(); });
    makePlaceActions();
    makeViewActions();
    ShortcutTable &keys = m_services.shortcuts; // what pages need for themselves
    keys.reserve([] { return tr("Save, in an editor"); }, {QKeySequence::Save});
    keys.reserve([] { return tr("Undo, in an editor"); }, QKeySequence::keyBindings(QKeySequence::Undo));
    keys.reserve([] { return tr("Redo, in an editor"); }, QKeySequence::keyBindings(QKeySequence::Redo));
    keys.reserve([] { return tr("Quick Fix, in an editor"); }, {QKeySequence(Qt::CTRL | Qt::Key_Period)});
}

void MainWindow::makePlaceActions()
{
    struct Entry {
        const char *kind, *icon;
        std::function<QString()> title, action;
        QKeySequence key;
        bool place = true; ///< in the navigator, too
    };
    const QList<Entry> entries{
        {"start", "home", [] { return tr("Start"); }, [] { return tr("&Start"); }, QKeySequence(Qt::ALT | Qt::Key_Home)},
        {"runs", "runs", [] { return tr("Runs"); }, [] { return tr("&Runs"); }, QKeySequence(Qt::CTRL | Qt::Key_1)},
        {"compare", "compare", [] { return tr("Compare"); }, [] { return tr("Compar&e"); }, QKeySequence(Qt::CTRL | Qt::Key_2)},
        {"report", "review", [] { return tr("Reports"); }, [] { return tr("Saved Re&ports"); }, QKeySequence()},
        {"collections", "collection", [] { return tr("Collections"); }, [] { return tr("&Collections"); }, QKeySequence(Qt::CTRL | Qt::Key_3)},
        {"providers", "provider", [] { return tr("Providers"); }, [] { return tr("&Providers"); }, QKeySequence(Qt::CTRL | Qt::Key_4)},
        {"datasets", "sample", [] { return tr("Datasets"); }, [] { return tr("&Datasets"); }, QKeySequence(Qt::CTRL | Qt::Key_5)},
        {"benchmarks", "target", [] { return tr("Server Benchmarks"); }, [] { return tr("Server &Benchmarks"); }, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B), false},
        {"rerank", "filter", [] { return tr("Rerank"); }, [] { return tr("Reran&k"); }, QKeySequence(Qt::CTRL | Qt::Key_6), false},
        {"training", "play", [] { return tr("Training"); }, [] { return tr("Tr&aining"); }, QKeySequence(Qt::CTRL | Qt::Key_7), false},
        {"evaluation", "job-new", [] { return tr("New Evaluation"); }, [] { return tr("New E&valuation"); }, QKeySequence(), false},
        {"metrics", "metric", [] { return tr("Metrics"); }, [] { return tr("&Metrics"); }, QKeySequence(Qt::CTRL | Qt::Key_8)},
        {"connections", "connection", [] { return tr("Connections"); }, [] { return tr("C&onnections"); }, QKeySequence(Qt::CTRL | Qt::Key_9)},
    };
    QList<Navigator::Place> places;
    for (const Entry &entry : entries) {
        const QString kind = QLatin1String(entry.kind);
        if (!m_services.pages.knows(kind))
            continue;
        if (entry.place) // what few servers have is in the menu only
            places.append({kind, QLatin1String(entry.icon), entry.title});
        QAction *action = m_actions->add({QStringLiteral("go/") + kind, entry.action, QLatin1String(entry.icon), entry.key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{entry.key}});
        connect(action, &QAction::triggered, this, [this, kind] { openPage(kind); });
    }
    m_navigator->setPlaces(places);
}

void MainWindow::makeViewActions()
{
    const auto add = [this](const ShellActions::Spec &spec, auto handler) {
        QAction *action = m_actions->add(spec);
        connect(action, &QAction::triggered, this, handler);
        return action;
    };
    const auto dock = [&](const QString &name, std::function<QString()> text, QDockWidget *widget) {
        QAction *action = add({name, std::move(text), {}, {}, true}, [widget](bool on) { widget->setVisible(on); });
        action->setChecked(widget == m_navigatorDock);
        connect(widget, &QDockWidget::visibilityChanged, action, [action, widget] { action->setChecked(!widget->isHidden()); });
    };
    dock(QStringLiteral("view/navigator"), [] { return tr("&Navigator"); }, m_navigatorDock);
    dock(QStringLiteral("view/activity"), [] { return tr("&Activity"); }, m_activityDock);
    dock(QStringLiteral("view/requests"), [] { return tr("Re&quests"); }, m_requestsDock);
    dock(QStringLiteral("view/problems"), [] { return tr("&Problems"); }, m_problemsDock);
    add({QStringLiteral("nextPane"), [] { return tr("Next Pane"); }, {}, {QKeySequence(Qt::Key_F6)}}, [this] { cyclePane(1); });
    add({QStringLiteral("previousPane"), [] { return tr("Previous Pane"); }, {}, {QKeySequence(Qt::SHIFT | Qt::Key_F6)}}, [this] { cyclePane(-1); });
    add({QStringLiteral("resetLayout"), [] { return tr("Reset &Layout"); }, {}, {}}, [this] { resetLayout(); });
    Appearance &appearance = m_services.appearance;
    add({QStringLiteral("zoomIn"), [] { return tr("Zoom &In"); }, {}, {QKeySequence(Qt::CTRL | Qt::Key_Equal), QKeySequence(Qt::CTRL | Qt::Key_Plus)}},
        [&appearance] { appearance.setZoom(appearance.zoom() + 10); });
    add({QStringLiteral("zoomOut"), [] { return tr("Zoom &Out"); }, {}, {QKeySequence(Qt::CTRL | Qt::Key_Minus)}},
        [&appearance] { appearance.setZoom(appearance.zoom() - 10); });
    add({QStringLiteral("zoomReset"), [] { return tr("&Normal Size"); }, {}, {QKeySequence(Qt::CTRL | Qt::Key_0)}},
        [&appearance] { appearance.setZoom(100); });
    const auto theme = [&](const QString &name, std::function<QString()> text, ThemeChoice choice) {
        QAction *action = add({name, std::move(text), {}, {}, true}, [&appearance, choice] { appearance.setTheme(choice); });
        m_themes->addAction(action);
        const auto follow = [&appearance, action, choice] { action->setChecked(appearance.theme() == choice); };
        connect(&appearance, &Appearance::changed, action, follow);
        follow();
    };
    theme(QStringLiteral("theme/system"), [] { return tr("Theme: Same as System"); }, ThemeChoice::System);
    theme(QStringLiteral("theme/light"), [] { return tr("Theme: Light"); }, ThemeChoice::Light);
    theme(QStringLiteral("theme/dark"), [] { return tr("Theme: Dark"); }, ThemeChoice::Dark);
    theme(QStringLiteral("theme/contrast"), [] { return tr("Theme: High Contrast"); }, ThemeChoice::HighContrast);
    const auto language = [&](const QString &code, std::function<QString()> text) {
        QAction *action = add({QStringLiteral("language/") + code, std::move(text), {}, {}, true},
                              [&appearance, code] { appearance.setLanguage(code); });
        m_languages->addAction(action);
        const auto follow = [&appearance, action, code] { action->setChecked(appearance.language() == code); };
        connect(&appearance, &Appearance::changed, action, follow);
        follow();
    };
    language({}, [] { return tr("Language: Same as System"); });
    language(QStringLiteral("en"), [] { return QStringLiteral("English"); });
    language(QStringLiteral("de"), [] { return QStringLiteral("Deutsch"); });
}

void MainWindow::makeMenus()
{
    const auto fill = [this](QMenu *menu, const QStringList &names) {
        for (const QString &name : names) {
            if (name.isEmpty())
                menu->addSeparator();
            else if (QAction *action = m_actions->action(name))
                menu->addAction(action);
        }
    };
    QMenu *file = m_actions->addMenu(menuBar(), [] { return tr("&File"); });
    fill(file, {QStringLiteral("newJob"), QStringLiteral("importResults"), QStringLiteral("report"), {}, QStringLiteral("settings"), {}, QStringLiteral("closeTab"), {}, QStringLiteral("quit")});
    QMenu *view = m_actions->addMenu(menuBar(), [] { return tr("&View"); });
    fill(view, {QStringLiteral("go/start"), QStringLiteral("go/runs"), QStringLiteral("go/compare"), QStringLiteral("go/report"), QStringLiteral("go/collections"), QStringLiteral("go/providers"), QStringLiteral("go/datasets"), QStringLiteral("go/benchmarks"), QStringLiteral("go/rerank"), QStringLiteral("go/training"), QStringLiteral("go/metrics"), QStringLiteral("go/connections"), {},
                QStringLiteral("find"), QStringLiteral("refresh"), {}, QStringLiteral("view/navigator"), QStringLiteral("view/activity"), QStringLiteral("view/requests"),
                QStringLiteral("view/problems"),
                QStringLiteral("resetLayout"), {}});
    QMenu *themes = m_actions->addMenu(view, [] { return tr("&Theme"); });
    themes->addActions(m_themes->actions());
    QMenu *languages = m_actions->addMenu(view, [] { return tr("Lan&guage"); });
    languages->addActions(m_languages->actions());
    fill(view, {{}, QStringLiteral("zoomIn"), QStringLiteral("zoomOut"), QStringLiteral("zoomReset")});
    QMenu *run = m_actions->addMenu(menuBar(), [] { return tr("&Run"); });
    fill(run, {QStringLiteral("submit"), QStringLiteral("newJob"), QStringLiteral("go/evaluation"), {}, QStringLiteral("demo")});
    QMenu *window = m_actions->addMenu(menuBar(), [] { return tr("&Window"); });
    fill(window, {QStringLiteral("palette"), {}, QStringLiteral("nextTab"), QStringLiteral("previousTab"), {}, QStringLiteral("nextPane"),
                  QStringLiteral("previousPane")});
    QMenu *help = m_actions->addMenu(menuBar(), [] { return tr("&Help"); });
    fill(help, {QStringLiteral("shortcuts"), QStringLiteral("about")});
}

void MainWindow::showShortcuts()
{
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keyboard Shortcuts"));
    auto *layout = new QVBoxLayout(dialog);
    auto *table = new QTableWidget(0, 2, dialog);
    table->setObjectName(QStringLiteral("shortcutTable"));
    table->setAccessibleName(tr("Keyboard Shortcuts"));
    table->setHorizontalHeaderLabels({tr("Command"), tr("Keys")});
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    for (QAction *action : m_actions->all()) {
        if (action->shortcuts().isEmpty())
            continue;
        const int row = table->rowCount();
        table->insertRow(row);
        table->setItem(row, 0, new QTableWidgetItem(action->text().remove(QLatin1Char('&'))));
        table->setItem(row, 1, new QTableWidgetItem(QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText)));
    }
    table->resizeColumnsToContents();
    table->horizontalHeader()->setStretchLastSection(true);
    layout->addWidget(table);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    if (m_services.pages.knows(QStringLiteral("settings"))) {
        QPushButton *change = buttons->addButton(tr("Change…"), QDialogButtonBox::ActionRole);
        change->setObjectName(QStringLiteral("changeShortcuts"));
        connect(change, &QPushButton::clicked, dialog, [this, dialog] {
            dialog->close();
            openPage(QStringLiteral("settings"))->restoreState({{QStringLiteral("search"), settingGroupTitle(SettingGroup::Shortcuts)}});
        });
    }
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    layout->addWidget(buttons);
    dialog->resize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 32);
    dialog->open();
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Assay"));
    box->setText(tr("Assay %1").arg(QCoreApplication::applicationVersion()));
    box->setInformativeText(tr("A native workbench for evaluating language models. Free software under the GNU General Public License, version 3 or later."));
    box->open();
}

} // namespace assay
