#include "ui/pages/datasets/DatasetForm.h"

#include "models/datasets/DatasetListModel.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"
#include "services/core/DatasetPurpose.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace assay {

DatasetForm::DatasetForm(Connection &connection, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
{
    build();
    connect(m_id, &QLineEdit::returnPressed, this, &DatasetForm::add);
    connect(m_id, &QLineEdit::textChanged, this, &DatasetForm::update);
    connect(m_add, &QPushButton::clicked, this, &DatasetForm::add);
    connect(m_dismiss, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT dismissed();
    });
    connect(&connection, &Connection::stateChanged, this, &DatasetForm::update);
    retranslate();
}

void DatasetForm::build()
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_file = plainLabel(new QLabel(this), "datasetFile");
    form->addRow(m_file);
    m_id = new QLineEdit(this);
    m_id->setObjectName(QStringLiteral("datasetId"));
    m_id->setMaxLength(200);
    m_idLabel = new QLabel(this);
    m_idLabel->setBuddy(m_id);
    form->addRow(m_idLabel, m_id);
    m_purpose = new QComboBox(this);
    m_purpose->setObjectName(QStringLiteral("datasetPurpose"));
    m_purposeLabel = new QLabel(this);
    m_purposeLabel->setBuddy(m_purpose);
    form->addRow(m_purposeLabel, m_purpose);
    m_skip = new QCheckBox(this);
    m_skip->setObjectName(QStringLiteral("datasetSkip"));
    form->addRow(QString(), m_skip);
    auto *line = new QHBoxLayout;
    m_add = new QPushButton(themeIcon(QStringLiteral("check")), {}, this);
    m_add->setObjectName(QStringLiteral("datasetAdd"));
    m_dismiss = new QPushButton(this);
    m_dismiss->setObjectName(QStringLiteral("datasetDismiss"));
    line->addWidget(m_add);
    line->addWidget(m_dismiss);
    line->addStretch(1);
    form->addRow(QString(), line);
    m_problem = plainLabel(new Heading(Heading::Level::Caption, this), "datasetProblem");
    form->addRow(m_problem);
}

void DatasetForm::offer(const QString &file)
{
    m_path = file;
    m_file->setText(file);
    m_id->setText(QFileInfo(file).completeBaseName());
    m_skip->setChecked(false);
    m_problem->clear();
    show();
    update();
    m_id->setFocus();
    m_id->selectAll();
}

void DatasetForm::add()
{
    DatasetService *service = m_connection.datasets();
    const QString name = m_id->text().trimmed();
    if (!service || m_adding || name.isEmpty())
        return;
    DatasetRequest request;
    request.id = name;
    request.purpose = m_purpose->currentData().toString();
    request.file = m_path;
    request.skipBroken = m_skip->isChecked();
    m_adding = true;
    m_problem->setText(tr("Reading %1…").arg(QFileInfo(m_path).fileName()));
    update();
    Q_EMIT busyChanged();
    whenDone(service->add(request), this, [this, name](const Result<DatasetAdded> &answer) { answered(answer, name); });
}

void DatasetForm::answered(const Result<DatasetAdded> &answer, const QString &name)
{
    m_adding = false;
    m_problem->setText(answer ? QString() : answer.error().message);
    update();
    if (answer) {
        hide();
        Q_EMIT added(name, *answer);
    }
    Q_EMIT busyChanged();
}

void DatasetForm::update()
{
    const bool takes = m_connection.datasets() && m_connection.capabilities().has(Capability::AddDatasets);
    m_add->setEnabled(takes && !m_adding && !m_id->text().trimmed().isEmpty());
    m_id->setEnabled(!m_adding);
    m_purpose->setEnabled(!m_adding);
    m_skip->setEnabled(!m_adding);
    m_problem->setVisible(!m_problem->text().isEmpty());
}

void DatasetForm::retranslate()
{
    m_idLabel->setText(tr("&Name"));
    m_purposeLabel->setText(tr("&Purpose"));
    m_skip->setText(tr("&Leave out rows that cannot be read"));
    m_add->setText(tr("&Register"));
    m_dismiss->setText(tr("&Cancel"));
    const int chosen = std::max(m_purpose->currentIndex(), 0);
    m_purpose->clear();
    for (const QString &purpose : datasetPurposes())
        m_purpose->addItem(datasetPurposeName(purpose), purpose);
    m_purpose->setCurrentIndex(chosen);
    update();
}

} // namespace assay
