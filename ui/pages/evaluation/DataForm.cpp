#include "ui/pages/evaluation/DataForm.h"

#include "models/common/Roles.h"
#include "models/datasets/DatasetListModel.h"
#include "models/evaluation/EvaluationDraft.h"
#include "services/api/Connection.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/SaveDialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace assay {

using Source = EvaluationData::Source;

DataForm::DataForm(Connection &connection, EvaluationDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_datasets(new DatasetListModel(connection, this))
    , m_label(new QLabel(this))
    , m_columns(new QLabel(this))
    , m_source(new QComboBox(this))
    , m_dataset(new QComboBox(this))
    , m_rows(new QPlainTextEdit(this))
    , m_pick(new QLineEdit(this))
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToContents); // in every language
    m_source->setObjectName(QStringLiteral("evaluationSource"));
    for (int i = 0; i < 3; ++i)
        m_source->addItem({});
    m_label->setBuddy(m_source);
    form->addRow(m_label, m_source);
    m_rows->setObjectName(QStringLiteral("evaluationRows"));
    m_rows->setTabChangesFocus(true);
    m_rows->setMinimumHeight(fontMetrics().height() * 6);
    form->addRow(m_rows);
    form->addRow(m_fileBox = buildFile());
    m_dataset->setObjectName(QStringLiteral("evaluationDataset"));
    m_dataset->setModel(m_datasets);
    m_dataset->setModelColumn(DatasetListModel::IdColumn);
    form->addRow(m_dataset);
    m_pick->setObjectName(QStringLiteral("evaluationPick"));
    m_pick->setClearButtonEnabled(true);
    form->addRow(m_pick);
    form->addRow(plainLabel(m_columns, "evaluationColumns"));
    m_columns->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(m_source, &QComboBox::activated, this, &DataForm::take);
    connect(m_rows, &QPlainTextEdit::textChanged, this, &DataForm::take);
    connect(m_file, &QLineEdit::textChanged, this, &DataForm::take);
    connect(m_dataset, &QComboBox::activated, this, &DataForm::take);
    connect(m_pick, &QLineEdit::textChanged, this, &DataForm::take);
    connect(m_datasets, &DatasetListModel::loadChanged, this, &DataForm::showDatasets);
    connect(&m_draft, &EvaluationDraft::replaced, this, &DataForm::show);
    connect(&m_draft, &EvaluationDraft::columnsChanged, this, &DataForm::showColumns);
    retranslate();
    show();
}

QWidget *DataForm::buildFile()
{
    auto *box = new QWidget(this);
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    m_file = new QLineEdit(box);
    m_file->setObjectName(QStringLiteral("evaluationFile"));
    m_choose = new QPushButton(themeIcon(QStringLiteral("open")), {}, box);
    m_choose->setObjectName(QStringLiteral("evaluationChooseFile"));
    line->addWidget(m_file, 1);
    line->addWidget(m_choose);
    connect(m_choose, &QPushButton::clicked, this, &DataForm::chooseFile);
    return box;
}

void DataForm::chooseFile()
{
    askWhatToOpen(this, { tr("Rows of the Evaluation"), tr("Rows (*.jsonl *.ndjson *.json *.csv);;All Files (*)") },
        this, [this](const QString &path) { offer(path); });
}

void DataForm::offer(const QString &file)
{
    m_source->setCurrentIndex(int(Source::File));
    m_file->setText(file);
    take();
}

void DataForm::showSource(Source source)
{
    m_rows->setVisible(source == Source::Rows);
    m_fileBox->setVisible(source == Source::File);
    m_dataset->setVisible(source == Source::Dataset);
    m_pick->setVisible(source == Source::Dataset && m_draft.form().picksRows);
}

/// The draft into the editors.
void DataForm::show()
{
    m_showing = true;
    const EvaluationData &given = m_draft.data();
    m_source->setCurrentIndex(int(given.source));
    showSource(given.source);
    if (m_rows->toPlainText() != given.rows)
        m_rows->setPlainText(given.rows);
    m_file->setText(given.file);
    m_pick->setText(given.pick);
    m_showing = false;
    if (given.source == Source::Dataset && m_datasets->load() == LoadState::Idle)
        m_datasets->refresh();
    showDatasets();
    showColumns();
}

/// The editors into the draft.
void DataForm::take()
{
    if (m_showing)
        return;
    const auto source = Source(m_source->currentIndex());
    showSource(source);
    if (source == Source::Dataset && m_datasets->load() == LoadState::Idle)
        m_datasets->refresh();
    m_draft.setData({ source, m_rows->toPlainText(), m_file->text().trimmed(),
        m_dataset->currentIndex() < 0 ? m_draft.data().datasetId : m_dataset->currentData(IdRole).toString(),
        m_draft.form().picksRows ? m_pick->text().trimmed() : QString() });
}

/// Of several the first is no choice of the user's: what was chosen before stays, and one that is gone is none.
void DataForm::showDatasets()
{
    if (m_datasets->load() == LoadState::Ready)
        m_dataset->setCurrentIndex(m_datasets->rowOf(m_draft.data().datasetId));
    showColumns();
}

void DataForm::showColumns()
{
    const bool dataset = m_draft.data().source == Source::Dataset;
    const bool listFailed = dataset && m_datasets->load() == LoadState::Failed;
    QString text = listFailed ? m_datasets->error().message : m_draft.columnsText();
    if (dataset && !listFailed && m_datasets->load() == LoadState::Ready && m_datasets->rowCount() == 0)
        text = tr("There are no datasets yet.");
    m_columns->setText(text);
    m_columns->setVisible(!text.isEmpty());
}

void DataForm::retranslate()
{
    m_label->setText(tr("Data"));
    m_source->setItemText(int(Source::Rows), tr("Rows entered here"));
    m_source->setItemText(int(Source::File), tr("A file with rows"));
    m_source->setItemText(int(Source::Dataset), tr("A dataset of the server"));
    m_source->setAccessibleName(tr("Data"));
    m_rows->setAccessibleName(tr("Rows"));
    const QString example = m_draft.form().rowsExample;
    m_rows->setPlaceholderText(example.isEmpty()
            ? QStringLiteral("{\"input\": \"Capital of France?\", \"expected\": "
                             "\"Paris\"}\n{\"input\": \"Capital of Peru?\", \"expected\": \"Lima\"}")
            : example);
    m_file->setAccessibleName(tr("File"));
    m_file->setPlaceholderText(tr("JSON Lines, JSON or CSV"));
    m_choose->setText(tr("Choose…"));
    m_dataset->setAccessibleName(tr("Dataset"));
    m_dataset->setPlaceholderText(tr("choose a dataset"));
    m_pick->setAccessibleName(tr("Rows of the Dataset"));
    m_pick->setPlaceholderText(tr("all rows; or some by their numbers: 1-20, 35"));
    showColumns();
}

} // namespace assay
