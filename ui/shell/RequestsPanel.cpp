#include "ui/shell/RequestsPanel.h"

#include "models/connections/RequestLogModel.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace assay {

RequestsPanel::RequestsPanel(RequestLog &log, QWidget *parent)
    : QWidget(parent), m_model(new RequestLogModel(log, this)), m_filtered(new QSortFilterProxyModel(this)), m_filter(new QLineEdit(this)),
      m_table(new QTableView(this)), m_curl(new QPushButton(themeIcon(QStringLiteral("copy")), {}, this)),
      m_trace(new QPushButton(themeIcon(QStringLiteral("copy")), {}, this)), m_clear(new QPushButton(themeIcon(QStringLiteral("delete")), {}, this))
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterRole(RequestLogModel::SearchRole);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered->setFilterKeyColumn(0);
    auto *layout = new QHBoxLayout(this);
    auto *left = new QVBoxLayout;
    left->addWidget(m_filter);
    left->addWidget(m_table, 1);
    layout->addLayout(left, 1);
    auto *buttons = new QVBoxLayout;
    const char *names[] = {"requestsCurl", "requestsTrace", "requestsClear"};
    int at = 0;
    for (QPushButton *button : {m_curl, m_trace, m_clear}) {
        button->setObjectName(QLatin1String(names[at++]));
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    layout->addLayout(buttons);
    m_filter->setObjectName(QStringLiteral("requestsFilter"));
    m_filter->setClearButtonEnabled(true);
    m_table->setObjectName(QStringLiteral("requestsTable"));
    m_table->setModel(m_filtered);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    makeRowTable(*m_table, 1.7);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(true);
    const int unit = fontMetrics().averageCharWidth();
    const int widths[RequestLogModel::ColumnCount] = {16, 20, 10, 60, 10, 12, 13, 38};
    for (int column = 0; column < RequestLogModel::ColumnCount; ++column)
        header->resizeSection(column, widths[column] * unit);
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RequestsPanel::updateButtons);
    connect(m_filtered, &QAbstractItemModel::rowsAboutToBeInserted, this, &RequestsPanel::followEnd);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filtered, signal, this, &RequestsPanel::updateButtons);
    connect(m_filtered, &QAbstractItemModel::modelReset, this, &RequestsPanel::updateButtons);
    connect(m_curl, &QPushButton::clicked, this, &RequestsPanel::copyCurl);
    connect(m_trace, &QPushButton::clicked, this, &RequestsPanel::copyTrace);
    connect(m_clear, &QPushButton::clicked, m_model, &RequestLogModel::clear);
    retranslate();
}

/// Whoever looks at the newest goes on seeing the newest; whoever scrolled up is left alone.
void RequestsPanel::followEnd()
{
    const QScrollBar *bar = m_table->verticalScrollBar();
    if (bar->value() == bar->maximum())
        QTimer::singleShot(0, m_table, &QTableView::scrollToBottom);
}

void RequestsPanel::copyCurl()
{
    QApplication::clipboard()->setText(m_table->currentIndex().data(RequestLogModel::CurlRole).toString());
    Q_EMIT copied(tr("The request is on the clipboard as a curl command; its key is the variable ASSAY_KEY."));
}

void RequestsPanel::copyTrace()
{
    QApplication::clipboard()->setText(m_table->currentIndex().siblingAtColumn(RequestLogModel::TraceColumn).data().toString());
    Q_EMIT copied(tr("The trace id is on the clipboard."));
}

void RequestsPanel::updateButtons()
{
    const bool chosen = m_table->selectionModel()->hasSelection();
    m_curl->setEnabled(chosen);
    m_trace->setEnabled(chosen);
    m_clear->setEnabled(m_model->rowCount() > 0);
}

void RequestsPanel::retranslate()
{
    m_table->setAccessibleName(tr("Requests"));
    m_filter->setPlaceholderText(tr("Filter by path, status, trace id…"));
    m_filter->setAccessibleName(tr("Filter Requests"));
    m_curl->setText(tr("Copy as curl"));
    m_trace->setText(tr("Copy Trace Id"));
    m_clear->setText(tr("Clear"));
    updateButtons();
}

} // namespace assay
