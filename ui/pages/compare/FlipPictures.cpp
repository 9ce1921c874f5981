#include "ui/pages/compare/FlipPictures.h"

#include "ui/charts/ChartFrame.h"
#include "ui/charts/FlipChart.h"

#include <QComboBox>
#include <QVBoxLayout>

namespace assay {

FlipPictures::FlipPictures(FlipItemsModel &items, QWidget *parent) : QWidget(parent), m_items(items)
{
    m_square = new FlipChart([this](const QAbstractItemModel &) {
        return FlipData{m_subject.before, m_subject.after, m_items.count(FlipChange::BothRight), m_items.count(FlipChange::Gained),
                        m_items.count(FlipChange::Lost), m_items.count(FlipChange::BothWrong), m_items.shown(), m_subject.empty};
    });
    m_strip = new DifferenceChart([this](const QAbstractItemModel &) {
        SpreadData made;
        made.metric = m_subject.metric;
        made.series = {{m_subject.after, m_items.isBinary() ? QList<double>() : m_items.differences()}};
        return made;
    });
    m_spread = new SpreadChart([this](const QAbstractItemModel &) {
        SpreadData made;
        made.metric = made.title = m_subject.metric;
        made.unit = m_subject.unit;
        if (m_items.isBinary())
            made.empty = tr("Every item is right or wrong: there is no spread to draw.");
        else
            made.series = {{m_subject.before, m_subject.scores[0]}, {m_subject.after, m_subject.scores[1]}};
        return made;
    });
    for (ChartView *chart : {static_cast<ChartView *>(m_square), static_cast<ChartView *>(m_strip), static_cast<ChartView *>(m_spread)})
        chart->setModel(&m_items, FlipItemsModel::NotedColumn); // notes change nothing that is drawn
    m_stripFrame = new ChartFrame(m_strip);
    m_stripFrame->setTitle(tr("Item by item, sorted"));
    m_spreadFrame = new ChartFrame(m_spread);
    m_spreadFrame->setTitle(tr("How the scores spread"));
    auto *kind = new QComboBox;
    kind->setObjectName(QStringLiteral("spreadKind"));
    kind->setAccessibleName(tr("Kind of picture"));
    kind->addItems({tr("Histogram"), tr("Cumulative")});
    connect(kind, &QComboBox::currentIndexChanged, this, [this](int at) { m_spread->setKind(at == 0 ? SpreadChart::Kind::Histogram : SpreadChart::Kind::Cumulative); });
    m_spreadFrame->addControl(kind);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_square);
    layout->addWidget(m_stripFrame, 1);
    layout->addWidget(m_spreadFrame, 1);
    layout->addStretch(0);
    connect(m_square, &ChartView::clicked, this, &FlipPictures::choose);
    connect(m_square, &ChartView::activated, this, &FlipPictures::choose);
}

void FlipPictures::show(const Subject &subject)
{
    m_subject = subject;
    m_stripFrame->setVisible(!m_items.isBinary());
    m_spreadFrame->setVisible(!m_items.isBinary());
    for (ChartView *chart : {static_cast<ChartView *>(m_square), static_cast<ChartView *>(m_strip), static_cast<ChartView *>(m_spread)})
        chart->rebuildLater();
}

void FlipPictures::setCaveat(const QString &caveat)
{
    for (ChartFrame *frame : {m_stripFrame, m_spreadFrame})
        frame->actions()->setCaveat(caveat);
}

void FlipPictures::choose(int place)
{
    const FlipChange change = FlipChart::cells.at(std::size_t(place));
    Q_EMIT chosen(m_items.shown() == change ? std::nullopt : std::optional(change)); // chosen again: all
}

} // namespace assay
