#include "ui/pages/benchmarks/ServerBenchmarkDialog.h"

#include "ui/widgets/PlainText.h"
#include "ui/widgets/ProblemLabel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace assay {

ServerBenchmarkDialog::ServerBenchmarkDialog(const QStringList &taken, QWidget *parent)
    : QDialog(parent), m_taken(taken), m_form(new QFormLayout), m_name(new QLineEdit(this)), m_more(new QLineEdit(this)), m_provider(new QLineEdit(this)),
      m_providerName(new QLineEdit(this)), m_dataset(new QComboBox(this)), m_functions(new QListWidget(this)), m_metadata(new QPlainTextEdit(this)),
      m_problem(plainLabel(new QLabel(this), "serverBenchmarkProblem"))
{
    setObjectName(QStringLiteral("serverBenchmarkDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Register a Benchmark"));
    setMinimumWidth(fontMetrics().averageCharWidth() * 80);
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_dataset->setEditable(true); // the server takes the name of one that comes later, too
    m_dataset->setInsertPolicy(QComboBox::NoInsert);
    m_functions->setFixedHeight(fontMetrics().lineSpacing() * 6);
    m_more->setPlaceholderText(tr("further ones, with commas between them"));
    m_provider->setPlaceholderText(tr("the server's only one"));
    m_providerName->setPlaceholderText(tr("the same"));
    m_metadata->setTabChangesFocus(true);
    m_metadata->setFixedHeight(fontMetrics().lineSpacing() * 4);
    m_metadata->setPlaceholderText(QStringLiteral("{}"));
    addField(tr("&Name"), m_name, "serverBenchmarkName", &m_nameProblem);
    addField(tr("&Dataset"), m_dataset, "serverBenchmarkDataset", &m_datasetProblem);
    addField(tr("&Scored by"), m_functions, "serverBenchmarkFunctions");
    addField(tr("&Others"), m_more, "serverBenchmarkMore", &m_functionsProblem);
    addField(tr("&Evaluated by"), m_provider, "serverBenchmarkProvider");
    addField(tr("Na&me there"), m_providerName, "serverBenchmarkProviderName");
    addField(tr("Me&tadata"), m_metadata, "serverBenchmarkMetadata", &m_metadataProblem);
    m_name->setAccessibleName(tr("Name"));
    m_dataset->setAccessibleName(tr("Dataset"));
    m_functions->setAccessibleName(tr("Scoring functions"));
    m_more->setAccessibleName(tr("Other scoring functions"));
    m_provider->setAccessibleName(tr("Provider that evaluates"));
    m_providerName->setAccessibleName(tr("Name of the benchmark at its provider"));
    m_metadata->setAccessibleName(tr("Metadata, a JSON object"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_register = buttons->addButton(tr("Register"), QDialogButtonBox::ActionRole);
    m_register->setObjectName(QStringLiteral("serverBenchmarkRegister"));
    m_register->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(m_form);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    for (QLineEdit *line : {m_name, m_more, m_provider, m_providerName})
        connect(line, &QLineEdit::textChanged, this, [this] { check(m_shown); });
    connect(m_dataset, &QComboBox::editTextChanged, this, [this] { check(m_shown); });
    connect(m_functions, &QListWidget::itemChanged, this, [this] { check(m_shown); });
    connect(m_metadata, &QPlainTextEdit::textChanged, this, [this] { check(m_shown); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_register, &QPushButton::clicked, this, &ServerBenchmarkDialog::submit);
    setProblem({});
    check(false);
}

/// A row of the form: the field, and what is wrong with it below.
void ServerBenchmarkDialog::addField(const QString &title, QWidget *field, const char *objectName, ProblemLabel **problem)
{
    field->setObjectName(QLatin1String(objectName));
    auto *label = new QLabel(title, this);
    label->setBuddy(field);
    if (!problem)
        return m_form->addRow(label, field);
    *problem = new ProblemLabel(this);
    auto *box = new QVBoxLayout;
    box->setSpacing(2);
    box->addWidget(field);
    box->addWidget(*problem);
    m_form->addRow(label, box);
}

void ServerBenchmarkDialog::setDatasets(const QStringList &ids)
{
    const QString typed = m_dataset->currentText();
    const QSignalBlocker quiet(m_dataset);
    m_dataset->clear();
    m_dataset->addItems(ids);
    m_dataset->setCurrentIndex(-1);
    m_dataset->setCurrentText(typed);
}

void ServerBenchmarkDialog::setFunctions(const QList<ScoringFunction> &functions)
{
    const QSignalBlocker quiet(m_functions);
    const QStringList chosen = entry().functions;
    m_functions->clear();
    for (const ScoringFunction &function : functions) {
        auto *item = new QListWidgetItem(function.id, m_functions);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(chosen.contains(function.id) ? Qt::Checked : Qt::Unchecked);
        item->setToolTip(function.description);
    }
    if (m_functions->count() > 0)
        m_functions->setCurrentRow(0); // for the keys
}

ServerBenchmarkEntry ServerBenchmarkDialog::entry() const
{
    ServerBenchmarkEntry out;
    out.name = m_name->text();
    out.dataset = m_dataset->currentText();
    for (int row = 0; row < m_functions->count(); ++row) {
        if (m_functions->item(row)->checkState() == Qt::Checked)
            out.functions << m_functions->item(row)->text();
    }
    out.more = m_more->text();
    out.provider = m_provider->text();
    out.providerName = m_providerName->text();
    out.metadata = m_metadata->toPlainText();
    return out;
}

void ServerBenchmarkDialog::check(bool show)
{
    m_shown = show;
    const ServerBenchmarkProblems problems = benchmarkProblems(entry(), m_taken);
    m_nameProblem->setProblem(problems.name, show);
    m_datasetProblem->setProblem(problems.dataset, show);
    m_functionsProblem->setProblem(problems.functions, show);
    m_metadataProblem->setProblem(problems.metadata, show);
    m_register->setEnabled(!m_busy);
}

void ServerBenchmarkDialog::submit()
{
    check(true);
    const ServerBenchmarkProblems problems = benchmarkProblems(entry(), m_taken);
    const std::pair<const QString *, QWidget *> fields[] = {
        {&problems.name, m_name}, {&problems.dataset, m_dataset}, {&problems.functions, m_functions}, {&problems.metadata, m_metadata}};
    for (const auto &[problem, field] : fields) {
        if (!problem->isEmpty())
            return field->setFocus(Qt::OtherFocusReason);
    }
    if (!m_busy)
        Q_EMIT registerRequested();
}

void ServerBenchmarkDialog::setBusy(bool busy)
{
    m_busy = busy;
    check(m_shown);
}

void ServerBenchmarkDialog::setProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

} // namespace assay
