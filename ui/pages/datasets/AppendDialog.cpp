#include "ui/pages/datasets/AppendDialog.h"

#include "models/datasets/DatasetRowsModel.h"
#include "services/core/Async.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

AppendDialog::AppendDialog(DatasetService &service, const QString &dataset, const QString &file, const QStringList &columns, QWidget *parent)
    : QDialog(parent), m_service(service), m_file(file), m_columns(columns), m_sum(plainLabel(new QLabel(this), "appendSum")),
      m_problem(plainLabel(new QLabel(this), "appendProblem")), m_skip(new QCheckBox(tr("&Leave out rows that cannot be read"), this)),
      m_table(new QTableView(this)), m_preview(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("appendDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Append %1 to “%2”").arg(QFileInfo(file).fileName(), dataset));
    m_skip->setObjectName(QStringLiteral("appendSkip"));
    m_table->setObjectName(QStringLiteral("appendPreview"));
    m_table->setAccessibleName(tr("The First Rows"));
    m_table->setModel(m_preview);
    makeRowTable(*m_table);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setDefaultSectionSize(fontMetrics().averageCharWidth() * 36);
    m_table->horizontalHeader()->setStretchLastSection(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_append = buttons->addButton(tr("Append"), QDialogButtonBox::AcceptRole);
    m_append->setObjectName(QStringLiteral("appendYes"));
    m_append->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_sum);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_problem);
    layout->addWidget(m_skip);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 26);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT appendRequested(m_rows);
        accept();
    });
    connect(m_skip, &QCheckBox::toggled, this, &AppendDialog::read);
    read();
}

void AppendDialog::read()
{
    m_append->setEnabled(false);
    m_sum->setText(tr("Reading %1…").arg(QFileInfo(m_file).fileName()));
    whenDone(m_service.readFile(m_file, m_skip->isChecked()), this, [this, ticket = ++m_ticket](const Result<FileRows> &answer) {
        if (ticket == m_ticket)
            present(answer);
    });
}

QString AppendDialog::comparedColumns() const
{
    if (m_columns.isEmpty())
        return {};
    QStringList fresh, missing, words;
    for (const QString &column : m_rows.columns) {
        if (!m_columns.contains(column))
            fresh << column;
    }
    for (const QString &column : m_columns) {
        if (!m_rows.columns.contains(column))
            missing << column;
    }
    if (!fresh.isEmpty())
        words << tr("Columns that the dataset does not have: %1.").arg(fresh.join(QStringLiteral(", ")));
    if (!missing.isEmpty())
        words << tr("Columns that the file lacks: %1.").arg(missing.join(QStringLiteral(", ")));
    return words.join(QLatin1Char('\n'));
}

void AppendDialog::present(const Result<FileRows> &answer)
{
    m_rows = answer ? *answer : FileRows();
    m_preview->clear();
    m_preview->setHorizontalHeaderLabels(m_rows.columns);
    for (const DatasetRow &row : std::as_const(m_rows.first)) {
        QList<QStandardItem *> items;
        for (const QString &column : std::as_const(m_rows.columns)) {
            const QString *cell = row.cell(column);
            items << new QStandardItem(cell ? DatasetRowsModel::shortened(*cell) : QString());
        }
        m_preview->appendRow(items);
    }
    const int rows = int(m_rows.rows), skipped = int(m_rows.skipped); // of a file of some megabytes
    QStringList sum{answer ? tr("%n row(s) in the file.", nullptr, rows) : QString()};
    if (m_rows.rows > m_rows.first.size())
        sum << tr("The first %1 are shown.").arg(m_rows.first.size());
    m_sum->setText(sum.join(QLatin1Char(' ')));
    QStringList problems{answer ? comparedColumns() : answer.error().message};
    if (m_rows.skipped > 0)
        problems << tr("%n row(s) left out.", nullptr, skipped) + QLatin1Char('\n') + m_rows.skippedTold.mid(0, 5).join(QLatin1Char('\n'));
    problems.removeAll(QString());
    m_problem->setText(problems.join(QLatin1Char('\n')));
    m_problem->setVisible(!problems.isEmpty());
    m_append->setEnabled(m_rows.rows > 0);
}

} // namespace assay
