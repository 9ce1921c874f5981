#include "ui/pages/datasets/BenchmarkDialog.h"

#include "ui/authoring/ScorerBox.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace assay {

/// The preview is made anew with every key.
static DatasetRow beginnings(DatasetRow row)
{
    for (auto &[name, cell] : row.cells)
        cell.truncate(2000);
    return row;
}

BenchmarkDialog::BenchmarkDialog(const QString &dataset, const QStringList &columns, const DatasetRow &first, QWidget *parent)
    : QDialog(parent), m_dataset(dataset), m_columns(columns), m_first(beginnings(first)), m_name(new QLineEdit(this)), m_model(new QComboBox(this)),
      m_scorer(new ScorerBox(QStringLiteral("benchmark"), tr("Right when:"), this)), m_prompt(new QPlainTextEdit(this)), m_preview(new QPlainTextEdit(this)), m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("benchmarkDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Make a Benchmark of “%1”").arg(dataset));
    setMinimumWidth(fontMetrics().averageCharWidth() * 80);
    addButtons(makeFields());
    setModels({});
    follow();
    check();
}

QWidget *BenchmarkDialog::makeFields()
{
    const DatasetBenchmark guess = guessedBenchmark(m_dataset, m_columns);
    m_name->setObjectName(QStringLiteral("benchmarkName"));
    m_name->setText(guess.name);
    m_input = columnBox("benchmarkInput", guess.inputColumn, false);
    m_target = columnBox("benchmarkTarget", guess.targetColumn, false);
    m_id = columnBox("benchmarkId", guess.idColumn, true);
    for (QPlainTextEdit *box : {m_prompt, m_preview}) {
        box->setTabChangesFocus(true);
        box->setFixedHeight(fontMetrics().height() * 5);
    }
    m_prompt->setObjectName(QStringLiteral("benchmarkPrompt"));
    m_prompt->setPlainText(guess.prompt);
    m_preview->setObjectName(QStringLiteral("benchmarkPreview"));
    m_preview->setReadOnly(true);
    m_model->setObjectName(QStringLiteral("benchmarkModel"));
    m_model->setToolTip(tr("Models that runs of this connection asked lately."));
    auto *fields = new QWidget;
    auto *form = new QFormLayout(fields);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("Name:"), m_name);
    form->addRow(tr("Question:"), m_input);
    form->addRow(tr("Answer:"), m_target);
    form->addRow(tr("Known by:"), m_id);
    form->addRow(tr("Prompt:"), m_prompt);
    form->addRow(tr("For the first row:"), m_preview);
    form->addRow(m_scorer);
    form->addRow(tr("Try it with:"), m_model);
    return fields;
}

/// The fields of a judge are higher than a small window.
void BenchmarkDialog::addButtons(QWidget *fields)
{
    m_problem->setObjectName(QStringLiteral("benchmarkProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(fontMetrics().height() * 2);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_make = buttons->addButton(tr("Make Benchmark"), QDialogButtonBox::ActionRole);
    m_make->setObjectName(QStringLiteral("benchmarkMake"));
    m_make->setDefault(true);
    m_try = buttons->addButton(tr("Make and Try Five Rows"), QDialogButtonBox::ActionRole);
    m_try->setObjectName(QStringLiteral("benchmarkTry"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(fields);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    resize(minimumWidth(), fields->sizeHint().height() + fontMetrics().height() * 8);
}

void BenchmarkDialog::follow()
{
    connect(m_input, &QComboBox::currentIndexChanged, this, [this] {
        if (m_prompt->toPlainText().isEmpty() && !m_input->currentData().toString().isEmpty())
            m_prompt->setPlainText(QStringLiteral("{{%1}}").arg(m_input->currentData().toString()));
        check();
    });
    connect(m_name, &QLineEdit::textChanged, this, &BenchmarkDialog::check);
    connect(m_target, &QComboBox::currentIndexChanged, this, &BenchmarkDialog::check);
    connect(m_prompt, &QPlainTextEdit::textChanged, this, &BenchmarkDialog::check);
    connect(m_scorer, &ScorerBox::changed, this, &BenchmarkDialog::check);
    connect(m_make, &QPushButton::clicked, this, [this] { request({}); });
    connect(m_try, &QPushButton::clicked, this, [this] { request(m_models.value(m_model->currentIndex())); });
}

void BenchmarkDialog::request(const std::optional<ModelTarget> &triedWith)
{
    m_triedWith = triedWith;
    Q_EMIT makeRequested();
}

void BenchmarkDialog::setModels(const QList<ModelTarget> &models)
{
    m_models = models;
    m_model->clear();
    for (const ModelTarget &one : models)
        m_model->addItem(tr("%1 at %2", "a model, its address").arg(one.name, one.url));
    if (models.isEmpty())
        m_model->addItem(tr("no run asked a model yet; make the benchmark, and choose one in New Job"));
    m_model->setEnabled(!models.isEmpty());
    check();
}

QComboBox *BenchmarkDialog::columnBox(const char *name, const QString &chosen, bool optional)
{
    auto *box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->addItem(optional ? tr("question and answer together") : tr("choose a column"), QString());
    for (const QString &column : m_columns)
        box->addItem(column, column);
    box->setCurrentIndex(std::max(0, box->findData(chosen)));
    return box;
}

DatasetBenchmark BenchmarkDialog::benchmark() const
{
    return {m_dataset, m_name->text().trimmed(), m_id->currentData().toString(), m_input->currentData().toString(), m_target->currentData().toString(),
            m_prompt->toPlainText(), m_scorer->choice()};
}

void BenchmarkDialog::check()
{
    const DatasetBenchmark now = benchmark();
    const QString fault = faultOf(now, m_columns);
    m_problem->setText(fault);
    m_preview->setPlainText(promptFor(now, m_first));
    m_make->setEnabled(fault.isEmpty() && !m_busy);
    m_try->setEnabled(m_make->isEnabled() && !m_models.isEmpty());
    m_scorer->showProblems(scorerProblems(now.scorer), false); // the dialog has its own place for the first of all
}

void BenchmarkDialog::setBusy(bool busy)
{
    m_busy = busy;
    check();
}

void BenchmarkDialog::setProblem(const QString &text)
{
    m_problem->setText(text);
}

} // namespace assay
