#include "ui/pages/run/OverviewTab.h"

#include "models/common/Words.h"
#include "models/results/RunText.h"
#include "models/results/WhatIf.h"
#include "ui/charts/GateDrag.h"
#include "ui/charts/ResultChart.h"
#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/pages/run/WhatIfBar.h"
#include "ui/widgets/PlainText.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace assay {

bool ResultOrder::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(SortRole), b = right.data(SortRole);
    if (left.column() == ResultModel::VerdictColumn && a == b) {
        const auto rowA = left.data(ResultModel::RowRole).value<ResultRow>();
        const auto rowB = right.data(ResultModel::RowRole).value<ResultRow>();
        // Margins of different units do not compare: a share of the gate does.
        const auto distance = [](const ResultRow &row) {
            const double gate = row.judged.gate ? std::abs(row.judged.gate->threshold) : 0;
            return row.judged.margin.value_or(0) / (gate > 0 ? gate : 1);
        };
        const double byA = distance(rowA), byB = distance(rowB);
        return byA != byB ? byA < byB : rowA.index < rowB.index;
    }
    if (a.isValid() != b.isValid())
        return a.isValid(); // rows without the number come last
    if (a.typeId() == QMetaType::QString)
        return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    return a.toDouble() < b.toDouble();
}

OverviewTab::OverviewTab(RunModel &run, WhatIf &whatIf, PriceListModel *prices, QWidget *parent)
    : QWidget(parent), m_run(run), m_whatIf(whatIf), m_cost(run, prices)
{
    m_order.setSourceModel(&whatIf.results());
    m_order.setDynamicSortFilter(true);

    m_chart = new ResultChart;
    m_chart->setModel(&m_order);
    m_table = new QTableView;
    setUpTable(*m_table, QStringLiteral("resultTable"), tr("Scores and gates as a table"));
    m_table->setModel(&m_order);
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_bars = new BarDelegate(m_table);
    m_table->setItemDelegateForColumn(ResultModel::BarColumn, m_bars);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ResultModel::VerdictColumn, Qt::AscendingOrder);
    const int widths[] = {23, 20, 11, 15, 8, 14, 22, 12, 14, 8, 10};
    for (int column = 0; column < ResultModel::ColumnCount; ++column)
        setColumnChars(*m_table, column, widths[column]);
    m_chart->installEventFilter(this);
    m_table->installEventFilter(this);

    m_notice = new QLabel;
    m_notice->setObjectName(QStringLiteral("overviewNotice"));
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    m_notice->setMargin(8);
    m_costLine = plainLabel(new QLabel, "overviewCost");
    m_costLine->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_costLine->setMargin(8);
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->addWidget(m_chart);
    m_splitter->addWidget(m_table);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    auto *content = new QWidget;
    auto *inside = new QVBoxLayout(content);
    inside->setContentsMargins({});
    inside->setSpacing(0);
    inside->addWidget(m_notice);
    inside->addWidget(m_costLine);
    inside->addWidget(m_splitter, 1);
    buildWhatIf();
    inside->addWidget(m_whatIfBar);

    m_state = new StatePanel;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    m_stack->addWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);

    connect(m_state, &StatePanel::activated, &run, &RunModel::refresh);
    connect(&run, &RunModel::changed, this, &OverviewTab::update);
    connect(&m_cost, &RunCost::changed, this, &OverviewTab::showCost);
    showCost();
    connect(m_chart, &ResultChart::currentChanged, this, [this](int row) {
        if (m_table->currentIndex().row() != row)
            m_table->setCurrentIndex(m_order.index(row, ResultModel::BenchmarkColumn));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                m_chart->setCurrent(current.row());
                showTried();
                showNotice();
            });
    connect(m_chart, &ResultChart::rebuilt, this, [this] { QTimer::singleShot(0, this, &OverviewTab::shareHeight); });
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_shared = true; });
    connect(m_chart, &ResultChart::activated, this, &OverviewTab::activate);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { activate(index.row()); });
    update();
}

void OverviewTab::buildWhatIf()
{
    m_drag = new GateDrag(*m_chart);
    m_whatIfBar = new WhatIfBar(m_whatIf);
    connect(m_drag, &GateDrag::dragged, &m_whatIf, &WhatIf::setGate);
    connect(&m_whatIf, &WhatIf::aboutToChange, this, [this] {
        if (m_whatIf.isActive())
            m_order.setDynamicSortFilter(false);
    });
    connect(&m_whatIf, &WhatIf::changed, this, &OverviewTab::showTried);
    connect(m_chart, &ResultChart::rebuilt, this, &OverviewTab::showTried);
}

/// The fields of the chosen benchmark. Rows stand still while something is tried: they would jump from under the pointer.
void OverviewTab::showTried()
{
    m_bars->setRows(m_whatIf.results().rows());
    if (!m_whatIf.isActive() && !m_order.dynamicSortFilter()) // it sorts whenever it is told
        m_order.setDynamicSortFilter(true);
    m_drag->setEnabled(m_whatIf.canTry());
    makeRoom();
    const QModelIndex current = m_table->currentIndex();
    const auto scale = m_drag->scaleOf(current.row());
    m_whatIfBar->setBenchmark(current.isValid() ? current.data(IdRole).toInt() : -1, GateDrag::keyStep(scale.value_or(AxisScale{})));
}

/// What is tried stands beside what is recorded: those columns are twice as wide meanwhile.
void OverviewTab::makeRoom()
{
    static constexpr std::pair<int, int> columns[] = {{ResultModel::GateColumn, 32}, {ResultModel::VerdictColumn, 44}, {ResultModel::ServerColumn, 30}};
    if (m_whatIf.isActive() != m_widths.isEmpty())
        return;
    if (m_whatIf.isActive()) {
        for (const auto &[column, chars] : columns) {
            m_widths << m_table->columnWidth(column);
            setColumnChars(*m_table, column, chars);
        }
        return;
    }
    for (const auto &[column, chars] : columns)
        m_table->setColumnWidth(column, m_widths.takeFirst());
}

/// The focused gate, by the arrow keys.
void OverviewTab::stepGate(int steps)
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    const int index = current.data(IdRole).toInt();
    const auto row = current.data(ResultModel::RowRole).value<ResultRow>();
    const double step = GateDrag::keyStep(m_drag->scaleOf(current.row()).value_or(AxisScale{}));
    const double from = m_whatIf.gate(index).value_or(row.judged.value.value_or(0));
    m_whatIf.setGate(index, GateDrag::rounded(from + steps * step, step / 10));
}

void OverviewTab::activate(int row)
{
    Q_EMIT benchmarkActivated(m_order.index(row, 0).data(IdRole).toInt());
}

bool OverviewTab::isTableOnly() const
{
    return m_chart->isHidden();
}

void OverviewTab::setTableOnly(bool tableOnly)
{
    m_chart->setHidden(tableOnly);
    if (tableOnly) {
        if (!m_table->currentIndex().isValid() && m_order.rowCount() > 0)
            m_table->setCurrentIndex(m_order.index(0, 0));
        m_table->setFocus(Qt::ShortcutFocusReason);
    } else {
        m_chart->setFocus(Qt::ShortcutFocusReason);
    }
}

bool OverviewTab::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_T && key->modifiers() == Qt::NoModifier) {
            setTableOnly(!isTableOnly());
            return true;
        }
        if (key->key() == Qt::Key_G && key->modifiers() == Qt::NoModifier && m_whatIf.canTry()) {
            m_whatIfBar->focusGate();
            return true;
        }
        const int sideways = key->key() == Qt::Key_Right ? 1 : key->key() == Qt::Key_Left ? -1 : 0;
        if (sideways != 0 && key->modifiers() & Qt::ControlModifier) {
            stepGate(key->modifiers() & Qt::ShiftModifier ? sideways * 10 : sideways);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

/// What went wrong, and, where a rule knows it, why and what helps.
QString OverviewTab::failureText(const ResultRow &row) const
{
    if (row.message.isEmpty())
        return {};
    QString code;
    for (const BenchmarkStatus &status : m_run.shown().status.benchmarks) {
        if (status.benchmarkIndex.value_or(0) == row.index && status.errorMessage)
            code = status.errorMessage->messageCode;
    }
    const QString words = tr("%1: %2").arg(row.id, row.message);
    const auto advice = explainFailure(code, row.message);
    return advice ? tr("%1 Likely cause: %2 What helps: %3").arg(words, advice->cause, advice->fix) : words;
}

void OverviewTab::showNotice()
{
    int withScore = 0, broken = 0;
    QString reason;
    const QModelIndex current = m_table->currentIndex();
    for (const ResultRow &row : m_run.results().rows()) {
        withScore += row.judged.value ? 1 : 0;
        if (row.state != RunState::Failed)
            continue;
        ++broken;
        // Of the chosen one, else of the first.
        if (reason.isEmpty() || (current.isValid() && current.data(IdRole).toInt() == row.index))
            reason = failureText(row);
    }
    QString text;
    if (broken > 0)
        text = tr("%n benchmark(s) failed.", nullptr, broken) + (reason.isEmpty() ? QString() : QLatin1Char(' ') + reason);
    else if (withScore == 0 && m_run.isRunning())
        text = tr("No benchmark has a score yet. The Live tab shows how far each of them is.");
    else if (withScore == 0 && m_run.job().status.state == RunState::Cancelled)
        text = tr("The run was cancelled before any benchmark had a score.");
    if (m_run.load() == LoadState::Failed)
        text = tr("Shown as last known. %1").arg(m_run.lastError().message);
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
}

void OverviewTab::showCost()
{
    const QString text = m_cost.text();
    m_costLine->setText(text);
    m_costLine->setVisible(!text.isEmpty());
    const auto cost = m_cost.cost();
    m_costLine->setToolTip(cost ? cost->bases.join(QLatin1Char('\n')) : QString());
}

void OverviewTab::shareHeight()
{
    // The chart gets what its rows need, the table the rest, at least a third; until the reader moves the border.
    if (m_shared || m_chart->contentHeight() == 0 || !m_splitter->isVisible())
        return;
    const int all = m_splitter->height() - m_splitter->handleWidth(), chart = std::min(m_chart->contentHeight(), all * 2 / 3);
    m_splitter->setSizes({chart, all - chart});
}

void OverviewTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    QTimer::singleShot(0, this, &OverviewTab::shareHeight); // once the splitter has its size
}

void OverviewTab::update()
{
    if (!m_run.hasJob()) {
        if (m_run.load() == LoadState::Failed)
            m_state->setState(QStringLiteral("error"), tr("This Run Could Not Be Loaded"), m_run.lastError().message, tr("Try Again"));
        else
            m_state->setState(QStringLiteral("run"), tr("Loading the run"), {});
        m_stack->setCurrentIndex(0);
        return;
    }
    const QList<ResultRow> &rows = m_run.results().rows();
    if (rows.isEmpty()) {
        const auto &message = m_run.job().status.message;
        m_state->setState(QStringLiteral("run"), tr("No Benchmark Yet"),
                          m_run.isRunning() ? tr("The server has not named this run's benchmarks yet.")
                          : message         ? message->message
                                            : tr("This run ended without any benchmark."));
        m_stack->setCurrentIndex(0);
        return;
    }
    showTried();
    showNotice();
    m_stack->setCurrentIndex(1);
}

} // namespace assay
