#include "ui/pages/run/MetricsTab.h"

#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

void MetricOrder::setWords(const QString &text)
{
    m_words = text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool MetricOrder::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (m_words.isEmpty())
        return true;
    const QString text = sourceModel()->index(row, 0, parent).data(RunMetricsModel::SearchRole).toString();
    return std::ranges::all_of(m_words, [&](const QString &word) { return text.contains(word); });
}

bool MetricOrder::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(SortRole), b = right.data(SortRole);
    if (a.isValid() != b.isValid())
        return a.isValid() == (sortOrder() == Qt::AscendingOrder);
    if (a.typeId() == QMetaType::QString)
        return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    return a.toDouble() < b.toDouble();
}

MetricsTab::MetricsTab(RunModel &run, QWidget *parent) : QWidget(parent), m_model(run)
{
    m_order.setSourceModel(&m_model);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(buildBar());
    m_table = new QTableView;
    setUpTable(*m_table, QStringLiteral("runMetricTable"), tr("All metrics of the run"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setModel(&m_order);
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder); // as reported, until a header is clicked
    m_order.sort(-1);
    const int widths[] = {22, 30, 14, 18, 14, 9, 8, 19, 24};
    for (int column = 0; column < RunMetricsModel::ColumnCount; ++column)
        setColumnChars(*m_table, column, widths[column]);
    m_table->installEventFilter(this);
    m_state = new StatePanel;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_table);
    layout->addWidget(m_stack, 1);
    connect(&m_model, &RunMetricsModel::loadChanged, this, &MetricsTab::update);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &MetricsTab::update);
    update();
}

QWidget *MetricsTab::buildBar()
{
    auto *bar = new QWidget;
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins({});
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("runMetricSearch"));
    m_search->setAccessibleName(tr("Search benchmarks and metrics"));
    m_search->setPlaceholderText(tr("Search benchmarks and metrics"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_count = new QLabel;
    m_count->setObjectName(QStringLiteral("runMetricCount"));
    m_define = new QPushButton(themeIcon(QStringLiteral("metric")), tr("Say What It Means…"));
    m_define->setObjectName(QStringLiteral("runMetricDefine"));
    m_define->setToolTip(tr("Opens the metric dictionary at the chosen metric: its unit, range and direction, for all runs."));
    m_copy = new QPushButton(themeIcon(QStringLiteral("copy")), tr("Copy Rows"));
    m_copy->setObjectName(QStringLiteral("runMetricCopy"));
    m_copy->setToolTip(tr("The chosen rows, or all that are shown, as text with tabs (Ctrl+C)."));
    layout->addWidget(m_search, 1);
    for (QWidget *part : {static_cast<QWidget *>(m_count), static_cast<QWidget *>(m_define), static_cast<QWidget *>(m_copy)})
        layout->addWidget(part);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_order.setWords(text);
        update();
    });
    connect(m_copy, &QPushButton::clicked, this, &MetricsTab::copyRows);
    connect(m_define, &QPushButton::clicked, this,
            [this] { Q_EMIT dictionaryRequested(m_table->currentIndex().data(RunMetricsModel::MetricRole).toString()); });
    return bar;
}

bool MetricsTab::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    return true;
}

void MetricsTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_model.activate();
}

bool MetricsTab::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copyRows();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void MetricsTab::copyRows()
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows << index.row();
    std::ranges::sort(rows);
    for (int row = 0; rows.size() < m_order.rowCount() && m_table->selectionModel()->selectedRows().isEmpty() && row < m_order.rowCount(); ++row)
        rows << row;
    const auto line = [](auto cell) {
        QStringList cells;
        for (int column = 0; column < RunMetricsModel::ColumnCount; ++column)
            cells << cell(column).simplified();
        return cells.join(QLatin1Char('\t'));
    };
    QStringList lines{line([this](int column) { return m_order.headerData(column, Qt::Horizontal).toString(); })};
    for (const int row : std::as_const(rows))
        lines << line([&](int column) { return m_order.index(row, column).data().toString(); });
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')) + QLatin1Char('\n'));
    Q_EMIT copied(int(rows.size()));
}

void MetricsTab::update()
{
    const int all = m_model.rowCount(), shown = m_order.rowCount();
    m_count->setText(shown == all ? tr("%n metric(s)", nullptr, all) : tr("%1 of %n metric(s)", nullptr, all).arg(QLocale().toString(shown)));
    m_define->setEnabled(m_table->selectionModel()->hasSelection());
    m_copy->setEnabled(shown > 0);
    if (m_model.load() != LoadState::Ready)
        m_state->setState(QStringLiteral("metric"), tr("Loading the metrics"), {});
    else if (all == 0)
        m_state->setState(QStringLiteral("metric"), tr("No Metrics Yet"), tr("No benchmark of this run has reported a result."));
    else
        m_state->setState(QStringLiteral("search"), tr("No Metric Matches"), tr("Each word must occur in the name of the benchmark or of the metric."));
    m_stack->setCurrentIndex(shown > 0 ? 1 : 0);
}

} // namespace assay
