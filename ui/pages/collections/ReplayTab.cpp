#include "ui/pages/collections/ReplayTab.h"

#include "models/authoring/ReplayModel.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace assay {

static constexpr int openedRuns = 3; ///< the newest show their benchmarks at once

ReplayTab::ReplayTab(ReplayModel &model, QWidget *parent)
    : QWidget(parent), m_model(model), m_summary(new QLabel(this)), m_limits(new Heading(Heading::Level::Caption, this)),
      m_read(new QPushButton(themeIcon(QStringLiteral("refresh")), {}, this)), m_tree(new QTreeView(this)), m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(0, gap / 2, 0, 0);
    auto *bar = new QHBoxLayout;
    m_summary->setObjectName(QStringLiteral("replaySummary"));
    m_summary->setWordWrap(true);
    m_limits->setObjectName(QStringLiteral("replayLimits"));
    m_limits->setWordWrap(true);
    m_read->setObjectName(QStringLiteral("replayRead"));
    bar->addWidget(m_summary, 1);
    bar->addWidget(m_read);
    layout->addLayout(bar);
    m_tree->setObjectName(QStringLiteral("replayTree"));
    m_tree->setModel(&m_model);
    m_tree->setItemDelegate(new ToneDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMaximumSectionSize(fontMetrics().averageCharWidth() * 90);
    for (int column = 1; column < ReplayModel::ColumnCount; ++column)
        m_tree->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    fitColumn(m_tree->header(), 0, 30);
    m_stack->addWidget(m_tree);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_limits);
    connect(m_read, &QPushButton::clicked, &m_model, &ReplayModel::load);
    connect(m_empty, &EmptyState::activated, &m_model, &ReplayModel::load);
    connect(&m_model, &ReplayModel::loadChanged, this, &ReplayTab::updateState);
    connect(&m_model, &ReplayModel::summaryChanged, this, &ReplayTab::updateState);
    connect(&m_model, &QAbstractItemModel::rowsInserted, m_tree, [this](const QModelIndex &above, int first, int last) {
        for (int row = first; !above.isValid() && row <= qMin(last, openedRuns - 1); ++row)
            m_tree->expand(m_model.index(row, 0));
    });
    retranslate();
}

void ReplayTab::setUnavailable(const QString &reason)
{
    m_unavailable = reason;
    updateState();
}

void ReplayTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_unavailable.isEmpty() && m_model.state() == LoadState::Idle)
        m_model.load();
}

void ReplayTab::updateState()
{
    const bool rows = m_model.rowCount() > 0 && m_unavailable.isEmpty();
    if (!m_unavailable.isEmpty())
        m_empty->setContent(QStringLiteral("info"), tr("No Runs to Replay"), m_unavailable);
    else if (m_model.state() == LoadState::Failed)
        m_empty->setContent(QStringLiteral("warning"), tr("The Runs Cannot Be Read"), m_model.error().message, tr("Try Again"));
    else if (m_model.state() == LoadState::Ready)
        m_empty->setContent(QStringLiteral("runs"), tr("No Runs to Replay"), tr("No finished run has a result of a benchmark of this collection."), tr("Look Again"));
    else
        m_empty->setContent(QStringLiteral("refresh"), tr("Loading…"), {});
    m_stack->setCurrentWidget(rows ? static_cast<QWidget *>(m_tree) : m_empty);
    m_summary->setText(rows ? m_model.summary() : QString());
    m_limits->setText(m_model.limits());
    m_limits->setVisible(rows && !m_limits->text().isEmpty());
    m_read->setEnabled(m_unavailable.isEmpty() && m_model.state() != LoadState::Loading);
}

void ReplayTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ReplayTab::retranslate()
{
    m_tree->setAccessibleName(tr("Stored Runs under These Gates"));
    m_read->setText(tr("Read Runs Again"));
    updateState();
}

} // namespace assay
