#include "ui/pages/compare/FlipsTab.h"

#include "models/compare/HeatModel.h"
#include "models/compare/RunSet.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "services/core/Async.h"
#include "ui/charts/ChartFrame.h"
#include "ui/charts/FlipChart.h"
#include "ui/charts/SpreadChart.h"
#include "ui/pages/compare/AnswerPair.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace assay {

using Change = FlipItemsModel::Change;
// Places of the square's cells.
static constexpr std::array squareOrder{Change::BothRight, Change::Lost, Change::Gained, Change::BothWrong};

FlipsTab::FlipsTab(ConnectionRegistry &connections, RunSet &runs, QWidget *parent) : QWidget(parent), m_connections(connections), m_runs(runs)
{
    m_benchmark = new QComboBox;
    m_benchmark->setObjectName(QStringLiteral("flipBenchmark"));
    m_benchmark->setAccessibleName(tr("Benchmark"));
    m_run = new QComboBox;
    m_run->setObjectName(QStringLiteral("flipRun"));
    m_run->setAccessibleName(tr("Run that is compared with the baseline"));
    for (QComboBox *box : {m_benchmark, m_run})
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_sentence = new QLabel;
    m_sentence->setObjectName(QStringLiteral("flipSentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);

    m_square = new FlipChart([this](const QAbstractItemModel &) {
        FlipData made{m_sides[0].name, m_sides[1].name, m_items.count(Change::BothRight), m_items.count(Change::Gained), m_items.count(Change::Lost), m_items.count(Change::BothWrong), m_empty};
        return made;
    });
    m_strip = new DifferenceChart([this](const QAbstractItemModel &) {
        SpreadData made;
        made.metric = m_metric;
        made.series = {{m_sides[1].name, m_items.isBinary() ? QList<double>() : m_items.differences()}};
        return made;
    });
    m_spread = new SpreadChart([this](const QAbstractItemModel &) {
        SpreadData made;
        made.metric = m_metric;
        made.title = m_title;
        made.unit = metricInfo(m_metric).unit;
        if (m_items.isBinary())
            made.empty = tr("Every item is right or wrong: there is no spread to draw.");
        for (int side = 0; side < 2 && !m_items.isBinary(); ++side) {
            SpreadSeries series{m_sides[side].name, {}};
            const int place = m_runs.placeOf(m_sides[side].ref);
            if (const RunSet::Run *run = m_runs.loaded(place)) {
                for (const auto &score : run->scores.value(m_sides[side].index).scores) {
                    if (score)
                        series.values << *score;
                }
            }
            made.series << series;
        }
        return made;
    });
    m_square->setModel(&m_items);
    m_strip->setModel(&m_items);
    m_spread->setModel(&m_items);
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

    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("flipItems"));
    m_table->setAccessibleName(tr("Items that both runs have"));
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setModel(&m_items);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->setColumnWidth(FlipItemsModel::ChangeColumn, digit * 17);
    m_table->setColumnWidth(FlipItemsModel::BeforeColumn, digit * 10);
    m_table->setColumnWidth(FlipItemsModel::AfterColumn, digit * 10);
    fitColumn(m_table->horizontalHeader(), FlipItemsModel::ItemColumn, 14);
    m_count = new QLabel;
    m_count->setObjectName(QStringLiteral("flipCount"));
    m_count->setTextFormat(Qt::PlainText);
    m_diff = new QToolButton;
    m_diff->setObjectName(QStringLiteral("flipDiff"));
    m_diff->setText(tr("Show Differences"));
    m_diff->setToolTip(tr("Mark what only one of the two answers says (D)"));
    m_diff->setCheckable(true);
    m_answers = new AnswerPair;
    connect(m_diff, &QToolButton::toggled, m_answers, &AnswerPair::setDiff);

    auto *choices = new QFormLayout;
    choices->setRowWrapPolicy(QFormLayout::WrapLongRows);
    choices->addRow(tr("&Benchmark:"), m_benchmark);
    choices->addRow(tr("&Run:"), m_run);
    auto *left = new QWidget;
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins({});
    leftLayout->addLayout(choices);
    leftLayout->addWidget(m_square);
    leftLayout->addWidget(m_stripFrame, 1);
    leftLayout->addWidget(m_spreadFrame, 1);
    leftLayout->addStretch(0);
    auto *listHead = new QHBoxLayout;
    listHead->addWidget(m_count, 1);
    listHead->addWidget(m_diff);
    auto *right = new QWidget;
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins({});
    rightLayout->addLayout(listHead);
    auto *inner = new QSplitter(Qt::Vertical);
    inner->setChildrenCollapsible(false);
    inner->addWidget(m_table);
    inner->addWidget(m_answers);
    inner->setStretchFactor(0, 2);
    inner->setStretchFactor(1, 3);
    rightLayout->addWidget(inner, 1);
    auto *splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_sentence);
    layout->addWidget(splitter, 1);

    for (QWidget *watched : {static_cast<QWidget *>(m_table), static_cast<QWidget *>(m_square)})
        watched->installEventFilter(this);
    connect(m_benchmark, &QComboBox::currentIndexChanged, this, &FlipsTab::fill);
    connect(m_run, &QComboBox::currentIndexChanged, this, &FlipsTab::fill);
    connect(m_square, &ChartView::clicked, this, &FlipsTab::showClass);
    connect(m_square, &ChartView::activated, this, &FlipsTab::showClass);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &FlipsTab::showCurrent);
    connect(&m_items, &QAbstractItemModel::modelReset, this, [this] {
        const int rows = m_items.rowCount();
        m_count->setText(m_items.shown() ? tr("%n item(s): %1", "of one kind", rows).arg(flipChangeText(*m_items.shown())) : tr("%n item(s)", nullptr, rows));
    });
    m_askTimer.setSingleShot(true);
    m_askTimer.setInterval(60);
    connect(&m_askTimer, &QTimer::timeout, this, [this] {
        ask(0);
        ask(1);
    });
    connect(&runs, &RunSet::compared, this, [this] {
        m_stale = true;
        if (isVisible())
            fillChoices();
    });
}

void FlipsTab::setPlainWording(bool plain)
{
    m_plain = plain;
    m_stale = true;
    if (isVisible())
        fillChoices();
}

void FlipsTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        fillChoices();
}

void FlipsTab::fillChoices()
{
    m_stale = false;
    const RunComparison &comparison = m_runs.comparison();
    const QString run = m_run->currentData().toString(), benchmark = m_benchmark->currentText();
    {
        const QSignalBlocker quietBenchmark(m_benchmark), quietRun(m_run);
        m_benchmark->clear();
        m_run->clear();
        for (int i = 0; i < comparison.rows.size(); ++i)
            m_benchmark->addItem(comparedRowTitle(comparison.rows.at(i)), i);
        for (int i = 0; i < comparison.refs.size(); ++i) {
            if (i != comparison.baseline)
                m_run->addItem(comparison.names.at(i), comparison.refs.at(i));
        }
        m_benchmark->setCurrentIndex(std::max(0, m_benchmark->findText(benchmark)));
        m_run->setCurrentIndex(std::max(0, m_run->findData(run)));
    }
    fill();
}

void FlipsTab::showItems(int sourceRow, int column)
{
    if (m_stale)
        fillChoices();
    const RunComparison &comparison = m_runs.comparison();
    m_benchmark->setCurrentIndex(m_benchmark->findData(sourceRow));
    if (column != comparison.baseline)
        m_run->setCurrentIndex(m_run->findData(comparison.refs.value(column)));
    m_table->setFocus(Qt::OtherFocusReason);
}

QString FlipsTab::emptyReason(const ComparedRow &row, int column) const
{
    const RunComparison &comparison = m_runs.comparison();
    for (const int at : {comparison.baseline, column}) {
        const QString name = comparison.names.value(at);
        if (!row.cells.at(at).value)
            return tr("%1 has no score here: %2.", "a run and why").arg(name, missingText(row.cells.at(at).state));
        const RunSet::Run *run = m_runs.loaded(m_runs.placeOfColumn(at));
        if (run && !run->scores.contains(row.cells.at(at).index))
            return run->withoutScores.isEmpty() ? tr("%1 has no scores of single items.").arg(name) : tr("%1 has no scores of single items. %2").arg(name, run->withoutScores);
    }
    return tr("The two runs share no item.");
}

void FlipsTab::fill()
{
    const RunComparison &comparison = m_runs.comparison();
    const int rowAt = m_benchmark->currentData().isValid() ? m_benchmark->currentData().toInt() : -1;
    const int column = int(comparison.refs.indexOf(m_run->currentData().toString()));
    for (Side &side : m_sides)
        side = {};
    m_metric.clear();
    ++m_ticket;
    ScoreColumns scores[2];
    if (rowAt < 0 || rowAt >= comparison.rows.size() || column < 0) {
        m_empty = tr("Two runs are needed.");
        m_sentence->clear();
    } else {
        const ComparedRow &row = comparison.rows.at(rowAt);
        m_metric = row.metric;
        m_lower = row.lowerIsBetter;
        m_title = row.metric;
        const int columns[2] = {comparison.baseline, column};
        for (int side = 0; side < 2; ++side) {
            m_sides[side].ref = comparison.refs.at(columns[side]);
            m_sides[side].name = comparison.names.at(columns[side]);
            m_sides[side].index = row.cells.at(columns[side]).index;
            if (const RunSet::Run *run = m_runs.loaded(m_runs.placeOfColumn(columns[side])))
                scores[side] = run->scores.value(m_sides[side].index);
        }
        m_empty = emptyReason(row, column);
        updateSentence(row, column);
    }
    m_items.setScores(scores[0], scores[1]);
    m_items.setShown({});
    m_square->setChosen(-1);
    m_stripFrame->setVisible(!m_items.isBinary());
    m_spreadFrame->setVisible(!m_items.isBinary());
    for (ChartView *chart : {static_cast<ChartView *>(m_square), static_cast<ChartView *>(m_strip), static_cast<ChartView *>(m_spread)})
        chart->rebuildLater();
    goTo(m_items.rowCount() > 0 ? 0 : -1);
    showCurrent();
}

void FlipsTab::updateSentence(const ComparedRow &row, int column)
{
    const ComparedCell &cell = row.cells.at(column);
    QString text;
    if (cell.comparison)
        text = comparisonSentence(*cell.comparison, m_sides[1].name, QLocale(), m_plain ? Wording::Plain : Wording::Judging);
    if (!cell.note.isEmpty())
        text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + cell.note;
    m_sentence->setText(text);
    m_sentence->setVisible(!text.isEmpty());
}

void FlipsTab::showClass(int place)
{
    const Change change = squareOrder.at(std::size_t(place));
    const bool same = m_items.shown() == change; // chosen again: all
    m_items.setShown(same ? std::nullopt : std::optional(change));
    m_square->setChosen(same ? -1 : place);
    goTo(m_items.rowCount() > 0 ? 0 : -1);
}

void FlipsTab::goTo(int row)
{
    if (row >= 0)
        m_table->setCurrentIndex(m_items.index(row, 0));
}

void FlipsTab::showCurrent()
{
    ++m_ticket;
    const int row = m_table->currentIndex().row();
    m_diff->setEnabled(row >= 0);
    if (row < 0 || row >= m_items.rowCount()) {
        m_answers->clear(m_items.rowCount() == 0 ? (m_items.shown() ? tr("There is no such item.") : m_empty) : tr("Choose an item to see both answers."));
        return;
    }
    for (Side &side : m_sides) {
        side.sample.reset();
        side.problem.clear();
    }
    m_answers->showPair({m_sides[0].name, {}, {}}, {m_sides[1].name, {}, {}});
    m_askTimer.start();
}

/// Scores come in the order of the samples, so an item's place there is its row.
qint64 FlipsTab::placeInRun(const Side &side, const QString &key, int repeat) const
{
    const RunSet::Run *run = m_runs.loaded(m_runs.placeOf(side.ref));
    if (!run)
        return 0;
    const ScoreColumns scores = run->scores.value(side.index);
    for (qsizetype at = scores.itemKeys.indexOf(key); at >= 0; at = scores.itemKeys.indexOf(key, at + 1)) {
        if (scores.repeats.value(at) == repeat)
            return at;
    }
    return 0;
}

void FlipsTab::ask(int at)
{
    const int row = m_table->currentIndex().row();
    Side &side = m_sides[at];
    Connection *connection = m_connections.ofRun(side.ref);
    if (row < 0 || row >= m_items.rowCount() || !connection)
        return;
    const FlipItemsModel::Item &item = m_items.item(row);
    SampleQuery query;
    query.offset = placeInRun(side, item.key, item.repeat);
    query.limit = 1;
    whenDone(connection->jobs().samples(RunRef::parse(side.ref).jobId, side.index, query), this,
             [this, at, key = item.key, repeat = item.repeat, ticket = m_ticket](const Result<SamplePage> &page) {
        if (ticket != m_ticket)
            return;
        Side &known = m_sides[at];
        if (!page)
            known.problem = page.error().message;
        else if (page->items.isEmpty() || page->items.first().itemKey != key || page->items.first().repeat != repeat)
            known.problem = tr("The server does not have this item any more.");
        else
            known.sample = page->items.first();
        m_answers->showPair({m_sides[0].name, m_sides[0].sample, m_sides[0].problem}, {m_sides[1].name, m_sides[1].sample, m_sides[1].problem});
    });
}

bool FlipsTab::letter(int key)
{
    const int row = m_table->currentIndex().row();
    switch (key) {
    case Qt::Key_J: goTo(std::min(row + 1, m_items.rowCount() - 1)); return true;
    case Qt::Key_K: goTo(std::max(row - 1, m_items.rowCount() > 0 ? 0 : -1)); return true;
    case Qt::Key_F: goTo(m_items.nextFailure(row)); return true;
    case Qt::Key_X: goTo(m_items.nextFlip(row)); return true;
    case Qt::Key_D: m_diff->toggle(); return true;
    default: return false;
    }
}

bool FlipsTab::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::NoModifier && letter(key->key()))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay
