#include "ui/pages/datasets/BenchmarkDialog.h"

#include "models/results/Rescore.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace assay {

/// The preview is made anew with every key.
static DatasetRow beginnings(DatasetRow row)
{
    for (auto &[name, cell] : row.cells)
        cell.truncate(2000);
    return row;
}

BenchmarkDialog::BenchmarkDialog(const QString &dataset, const QStringList &columns, const DatasetRow &first, QWidget *parent)
    : QDialog(parent), m_dataset(dataset), m_columns(columns), m_first(beginnings(first)), m_name(new QLineEdit(this)), m_scorer(new QComboBox(this)),
      m_prompt(new QPlainTextEdit(this)), m_preview(new QPlainTextEdit(this)), m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("benchmarkDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Make a Benchmark of “%1”").arg(dataset));
    setMinimumWidth(fontMetrics().averageCharWidth() * 80);
    const DatasetBenchmark guess = guessedBenchmark(dataset, columns);
    m_name->setObjectName(QStringLiteral("benchmarkName"));
    m_name->setText(guess.name);
    m_input = columnBox("benchmarkInput", guess.inputColumn, false);
    m_target = columnBox("benchmarkTarget", guess.targetColumn, false);
    m_id = columnBox("benchmarkId", guess.idColumn, true);
    m_scorer->setObjectName(QStringLiteral("benchmarkScorer"));
    for (const QString &function : {QStringLiteral("basic::subset_of"), QStringLiteral("basic::equality"), QStringLiteral("assay::normalized_match")})
        m_scorer->addItem(scorerTitle(function), function);
    for (QPlainTextEdit *box : {m_prompt, m_preview}) {
        box->setTabChangesFocus(true);
        box->setFixedHeight(fontMetrics().height() * 5);
    }
    m_prompt->setObjectName(QStringLiteral("benchmarkPrompt"));
    m_prompt->setPlainText(guess.prompt);
    m_preview->setObjectName(QStringLiteral("benchmarkPreview"));
    m_preview->setReadOnly(true);
    m_problem->setObjectName(QStringLiteral("benchmarkProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(fontMetrics().height() * 2);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_make = buttons->addButton(tr("Make Benchmark"), QDialogButtonBox::ActionRole);
    m_make->setObjectName(QStringLiteral("benchmarkMake"));
    m_make->setDefault(true);
    auto *form = new QFormLayout(this);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("Name:"), m_name);
    form->addRow(tr("Question:"), m_input);
    form->addRow(tr("Answer:"), m_target);
    form->addRow(tr("Known by:"), m_id);
    form->addRow(tr("Prompt:"), m_prompt);
    form->addRow(tr("For the first row:"), m_preview);
    form->addRow(tr("Right when:"), m_scorer);
    form->addRow(m_problem);
    form->addRow(buttons);
    connect(m_input, &QComboBox::currentIndexChanged, this, [this] {
        if (m_prompt->toPlainText().isEmpty() && !m_input->currentData().toString().isEmpty())
            m_prompt->setPlainText(QStringLiteral("{{%1}}").arg(m_input->currentData().toString()));
        check();
    });
    connect(m_name, &QLineEdit::textChanged, this, &BenchmarkDialog::check);
    connect(m_target, &QComboBox::currentIndexChanged, this, &BenchmarkDialog::check);
    connect(m_prompt, &QPlainTextEdit::textChanged, this, &BenchmarkDialog::check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_make, &QPushButton::clicked, this, &BenchmarkDialog::makeRequested);
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
            m_prompt->toPlainText(), m_scorer->currentData().toString()};
}

void BenchmarkDialog::check()
{
    const DatasetBenchmark now = benchmark();
    const QString fault = faultOf(now, m_columns);
    m_problem->setText(fault);
    m_preview->setPlainText(promptFor(now, m_first));
    m_make->setEnabled(fault.isEmpty() && !m_busy);
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
