#include "ui/pages/compare/RunPicker.h"

#include "models/jobs/JobListModel.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

namespace {

class EndedRuns final : public QSortFilterProxyModel {
public:
    EndedRuns(JobListModel &jobs, const QStringList &taken, QObject *parent) : QSortFilterProxyModel(parent), m_jobs(jobs), m_taken(taken.begin(), taken.end())
    {
        setSourceModel(&jobs);
        sort(JobListModel::StartedColumn, Qt::DescendingOrder);
    }
    void setText(const QString &text)
    {
        m_words = text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
        invalidateFilter();
    }

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override
    {
        return compareJobs(m_jobs.row(left.row()), m_jobs.row(right.row()), left.column(), 0) < 0; // ended ones need no time of day
    }
    bool filterAcceptsRow(int row, const QModelIndex &) const override
    {
        const JobRow &job = m_jobs.row(row);
        if (!isTerminal(job.state) || m_taken.contains(job.id))
            return false;
        return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) { return job.haystack.contains(word); });
    }

private:
    JobListModel &m_jobs;
    QSet<QString> m_taken;
    QStringList m_words;
};

} // namespace

RunPicker::RunPicker(JobListModel &jobs, const QStringList &taken, int most, QWidget *parent) : QDialog(parent), m_most(most)
{
    setObjectName(QStringLiteral("runPicker"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Add Runs"));
    auto *rows = new EndedRuns(jobs, taken, this);
    m_rows = rows;
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("pickerSearch"));
    m_search->setPlaceholderText(tr("Name, model or tag"));
    m_search->setAccessibleName(tr("Search runs"));
    m_search->setClearButtonEnabled(true);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("pickerTable"));
    m_table->setAccessibleName(tr("Runs that have ended"));
    m_table->setModel(m_rows);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (int column = 0; column < JobListModel::ColumnCount; ++column) {
        static const QSet<int> shown{JobListModel::StateColumn, JobListModel::NameColumn, JobListModel::ModelColumn, JobListModel::ScoreColumn, JobListModel::StartedColumn};
        m_table->setColumnHidden(column, !shown.contains(column));
    }
    const int unit = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(JobListModel::StateColumn, unit * 18);
    m_table->setColumnWidth(JobListModel::NameColumn, unit * 30);
    m_table->setColumnWidth(JobListModel::ModelColumn, unit * 26);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_buttons->button(QDialogButtonBox::Ok)->setObjectName(QStringLiteral("pickerAdd"));
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&Add"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_buttons);
    resize(unit * 110, fontMetrics().height() * 26);
    connect(m_search, &QLineEdit::textChanged, this, [rows](const QString &text) { rows->setText(text); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunPicker::updateButtons);
    connect(m_table, &QTableView::activated, m_buttons->button(QDialogButtonBox::Ok), &QPushButton::click);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT chosen(selected());
        accept();
    });
    updateButtons();
    m_search->setFocus();
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
