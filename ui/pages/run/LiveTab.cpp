#include "ui/pages/run/LiveTab.h"

#include "models/common/Words.h"
#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/StatePanel.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

LiveTab::LiveTab(RunModel &run, QWidget *parent) : QWidget(parent), m_run(run)
{
    m_summary = new QLabel;
    m_summary->setObjectName(QStringLiteral("liveSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_bar = new QProgressBar;
    m_bar->setObjectName(QStringLiteral("liveProgress"));
    m_bar->setAccessibleName(tr("Items done of the whole run"));
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(std::max(8, fontMetrics().height() / 2));
    m_table = new QTableView;
    setUpTable(*m_table, QStringLiteral("laneTable"), tr("Lanes, one a benchmark"));
    m_table->setModel(&run.lanes());
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setItemDelegateForColumn(LaneModel::ProgressColumn, new ProgressDelegate(m_table));
    const int widths[] = {22, 13, 18, 26, 16, 15, 36};
    for (int column = 0; column < LaneModel::ColumnCount; ++column)
        setColumnChars(*m_table, column, widths[column]);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_summary);
    layout->addWidget(m_bar);
    layout->addWidget(m_table, 1);

    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_run.isRunning()) {
            update();
            m_table->viewport()->update();
        }
    });
    connect(&run, &RunModel::changed, this, &LiveTab::update);
    connect(&run, &RunModel::progressed, this, &LiveTab::update);
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT benchmarkActivated(m_run.lanes().lane(index.row()).index); });
    update();
}

void LiveTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_tick.start();
    update();
}

void LiveTab::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

void LiveTab::update()
{
    const LaneModel &lanes = m_run.lanes();
    const QLocale locale;
    const qint64 done = lanes.itemsDone();
    const auto total = lanes.itemsTotal();
    m_bar->setVisible(m_run.isRunning());
    m_bar->setRange(0, 1000);
    m_bar->setValue(int(lanes.fractionDone() * 1000));
    if (!m_run.hasJob())
        return m_summary->setText(m_run.load() == LoadState::Failed ? m_run.lastError().message : tr("Loading the run"));
    if (!m_run.isRunning()) {
        return m_summary->setText(done > 0 ? tr("%1. %2 items were asked.").arg(stateText(m_run.job().status.state), locale.toString(done))
                                           : tr("%1.").arg(stateText(m_run.job().status.state)));
    }
    if (m_run.job().status.state == RunState::Pending)
        return m_summary->setText(tr("Waiting for a free slot."));
    const auto left = lanes.leftMs();
    const QString items = total ? tr("%1 of %2 items").arg(locale.toString(done), locale.toString(*total))
                                : tr("%1 items so far").arg(locale.toString(done));
    m_summary->setText(left ? tr("%1, about %2 left").arg(items, roughDurationText(*left)) : items);
}

} // namespace assay
