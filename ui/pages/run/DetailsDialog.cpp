#include "ui/pages/run/DetailsDialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace assay {

DetailsDialog::DetailsDialog(const Job &job, QWidget *parent)
    : QDialog(parent), m_name(new QLineEdit(job.name, this)),
      m_tags(new QLineEdit(job.tags.join(QLatin1String(", ")), this)), m_description(new QPlainTextEdit(job.description, this))
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
    auto *change = buttons->addButton(tr("Change"), QDialogButtonBox::AcceptRole);
    change->setObjectName(QStringLiteral("detailsChange"));
    change->setDefault(true);
    auto *layout = new QFormLayout(this);
    layout->addRow(tr("Name:"), m_name);
    layout->addRow(tr("Description:"), m_description);
    layout->addRow(tr("Tags:"), m_tags);
    layout->addRow(buttons);
    const auto check = [this, change] { change->setEnabled(!m_name->text().trimmed().isEmpty()); };
    connect(m_name, &QLineEdit::textChanged, this, check);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_shown = {m_name->text(), m_description->toPlainText(), m_tags->text()};
    check();
}

JobDetails DetailsDialog::details() const
{
    JobDetails out;
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
