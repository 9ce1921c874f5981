#include "ui/pages/datasets/DatasetForm.h"

#include "models/datasets/DatasetListModel.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"
#include "services/core/DatasetPurpose.h"
#include "services/core/OnPool.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>

namespace assay {

using Source = DatasetDraft::Source;

DatasetForm::DatasetForm(Connection &connection, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
{
    build();
    connect(m_id, &QLineEdit::returnPressed, this, &DatasetForm::add);
    connect(m_id, &QLineEdit::textChanged, this, &DatasetForm::update);
    connect(m_address, &QLineEdit::returnPressed, this, &DatasetForm::add);
    connect(m_source, &QComboBox::currentIndexChanged, this, &DatasetForm::update);
    connect(m_browse, &QPushButton::clicked, this, &DatasetForm::fileWanted);
    connect(m_add, &QPushButton::clicked, this, &DatasetForm::add);
    connect(m_dismiss, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT dismissed();
    });
    connect(&connection, &Connection::stateChanged, this, &DatasetForm::fillChoices);
    retranslate();
}

QLabel *DatasetForm::label(QWidget *buddy)
{
    auto *made = new QLabel(this);
    made->setBuddy(buddy);
    return made;
}

QPlainTextEdit *DatasetForm::box(const char *name, int lines)
{
    auto *made = new QPlainTextEdit(this);
    made->setObjectName(QLatin1String(name));
    made->setTabChangesFocus(true);
    made->setFixedHeight(fontMetrics().lineSpacing() * lines + fontMetrics().height());
    return made;
}

void DatasetForm::build()
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_id = new QLineEdit(this);
    m_id->setObjectName(QStringLiteral("datasetId"));
    m_id->setMaxLength(200);
    form->addRow(m_idLabel = label(m_id), m_id);
    buildSources(*form);
    m_purpose = new QComboBox(this);
    m_purpose->setObjectName(QStringLiteral("datasetPurpose"));
    form->addRow(m_purposeLabel = label(m_purpose), m_purpose);
    buildMore(*form);
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

void DatasetForm::buildSources(QFormLayout &form)
{
    m_source = new QComboBox(this);
    m_source->setObjectName(QStringLiteral("datasetSource"));
    form.addRow(m_sourceLabel = label(m_source), m_source);
    m_fileLine = new QWidget(this);
    auto *file = new QHBoxLayout(m_fileLine);
    file->setContentsMargins(0, 0, 0, 0);
    m_file = plainLabel(new QLabel(m_fileLine), "datasetFile");
    m_browse = new QPushButton(m_fileLine);
    m_browse->setObjectName(QStringLiteral("datasetBrowse"));
    file->addWidget(m_file, 1);
    file->addWidget(m_browse);
    form.addRow(QString(), m_fileLine);
    m_address = new QLineEdit(this);
    m_address->setObjectName(QStringLiteral("datasetAddress"));
    form.addRow(m_addressLabel = label(m_address), m_address);
    m_addressHint = plainLabel(new Heading(Heading::Level::Caption, this), "datasetAddressHint");
    form.addRow(QString(), m_addressHint);
    m_rows = box("datasetNewRows", 5);
    form.addRow(m_rowsLabel = label(m_rows), m_rows);
    m_skip = new QCheckBox(this);
    m_skip->setObjectName(QStringLiteral("datasetSkip"));
    form.addRow(QString(), m_skip);
}

void DatasetForm::buildMore(QFormLayout &form)
{
    m_provider = new QLineEdit(this);
    m_provider->setObjectName(QStringLiteral("datasetProvider"));
    form.addRow(m_providerLabel = label(m_provider), m_provider);
    m_metadata = box("datasetMetadata", 2);
    form.addRow(m_metadataLabel = label(m_metadata), m_metadata);
}

void DatasetForm::offer(const QString &file)
{
    m_path = file;
    m_file->setText(file);
    m_id->setText(QFileInfo(file).completeBaseName());
    m_skip->setChecked(false);
    start(Source::File);
    m_id->setFocus();
    m_id->selectAll();
}

void DatasetForm::enter()
{
    start(takes().addresses ? Source::Address : Source::Rows);
    m_id->setFocus();
}

void DatasetForm::start(Source source)
{
    fillChoices();
    m_source->setCurrentIndex(m_source->findData(int(source)));
    m_problem->clear();
    show();
    update();
}

DatasetTakes DatasetForm::takes() const
{
    return m_connection.datasets() ? m_connection.datasets()->takes() : DatasetTakes();
}

DatasetDraft DatasetForm::draft() const
{
    DatasetDraft out;
    out.source = Source(m_source->currentData().toInt());
    out.id = m_id->text();
    out.purpose = m_purpose->currentData().toString();
    out.file = m_path;
    out.address = m_address->text();
    out.rows = m_rows->toPlainText();
    out.skipBroken = m_skip->isChecked();
    if (takes().metadata)
        out.metadata = m_metadata->toPlainText();
    if (takes().providers)
        out.provider = m_provider->text();
    return out;
}

/// Many rows take their time.
void DatasetForm::add()
{
    if (!m_connection.datasets() || m_adding || m_id->text().trimmed().isEmpty())
        return;
    m_adding = true;
    m_problem->setText(Source(m_source->currentData().toInt()) == Source::File ? tr("Reading %1…").arg(QFileInfo(m_path).fileName()) : tr("Registering…"));
    update();
    Q_EMIT busyChanged();
    whenDone(onPool<DatasetRequest>([draft = draft()] { return datasetRequest(draft); }), this, [this](const Result<DatasetRequest> &request) { send(request); });
}

void DatasetForm::send(const Result<DatasetRequest> &request)
{
    DatasetService *service = m_connection.datasets();
    const QString name = m_id->text().trimmed();
    if (!request || !service)
        return answered(request ? Error{Error::Kind::Cancelled} : request.error(), name);
    whenDone(service->add(*request), this, [this, name](const Result<DatasetAdded> &answer) { answered(answer, name); });
}

void DatasetForm::answered(const Result<DatasetAdded> &answer, const QString &name)
{
    m_adding = false;
    m_problem->setText(answer ? QString() : answer.error().message);
    update();
    if (answer) {
        for (QPlainTextEdit *box : {m_rows, m_metadata})
            box->clear();
        m_address->clear();
        hide();
        Q_EMIT added(name, *answer);
    }
    Q_EMIT busyChanged();
}

/// By what the server takes; what was chosen stays where it can.
void DatasetForm::fillChoices()
{
    const auto fill = [](QComboBox *box, const QList<QPair<QString, QVariant>> &choices) {
        const QSignalBlocker quiet(box);
        const QVariant chosen = box->currentData();
        box->clear();
        for (const auto &[text, value] : choices)
            box->addItem(text, value);
        box->setCurrentIndex(std::max(0, box->findData(chosen)));
    };
    QList<QPair<QString, QVariant>> sources{{tr("A file of this machine"), int(Source::File)}, {tr("Rows, entered here"), int(Source::Rows)}}, purposes;
    if (takes().addresses)
        sources.insert(1, {tr("An address that the server opens"), int(Source::Address)});
    for (const QString &purpose : datasetPurposes()) {
        if (!isTrainingPurpose(purpose) || takes().training)
            purposes.append({datasetPurposeName(purpose), purpose});
    }
    fill(m_source, sources);
    fill(m_purpose, purposes);
    update();
}

void DatasetForm::update()
{
    const auto source = Source(m_source->currentData().toInt());
    const auto showRow = [](std::initializer_list<QWidget *> row, bool shown) {
        for (QWidget *one : row)
            one->setVisible(shown);
    };
    showRow({m_fileLine, m_skip}, source == Source::File);
    showRow({m_addressLabel, m_address, m_addressHint}, source == Source::Address);
    showRow({m_rowsLabel, m_rows}, source == Source::Rows);
    showRow({m_providerLabel, m_provider}, takes().providers);
    showRow({m_metadataLabel, m_metadata}, takes().metadata);
    m_file->setText(m_path.isEmpty() ? tr("no file chosen") : m_path);
    const bool adds = m_connection.datasets() && m_connection.capabilities().has(Capability::AddDatasets);
    m_add->setEnabled(adds && !m_adding && !m_id->text().trimmed().isEmpty());
    for (QWidget *field : std::initializer_list<QWidget *>{m_id, m_source, m_purpose, m_skip, m_browse, m_address, m_rows, m_provider, m_metadata})
        field->setEnabled(!m_adding);
    m_problem->setVisible(!m_problem->text().isEmpty());
}

void DatasetForm::retranslate()
{
    m_idLabel->setText(tr("&Name"));
    m_sourceLabel->setText(tr("&From"));
    m_browse->setText(tr("Choose…"));
    m_browse->setAccessibleName(tr("Choose a file"));
    m_addressLabel->setText(tr("&Address"));
    m_addressHint->setText(tr("For example huggingface://datasets/NAME?split=train, https://HOST/rows.csv, file:///PATH, lsfs://PATH or data:text/csv,… "
                              "Which of them it opens, the server's providers decide."));
    m_rowsLabel->setText(tr("Ro&ws"));
    m_rows->setPlaceholderText(QStringLiteral("{\"question\": \"2 + 2 =\", \"answer\": \"4\"}"));
    m_rows->setAccessibleDescription(tr("JSON objects, a line each, or an array of them"));
    m_rows->setToolTip(tr("JSON objects, a line each, or an array of them"));
    m_purposeLabel->setText(tr("&Purpose"));
    m_skip->setText(tr("&Leave out rows that cannot be read"));
    m_providerLabel->setText(tr("Pro&vider"));
    m_provider->setPlaceholderText(tr("the server's own choice"));
    m_metadataLabel->setText(tr("&Metadata"));
    m_metadata->setPlaceholderText(tr("name = value, a line each"));
    m_add->setText(tr("&Register"));
    m_dismiss->setText(tr("&Cancel"));
    for (const auto &[field, label] : {std::pair<QWidget *, QLabel *>{m_rows, m_rowsLabel}, {m_metadata, m_metadataLabel}})
        field->setAccessibleName(label->text().remove(QLatin1Char('&')));
    fillChoices();
}

} // namespace assay
