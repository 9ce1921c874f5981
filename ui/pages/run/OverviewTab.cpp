#include "ui/pages/run/OverviewTab.h"

#include "models/common/Words.h"
#include "ui/charts/ResultChart.h"
#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/StatePanel.h"

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

OverviewTab::OverviewTab(RunModel &run, QWidget *parent) : QWidget(parent), m_run(run)
{
    m_order.setSourceModel(&run.results());
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
    inside->addWidget(m_splitter, 1);

    m_state = new StatePanel;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    m_stack->addWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);

    connect(m_state, &StatePanel::activated, &run, &RunModel::refresh);
    connect(&run, &RunModel::changed, this, &OverviewTab::update);
    connect(m_chart, &ResultChart::currentChanged, this, [this](int row) {
        if (m_table->currentIndex().row() != row)
            m_table->setCurrentIndex(m_order.index(row, ResultModel::BenchmarkColumn));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) { m_chart->setCurrent(current.row()); });
    connect(m_chart, &ResultChart::rebuilt, this, [this] { QTimer::singleShot(0, this, &OverviewTab::shareHeight); });
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_shared = true; });
    connect(m_chart, &ResultChart::activated, this, &OverviewTab::activate);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { activate(index.row()); });
    update();
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
    }
    return QWidget::eventFilter(watched, event);
}

void OverviewTab::showNotice()
{
    int withScore = 0, broken = 0;
    QString reason;
    for (const ResultRow &row : m_run.results().rows()) {
        withScore += row.judged.value ? 1 : 0;
        if (row.state == RunState::Failed) {
            ++broken;
            if (reason.isEmpty())
                reason = row.message.isEmpty() ? QString() : tr("%1: %2").arg(row.id, row.message);
        }
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

void OverviewTab::shareHeight()
{
    // The chart gets what its rows need, the table the rest, at least a third; until the reader moves the border.
    if (m_shared || m_chart->contentHeight() == 0 || !m_splitter->isVisible())
        return;
    const int all = m_splitter->height(), chart = std::min(m_chart->contentHeight(), all * 2 / 3);
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
    m_bars->setRows(rows);
    showNotice();
    m_stack->setCurrentIndex(1);
}

} // namespace assay
