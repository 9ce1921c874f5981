#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/charts/ChartFrame.h"
#include "ui/charts/DotChart.h"
#include "ui/charts/FlipChart.h"
#include "ui/charts/HistoryChart.h"
#include "ui/charts/SpreadChart.h"
#include "ui/charts/Thinning.h"
#include "ui/charts/TradeOffChart.h"

#include <QAccessible>
#include <QClipboard>
#include <QMenu>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

#include <cmath>

using namespace assay;

class tst_Charts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersOnAxes_data();
    void numbersOnAxes();
    void thinnedLinesKeepTheirPeaks();
    void everyRunHasItsShape();
    void dotsByUnit();
    void keysWalkDots();
    void pastSixOneStands();
    void manyRowsArePaged();
    void frontIsNotBeaten_data();
    void frontIsNotBeaten();
    void gateStepsAndBreaks();
    void longHistoryIsThinned();
    void flipsCount();
    void spreadNeedsGrades();
    void differencesAreSorted();
    void marksAreAccessible();
    void toggleAndMenu();
    void twinsKeepTheFocus();
    void savesEveryFormat_data();
    void savesEveryFormat();
    void pictures();
};

namespace {

/// Rows that only say when to read anew; what is read is the test's own.
struct Source {
    Source()
    {
        model.setHorizontalHeaderLabels({QStringLiteral("Benchmark")});
        model.appendRow(new QStandardItem(QStringLiteral("gsm8k")));
    }
    QStandardItemModel model;
};

DotPoint dot(double value, double half, std::optional<double> gate = {})
{
    return {value, Interval{value - half, value + half}, gate, QString::number(value), {}, {}};
}

DotData someDots(int runs = 3)
{
    DotData data;
    for (int run = 0; run < runs; ++run)
        data.series << QStringLiteral("nightly-%1").arg(207 + run);
    const QStringList names{QStringLiteral("arc_easy"), QStringLiteral("gsm8k"), QStringLiteral("crows_pairs_english"), QStringLiteral("throughput")};
    for (int i = 0; i < names.size(); ++i) {
        DotRow row;
        row.modelRow = i;
        row.name = names.at(i);
        row.lowerIsBetter = i == 2;
        const bool speed = i == 3;
        row.unit = speed ? MetricUnit::TokensPerSecond : MetricUnit::Ratio;
        row.group = speed ? QStringLiteral("tok/s") : QStringLiteral("0..1");
        row.groupTitle = speed ? QStringLiteral("Throughput, tok/s") : QStringLiteral("Score, 0 to 1");
        for (int run = 0; run < runs; ++run)
            row.points << (speed ? dot(480 + 20 * run, 12) : dot(0.45 + 0.1 * i + 0.02 * run, 0.03, 0.6));
        data.rows << row;
    }
    data.rows[1].points[1] = {{}, {}, {}, {}, QStringLiteral("not run"), {}};
    return data;
}

HistoryData someHistory(int count = 9)
{
    HistoryData data;
    data.title = QStringLiteral("Accuracy, 0 to 1");
    data.unit = MetricUnit::Ratio;
    data.series = {QStringLiteral("gemma-3-270m"), QStringLiteral("smollm2-135m")};
    for (int i = 0; i < count; ++i) {
        HistoryPoint point;
        point.modelRow = i;
        point.series = i % 3 == 2 ? 1 : 0;
        point.when = QDateTime::fromMSecsSinceEpoch(1'800'000'000'000 + i * 86'400'000LL, Qt::UTC);
        point.name = QStringLiteral("nightly-%1").arg(200 + i);
        point.value = 0.6 + 0.05 * std::sin(i) - 0.1 * point.series;
        point.interval = Interval{point.value - 0.03, point.value + 0.03};
        point.gate = i < 4 ? 0.55 : 0.62;
        point.verdict = i % 2 ? Verdict::Pass : Verdict::Fail;
        point.text = QString::number(point.value);
        data.points << point;
    }
    if (count > 6)
        data.points[6].breakReason = QStringLiteral("harness 0.4.9.1 → 0.4.9.2");
    return data;
}

TradeOffData someTradeOff()
{
    TradeOffData data;
    data.x = {QStringLiteral("Latency, ms"), MetricUnit::Milliseconds, true};
    data.y = {QStringLiteral("Accuracy, 0 to 1"), MetricUnit::Ratio, false};
    const QList<QPointF> places{{120, 0.61}, {210, 0.72}, {260, 0.7}, {95, 0.52}};
    for (int i = 0; i < places.size(); ++i) {
        data.series << QStringLiteral("model-%1").arg(QChar(u'a' + i));
        TradeOffPoint point;
        point.modelRow = point.series = i;
        point.name = data.series.last();
        point.text = QStringLiteral("%1 ms, %2").arg(places.at(i).x()).arg(places.at(i).y());
        point.x = places.at(i).x();
        point.y = places.at(i).y();
        point.yInterval = Interval{point.y - 0.03, point.y + 0.03};
        point.xInterval = Interval{point.x - 12, point.x + 12};
        data.points << point;
    }
    return data;
}

SpreadData someSpread()
{
    SpreadData data;
    data.metric = QStringLiteral("rouge1");
    data.title = QStringLiteral("ROUGE-1, 0 to 1");
    data.unit = MetricUnit::Ratio;
    for (int run = 0; run < 2; ++run) {
        SpreadSeries series{QStringLiteral("run %1").arg(run), {}};
        for (int i = 0; i < 400; ++i)
            series.values << std::fmod(0.3 + 0.1 * run + 0.2 * std::sin(i * 1.7) + 0.15 * std::cos(i * 0.31), 1.0);
        data.series << series;
    }
    return data;
}

template<typename Chart>
int linePoints(const Chart &chart)
{
    int most = 0;
    for (QGraphicsItem *item : chart.scene()->items()) {
        if (auto *drawn = qobject_cast<QChart *>(item->toGraphicsObject())) {
            for (QAbstractSeries *series : drawn->series()) {
                if (auto *line = qobject_cast<QXYSeries *>(series))
                    most = std::max(most, int(line->count()));
            }
        }
    }
    return most;
}

} // namespace

void tst_Charts::numbersOnAxes_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<int>("unit");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QString>("firstTick");
    QTest::addRow("shares near each other") << QList<double>{0.61, 0.72} << int(MetricUnit::Ratio) << 0.6 << 0.725 << QStringLiteral("0.600");
    QTest::addRow("a share stays below one") << QList<double>{0.5, 0.99} << int(MetricUnit::Ratio) << 0.5 << 1.0 << QStringLiteral("0.5");
    QTest::addRow("an odd share beyond one is shown") << QList<double>{0.5, 1.4} << int(MetricUnit::Ratio) << 0.4 << 1.4 << QStringLiteral("0.4");
    QTest::addRow("zero is near") << QList<double>{12, 40} << int(MetricUnit::Unbounded) << 0.0 << 40.0 << QStringLiteral("0");
    QTest::addRow("zero is far") << QList<double>{480, 520} << int(MetricUnit::TokensPerSecond) << 480.0 << 520.0 << QStringLiteral("480");
    QTest::addRow("one value") << QList<double>{500} << int(MetricUnit::TokensPerSecond) << 440.0 << 560.0 << QStringLiteral("440");
    QTest::addRow("nothing") << QList<double>{std::nan("")} << int(MetricUnit::Ratio) << 0.0 << 1.0 << QStringLiteral("0");
}

void tst_Charts::numbersOnAxes()
{
    QFETCH(QList<double>, values);
    QFETCH(int, unit);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(QString, firstTick);
    const AxisScale scale = AxisScale::around(values, MetricUnit(unit));
    QCOMPARE(scale.low, low);
    QCOMPARE(scale.high, high);
    QCOMPARE(scale.tickText(0, QLocale::c()), firstTick);
}

void tst_Charts::thinnedLinesKeepTheirPeaks()
{
    QList<QPointF> line;
    for (int i = 0; i < 100'000; ++i)
        line << QPointF(i, i == 54'321 ? 9 : i == 12'345 ? -9 : std::sin(i * 0.01));
    const QList<QPointF> less = thinned(line, 800);
    QVERIFY(less.size() <= 3200);
    QVERIFY(less.contains(QPointF(54'321, 9)));
    QVERIFY(less.contains(QPointF(12'345, -9)));
    QCOMPARE(less.first(), line.first());
    QCOMPARE(less.last(), line.last());
    QVERIFY(std::is_sorted(less.begin(), less.end(), [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); }));
    QCOMPARE(thinned(line.mid(0, 100), 800), line.mid(0, 100));
}

/// Colour is never the only carrier: the six markers are six different shapes.
void tst_Charts::everyRunHasItsShape()
{
    QList<QPainterPath> shapes;
    for (int marker = 0; marker < 6; ++marker) {
        const QPainterPath shape = markerShape(marker, {}, 20);
        QVERIFY(!shapes.contains(shape));
        QVERIFY(shape.boundingRect().width() > 15 && shape.boundingRect().width() < 26);
        shapes << shape;
    }
    const QPalette light = themePalette(false), contrast = contrastPalette();
    QCOMPARE(seriesLook(1, 6, -1, light).colour, lightTokens().series[1]);
    QCOMPARE(seriesLook(1, 6, -1, contrast).colour, contrast.color(QPalette::Text));
    QCOMPARE(seriesLook(1, 7, 2, light).colour, lightTokens().neutral);
    QVERIFY(!seriesLook(1, 7, 2, light).strong);
    QVERIFY(seriesLook(2, 7, 2, light).strong);
    QVERIFY(contrastRatio(seriesLook(2, 7, 2, light).colour, light.color(QPalette::Base)) >= 3);
    QCOMPARE(seriesLine(1), Qt::SolidLine);
    setPatterns(true);
    QVERIFY(seriesLine(1) != Qt::SolidLine && seriesFill(0) != seriesFill(1));
    setPatterns(false);
}

void tst_Charts::dotsByUnit()
{
    Source source;
    DotChart chart([](const QAbstractItemModel &) { return someDots(); });
    chart.resize(700, 500);
    chart.setModel(&source.model);
    QCOMPARE(chart.markCount(), 12);
    QCOMPARE(chart.markReading(0), QStringLiteral("arc_easy, nightly-207: 0.45"));
    QCOMPARE(chart.markReading(4), QStringLiteral("gsm8k, nightly-208: not run"));
    // The same value of the same unit stands in the same place; another unit has a panel of its own below.
    const double first = chart.marks().at(0).centre.x(), second = chart.marks().at(3).centre.x();
    QVERIFY(second > first);
    QVERIFY(chart.marks().at(9).centre.y() - chart.marks().at(8).centre.y() > chart.fontMetrics().height() * 2);
    QVERIFY(chart.asText().contains(QStringLiteral("gsm8k\t0.55\t0.52\t0.58\t0.6")));
}

void tst_Charts::keysWalkDots()
{
    Source source;
    DotChart chart([](const QAbstractItemModel &) { return someDots(); });
    chart.resize(700, 300);
    chart.setModel(&source.model);
    chart.show();
    chart.setFocus();
    QSignalSpy activated(&chart, &ChartView::activated);
    QTest::keyClick(&chart, Qt::Key_Home);
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(chart.current(), 3);
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(chart.current(), 4);
    QTest::keyClick(&chart, Qt::Key_Up);
    QCOMPARE(chart.current(), 1);
    QTest::keyClick(&chart, Qt::Key_Return);
    QCOMPARE(activated.takeFirst().first().toInt(), 1);
    QTest::keyClick(&chart, Qt::Key_End);
    QCOMPARE(chart.current(), 11);
    QVERIFY(chart.rect().contains(chart.markPlace(11).center())); // scrolled to it
    QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, chart.mapFromScene(chart.marks().at(9).centre));
    QCOMPARE(chart.current(), 9);
}

void tst_Charts::pastSixOneStands()
{
    Source source;
    DotChart chart([](const QAbstractItemModel &) { return someDots(8); });
    chart.resize(800, 600);
    chart.setModel(&source.model);
    chart.setHighlighted(5);
    const auto inked = [&chart](const QColor &colour) {
        const QImage image = chartImage(chart.drawing(), 1);
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                count += image.pixelColor(x, y) == colour ? 1 : 0;
        }
        return count;
    };
    const ThemeTokens &tokens = themeTokens(&chart);
    QVERIFY(inked(tokens.series[2]) > 40);
    QVERIFY(inked(tokens.neutral) > 200);
    QCOMPARE(inked(tokens.series[1]), 0);
}

void tst_Charts::manyRowsArePaged()
{
    Source source;
    DotChart chart([](const QAbstractItemModel &) {
        DotData data;
        for (int run = 0; run < 6; ++run)
            data.series << QString::number(run);
        for (int i = 0; i < 450; ++i) {
            DotRow row;
            row.modelRow = i;
            row.name = QStringLiteral("benchmark %1").arg(i);
            row.unit = MetricUnit::Ratio;
            for (int run = 0; run < 6; ++run)
                row.points << dot(0.5, 0.1);
            data.rows << row;
        }
        return data;
    });
    chart.resize(700, 400);
    chart.setModel(&source.model);
    QCOMPARE(chart.pages(), 5);
    QCOMPARE(chart.markCount(), 600);
    QVERIFY(chart.markCount() <= ChartView::mostMarks);
    QTest::keyClick(&chart, Qt::Key_PageDown);
    QCOMPARE(chart.page(), 1);
    QCOMPARE(chart.marks().first().row, 100);
    chart.setPage(99);
    QCOMPARE(chart.page(), 4);
    QCOMPARE(chart.markCount(), 300);
}

void tst_Charts::frontIsNotBeaten_data()
{
    QTest::addColumn<bool>("lowerX");
    QTest::addColumn<QString>("front");
    QTest::addRow("fast and right") << true << QStringLiteral("dab");
    QTest::addRow("slow and right") << false << QStringLiteral("bc");
}

void tst_Charts::frontIsNotBeaten()
{
    QFETCH(bool, lowerX);
    QFETCH(QString, front);
    TradeOffData data = someTradeOff();
    data.x.lowerIsBetter = lowerX;
    const QList<QPointF> line = markFront(data);
    QCOMPARE(int(line.size()), int(front.size()));
    QVERIFY(std::is_sorted(line.begin(), line.end(), [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); }));
    for (const TradeOffPoint &point : data.points)
        QCOMPARE(point.onFront, front.contains(point.name.back()));
}

void tst_Charts::gateStepsAndBreaks()
{
    Source source;
    HistoryChart chart([](const QAbstractItemModel &) { return someHistory(); });
    chart.resize(700, 400);
    chart.setModel(&source.model);
    QCOMPARE(chart.stretches(0), (QList<QList<int>>{{0, 1, 3, 4}, {6, 7}}));
    QCOMPARE(chart.stretches(1), (QList<QList<int>>{{2, 5, 8}}));
    QCOMPARE(chart.gateLine(-1).size(), 4); // all models had the same
    // Level until the run that brought the new gate, then straight up.
    const QList<QPointF> gate = chart.gateLine(0);
    QVERIFY(gate.contains(QPointF(4, 0.55)) && gate.contains(QPointF(4, 0.62)));
    for (qsizetype i = 1; i < gate.size(); ++i)
        QVERIFY(gate.at(i).x() == gate.at(i - 1).x() || gate.at(i).y() == gate.at(i - 1).y());
    QVERIFY(chart.markReason(6).contains(QStringLiteral("0.4.9.2")));
    // Halves of the way by index are not halves by the calendar.
    const double byIndex = chart.marks().at(1).centre.x();
    chart.setByTime(true);
    QCOMPARE(chart.markCount(), 9);
    QVERIFY(std::abs(chart.marks().at(1).centre.x() - byIndex) < 2); // here every run is a day apart
}

void tst_Charts::longHistoryIsThinned()
{
    Source source;
    HistoryChart chart([](const QAbstractItemModel &) {
        HistoryData data = someHistory(20'000);
        for (HistoryPoint &point : data.points)
            point.series = 0;
        return data;
    });
    chart.resize(600, 300);
    chart.setModel(&source.model);
    QVERIFY2(linePoints(chart) <= 2500, qPrintable(QString::number(linePoints(chart))));
    QCOMPARE(chart.pages(), 17);
    QCOMPARE(chart.markCount(), ChartView::mostMarks);
    QCOMPARE(chart.marks().last().row, 19'999); // the newest first
    chart.setPage(16);
    QCOMPARE(chart.marks().first().row, 0);
    QCOMPARE(chart.markCount(), 20'000 - 16 * ChartView::mostMarks);
}

void tst_Charts::flipsCount()
{
    Source source;
    FlipChart chart([](const QAbstractItemModel &) { return FlipData{QStringLiteral("a"), QStringLiteral("b"), 100, 12, 4, 48, {}, {}}; });
    chart.resize(chart.sizeHint());
    chart.setModel(&source.model);
    QCOMPARE(chart.markReading(0), QStringLiteral("Both right: 100 item(s), 61.0 %"));
    QCOMPARE(chart.markReading(1), QStringLiteral("Lost: 4 item(s), 2.4 %"));
    chart.show();
    QSignalSpy clicked(&chart, &ChartView::clicked);
    QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, chart.mapFromScene(chart.marks().at(2).centre));
    QCOMPARE(clicked.takeFirst().first().toInt(), 2);
    QTest::keyClick(&chart, Qt::Key_Up);
    QCOMPARE(chart.current(), 0);
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(chart.current(), 1);
}

void tst_Charts::spreadNeedsGrades()
{
    Source source;
    SpreadChart chart([](const QAbstractItemModel &) {
        SpreadData data;
        data.empty = QStringLiteral("Every item is right or wrong.");
        return data;
    });
    chart.setModel(&source.model);
    QCOMPARE(chart.markCount(), 0);
    QCOMPARE(chart.emptyText(), QStringLiteral("Every item is right or wrong."));
    const AxisScale scale{0, 1, 0.5};
    QCOMPARE(binCounts({0, 0.1, 0.5, 0.99, 1, std::nan("")}, scale, 4), (QList<int>{2, 0, 1, 2}));
    const QList<QPointF> steps = cumulative({3, 1, 2, 2});
    QCOMPARE(steps.first(), QPointF(1, 0));
    QCOMPARE(steps.last(), QPointF(3, 1));
    QVERIFY(steps.contains(QPointF(2, 0.75)));
}

void tst_Charts::differencesAreSorted()
{
    Source source;
    DifferenceChart chart([](const QAbstractItemModel &) {
        SpreadData data;
        data.metric = QStringLiteral("rouge1");
        data.series = {{QStringLiteral("b − a"), {0.5, -0.25, 0, 0.1, -1}}};
        return data;
    });
    chart.resize(500, 200);
    chart.setModel(&source.model);
    QCOMPARE(chart.markCount(), 5);
    QVERIFY(chart.markValue(0).contains(QStringLiteral("-1")) || chart.markValue(0).contains(QStringLiteral("−1")));
    QVERIFY(chart.markValue(4).contains(QStringLiteral("0.5")));
    QVERIFY(chart.marks().at(0).centre.y() > chart.marks().at(4).centre.y());
}

void tst_Charts::marksAreAccessible()
{
    Source source;
    DotChart chart([](const QAbstractItemModel &) { return someDots(); });
    chart.resize(700, 500);
    chart.setModel(&source.model);
    chart.show();
    QAccessibleInterface *list = QAccessible::queryAccessibleInterface(&chart);
    QCOMPARE(list->childCount(), 12);
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->child(3)->text(QAccessible::Name), QStringLiteral("gsm8k, nightly-207: 0.55"));
    QCOMPARE(list->child(3)->text(QAccessible::Value), QStringLiteral("0.55"));
    QVERIFY(list->child(3)->rect().contains(chart.mapToGlobal(chart.markPlace(3).center())));
    chart.setFocus();
    chart.setCurrent(3);
    QVERIFY(list->child(3)->state().selected);
    QCOMPARE(list->indexOfChild(list->child(5)), 5);
}

void tst_Charts::toggleAndMenu()
{
    Source source;
    auto *chart = new DotChart([](const QAbstractItemModel &) { return someDots(); });
    chart->setModel(&source.model);
    ChartFrame frame(chart);
    frame.resize(700, 500);
    frame.show();
    QVERIFY(QTest::qWaitForWindowExposed(&frame));
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_T);
    QVERIFY(frame.isTable());
    QCOMPARE(frame.table()->model(), &source.model);
    QTRY_VERIFY(frame.table()->hasFocus());
    QTest::keyClick(frame.table(), Qt::Key_T);
    QVERIFY(!frame.isTable());
    frame.actions()->copyData();
    QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("Benchmark\tnightly-207")));
    frame.actions()->copyPicture();
    QCOMPARE(QApplication::clipboard()->image().size(), chart->sceneRect().size().toSize() * 2);
    QMenu menu;
    frame.actions()->fill(menu);
    for (const char *name : {"copyData", "copyPicture", "savePng", "saveSvg", "savePdf"})
        QVERIFY(menu.findChild<QAction *>(QLatin1String(name)));
    QCOMPARE(test::namelessControls(frame), QStringList());
}

namespace {

/// Marks that are called the same, as two benchmarks of one name are.
class Twins final : public ChartView {
public:
    QList<ChartMark> all;

protected:
    void build() override { setMarks(all); }
    double place(double, double height) override { return height; }
};

} // namespace

/// Whoever stands on a mark stays on it when the chart is drawn anew, also among marks of the same name.
void tst_Charts::twinsKeepTheFocus()
{
    Source source;
    Twins chart;
    const auto mark = [](int row, int series) { return ChartMark{row, series, QStringLiteral("gsm8k"), QString::number(row), {}, {}, {}}; };
    chart.all = {mark(0, 0), mark(0, 1), mark(1, 0), mark(1, 1)};
    chart.setModel(&source.model);
    for (const int place : {0, 1, 2, 3}) {
        chart.setCurrent(place);
        chart.rebuildNow();
        QCOMPARE(chart.current(), place);
    }
    chart.setCurrent(1);
    chart.all = {mark(5, 0), mark(5, 1)}; // other rows: the same run
    chart.rebuildNow();
    QCOMPARE(chart.current(), 1);
    chart.all = {mark(5, 2)};
    chart.rebuildNow();
    QCOMPARE(chart.current(), 0);
    chart.all = {};
    chart.rebuildNow();
    QCOMPARE(chart.current(), -1);
}

void tst_Charts::savesEveryFormat_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("start");
    QTest::addRow("png") << int(ChartFormat::Png) << QByteArray("\x89PNG");
    QTest::addRow("svg") << int(ChartFormat::Svg) << QByteArray("<?xml");
    QTest::addRow("pdf") << int(ChartFormat::Pdf) << QByteArray("%PDF-");
}

void tst_Charts::savesEveryFormat()
{
    QFETCH(int, format);
    QFETCH(QByteArray, start);
    Source source;
    auto *chart = new DotChart([](const QAbstractItemModel &) { return someDots(); });
    chart->setModel(&source.model);
    ChartFrame frame(chart);
    frame.resize(700, 500);
    frame.show();
    QTemporaryDir folder;
    QSignalSpy told(frame.actions(), &ChartActions::messageRequested);
    const QString path = folder.filePath(QStringLiteral("chart.") + chartSuffix(ChartFormat(format)));
    frame.actions()->save(path, ChartFormat(format));
    QTRY_COMPARE(told.count(), 1);
    QCOMPARE(told.first().first().value<UserMessage>().level, UserMessage::Level::Info);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.startsWith(start));
    if (ChartFormat(format) == ChartFormat::Svg)
        QVERIFY(bytes.contains("gsm8k") && bytes.contains("Throughput, tok/s")); // text stays text
    frame.actions()->setCaveat(QStringLiteral("Not comparable."));
    frame.actions()->copyPicture();
    QVERIFY(QApplication::clipboard()->image().height() > chart->sceneRect().toRect().height() * 2); // the line stands below
    frame.actions()->save(path, ChartFormat(format));
    QTRY_COMPARE(told.count(), 2);
    if (ChartFormat(format) == ChartFormat::Svg) {
        QFile again(path);
        QVERIFY(again.open(QIODevice::ReadOnly));
        const QByteArray warned = again.readAll();
        QVERIFY(warned.contains("gsm8k") && warned.contains("Not comparable."));
    }
    frame.actions()->save(folder.filePath(QStringLiteral("no/such/folder.png")), ChartFormat(format));
    QTRY_COMPARE(told.count(), 3);
    QCOMPARE(told.last().first().value<UserMessage>().level, UserMessage::Level::Error);
}

void tst_Charts::pictures()
{
    Source source;
    const auto save = [&](ChartView *chart, const QString &name, const QSize &size) {
        chart->setModel(&source.model);
        ChartFrame frame(chart);
        frame.resize(size);
        frame.show();
        QVERIFY(QTest::qWaitForWindowExposed(&frame));
        chart->setFocus();
        test::savePictures(frame, QStringLiteral("chart-") + name);
        QVERIFY(chart->markCount() > 0);
    };
    save(new DotChart([](const QAbstractItemModel &) { return someDots(); }), QStringLiteral("dots"), {900, 420});
    save(new DotChart([](const QAbstractItemModel &) { return someDots(8); }), QStringLiteral("dots-many"), {900, 560});
    save(new HistoryChart([](const QAbstractItemModel &) { return someHistory(); }), QStringLiteral("history"), {900, 420});
    save(new TradeOffChart([](const QAbstractItemModel &) { return someTradeOff(); }), QStringLiteral("tradeoff"), {900, 480});
    save(new SpreadChart([](const QAbstractItemModel &) { return someSpread(); }), QStringLiteral("spread"), {900, 420});
    save(new FlipChart([](const QAbstractItemModel &) { return FlipData{QStringLiteral("nightly-207"), QStringLiteral("nightly-214"), 1003, 12, 41, 263, FlipChange::Lost, {}}; }), QStringLiteral("flips"), {420, 320});
    save(new DifferenceChart([](const QAbstractItemModel &) {
             SpreadData data = someSpread();
             for (double &value : data.series[0].values)
                 value = value * 0.8 - 0.28;
             data.series.resize(1);
             return data;
         }), QStringLiteral("differences"), {700, 260});
    setPatterns(true);
    save(new HistoryChart([](const QAbstractItemModel &) { return someHistory(); }), QStringLiteral("history-patterns"), {900, 420});
    setPatterns(false);
}

ASSAY_TEST(tst_Charts)
#include "tst_Charts.moc"
