#include "ui/pages/report/ReportListPage.h"

#include "ui/pages/run/StatePanel.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

namespace assay {

ReportListPage::ReportListPage(SavedDocuments &documents, QWidget *parent)
    : DocumentPage(parent)
    , m_documents(documents)
    , m_model(documents)
{
    setObjectName(QStringLiteral("reportListPage"));
    buildTable();
    m_state = new StatePanel;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_table);
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addLayout(buildBar());
    layout->addWidget(m_stack, 1);
    connectModel();
    retranslate();
}

void ReportListPage::buildTable()
{
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("savedReports"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    const int unit = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(SavedReportsModel::TitleColumn, unit * 44);
    m_table->setColumnWidth(SavedReportsModel::FormatColumn, unit * 14);
    m_table->setColumnWidth(SavedReportsModel::SavedColumn, unit * 30);
    fitColumn(m_table->horizontalHeader(), SavedReportsModel::FileColumn, 30);
    m_table->installEventFilter(this);
    connect(m_table, &QTableView::activated, this, &ReportListPage::openCurrent);
    connect(m_table, &QTableView::customContextMenuRequested, this, &ReportListPage::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ReportListPage::updateState);
}

QHBoxLayout *ReportListPage::buildBar()
{
    const auto button = [&](const char *name, const QString &icon, void (ReportListPage::*slot)()) {
        auto *made = new QPushButton(themeIcon(icon), {});
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, slot);
        return made;
    };
    m_open = button("savedReportOpen", QStringLiteral("open"), &ReportListPage::openCurrent);
    m_showFolder = button("savedReportFolder", QStringLiteral("open"), &ReportListPage::showFolder);
    m_again = button("savedReportAgain", QStringLiteral("refresh"), &ReportListPage::makeAnew);
    m_forget = button("savedReportForget", QStringLiteral("delete"), &ReportListPage::forgetCurrent);
    auto *bar = new QHBoxLayout;
    m_heading = new Heading(Heading::Level::Title);
    bar->addWidget(m_heading);
    bar->addStretch(1);
    for (QPushButton *each : { m_open, m_showFolder, m_again, m_forget })
        bar->addWidget(each);
    return bar;
}

void ReportListPage::connectModel()
{
    connect(&m_model, &SavedReportsModel::loadChanged, this, &ReportListPage::updateState);
    connect(&m_model, &SavedReportsModel::failed, this, [this](const Error &error) {
        Q_EMIT messageRequested(UserMessage { UserMessage::Level::Error, error.message });
    });
    connect(&m_model, &SavedReportsModel::seen, this, &ReportListPage::openFile);
    connect(m_state, &StatePanel::activated, this, &ReportListPage::refresh);
}

QIcon ReportListPage::icon() const
{
    return themeIcon(QStringLiteral("review"));
}

void ReportListPage::showEvent(QShowEvent *event)
{
    DocumentPage::showEvent(event);
    refresh();
}

void ReportListPage::retranslate()
{
    m_heading->setText(tr("Reports"));
    m_table->setAccessibleName(tr("Saved reports"));
    m_open->setText(tr("&Open File"));
    m_showFolder->setText(tr("Show Fol&der"));
    m_again->setText(tr("Make &Anew"));
    m_again->setToolTip(tr("A report on the same runs, with what is known of them now."));
    m_forget->setText(tr("Fo&rget"));
    m_forget->setToolTip(tr("Takes it out of this list; the file stays."));
    Q_EMIT titleChanged();
    updateState();
}

void ReportListPage::updateState()
{
    const bool rows = m_model.rowCount() > 0;
    if (!m_model.error().message.isEmpty())
        m_state->setState(
            QStringLiteral("warning"), tr("The Reports Cannot Be Loaded"), m_model.error().message, tr("Try Again"));
    else if (!m_model.isLoaded())
        m_state->setState(QStringLiteral("review"), tr("Loading reports"), {});
    else
        m_state->setState(QStringLiteral("review"), tr("No Report Yet"),
            tr("Open a run or a comparison, or choose runs in the list, and press Ctrl+E: reports that you save are "
               "listed here."));
    m_stack->setCurrentIndex(rows ? 1 : 0);
    if (rows && !m_table->currentIndex().isValid())
        m_table->setCurrentIndex(m_model.index(0, 0));
    for (QPushButton *each : { m_open, m_showFolder, m_again, m_forget })
        each->setEnabled(rows && current() >= 0);
}

int ReportListPage::current() const
{
    return m_table->currentIndex().row();
}

void ReportListPage::openCurrent()
{
    m_folder = false;
    if (current() >= 0)
        m_model.look(current());
}

void ReportListPage::showFolder()
{
    m_folder = true;
    if (current() >= 0)
        m_model.look(current());
}

void ReportListPage::openFile(const SavedReport &report, bool isThere)
{
    if (isThere) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder ? QFileInfo(report.path).absolutePath() : report.path));
        return;
    }
    UserMessage message { UserMessage::Level::Warning,
        tr("%1 is not there any more. The report can be made anew from its runs.")
            .arg(QDir::toNativeSeparators(report.path)) };
    message.actions = { { tr("Make Anew"), [page = QPointer<ReportListPage>(this), subject = report.subject] {
                             if (page)
                                 Q_EMIT page->openRequested(page->kind(), subject);
                         } } };
    message.key = QStringLiteral("report-gone");
    Q_EMIT messageRequested(message);
}

void ReportListPage::makeAnew()
{
    if (current() >= 0)
        Q_EMIT openRequested(kind(), m_model.report(current()).subject);
}

void ReportListPage::forgetCurrent()
{
    if (current() < 0)
        return;
    const SavedReport taken = m_model.report(current());
    m_model.remove(current());
    UserMessage message { UserMessage::Level::Info, tr("“%1” is forgotten. Its file stays.").arg(taken.title) };
    // Also when this page is closed by then.
    message.actions = { { tr("Undo"), [&documents = m_documents, page = QPointer<ReportListPage>(this), taken] {
                             if (page)
                                 page->m_model.put(taken);
                             else
                                 documents.save(SavedReport::kind(), taken.document());
                         } } };
    message.timeoutMs = 10'000;
    Q_EMIT messageRequested(message);
}

void ReportListPage::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QPushButton *each : { m_open, m_showFolder, m_again, m_forget })
        connect(menu->addAction(each->icon(), each->text()), &QAction::triggered, each, &QPushButton::click);
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

bool ReportListPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete) {
        forgetCurrent();
        return true;
    }
    return DocumentPage::eventFilter(watched, event);
}

void ReportListPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace assay
