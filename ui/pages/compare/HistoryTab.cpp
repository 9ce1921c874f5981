#include "ui/pages/compare/HistoryTab.h"

#include "models/common/Roles.h"
#include "models/compare/HeatModel.h"
#include "models/compare/RunSet.h"
#include "models/results/ResultRow.h"
#include "ui/charts/ChartFrame.h"
#include "ui/charts/HistoryChart.h"
#include "ui/widgets/ColumnChars.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

static HistoryData dataOf(const HistoryModel &model)
{
    HistoryData data;
    ResultRow row;
    row.metric = model.benchmark().metric;
    row.unit = model.benchmark().unit;
    data.title = axisGroupTitle(row);
    data.unit = row.unit;
    data.lowerIsBetter = model.benchmark().lowerIsBetter;
    data.series = model.models();
    if (model.load() == LoadState::Loading)
        data.empty = QCoreApplication::translate("assay", "Loading earlier runs…");
    for (int i = 0; i < model.points().size(); ++i) {
        const HistoryModel::Point &from = model.points().at(i);
        row.judged = from.judged;
        row.judged.value = from.value;
        row.judged.interval = from.interval;
        row.lowerIsBetter = model.benchmark().lowerIsBetter;
        HistoryPoint point;
        point.modelRow = i;
        point.series = int(data.series.indexOf(from.model));
        point.when = from.when;
        point.name = QCoreApplication::translate("assay", "%1, %2", "run, when").arg(from.run, QLocale().toString(from.when.toLocalTime(), QLocale::ShortFormat));
        point.text = readingValueText(row, QLocale());
        point.value = from.value;
        point.interval = from.interval;
        if (from.judged.gate)
            point.gate = from.judged.gate->threshold;
        point.verdict = from.judged.verdict;
        point.breakReason = from.breakReason;
        data.points << point;
    }
    return data;
}

HistoryTab::HistoryTab(ConnectionRegistry &connections, RunSet &runs, QWidget *parent) : QWidget(parent), m_runs(runs), m_model(connections)
{
    m_benchmark = new QComboBox;
    m_benchmark->setObjectName(QStringLiteral("historyBenchmark"));
    m_benchmark->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_byTime = new QCheckBox(tr("By &date"));
    m_byTime->setObjectName(QStringLiteral("historyByTime"));
    m_byTime->setToolTip(tr("Distances follow the calendar instead of one step a run"));
    m_note = plainLabel(new QLabel, "historyNote");
    m_chart = new HistoryChart([this](const QAbstractItemModel &) { return dataOf(m_model); });
    m_chart->setModel(&m_model);
    auto *frame = new ChartFrame(m_chart);
    frame->addControl(m_byTime);
    auto *label = new QLabel(tr("&Benchmark:"));
    label->setBuddy(m_benchmark);
    auto *bar = new QHBoxLayout;
    bar->addWidget(label);
    bar->addWidget(m_benchmark);
    bar->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(frame, 1);
    layout->addWidget(buildDrop());
    layout->addWidget(m_note);
    connect(m_benchmark, &QComboBox::currentIndexChanged, this, &HistoryTab::choose);
    connect(m_byTime, &QCheckBox::toggled, m_chart, &HistoryChart::setByTime);
    connect(m_chart, &ChartView::activated, this, [this](int place) { Q_EMIT runActivated(m_model.points().at(m_chart->marks().at(place).row).ref); });
    connect(&m_model, &HistoryModel::loadChanged, this, &HistoryTab::updateNote);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &HistoryTab::fillModels);
    connect(&runs, &RunSet::compared, this, [this] {
        m_stale = true;
        if (isVisible())
            fillChoices();
    });
    updateNote();
}

QWidget *HistoryTab::buildDrop()
{
    auto *box = new QWidget;
    m_dropModel = new QComboBox;
    m_dropModel->setObjectName(QStringLiteral("dropModel"));
    m_dropModel->setAccessibleName(tr("Model whose drop is looked for"));
    m_dropModel->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_dropModel, &QComboBox::activated, this, &HistoryTab::showDrop);
    m_dropText = plainLabel(new QLabel, "dropText");
    m_dropText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_dropTable = new QTableView;
    m_dropTable->setObjectName(QStringLiteral("dropTable"));
    m_dropTable->setAccessibleName(tr("Runs from the last good to the first bad one"));
    makeRowTable(*m_dropTable, 1.6);
    m_dropTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_dropTable->setModel(&m_drop);
    m_dropTable->setItemDelegate(new ToneDelegate(m_dropTable));
    m_dropTable->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    static constexpr int chars[] = {26, 24, 24, 22};
    for (int column = 0; column < HistoryDropModel::ChangeColumn; ++column)
        setColumnChars(*m_dropTable, column, chars[column]);
    fitColumn(m_dropTable->horizontalHeader(), HistoryDropModel::ChangeColumn, 30);
    connect(m_dropTable, &QTableView::activated, this, [this](const QModelIndex &index) { Q_EMIT runActivated(index.data(IdRole).toString()); });
    auto *head = new QHBoxLayout;
    head->addWidget(new Heading(tr("Where It Fell"), Heading::Level::Section));
    head->addWidget(m_dropModel);
    head->addStretch(1);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins({});
    layout->addLayout(head);
    layout->addWidget(m_dropText);
    layout->addWidget(m_dropTable);
    return box;
}

void HistoryTab::fillModels()
{
    const QString kept = m_dropModel->currentText();
    m_dropModel->clear();
    m_dropModel->addItems(m_model.models());
    m_dropModel->setCurrentIndex(std::max(0, m_dropModel->findText(kept)));
    m_dropModel->setVisible(m_dropModel->count() > 1);
    showDrop();
}

void HistoryTab::showDrop()
{
    m_drop.setEntries(m_model.entries(m_dropModel->currentText()));
    showDropText();
    const int rows = m_drop.rowCount();
    m_dropTable->setVisible(rows > 0);
    // Few rows: all of them at once, and the chart keeps the rest.
    m_dropTable->setFixedHeight(m_dropTable->horizontalHeader()->sizeHint().height() + std::min(rows, 5) * m_dropTable->verticalHeader()->defaultSectionSize()
                                + m_dropTable->horizontalScrollBar()->sizeHint().height() + 2 * m_dropTable->frameWidth()); // which large text brings up
}

void HistoryTab::showDropText()
{
    m_dropText->setText(m_model.load() == LoadState::Loading ? tr("Loading earlier runs…") : m_drop.text());
}

void HistoryTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        fillChoices();
}

void HistoryTab::fillChoices()
{
    m_stale = false;
    const QString kept = m_benchmark->currentText();
    {
        const QSignalBlocker quiet(m_benchmark);
        m_benchmark->clear();
        const auto &rows = m_runs.comparison().rows;
        for (int i = 0; i < rows.size(); ++i)
            m_benchmark->addItem(comparedRowTitle(rows.at(i)), i);
        m_benchmark->setCurrentIndex(std::max(0, m_benchmark->findText(kept)));
    }
    choose();
    m_model.setRuns(m_runs);
}

void HistoryTab::choose()
{
    const auto &rows = m_runs.comparison().rows;
    const int at = m_benchmark->currentData().isValid() ? m_benchmark->currentData().toInt() : -1;
    if (at < 0 || at >= rows.size())
        return;
    const ComparedRow &row = rows.at(at);
    m_model.setBenchmark({row.providerId, row.id, row.metric, row.lowerIsBetter, row.unit});
}

void HistoryTab::updateNote()
{
    QString text;
    if (m_model.load() == LoadState::Failed)
        text = m_model.error().message;
    else if (m_model.cutAt() > 0)
        text = tr("Shown are the newest %1 runs of each model, looked for among the newest %n run(s) of a connection.", nullptr, m_model.cutAt()).arg(HistoryModel::enoughRuns);
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
    showDropText();
    m_chart->rebuildLater();
}

} // namespace assay
