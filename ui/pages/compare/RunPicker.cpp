#include "ui/pages/compare/RunPicker.h"

#include "models/jobs/JobFilterModel.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

RunPicker::RunPicker(JobListModel &jobs, const QStringList &taken, int most, QWidget *parent) : QDialog(parent), m_taken(taken), m_most(most)
{
    setObjectName(QStringLiteral("runPicker"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Add Runs"));
    m_rows = new JobFilterModel(jobs, this);
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("pickerSearch"));
    m_search->setPlaceholderText(tr("Name, model or tag"));
    m_search->setAccessibleName(tr("Search runs"));
    m_search->setClearButtonEnabled(true);
    makeTable();
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_buttons->button(QDialogButtonBox::Ok)->setObjectName(QStringLiteral("pickerAdd"));
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&Add"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 26);
    connect(m_search, &QLineEdit::textChanged, this, &RunPicker::showMatching);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunPicker::updateButtons);
    connect(m_table, &QTableView::activated, m_buttons->button(QDialogButtonBox::Ok), &QPushButton::click);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT chosen(selected());
        accept();
    });
    showMatching({});
    m_search->setFocus();
}

void RunPicker::makeTable()
{
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("pickerTable"));
    m_table->setAccessibleName(tr("Runs that have ended"));
    m_table->setModel(m_rows);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (int column = 0; column < JobFilterModel::ColumnCount; ++column) {
        static const QSet<int> shown{JobListModel::StateColumn, JobListModel::NameColumn, JobListModel::ModelColumn, JobListModel::ScoreColumn, JobListModel::StartedColumn};
        m_table->setColumnHidden(column, !shown.contains(column));
    }
    const int unit = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(JobListModel::StateColumn, unit * 18);
    m_table->setColumnWidth(JobListModel::NameColumn, unit * 30);
    m_table->setColumnWidth(JobListModel::ModelColumn, unit * 26);
    m_table->horizontalHeader()->setStretchLastSection(true);
}

/// What is chosen stays chosen as long as the search finds it.
void RunPicker::showMatching(const QString &text)
{
    JobFilter filter;
    filter.states = {RunState::Completed, RunState::Failed, RunState::Cancelled, RunState::PartiallyFailed};
    filter.without = QSet<QString>(m_taken.begin(), m_taken.end());
    filter.terms << JobFilter::Term{JobFilter::Key::Is, JobFilter::Op::Contains, true, QStringLiteral("gone")};
    for (const QString &word : text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts))
        filter.terms << JobFilter::Term{JobFilter::Key::Word, JobFilter::Op::Contains, false, word};
    const QStringList kept = selected();
    m_rows->setFilter(filter);
    for (const QString &id : kept) {
        if (const int row = m_rows->rowOf(id); row >= 0)
            m_table->selectionModel()->select(m_rows->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    updateButtons();
}

QStringList RunPicker::selected() const
{
    QStringList refs;
    const auto rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : rows)
        refs << index.data(IdRole).toString();
    return refs;
}

void RunPicker::updateButtons()
{
    const qsizetype count = selected().size();
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(count > 0 && count <= m_most);
    m_buttons->button(QDialogButtonBox::Ok)->setToolTip(count > m_most ? tr("A comparison has at most 12 runs; %n more can be added.", nullptr, m_most) : QString());
}

} // namespace assay
