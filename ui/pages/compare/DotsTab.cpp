#include "ui/pages/compare/DotsTab.h"

#include "models/compare/HeatModel.h"
#include "models/results/ResultRow.h"
#include "ui/charts/ChartFrame.h"
#include "ui/charts/DotChart.h"
#include "ui/widgets/RowTable.h"

#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

static DotData dotsOf(const HeatModel &model)
{
    DotData data;
    const RunComparison &comparison = model.comparison();
    data.series = comparison.names;
    for (int i = 0; i < model.rowCount(); ++i) {
        const ComparedRow &from = model.row(i);
        ResultRow words;
        words.id = from.id;
        words.metric = from.metric;
        words.unit = from.unit;
        words.lowerIsBetter = from.lowerIsBetter;
        DotRow row{i, comparedRowTitle(from), false, from.unit, axisGroup(words), axisGroupTitle(words), {}};
        for (int run = 0; run < from.cells.size(); ++run) {
            const ComparedCell &cell = from.cells.at(run);
            words.judged = cell.judged;
            words.judged.value = cell.value;
            words.judged.interval = cell.interval;
            DotPoint point{cell.value, cell.interval, {}, cell.value ? readingValueText(words, QLocale()) : QString(), missingText(cell.state), {}};
            if (cell.judged.gate)
                point.gate = cell.judged.gate->threshold;
            if (run != comparison.baseline)
                point.reason = cellSentence(comparison, model.sourceRow(i), run, QLocale(), model.wording());
            row.points << point;
        }
        data.rows << row;
    }
    return data;
}

DotsTab::DotsTab(HeatModel &model, QWidget *parent) : QWidget(parent)
{
    m_chart = new DotChart([&model](const QAbstractItemModel &) { return dotsOf(model); });
    m_chart->setModel(&model);
    auto *table = new QTableView;
    makeRowTable(*table);
    table->verticalHeader()->show();
    table->horizontalHeader()->setDefaultSectionSize(fontMetrics().averageCharWidth() * 24);
    table->setModel(&model);
    auto *layout = new QVBoxLayout(this);
    m_frame = new ChartFrame(m_chart, table);
    layout->addWidget(m_frame);
    connect(m_chart, &ChartView::activated, this, [this, &model](int place) {
        const ChartMark &mark = m_chart->marks().at(place);
        Q_EMIT cellActivated(model.sourceRow(mark.row), mark.series);
    });
}

void DotsTab::setCaveat(const QString &caveat) { m_frame->actions()->setCaveat(caveat); }
void DotsTab::setHighlighted(int column) { m_chart->setHighlighted(column); }

} // namespace assay
