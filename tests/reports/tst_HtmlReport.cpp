#include "services/reports/HtmlReport.h"
#include "tests/reports/SampleReport.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QLocale>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>

using namespace assay::reports;
using namespace assay::reports::testing;

class tst_HtmlReport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isOneFileWithoutScripts();
    void saysEveryNumber();
    void chartsFollowTheData();
    void axisStartsAtZeroAndHoldsEverything();
    void sameDataSameBytes();
    void escapesText_data();
    void escapesText();
    void survivesMissingParts();
    void paletteIsReadable();
    void leavesAnArtefact();
};

static QString page(const ReportData &data = sampleReport())
{
    return QString::fromUtf8(htmlReport(data));
}

static QStringList allMatches(const QString &text, const QString &expression)
{
    QStringList out;
    for (auto it = QRegularExpression(expression).globalMatch(text); it.hasNext();)
        out.append(it.next().captured(1));
    return out;
}

/// The charts are XML inside the HTML: reading them as such proves that they are well formed.
static QStringList charts(const QString &html)
{
    QStringList out;
    QRegularExpression svg(QStringLiteral("(<svg class=\"chart\".*?</svg>)"), QRegularExpression::DotMatchesEverythingOption);
    for (auto it = svg.globalMatch(html); it.hasNext();)
        out.append(it.next().captured(1));
    return out;
}

void tst_HtmlReport::isOneFileWithoutScripts()
{
    const QString html = page();
    QVERIFY(html.startsWith(QStringLiteral("<!DOCTYPE html>")));
    for (const char *word : {"<script", "http:", "https:", "@import", "url(", "<link", "<img", "onload"})
        QVERIFY2(!html.contains(QLatin1String(word)), word);
    QCOMPARE(html.count(QStringLiteral("<h1>")), 1);
    QVERIFY(html.contains(QStringLiteral("prefers-color-scheme: dark")));
    QVERIFY(html.contains(QStringLiteral("@media print")));
    for (const char *name : {"html", "head", "body", "main", "table", "thead", "tbody", "tr", "td", "th", "svg", "g", "text", "details",
                             "dl", "dt", "dd", "ul", "li", "p", "span"}) {
        const QString tag = QLatin1String(name);
        const qsizetype opened = allMatches(html, QStringLiteral("(<%1[ >])").arg(tag)).size();
        QVERIFY2(opened == html.count(QStringLiteral("</%1>").arg(tag)), name);
    }
}

void tst_HtmlReport::saysEveryNumber()
{
    const QString html = page();
    for (const char *text : {"0.575", "0.466 – 0.677", "≥ 0.5", "◐ Too close to call", "✓ Pass", "✗ Fail", "≤ 100", "61.3", "weighted_average",
                             "p = 0.015: unlikely to be chance", "p = 0.711: may well be chance", "95 % interval", "starter-v1",
                             "2026-11-23T02:00:00Z", "Assay 0.1.0", "SmolLM2 135M Instruct, Q4_1", "The interval 0.466 to 0.677 holds the gate 0.5.",
                             "What was the lighthouse built from?", "Passes 2 of 6 gates, fails 3; 1 too close to call."})
        QVERIFY2(html.contains(QString::fromUtf8(text)), text);
}

void tst_HtmlReport::chartsFollowTheData()
{
    const QStringList found = charts(page());
    QCOMPARE(found.size(), 2); // shares and milliseconds never share an axis
    int bars = 0, diamonds = 0;
    for (const QString &svg : found) {
        QXmlStreamReader xml(svg);
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            bars += xml.name() == QLatin1String("rect");
            diamonds += xml.attributes().value(QLatin1String("class")) == QLatin1String("diamond");
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    }
    QCOMPARE(bars, 12);
    QCOMPARE(diamonds, 6); // one a row, because both models have the same gate
    QCOMPARE(found.at(0).count(QStringLiteral("class=\"whisker\"")), 10 * 3);
    QVERIFY(found.at(1).contains(QStringLiteral("↓ latency")));

    // Bars grow with their scores, in proportion.
    const QStringList widths = allMatches(found.at(0), QStringLiteral("<rect class=\"series1\"[^>]* width=\"([0-9.]+)\""));
    QCOMPARE(widths.size(), 5);
    QVERIFY(std::abs(widths.at(0).toDouble() / widths.at(1).toDouble() - 0.575 / 0.3375) < 0.001);
}

void tst_HtmlReport::axisStartsAtZeroAndHoldsEverything()
{
    const QStringList found = charts(page());
    QCOMPARE(allMatches(found.at(0), QStringLiteral("class=\"tick\"[^>]*>([^<]*)<")), QStringList({"0", "0.25", "0.5", "0.75", "1"}));
    QCOMPARE(allMatches(found.at(1), QStringLiteral("class=\"tick\"[^>]*>([^<]*)<")), QStringList({"0", "40", "80", "120", "160 ms"}));
    const QStringList starts = allMatches(found.join(QString()), QStringLiteral("<rect class=\"series[12]\" x=\"([0-9.]+)\""));
    QCOMPARE(QSet<QString>(starts.begin(), starts.end()).size(), 1);
}

void tst_HtmlReport::sameDataSameBytes()
{
    QCOMPARE(htmlReport(sampleReport()), htmlReport(sampleReport()));
    const QByteArray first = htmlReport(sampleReport());
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany)); // decimals stay '.'
    const QByteArray german = htmlReport(sampleReport());
    QLocale::setDefault(before);
    QCOMPARE(german, first);
    ReportData other = sampleReport();
    other.runs[0].scores[0].value = 0.6;
    QVERIFY(htmlReport(other) != htmlReport(sampleReport()));
}

void tst_HtmlReport::escapesText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("script") << QStringLiteral("<script>alert(1)</script>");
    QTest::newRow("attribute") << QStringLiteral("x\" onload=\"alert(1)");
    QTest::newRow("end of style") << QStringLiteral("</style><script>alert(1)</script>");
    QTest::newRow("place markers") << QStringLiteral("<script>%1 %2 %3</script>");
}

void tst_HtmlReport::escapesText()
{
    QFETCH(QString, text);
    ReportData data = sampleReport();
    data.title = data.date = data.policy = data.toolVersion = text;
    for (ReportRun &run : data.runs) {
        run.model = run.sentence = text;
        run.provenance = {{text, text}};
        for (ReportScore &score : run.scores)
            score.benchmarkName = score.metric = score.reason = score.unit = text;
    }
    for (ReportFlips &flips : data.flips) {
        flips.benchmarkName = flips.modelA = flips.modelB = text;
        for (ReportItem &item : flips.gainedItems)
            item = {text, text, text, text, text + QChar(0x1B) + QChar(0x202E), 0};
    }
    const QString html = page(data);
    QVERIFY(!html.contains(QStringLiteral("<script")));
    QVERIFY(!html.contains(QStringLiteral("\" onload")));
    QCOMPARE(html.count(QStringLiteral("</style>")), 1);
    QVERIFY(html.contains(text.toHtmlEscaped()));
    QVERIFY(!html.contains(QChar(0x1B)) && !html.contains(QChar(0x202E)));
    for (const QString &svg : charts(html)) {
        QXmlStreamReader xml(svg);
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    }
}

void tst_HtmlReport::survivesMissingParts()
{
    QVERIFY(page(ReportData()).contains(QStringLiteral("Evaluation report")));
    ReportData data;
    ReportRun run;
    run.model = QStringLiteral("m");
    ReportScore failed;
    failed.benchmarkId = QStringLiteral("b");
    failed.gate = 0.5;
    failed.verdict = ReportVerdict::NoResult;
    ReportScore odd;
    odd.benchmarkId = QStringLiteral("c");
    odd.value = std::nan("");
    odd.unit = QStringLiteral("s");
    run.scores = {failed, odd};
    data.runs = {run};
    const QString html = page(data);
    QVERIFY(html.contains(QStringLiteral("? No result")));
    QVERIFY(!QRegularExpression(QStringLiteral("\\bnan\\b")).match(html).hasMatch());
}

/// Contrast of the palette on its backgrounds (WCAG 2): 4.5 for words, 3 for bars.
void tst_HtmlReport::paletteIsReadable()
{
    const QString html = page();
    const auto luminance = [](const QString &hex) {
        double parts[3];
        for (int i = 0; i < 3; ++i) {
            const double c = hex.mid(1 + 2 * i, 2).toInt(nullptr, 16) / 255.0;
            parts[i] = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const auto colours = [&html](const char *name) { return allMatches(html, QStringLiteral("--%1: (#[0-9a-f]{6})").arg(QLatin1String(name))); };
    const QStringList pages = colours("page");
    QCOMPARE(pages.size(), 2);
    for (const char *name : {"text", "muted", "pass", "fail", "s1", "s2", "s3", "s4", "s5", "s6"}) {
        const QStringList values = colours(name);
        QCOMPARE(values.size(), 2);
        for (int theme = 0; theme < 2; ++theme) {
            const double a = luminance(values.at(theme)), b = luminance(pages.at(theme));
            const double contrast = (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
            QVERIFY2(contrast >= (name[0] == 's' ? 3.0 : 4.5), qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(name)).arg(contrast)));
        }
    }
}

void tst_HtmlReport::leavesAnArtefact()
{
    QVERIFY(QDir().mkpath(assay::test::artifact()));
    QFile file(assay::test::artifact("/report.html"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(htmlReport(sampleReport()));
}

ASSAY_TEST(tst_HtmlReport)
#include "tst_HtmlReport.moc"
