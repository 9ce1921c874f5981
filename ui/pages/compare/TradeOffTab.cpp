#include "ui/pages/compare/TradeOffTab.h"

#include "models/common/Roles.h"
#include "models/prices/PriceListModel.h"
#include "ui/charts/ChartFrame.h"
#include "ui/charts/TradeOffChart.h"
#include "ui/widgets/PlainText.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace assay {

static TradeOffData dataOf(const TradeOffModel &model)
{
    TradeOffData data;
    data.series = model.names();
    if (!model.x() || !model.y())
        return data;
    data.x = {model.x()->title, model.x()->unit, model.x()->lowerIsBetter};
    data.y = {model.y()->title, model.y()->unit, model.y()->lowerIsBetter};
    for (int run = 0; run < model.names().size(); ++run) {
        const auto &x = model.x()->values.at(run), &y = model.y()->values.at(run);
        if (!x || !y)
            continue;
        TradeOffPoint point;
        point.modelRow = point.series = run;
        point.name = model.names().at(run);
        point.x = x->value;
        point.y = y->value;
        point.xInterval = x->interval;
        point.yInterval = y->interval;
        point.text = QCoreApplication::translate("assay", "%1 %2; %3 %4", "a number's name, its value; another's").arg(model.x()->title, model.valueText(*model.x(), run, QLocale()), model.y()->title, model.valueText(*model.y(), run, QLocale()));
        data.points << point;
    }
    return data;
}

TradeOffTab::TradeOffTab(RunSet &runs, PriceListModel *prices, QWidget *parent) : QWidget(parent), m_runs(runs), m_prices(prices)
{
    m_chart = new TradeOffChart([this](const QAbstractItemModel &) { return dataOf(m_model); });
    m_chart->setModel(&m_model);
    m_frame = new ChartFrame(m_chart);
    m_x = new QComboBox;
    m_x->setObjectName(QStringLiteral("tradeX"));
    m_y = new QComboBox;
    m_y->setObjectName(QStringLiteral("tradeY"));
    auto *bar = new QFormLayout;
    bar->setRowWrapPolicy(QFormLayout::WrapLongRows);
    bar->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    bar->addRow(tr("&Up:"), m_y);
    bar->addRow(tr("&Across:"), m_x);
    for (QComboBox *box : {m_x, m_y})
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto *layout = new QVBoxLayout(this);
    m_notice = plainLabel(new QLabel, "tradeNotice");
    layout->addLayout(bar);
    layout->addWidget(m_notice);
    layout->addWidget(m_frame, 1);
    connect(m_x, &QComboBox::activated, this, &TradeOffTab::choose);
    connect(m_y, &QComboBox::activated, this, &TradeOffTab::choose);
    connect(m_chart, &ChartView::activated, this, [this](int place) { Q_EMIT runActivated(m_model.index(m_chart->marks().at(place).row, 0).data(IdRole).toString()); });
    connect(&runs, &RunSet::compared, this, &TradeOffTab::takeRuns);
    if (m_prices) {
        connect(m_prices, &PriceListModel::pricesChanged, this, &TradeOffTab::takeRuns);
        m_prices->load();
    }
    takeRuns();
}

void TradeOffTab::takeRuns()
{
    m_model.setRuns(m_runs, m_prices ? m_prices->prices() : QList<ModelPrice>());
    fillChoices();
}

void TradeOffTab::showNotice()
{
    const QString notice = m_model.notice();
    m_notice->setText(notice);
    m_notice->setVisible(!notice.isEmpty());
}

void TradeOffTab::fillChoices()
{
    for (QComboBox *box : {m_x, m_y}) {
        box->clear();
        for (const RunFigure &figure : m_model.figures())
            box->addItem(figure.title, figure.id);
    }
    if (!m_wantedX.isEmpty() || !m_wantedY.isEmpty())
        setAxes(m_wantedX, m_wantedY);
    m_x->setCurrentIndex(m_model.x() ? m_x->findData(m_model.x()->id) : -1);
    m_y->setCurrentIndex(m_model.y() ? m_y->findData(m_model.y()->id) : -1);
    showNotice();
}

void TradeOffTab::choose()
{
    m_wantedX = m_x->currentData().toString();
    m_wantedY = m_y->currentData().toString();
    m_model.setAxes(m_x->currentIndex(), m_y->currentIndex());
    showNotice();
    Q_EMIT axesChanged();
}

void TradeOffTab::setAxes(const QString &x, const QString &y)
{
    m_wantedX = x;
    m_wantedY = y;
    const int xAt = m_x->findData(x), yAt = m_y->findData(y);
    if (xAt < 0 || yAt < 0)
        return;
    m_model.setAxes(xAt, yAt);
    m_x->setCurrentIndex(xAt);
    m_y->setCurrentIndex(yAt);
    showNotice();
}

QString TradeOffTab::xId() const { return m_wantedX; }
QString TradeOffTab::yId() const { return m_wantedY; }
void TradeOffTab::setCaveat(const QString &caveat) { m_frame->actions()->setCaveat(caveat); }
void TradeOffTab::setHighlighted(int column) { m_chart->setHighlighted(column); }

} // namespace assay
