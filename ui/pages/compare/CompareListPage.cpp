#include "ui/pages/compare/CompareListPage.h"

#include "ui/pages/run/StatePanel.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

CompareListPage::CompareListPage(SavedDocuments &documents, QWidget *parent) : DocumentPage(parent), m_documents(documents), m_model(documents)
{
    setObjectName(QStringLiteral("compareListPage"));
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("savedComparisons"));
    m_table->setModel(&m_model);
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    const int unit = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(SavedComparisonsModel::TitleColumn, unit * 44);
    m_table->setColumnWidth(SavedComparisonsModel::ChangedColumn, unit * 22);
    fitColumn(m_table->horizontalHeader(), SavedComparisonsModel::RunsColumn, 30);
    m_table->installEventFilter(this);
    const auto button = [&](const QString &name, const QString &icon, void (CompareListPage::*slot)()) {
        auto *made = new QPushButton(themeIcon(icon), {});
        made->setObjectName(name);
        connect(made, &QPushButton::clicked, this, slot);
        return made;
    };
    m_open = button(QStringLiteral("comparisonOpen"), QStringLiteral("open"), &CompareListPage::openCurrent);
    m_rename = button(QStringLiteral("comparisonRename"), QStringLiteral("review"), &CompareListPage::renameCurrent);
    m_delete = button(QStringLiteral("comparisonDelete"), QStringLiteral("delete"), &CompareListPage::deleteCurrent);
    m_new = button(QStringLiteral("comparisonNew"), QStringLiteral("add"), &CompareListPage::begin);
    m_state = new StatePanel;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_table);
    auto *bar = new QHBoxLayout;
    auto *heading = new Heading(Heading::Level::Title);
    heading->setObjectName(QStringLiteral("compareHeading"));
    bar->addWidget(heading);
    bar->addStretch(1);
    for (QPushButton *each : {m_open, m_rename, m_delete, m_new})
        bar->addWidget(each);
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addLayout(bar);
    layout->addWidget(m_stack, 1);
    connect(m_table, &QTableView::activated, this, &CompareListPage::openCurrent);
    connect(m_table, &QTableView::customContextMenuRequested, this, &CompareListPage::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &CompareListPage::updateState);
    connect(&m_model, &SavedComparisonsModel::loadChanged, this, &CompareListPage::updateState);
    connect(&m_model, &SavedComparisonsModel::failed, this, [this](const Error &error) {
        Q_EMIT messageRequested(UserMessage{UserMessage::Level::Error, error.message});
    });
    connect(m_state, &StatePanel::activated, this, [this] {
        if (!m_model.error().message.isEmpty())
            refresh();
        else
            begin();
    });
    retranslate();
}

QIcon CompareListPage::icon() const { return themeIcon(QStringLiteral("compare")); }
void CompareListPage::refresh() { m_model.refresh(); }

void CompareListPage::showEvent(QShowEvent *event)
{
    DocumentPage::showEvent(event);
    refresh();
}

void CompareListPage::retranslate()
{
    findChild<Heading *>(QStringLiteral("compareHeading"))->setText(tr("Compare"));
    m_table->setAccessibleName(tr("Saved comparisons"));
    m_open->setText(tr("&Open"));
    m_rename->setText(tr("Re&name"));
    m_delete->setText(tr("&Delete"));
    m_new->setText(tr("&New Comparison"));
    Q_EMIT titleChanged();
    updateState();
}

void CompareListPage::updateState()
{
    const bool rows = m_model.rowCount() > 0;
    if (!m_model.error().message.isEmpty())
        m_state->setState(QStringLiteral("warning"), tr("The Comparisons Cannot Be Loaded"), m_model.error().message, tr("Try Again"));
    else if (!m_model.isLoaded())
        m_state->setState(QStringLiteral("compare"), tr("Loading comparisons"), {});
    else
        m_state->setState(QStringLiteral("compare"), tr("No Comparison Yet"), tr("Two runs or more side by side: what is better, what is chance, which items flipped."), tr("New Comparison"));
    m_stack->setCurrentIndex(rows ? 1 : 0);
    if (rows && !m_table->currentIndex().isValid())
        m_table->setCurrentIndex(m_model.index(0, 0));
    for (QPushButton *each : {m_open, m_rename, m_delete})
        each->setEnabled(rows && m_table->currentIndex().isValid());
}

void CompareListPage::openCurrent()
{
    if (m_table->currentIndex().isValid())
        Q_EMIT openRequested(kind(), QStringLiteral("saved:") + m_model.comparison(m_table->currentIndex().row()).id);
}

void CompareListPage::begin() { Q_EMIT openRequested(kind(), QStringLiteral("new:")); }

void CompareListPage::renameCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    const QModelIndex title = m_model.index(current.row(), SavedComparisonsModel::TitleColumn);
    m_table->setCurrentIndex(title);
    m_table->edit(title);
}

void CompareListPage::deleteCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    const SavedComparison taken = m_model.comparison(current.row());
    m_model.remove(current.row());
    UserMessage message{UserMessage::Level::Info, tr("“%1” is deleted. Its runs stay.").arg(taken.title)};
    // Also when this page is closed by then.
    message.actions = {{tr("Undo"), [&documents = m_documents, page = QPointer<CompareListPage>(this), taken] {
                            if (page)
                                page->m_model.put(taken);
                            else
                                documents.save(SavedComparison::kind(), taken.document());
                        }}};
    message.timeoutMs = 10'000;
    Q_EMIT messageRequested(message);
}

void CompareListPage::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_open->icon(), m_open->text(), this, &CompareListPage::openCurrent);
    menu->addAction(m_rename->icon(), m_rename->text(), this, &CompareListPage::renameCurrent);
    menu->addAction(m_delete->icon(), m_delete->text(), this, &CompareListPage::deleteCurrent);
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

bool CompareListPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Delete) {
            deleteCurrent();
            return true;
        }
        if (key == Qt::Key_F2) {
            renameCurrent();
            return true;
        }
    }
    return DocumentPage::eventFilter(watched, event);
}

void CompareListPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace assay
