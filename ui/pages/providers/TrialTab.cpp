#include "ui/pages/providers/TrialTab.h"

#include "models/trial/TrialModel.h"
#include "ui/pages/run/ToneLabel.h"
#include "ui/theme/Icons.h"
#include "ui/theme/ScaledFont.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

static QPlainTextEdit *readOnlyText(const char *name, QWidget *parent)
{
    auto *text = new QPlainTextEdit(parent);
    text->setObjectName(QLatin1String(name));
    text->setReadOnly(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setTabChangesFocus(true);
    setMonospaced(text);
    text->setMaximumBlockCount(20'000);
    return text;
}

TrialTab::TrialTab(TrialModel &model, QWidget *parent)
    : QWidget(parent), m_model(model), m_about(plainLabel(new Heading(Heading::Level::Caption, this), "trialAbout")),
      m_command(plainLabel(new QLabel(this), "trialCommand")), m_variables(plainLabel(new Heading(Heading::Level::Caption, this), "trialVariables")),
      m_benchmarkLabel(new QLabel(this)), m_summary(new ToneLabel(this)),
      m_progress(plainLabel(new Heading(Heading::Level::Caption, this), "trialProgress")), m_detailLabel(new QLabel(this)), m_outputLabel(new QLabel(this)),
      m_benchmark(new QComboBox(this)), m_run(new QPushButton(themeIcon(QStringLiteral("play")), {}, this)),
      m_cancel(new QPushButton(themeIcon(QStringLiteral("cancel")), {}, this)), m_reports(new QTableView(this)), m_detail(readOnlyText("trialReport", this)),
      m_output(readOnlyText("trialOutput", this))
{
    auto *area = new QScrollArea(this); // large text in a small window
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    (new QVBoxLayout(this))->setContentsMargins({});
    layout()->addWidget(area);
    auto *content = new QWidget(area);
    auto *parts = new QVBoxLayout(content);
    parts->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    parts->addWidget(buildTop());
    QWidget *results = buildResults();
    results->setMinimumHeight(fontMetrics().height() * 14);
    parts->addWidget(results, 1);
    area->setWidget(content);
    connect(m_run, &QPushButton::clicked, this, &TrialTab::start);
    connect(m_cancel, &QPushButton::clicked, &m_model, &TrialModel::cancel);
    connect(&m_model, &TrialModel::changed, this, &TrialTab::updateState);
    connect(&m_model, &TrialModel::outputAdded, this, [this](const QString &text) {
        if (text.isEmpty())
            return m_output->clear();
        const bool atEnd = m_output->verticalScrollBar()->value() == m_output->verticalScrollBar()->maximum();
        QTextCursor cursor(m_output->document());
        cursor.movePosition(QTextCursor::End);
        cursor.insertText(text);
        if (atEnd)
            m_output->verticalScrollBar()->setValue(m_output->verticalScrollBar()->maximum());
    });
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int) {
        if (!m_reports->currentIndex().isValid())
            m_reports->selectRow(first);
        for (int column = 0; column < TrialModel::FaultsColumn; ++column) // the header itself looks again only at its next layout
            m_reports->resizeColumnToContents(column);
    });
    connect(&m_model, &QAbstractItemModel::modelReset, this, &TrialTab::showReport);
    connect(m_reports->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TrialTab::showReport);
    retranslate();
}

QWidget *TrialTab::buildTop()
{
    auto *top = new QWidget(this);
    auto *layout = new QVBoxLayout(top);
    layout->setContentsMargins({});
    layout->setSpacing(fontMetrics().height() / 3);
    layout->addWidget(m_about);
    setMonospaced(m_command);
    m_command->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    layout->addWidget(m_command);
    layout->addWidget(m_variables);
    auto *bar = new QHBoxLayout;
    m_benchmark->setObjectName(QStringLiteral("trialBenchmark"));
    m_benchmark->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_benchmark->setMinimumContentsLength(20);
    m_benchmarkLabel->setBuddy(m_benchmark);
    m_run->setObjectName(QStringLiteral("trialRun"));
    m_cancel->setObjectName(QStringLiteral("trialCancel"));
    bar->addWidget(m_benchmarkLabel);
    bar->addWidget(m_benchmark);
    bar->addWidget(m_run);
    bar->addWidget(m_cancel);
    bar->addStretch(1);
    layout->addLayout(bar);
    plainLabel(m_summary, "trialSummary");
    layout->addWidget(m_summary);
    layout->addWidget(m_progress);
    return top;
}

QWidget *TrialTab::buildResults()
{
    m_reports->setObjectName(QStringLiteral("trialReports"));
    m_reports->setModel(&m_model);
    m_reports->setItemDelegate(new ToneDelegate(m_reports));
    makeRowTable(*m_reports);
    m_reports->setSelectionMode(QAbstractItemView::SingleSelection);
    m_reports->horizontalHeader()->setStretchLastSection(false);
    for (int column = 0; column < TrialModel::FaultsColumn; ++column)
        m_reports->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    fitColumn(m_reports->horizontalHeader(), TrialModel::FaultsColumn, 24);
    const auto labelled = [this](QLabel *label, QPlainTextEdit *text, QWidget *parent) {
        auto *part = new QWidget(parent);
        auto *layout = new QVBoxLayout(part);
        layout->setContentsMargins({});
        layout->setSpacing(fontMetrics().height() / 4);
        label->setBuddy(text);
        layout->addWidget(label);
        layout->addWidget(text, 1);
        return part;
    };
    auto *halves = new QSplitter(Qt::Horizontal, this);
    auto *right = new QSplitter(Qt::Vertical, halves);
    for (QSplitter *splitter : {halves, right}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(fontMetrics().height() / 2);
    }
    right->addWidget(labelled(m_detailLabel, m_detail, right));
    right->addWidget(labelled(m_outputLabel, m_output, right));
    halves->addWidget(m_reports);
    halves->addWidget(right);
    halves->setSizes({10'000, 10'000});
    return halves;
}

void TrialTab::setProvider(const Result<Provider> &provider, const QString &unavailable)
{
    m_unavailable = unavailable;
    m_unreadable = provider ? QString() : provider.error().message;
    if (provider)
        m_provider = *provider;
    QStringList ids;
    for (const ProviderBenchmark &benchmark : m_provider.benchmarks) {
        if (!benchmark.id.isEmpty())
            ids << benchmark.id;
    }
    QStringList shown;
    for (int i = 0; i < m_benchmark->count(); ++i)
        shown << m_benchmark->itemText(i);
    if (ids != shown) {
        const QString chosen = m_benchmark->currentText();
        const QSignalBlocker quiet(m_benchmark);
        m_benchmark->clear();
        m_benchmark->addItems(ids);
        m_benchmark->setCurrentIndex(qMax(0, m_benchmark->findText(chosen)));
    }
    updateState();
}

/// What keeps it from being tried; empty: nothing.
QString TrialTab::obstacle() const
{
    if (!m_unavailable.isEmpty())
        return m_unavailable;
    if (!m_unreadable.isEmpty())
        return m_unreadable;
    if (!m_provider.runtime || !m_provider.runtime->local || m_provider.runtime->local->command.trimmed().isEmpty())
        return tr("There is no local command to try: write one under Runtime, On This Machine.");
    return m_benchmark->count() == 0 ? tr("There is no benchmark to try it with: add one under Benchmarks.") : QString();
}

void TrialTab::start()
{
    m_model.start(m_provider, m_benchmark->currentText(), m_provider.runtime->local->command);
}

void TrialTab::updateState()
{
    const QString why = obstacle();
    const bool busy = m_model.isBusy();
    QStringList names;
    if (m_provider.runtime && m_provider.runtime->local) {
        m_command->setText(QStringLiteral("sh -c ") + m_provider.runtime->local->command);
        for (const EnvVar &variable : m_provider.runtime->local->env)
            names << variable.name;
    }
    m_command->setVisible(why.isEmpty());
    m_variables->setVisible(why.isEmpty() && !names.isEmpty());
    m_variables->setText(tr("With the variables %1").arg(names.join(QStringLiteral(", "))));
    m_run->setEnabled(why.isEmpty() && !busy);
    m_run->setToolTip(why);
    m_run->setAccessibleDescription(why);
    m_benchmark->setEnabled(!busy && m_benchmark->count() > 0);
    m_cancel->setEnabled(busy && m_model.state() != TrialModel::State::Ending);
    const bool told = m_model.state() == TrialModel::State::Idle && !why.isEmpty();
    m_summary->setText(told ? why : m_model.summary());
    m_summary->setTone(told ? Tone::Muted : m_model.tone());
    QStringList progress{m_model.phases(), m_model.usage()};
    progress.removeAll(QString());
    m_progress->setText(progress.join(QStringLiteral("  ·  ")));
    m_progress->setVisible(!progress.isEmpty());
}

void TrialTab::showReport()
{
    const QString text = m_reports->currentIndex().data(TrialModel::DetailRole).toString();
    if (text != m_detail->toPlainText())
        m_detail->setPlainText(text);
}

void TrialTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void TrialTab::retranslate()
{
    m_about->setText(tr("Runs the command once on this machine, with five rows and a toy model that always answers the same. It is tried as it is written now; nothing is stored."));
    m_benchmarkLabel->setText(tr("Benchmark:"));
    m_run->setText(tr("Run This Command"));
    m_cancel->setText(tr("Cancel Trial"));
    m_reports->setAccessibleName(tr("Reports of the Trial"));
    m_detailLabel->setText(tr("Report as Posted"));
    m_outputLabel->setText(tr("Output"));
    m_detail->setAccessibleName(tr("Report as Posted"));
    m_output->setAccessibleName(tr("Output of the Command"));
    m_detail->setPlaceholderText(tr("Choose a report to see what it says and which rules it breaks."));
    m_output->setPlaceholderText(tr("What the command writes appears here."));
    updateState();
}

} // namespace assay
