#include "ui/pages/run/SamplesTab.h"

#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/SampleDetail.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/widgets/ColumnFit.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

SamplesTab::SamplesTab(RunModel &run, JobService &jobs, const Capabilities &capabilities, QWidget *parent)
    : QWidget(parent), m_run(run), m_capabilities(capabilities), m_model(jobs)
{
    auto *layout = new QVBoxLayout(this);
    buildBar(layout);
    buildTable(layout);

    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(250);
    connect(&m_searchTimer, &QTimer::timeout, this, [this] { m_model.setSearch(m_search->text()); });
    // Samples of a running benchmark come in by the second; asking that often is enough.
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(1000);
    connect(&m_refreshTimer, &QTimer::timeout, this, [this] {
        if (isVisible())
            m_model.refresh();
    });
    connect(&run, &RunModel::changed, this, [this] {
        fillBenchmarkPicker(*m_picker, m_run.results());
        update();
    });
    connect(&run, &RunModel::progressed, this, [this] {
        if (isVisible() && !m_refreshTimer.isActive())
            m_refreshTimer.start();
    });
    connect(&run, &RunModel::finished, &m_model, &SampleModel::refresh);
    connect(&m_model, &SampleModel::loadChanged, this, &SamplesTab::update);
    connect(&m_model, &SampleModel::countsChanged, this, &SamplesTab::updateChips);
    connect(&m_model, &SampleModel::modelReset, this, [this] { m_detail->setSample({}); });
    connect(&m_model, &SampleModel::dataChanged, this, &SamplesTab::showCurrent);
    connect(&m_model, &SampleModel::failureFound, this, [this](int row) {
        if (row >= 0)
            goTo(row);
        else
            m_hint->setText(tr("No further failure."));
    });
    fillBenchmarkPicker(*m_picker, m_run.results());
    update();
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
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("sampleSearch"));
    m_search->setAccessibleName(tr("Search in prompts, responses and targets"));
    m_search->setPlaceholderText(tr("Search in prompts, responses and targets"));
    m_search->setClearButtonEnabled(true);
    connect(m_search, &QLineEdit::textChanged, &m_searchTimer, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_searchTimer.stop();
        m_model.setSearch(m_search->text());
    });
    bar->addWidget(m_search, 1);
    layout->addWidget(m_bar);
}

void SamplesTab::buildTable(QVBoxLayout *layout)
{
    m_table = new QTableView;
    setUpTable(*m_table, QStringLiteral("sampleTable"), tr("Samples"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new CellDelegate(m_table));
    const int widths[] = {9, 17, 8, 13, 13, 44, 10, 9};
    for (int column = 0; column < SampleModel::ColumnCount; ++column)
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
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SamplesTab::showCurrent);

    m_detail = new SampleDetail;
    auto *splitter = new QSplitter;
    splitter->addWidget(m_table);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 16);
    splitter->setStretchFactor(1, 9);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({640, 360}); // shares, not pixels
    m_state = new StatePanel;
    connect(m_state, &StatePanel::activated, this, [this] {
        if (m_model.load() == LoadState::Failed)
            return m_model.retry();
        m_search->clear();
        m_searchTimer.stop();
        m_model.setSearch({});
        setFilter(SampleQuery::Filter::All);
    });
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    m_stack->addWidget(splitter);
    layout->addWidget(m_stack, 1);
    m_hint = new QLabel(tr("J, K: next, previous · F: next failure"));
    m_hint->setObjectName(QStringLiteral("sampleHint"));
    layout->addWidget(m_hint);
}

void SamplesTab::setCapabilities(const Capabilities &capabilities)
{
    m_capabilities = capabilities;
    update();
}

void SamplesTab::showBenchmark(int benchmarkIndex)
{
    const int at = m_picker->findData(benchmarkIndex);
    if (at >= 0)
        m_picker->setCurrentIndex(at);
    if (m_capabilities.has(Capability::Samples))
        m_model.setSource(m_run.jobId(), benchmarkIndex);
}

void SamplesTab::setFilter(SampleQuery::Filter filter)
{
    m_chips->button(int(filter))->setChecked(true);
    m_model.setFilter(filter);
}

bool SamplesTab::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
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

void SamplesTab::updateChips()
{
    //: %1 is a number of samples
    const QString words[] = {tr("All %1"), tr("✗ Failed %1"), tr("✓ Passed %1"), tr("∅ Not Extracted %1"), tr("⚠ Errors %1")};
    for (int i = 0; i < 5; ++i) {
        const auto count = m_model.count(SampleQuery::Filter(i));
        m_chips->button(i)->setText(words[i].arg(count ? QLocale().toString(*count) : QString()).trimmed());
    }
}

void SamplesTab::update()
{
    updateChips();
    const bool offered = m_capabilities.has(Capability::Samples);
    m_bar->setEnabled(offered);
    m_hint->setVisible(offered);
    if (offered && m_model.load() == LoadState::Idle && isVisible() && m_picker->count() > 0)
        return showBenchmark(m_picker->currentData().toInt());
    const bool narrowed = m_model.filter() != SampleQuery::Filter::All || !m_model.search().isEmpty();
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

void SamplesTab::showCurrent()
{
    const Sample *sample = m_model.sampleAt(m_table->currentIndex().row());
    if (!sample) {
        if (!m_table->currentIndex().isValid())
            m_detail->setSample({});
        return; // the old one stays until the new one is here
    }
    if (m_detail->sample() != *sample)
        m_detail->setSample(*sample);
}

void SamplesTab::goTo(int row)
{
    m_hint->setText(tr("J, K: next, previous · F: next failure"));
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

bool SamplesTab::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool shift = key->modifiers() == Qt::ShiftModifier;
        if (key->modifiers() == Qt::NoModifier || shift) {
            switch (key->key()) {
            case Qt::Key_J: step(1); return true;
            case Qt::Key_K: step(-1); return true;
            case Qt::Key_F: m_model.findFailure(m_table->currentIndex().row(), shift); return true;
            default: break;
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay
