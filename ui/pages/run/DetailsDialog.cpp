#include "ui/pages/run/DetailsDialog.h"

#include "services/core/JobExtras.h"
#include "ui/widgets/ProblemLabel.h"
#include "ui/widgets/RowTable.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

DetailsDialog::DetailsDialog(const Job &job, bool hasMetadata, QWidget *parent)
    : QDialog(parent), m_name(new QLineEdit(job.name, this)),
      m_tags(new QLineEdit(job.tags.join(QLatin1String(", ")), this)), m_description(new QPlainTextEdit(job.description, this)),
      m_metadata(new MetadataModel(jobMetadata(job), this)), m_problem(new ProblemLabel(this))
{
    setObjectName(QStringLiteral("detailsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Details of the Run"));
    setMinimumWidth(fontMetrics().averageCharWidth() * 70);
    m_name->setObjectName(QStringLiteral("detailsName"));
    m_tags->setObjectName(QStringLiteral("detailsTags"));
    m_tags->setPlaceholderText(tr("nightly, release"));
    m_tags->setToolTip(tr("Words with commas between them; they take the place of those that are there."));
    m_description->setObjectName(QStringLiteral("detailsDescription"));
    m_description->setTabChangesFocus(true);
    m_description->setMinimumHeight(fontMetrics().height() * 5);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_change = buttons->addButton(tr("Change"), QDialogButtonBox::AcceptRole);
    m_change->setObjectName(QStringLiteral("detailsChange"));
    m_change->setDefault(true);
    auto *layout = new QFormLayout(this);
    layout->addRow(tr("Name:"), m_name);
    layout->addRow(tr("Description:"), m_description);
    layout->addRow(tr("Tags:"), m_tags);
    if (hasMetadata)
        addMetadata(*layout);
    layout->addRow(m_problem);
    layout->addRow(buttons);
    connect(m_name, &QLineEdit::textChanged, this, &DetailsDialog::check);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_shown = {m_name->text(), m_description->toPlainText(), m_tags->text()};
    check();
}

void DetailsDialog::addMetadata(QFormLayout &layout)
{
    auto *table = new QTableView(this);
    table->setObjectName(QStringLiteral("detailsMetadata"));
    table->setModel(m_metadata);
    makeRowTable(*table);
    table->setSelectionBehavior(QAbstractItemView::SelectItems);
    table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    table->horizontalHeader()->setStretchLastSection(true);
    table->setMinimumHeight(fontMetrics().height() * 8);
    table->setToolTip(tr("Entries that the server keeps beside the run; the others of its entries stay. A value is a text, or a number, true, false, a list or an object as JSON writes them."));
    auto *remove = new QPushButton(tr("Remove Entry"), this);
    remove->setObjectName(QStringLiteral("detailsRemoveEntry"));
    remove->setAutoDefault(false);
    auto *column = new QVBoxLayout;
    column->addWidget(table);
    column->addWidget(remove, 0, Qt::AlignLeft);
    layout.addRow(tr("Metadata:"), column);
    static_cast<QLabel *>(layout.labelForField(column))->setBuddy(table);
    const auto update = [this, table, remove] {
        remove->setEnabled(table->currentIndex().isValid() && table->currentIndex().row() < m_metadata->rowCount() - 1);
        check();
    };
    connect(remove, &QPushButton::clicked, this, [this, table] { m_metadata->remove(table->currentIndex().row()); });
    connect(table->selectionModel(), &QItemSelectionModel::currentChanged, this, update);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_metadata, signal, this, update);
    connect(m_metadata, &QAbstractItemModel::dataChanged, this, update);
    remove->setEnabled(false);
}

void DetailsDialog::check()
{
    const QString problem = m_metadata->problem();
    m_problem->setProblem(problem);
    m_change->setEnabled(!m_name->text().trimmed().isEmpty() && problem.isEmpty());
}

JobDetails DetailsDialog::details() const
{
    JobDetails out;
    out.metadata = m_metadata->changes();
    // Only what was touched: a tag with a comma in it, or a line end of another kind, would not come back as it was.
    if (m_name->text() != m_shown.at(0))
        out.name = m_name->text().trimmed();
    if (m_description->toPlainText() != m_shown.at(1))
        out.description = m_description->toPlainText();
    if (m_tags->text() == m_shown.at(2))
        return out;
    QStringList tags;
    for (const QString &tag : m_tags->text().split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (!tag.trimmed().isEmpty())
            tags << tag.trimmed();
    }
    out.tags = tags;
    return out;
}

} // namespace assay
