#include "ui/pages/run/SliceView.h"

#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/widgets/ColumnFit.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

SliceView::SliceView(JobService &jobs, QWidget *parent) : QWidget(parent), m_model(jobs)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    auto *label = new QLabel(tr("&Slice by:"));
    m_columns = new QComboBox;
    m_columns->setObjectName(QStringLiteral("sliceColumn"));
    m_columns->setAccessibleName(tr("Column of the metadata"));
    label->setBuddy(m_columns);
    auto *row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_columns, 1);
    layout->addLayout(row);
    m_table = new QTableView;
    setUpTable(*m_table, QStringLiteral("sliceTable"), tr("Scores by value"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new CellDelegate(m_table));
    setColumnChars(*m_table, FacetModel::CountColumn, 8);
    setColumnChars(*m_table, FacetModel::MeanColumn, 11);
    setColumnChars(*m_table, FacetModel::IntervalColumn, 15);
    fitColumn(m_table->horizontalHeader(), FacetModel::ValueColumn, 10);
    layout->addWidget(m_table, 1);
    setMinimumWidth(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 46);
    m_state = new QLabel;
    m_state->setObjectName(QStringLiteral("sliceState"));
    m_state->setWordWrap(true);
    layout->addWidget(m_state);
    connect(m_columns, &QComboBox::currentIndexChanged, this, &SliceView::refresh);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { Q_EMIT chosen(m_model.expressionAt(index.row())); });
    connect(&m_model, &FacetModel::loadChanged, this, &SliceView::show);
    show();
}

void SliceView::setBenchmark(const QString &jobId, int benchmarkIndex)
{
    m_jobId = jobId;
    m_benchmarkIndex = benchmarkIndex;
    refresh();
}

void SliceView::setColumns(const QStringList &names)
{
    for (const QString &name : names) {
        if (m_columns->findText(name) < 0)
            m_columns->addItem(name);
    }
    for (int i = m_columns->count() - 1; i >= 0; --i) {
        if (!names.contains(m_columns->itemText(i)))
            m_columns->removeItem(i);
    }
    show();
}

void SliceView::refresh()
{
    if (isVisible() || m_model.load() != LoadState::Idle)
        m_model.setSource(m_jobId, m_benchmarkIndex, m_columns->currentText());
    show();
}

void SliceView::show()
{
    QString words;
    if (m_columns->count() == 0)
        words = tr("These samples have no metadata: a benchmark whose data set has more columns than input and target shows them here.");
    else if (m_model.load() == LoadState::Failed)
        words = m_model.lastError().message;
    else if (m_model.load() == LoadState::Loading)
        words = tr("Counting …");
    else if (m_model.rowCount() > 0)
        words = tr("Enter on a value filters by it.");
    m_state->setText(words);
    m_table->setVisible(m_columns->count() > 0);
}

} // namespace assay
