#include "ui/pages/run/SamplesTab.h"

#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/SampleDetail.h"
#include "ui/pages/run/SampleQueryBar.h"
#include "ui/pages/run/SliceView.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/pages/triage/TriagePanel.h"
#include "ui/pages/triage/TriageStrip.h"
#include "ui/widgets/ColumnFit.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

SamplesTab::SamplesTab(RunModel &run, JobService &jobs, const Capabilities &capabilities, TriageStore *triage, const QString &connectionId,
                       QWidget *parent)
    : QWidget(parent), m_run(run), m_jobs(jobs), m_capabilities(capabilities), m_connectionId(connectionId), m_triageStore(triage),
      m_book(triage ? std::make_unique<TriageBook>(*triage) : nullptr), m_model(jobs)
{
    if (m_book)
        m_model.setTriage(*m_book);
    auto *layout = new QVBoxLayout(this);
    buildBar(layout);
    m_query = new SampleQueryBar(m_model);
    layout->addWidget(m_query);
    buildButtons(layout);
    buildTable();
    buildSides(layout);

    // Samples of a running benchmark come in by the second; asking that often is enough.
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(1000);
    connectModel();
    fillBenchmarkPicker(*m_picker, m_run.results());
    applyColumns();
    update();
}

SamplesTab::~SamplesTab() = default;

void SamplesTab::connectModel()
{
    connect(&m_refreshTimer, &QTimer::timeout, this, [this] {
        if (isVisible())
            m_model.refresh();
    });
    connect(&m_run, &RunModel::changed, this, [this] {
        fillBenchmarkPicker(*m_picker, m_run.results());
        const bool elsewhere = std::pair(m_model.jobId(), m_model.benchmarkIndex()) != m_run.source(m_benchmark);
        if (elsewhere && !m_model.jobId().isEmpty())
            showBenchmark(m_benchmark); // it was tried again in another job, whose result counts now
        applyRightRule(); // what is primary may be known only now
        update();
    });
    connect(&m_run, &RunModel::progressed, this, [this] {
        if (isVisible() && !m_refreshTimer.isActive())
            m_refreshTimer.start();
    });
    connect(&m_run, &RunModel::finished, &m_model, &SampleModel::refresh);
    connect(&m_model, &SampleModel::loadChanged, this, &SamplesTab::update);
    connect(&m_model, &SampleModel::searchChanged, this, &SamplesTab::update);
    connect(&m_model, &SampleModel::countsChanged, this, &SamplesTab::updateChips);
    connect(&m_model, &SampleModel::modelReset, this, [this] { showSample({}); });
    connect(&m_model, &SampleModel::columnsInserted, this, &SamplesTab::applyColumns);
    connect(&m_model, &SampleModel::dataChanged, this, &SamplesTab::showCurrent);
    connect(&m_model, &SampleModel::failureFound, this, [this](int row) {
        if (row >= 0)
            goTo(row);
        else
            m_hint->setText(tr("No further failure."));
    });
    if (m_book)
        connect(m_book.get(), &TriageBook::failed, this, [this](const Error &error) { m_hint->setText(tr("Not kept: %1").arg(error.message)); });
}

void SamplesTab::buildBar(QVBoxLayout *layout)
{
    m_bar = new QWidget;
    auto *bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins({});
    m_picker = new QComboBox;
    m_picker->setObjectName(QStringLiteral("sampleBenchmark"));
    m_picker->setAccessibleName(tr("Benchmark whose samples are shown"));
    m_picker->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_picker->setMaximumWidth(m_picker->fontMetrics().horizontalAdvance(QLatin1Char('0')) * 28);
    connect(m_picker, &QComboBox::activated, this, [this](int at) { showBenchmark(m_picker->itemData(at).toInt()); });
    bar->addWidget(m_picker);
    m_chips = new QButtonGroup(this);
    // The chosen one must be told at a glance, also in the dark theme.
    const QString look = QStringLiteral(
        "QToolButton { border: 1px solid palette(mid); border-radius: 10px; padding: 2px 10px; background: palette(button); }"
        "QToolButton:checked { background: palette(highlight); color: palette(highlighted-text); border-color: palette(highlight); }"
        "QToolButton:focus { border: 2px solid palette(text); padding: 1px 9px; }");
    static constexpr const char *names[] = {"filterAll", "filterFailed", "filterPassed", "filterNotExtracted", "filterErrors"};
    for (int i = 0; i < 5; ++i) {
        auto *chip = new QToolButton;
        chip->setObjectName(QLatin1String(names[i]));
        chip->setCheckable(true);
        chip->setStyleSheet(look);
        chip->setMinimumHeight(std::max(24, int(chip->fontMetrics().height() * 1.6)));
        m_chips->addButton(chip, i);
        bar->addWidget(chip);
    }
    m_chips->button(0)->setChecked(true);
    connect(m_chips, &QButtonGroup::idClicked, this, [this](int id) { setFilter(SampleQuery::Filter(id)); });
    bar->addStretch(1);
    layout->addWidget(m_bar);
}

static QToolButton *barButton(QHBoxLayout &row, const char *name, const QString &text, const QString &tip)
{
    auto *button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setToolTip(tip);
    button->setMinimumHeight(std::max(24, int(button->fontMetrics().height() * 1.6)));
    row.addWidget(button);
    return button;
}

void SamplesTab::buildButtons(QVBoxLayout *layout)
{
    auto *row = new QHBoxLayout;
    m_columnMenu = new QMenu(this);
    connect(m_columnMenu, &QMenu::aboutToShow, this, &SamplesTab::fillColumnMenu);
    auto *columns = barButton(*row, "sampleColumns", tr("Columns"), tr("Choose what the table shows: scores of every scorer, metadata, latency, tokens"));
    columns->setMenu(m_columnMenu);
    columns->setPopupMode(QToolButton::InstantPopup);
    m_slicesButton = barButton(*row, "sampleSlices", tr("Slices"), tr("Scores by the values of a metadata column"));
    m_slicesButton->setCheckable(true);
    if (m_book) {
        m_triageButton = barButton(*row, "sampleTriage", tr("Triage"), tr("Reasons, regression set, and the judge against your labels"));
        m_triageButton->setCheckable(true);
        m_queueButton = barButton(*row, "sampleQueue", tr("Failures to Do"), tr("Failures without a reason; each reason goes on to the next"));
        m_queueButton->setCheckable(true);
        connect(m_queueButton, &QToolButton::toggled, this, &SamplesTab::setQueue);
        m_blindButton = barButton(*row, "sampleBlind", tr("Blind"), tr("Hide what scorers and judges said, so that your label is your own"));
        m_blindButton->setCheckable(true);
        connect(m_blindButton, &QToolButton::toggled, this, [this](bool blind) {
            m_detail->setBlind(blind);
            applyColumns();
        });
    }
    m_diffButton = barButton(*row, "sampleDiffButton", tr("Difference (D)"), tr("The response against the target or another run's response"));
    m_diffButton->setCheckable(true);
    connect(m_diffButton, &QToolButton::toggled, this, &SamplesTab::setDiff);
    m_diffWith = new QComboBox;
    m_diffWith->setObjectName(QStringLiteral("sampleDiffWith"));
    m_diffWith->setAccessibleName(tr("What the response is compared with"));
    m_diffWith->addItem(tr("The target"));
    m_diffWith->setMaximumWidth(m_diffWith->fontMetrics().horizontalAdvance(QLatin1Char('0')) * 32);
    m_diffWith->hide();
    connect(m_diffWith, &QComboBox::currentIndexChanged, this, &SamplesTab::updateDiff);
    row->addWidget(m_diffWith);
    auto *copyMenu = new QMenu(this);
    copyMenu->addAction(tr("As &JSON"), this, [this] { copy(false); });
    copyMenu->addAction(tr("As &Markdown"), this, [this] { copy(true); });
    auto *copyButton = barButton(*row, "sampleCopy", tr("Copy"), tr("The chosen sample, onto the clipboard"));
    copyButton->setMenu(copyMenu);
    copyButton->setPopupMode(QToolButton::InstantPopup);
    row->addStretch(1);
    layout->addLayout(row);
}

void SamplesTab::buildTable()
{
    m_table = new QTableView;
    setUpTable(*m_table, QStringLiteral("sampleTable"), tr("Samples"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new CellDelegate(m_table));
    const int widths[] = {9, 17, 8, 13, 13, 44, 10, 9, 14, 20, 10, 14};
    for (int column = 0; column < SampleModel::FixedColumns; ++column)
        setColumnChars(*m_table, column, widths[column]);
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    fitColumn(header, SampleModel::ResponseColumn, 28);
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(SampleModel::OrdinalColumn, Qt::AscendingOrder);
    connect(header, &QHeaderView::sectionClicked, this, [this, header](int column) {
        // The server sorts by some columns only; the others keep the indicator where it was.
        const bool same = header->property("sorted").toInt() == column;
        if (!SampleModel::isSortable(column))
            return header->setSortIndicator(header->property("sorted").toInt(), Qt::SortOrder(header->property("order").toInt()));
        const auto order = same && header->property("order").toInt() == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
        header->setProperty("sorted", column);
        header->setProperty("order", int(order));
        header->setSortIndicator(column, order);
        m_model.sort(column, order);
    });
    connect(&m_model, &QAbstractItemModel::columnsRemoved, header, [header] {
        if (header->property("sorted").toInt() < SampleModel::FixedColumns)
            return;
        header->setProperty("sorted", int(SampleModel::OrdinalColumn));
        header->setProperty("order", int(Qt::AscendingOrder));
        header->setSortIndicator(SampleModel::OrdinalColumn, Qt::AscendingOrder);
    });
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SamplesTab::showCurrent);
}

void SamplesTab::buildSides(QVBoxLayout *layout)
{
    m_detail = new SampleDetail;
    connect(m_detail, &SampleDetail::wholeRequested, this, [this] { readWhole(0); });
    auto *right = new QWidget;
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins({});
    rightLayout->addWidget(m_detail, 1);
    if (m_book) {
        m_strip = new TriageStrip(*m_book);
        connect(m_strip, &TriageStrip::leave, m_table, qOverload<>(&QWidget::setFocus));
        connect(m_strip, &TriageStrip::wholeNeeded, this, &SamplesTab::keepWhole);
        rightLayout->addWidget(m_strip);
    }
    m_slices = new SliceView(m_jobs);
    m_slices->hide();
    connect(m_slices, &SliceView::chosen, m_query, &SampleQueryBar::addTerm);
    connect(m_slicesButton, &QToolButton::toggled, this, [this](bool on) {
        m_slices->setVisible(on);
        m_slices->setBenchmark(m_model.jobId(), m_model.benchmarkIndex());
    });
    auto *splitter = new QSplitter;
    splitter->addWidget(m_slices);
    if (m_book) {
        m_panel = new TriagePanel(*m_book, *m_triageStore, m_jobs, m_capabilities);
        m_panel->hide();
        connect(m_panel, &TriagePanel::chosen, m_query, &SampleQueryBar::setExpression);
        connect(m_triageButton, &QToolButton::toggled, m_panel, &QWidget::setVisible);
        splitter->addWidget(m_panel);
    }
    splitter->addWidget(m_table);
    splitter->addWidget(right);
    splitter->setStretchFactor(splitter->indexOf(m_table), 16);
    splitter->setStretchFactor(splitter->indexOf(right), 9);
    splitter->setChildrenCollapsible(false);
    QList<int> shares(splitter->count(), 300); // shares, not pixels
    shares[splitter->indexOf(m_table)] = 640;
    shares[splitter->indexOf(right)] = 360;
    splitter->setSizes(shares);
    m_state = new StatePanel;
    connect(m_state, &StatePanel::activated, this, [this] {
        if (m_model.load() == LoadState::Failed)
            return m_model.retry();
        setExpression({});
        setFilter(SampleQuery::Filter::All);
    });
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    m_stack->addWidget(splitter);
    layout->addWidget(m_stack, 1);
    m_hint = new QLabel;
    m_hint->setObjectName(QStringLiteral("sampleHint"));
    m_hint->setWordWrap(true);
    layout->addWidget(m_hint);
}

void SamplesTab::setCapabilities(const Capabilities &capabilities)
{
    m_capabilities = capabilities;
    if (m_panel)
        m_panel->setCapabilities(capabilities);
    update();
}

void SamplesTab::showBenchmark(int benchmarkIndex)
{
    const int at = m_picker->findData(benchmarkIndex);
    if (at >= 0)
        m_picker->setCurrentIndex(at);
    if (!m_capabilities.has(Capability::Samples))
        return;
    m_benchmark = benchmarkIndex;
    const auto [job, index] = m_run.source(benchmarkIndex);
    if (job == m_model.jobId() && index == m_model.benchmarkIndex())
        return;
    showSample({}); // what was typed about one of these samples is noted here
    if (m_book)
        m_book->setPlace({m_connectionId.isEmpty() ? QStringLiteral("local") : m_connectionId, job, index}, m_picker->currentText());
    m_model.setSource(job, index, ruleOf(benchmarkIndex));
    applyRightRule();
    m_slices->setColumns({});
    m_slices->setBenchmark(job, index);
    m_diffWith->setCurrentIndex(0);
    while (m_diffWith->count() > 1)
        m_diffWith->removeItem(1);
    if (m_detail->showsDiff())
        fillDiffRuns();
}

static bool judges(SampleQuery::Filter filter) { return filter == SampleQuery::Filter::Failed || filter == SampleQuery::Filter::Passed; }

/// Which scores of the benchmark are right is for its primary metric to say.
RightRule SamplesTab::ruleOf(int benchmarkIndex) const
{
    const QList<ResultRow> &rows = m_run.results().rows();
    const auto row = std::ranges::find(rows, benchmarkIndex, &ResultRow::index);
    return row == rows.end() ? RightRule{} : rightRule(row->metric, row->lowerIsBetter);
}

void SamplesTab::applyRightRule()
{
    const RightRule rule = ruleOf(m_benchmark);
    m_model.setRightRule(rule);
    m_detail->setRightRule(rule);
    if (m_panel)
        m_panel->setRightRule(rule);
    for (const auto filter : {SampleQuery::Filter::Failed, SampleQuery::Filter::Passed}) {
        QAbstractButton *chip = m_chips->button(int(filter));
        chip->setEnabled(rule.decides);
        chip->setToolTip(rule.decides ? QString() : tr("The metric of this benchmark measures: no sample is right or wrong."));
    }
    setFilter(m_model.filter());
}

void SamplesTab::setFilter(SampleQuery::Filter filter)
{
    if (!m_model.rightRule().decides && judges(filter))
        filter = SampleQuery::Filter::All;
    m_chips->button(int(filter))->setChecked(true);
    m_model.setFilter(filter);
}

void SamplesTab::setExpression(const QString &text)
{
    m_query->setExpression(text);
}

bool SamplesTab::focusSearch()
{
    m_query->focusLine();
    return true;
}

void SamplesTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // Nothing is fetched before somebody looks.
    if (m_model.load() == LoadState::Idle && m_picker->count() > 0)
        showBenchmark(m_picker->currentData().toInt());
    else if (m_run.isRunning())
        m_model.refresh();
}

static QString keyHint(bool triage)
{
    return triage ? SamplesTab::tr("J, K: next, previous · F: next failure · D: difference · 1–5: reason · R, W: right, wrong · N: note · T: tags · A: regression set · Ctrl+Z: undo")
                  : SamplesTab::tr("J, K: next, previous · F: next failure · D: difference");
}

void SamplesTab::update()
{
    updateChips();
    const bool offered = m_capabilities.has(Capability::Samples);
    m_bar->setEnabled(offered);
    m_query->setEnabled(offered);
    m_hint->setVisible(offered);
    if (m_hint->text().isEmpty())
        m_hint->setText(keyHint(m_book != nullptr));
    if (offered && m_model.load() == LoadState::Idle && isVisible() && m_picker->count() > 0)
        return showBenchmark(m_picker->currentData().toInt());
    const bool narrowed = m_model.filter() != SampleQuery::Filter::All || !m_model.expression().trimmed().isEmpty();
    if (!offered)
        m_state->setState(QStringLiteral("sample"), tr("No Samples From This Server"), m_capabilities.reasonMissing(Capability::Samples));
    else if (m_model.load() == LoadState::Failed && m_model.rowCount() == 0)
        m_state->setState(QStringLiteral("error"), tr("The Samples Could Not Be Loaded"), m_model.lastError().message, tr("Try Again"));
    else if (m_model.load() != LoadState::Ready && m_model.rowCount() == 0)
        m_state->setState(QStringLiteral("sample"), m_picker->count() > 0 ? tr("Loading samples") : tr("No Benchmark Yet"), {});
    else if (m_model.rowCount() == 0 && narrowed)
        m_state->setState(QStringLiteral("filter"), tr("No Sample Matches"), tr("Nothing fits the filter and the search."), tr("Clear Filter"));
    else if (m_model.rowCount() == 0)
        m_state->setState(QStringLiteral("sample"), tr("No Samples Yet"),
                          m_run.isRunning() ? tr("The first ones appear here as soon as the model has answered.")
                                            : tr("This benchmark ended without asking anything."));
    m_stack->setCurrentIndex(offered && m_model.rowCount() > 0 ? 1 : 0);
}

void SamplesTab::updateChips()
{
    //: %1 is a number of samples
    const QString words[] = {tr("All %1"), tr("✗ Failed %1"), tr("✓ Passed %1"), tr("∅ Not Extracted %1"), tr("⚠ Errors %1")};
    for (int i = 0; i < 5; ++i) {
        const auto filter = SampleQuery::Filter(i);
        const auto count = judges(filter) && !m_model.rightRule().decides ? std::nullopt : m_model.count(filter);
        m_chips->button(i)->setText(words[i].arg(count ? QLocale().toString(*count) : QString()).trimmed());
    }
}

void SamplesTab::goTo(int row)
{
    m_hint->setText(keyHint(m_book != nullptr));
    const QModelIndex index = m_model.index(row, 0);
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index);
}

void SamplesTab::step(int by)
{
    const int rows = m_model.rowCount(), at = m_table->currentIndex().row();
    if (rows > 0)
        goTo(std::clamp(at < 0 ? 0 : at + by, 0, rows - 1));
}

void SamplesTab::setQueue(bool on)
{
    setFilter(on ? SampleQuery::Filter::Failed : SampleQuery::Filter::All);
    setExpression(on ? QStringLiteral("reason:none") : QString());
    m_table->setFocus();
}

bool SamplesTab::pressed(int key, bool shift)
{
    switch (key) {
    case Qt::Key_J: step(1); return true;
    case Qt::Key_K: step(-1); return true;
    case Qt::Key_F: m_model.findFailure(m_table->currentIndex().row(), shift); return true;
    case Qt::Key_D: m_diffButton->toggle(); return true;
    default: break;
    }
    const TriageStrip::Key done = shift || !m_strip ? TriageStrip::Key::NotMine : m_strip->key(key);
    // In the queue the next one is shown once a reason is given.
    if (done == TriageStrip::Key::Noted && m_queueButton->isChecked() && key >= Qt::Key_1 && key <= Qt::Key_5)
        step(1);
    return done != TriageStrip::Key::NotMine;
}

bool SamplesTab::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool shift = key->modifiers() == Qt::ShiftModifier;
        if ((key->modifiers() == Qt::NoModifier || shift) && pressed(key->key(), shift))
            return true;
        if (m_book && key->matches(QKeySequence::Undo)) {
            if (!m_book->undo())
                m_hint->setText(tr("There is nothing to undo."));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay
