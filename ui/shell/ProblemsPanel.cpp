#include "ui/shell/ProblemsPanel.h"

#include "models/common/Roles.h"
#include "models/problems/AllProblemsModel.h"
#include "models/problems/FailedRunsModel.h"
#include "ui/shell/DocumentTabs.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

ProblemsPanel::ProblemsPanel(DocumentTabs &documents, JobListModel &jobs, QWidget *parent)
    : QWidget(parent), m_documents(documents), m_problems(new AllProblemsModel(this)), m_failed(new FailedRunsModel(jobs, Clock::system(), this)),
      m_shown(new QSortFilterProxyModel(this)), m_filter(new QLineEdit(this)), m_table(new QTableView(this)),
      m_none(new Heading(Heading::Level::Caption, this)), m_go(new QPushButton(themeIcon(QStringLiteral("open")), {}, this)),
      m_fix(new QPushButton(themeIcon(QStringLiteral("check")), {}, this))
{
    m_shown->setSourceModel(m_problems);
    m_shown->setSortRole(SortRole);
    m_shown->setFilterKeyColumn(-1);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_shown->sort(AllProblemsModel::ProblemColumn, Qt::DescendingOrder); // the worst first
    auto *layout = new QHBoxLayout(this);
    auto *left = new QVBoxLayout;
    left->addWidget(m_filter);
    left->addWidget(m_table, 1);
    left->addWidget(m_none, 1);
    layout->addLayout(left, 1);
    auto *buttons = new QVBoxLayout;
    buttons->addWidget(m_go);
    buttons->addWidget(m_fix);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    m_filter->setObjectName(QStringLiteral("problemsFilter"));
    m_filter->setClearButtonEnabled(true);
    m_table->setObjectName(QStringLiteral("problemsTable"));
    m_go->setObjectName(QStringLiteral("problemsGo"));
    m_fix->setObjectName(QStringLiteral("problemsFix"));
    m_none->setObjectName(QStringLiteral("problemsNone"));
    m_none->setAlignment(Qt::AlignCenter);
    m_table->setModel(m_shown);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    makeRowTable(*m_table, 1.7);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    m_table->setSortingEnabled(true);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSortIndicator(AllProblemsModel::ProblemColumn, Qt::DescendingOrder);
    const int unit = fontMetrics().averageCharWidth();
    header->resizeSection(AllProblemsModel::PlaceColumn, unit * 30);
    header->resizeSection(AllProblemsModel::FixColumn, unit * 40);
    fitColumn(header, AllProblemsModel::ProblemColumn, 40);
    m_table->installEventFilter(this);
    m_count.setSingleShot(true);
    connect(&m_count, &QTimer::timeout, this, &ProblemsPanel::countChanged);
    connect(&m_count, &QTimer::timeout, this, &ProblemsPanel::updateState);
    connect(m_problems, &AllProblemsModel::countsChanged, &m_count, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::textChanged, m_shown, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_filter, &QLineEdit::textChanged, this, &ProblemsPanel::updateState);
    connect(m_table, &QAbstractItemView::doubleClicked, this, &ProblemsPanel::goToCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ProblemsPanel::updateState);
    connect(m_go, &QPushButton::clicked, this, &ProblemsPanel::goToCurrent);
    connect(m_fix, &QPushButton::clicked, this, &ProblemsPanel::fixCurrent);
    connect(&m_documents, &DocumentTabs::pageAdded, this, &ProblemsPanel::listen);
    for (int i = 0; i < m_documents.count(); ++i)
        listen(m_documents.page(i));
    m_problems->setList(m_failed, {});
    retranslate();
}

/// A page may change its list when it changes its name: another connection shows another document.
void ProblemsPanel::listen(DocumentPage *page)
{
    connect(page, &DocumentPage::titleChanged, this, [this, page] { read(page); });
    read(page);
}

void ProblemsPanel::read(DocumentPage *page)
{
    if (QAbstractItemModel *problems = page->problems())
        m_problems->setList(problems, page->title());
}

int ProblemsPanel::problemCount() const { return m_problems->count(Severity::Error) + m_problems->count(Severity::Warning); }
int ProblemsPanel::currentRow() const { return m_shown->mapToSource(m_table->currentIndex()).row(); }

DocumentPage *ProblemsPanel::pageOf(int row) const
{
    const QAbstractItemModel *list = m_problems->source(row).first;
    for (int i = 0; list && i < m_documents.count(); ++i) {
        if (m_documents.page(i)->problems() == list)
            return m_documents.page(i);
    }
    return nullptr;
}

void ProblemsPanel::goToCurrent()
{
    const int row = currentRow();
    if (row < 0)
        return;
    if (DocumentPage *page = pageOf(row)) {
        m_documents.setCurrentIndex(m_documents.indexOfPage(page));
        page->goToProblem(m_problems->source(row).second);
    } else if (m_problems->source(row).first == m_failed) {
        Q_EMIT openRequested(QStringLiteral("run"), m_problems->index(row, 0).data(IdRole).toString());
    }
}

void ProblemsPanel::fixCurrent()
{
    const int row = currentRow();
    if (DocumentPage *page = pageOf(row))
        page->fixProblem(m_problems->source(row).second);
}

bool ProblemsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_table || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() != Qt::Key_Return && key->key() != Qt::Key_Enter)
        return QWidget::eventFilter(watched, event);
    const auto modifiers = key->modifiers() & ~Qt::KeypadModifier;
    if (modifiers != Qt::NoModifier && modifiers != Qt::AltModifier)
        return QWidget::eventFilter(watched, event);
    event->accept(); // also as an override: here the keys are ours
    if (event->type() == QEvent::KeyPress)
        modifiers == Qt::AltModifier ? fixCurrent() : goToCurrent();
    return true;
}

void ProblemsPanel::updateState()
{
    const bool any = m_shown->rowCount() > 0;
    m_table->setVisible(any);
    m_none->setVisible(!any);
    m_none->setText(m_problems->rowCount() > 0 ? tr("No problem matches the filter.") : tr("No problems in the open documents, and no run failed in the last %n day(s).", nullptr, FailedRunsModel::days));
    m_filter->setVisible(m_problems->rowCount() > 0);
    const int row = any ? currentRow() : -1;
    const QString fix = row < 0 ? QString() : m_problems->index(row, AllProblemsModel::FixColumn).data().toString();
    const DocumentPage *page = pageOf(row);
    m_go->setEnabled(row >= 0);
    m_fix->setEnabled(page && page->canFixProblems() && !fix.isEmpty());
    m_fix->setToolTip(row < 0 || m_fix->isEnabled() ? fix : page && !page->canFixProblems() ? tr("This document is read only.") : tr("Only a person can decide this."));
}

void ProblemsPanel::retranslate()
{
    m_table->setAccessibleName(tr("Problems"));
    m_filter->setPlaceholderText(tr("Filter problems"));
    m_filter->setAccessibleName(tr("Filter Problems"));
    m_go->setText(tr("Go There"));
    m_fix->setText(tr("Quick Fix"));
    updateState();
}

} // namespace assay
