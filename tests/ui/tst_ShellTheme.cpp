#include "tests/support/TestRegistry.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QDir>
#include <QDirIterator>
#include <QPixmap>
#include <QTest>

#include <algorithm>

#include <cmath>

using namespace assay;

/// The promises of the colours, computed again so that an edit cannot break them unseen.
class tst_ShellTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void differenceFormula_data();
    void differenceFormula();
    void contrast_data();
    void contrast();
    void seriesStayApart_data();
    void seriesStayApart();
    void verdictsStayApart();
    void differencesStayApart_data();
    void differencesStayApart();
    void paletteText();
    void everyIconDraws();
};

/// How a colour looks to protan, deutan and tritan eyes (Machado, Oliveira, Fernandes 2009, severity 1.0, linear light).
static QColor seenBy(const QColor &colour, int vision)
{
    static const double matrices[4][9] = {
        {1, 0, 0, 0, 1, 0, 0, 0, 1},
        {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
        {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
        {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}};
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    const auto curved = [](double c) { return c <= 0.0031308 ? c * 12.92 : 1.055 * std::pow(c, 1 / 2.4) - 0.055; };
    const double in[3] = {linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())};
    double out[3];
    for (int row = 0; row < 3; ++row) {
        double sum = 0;
        for (int column = 0; column < 3; ++column)
            sum += matrices[vision][row * 3 + column] * in[column];
        out[row] = curved(qBound(0.0, sum, 1.0));
    }
    return QColor::fromRgbF(float(out[0]), float(out[1]), float(out[2]));
}

void tst_ShellTheme::differenceFormula_data()
{
    QTest::addColumn<QColor>("a");
    QTest::addColumn<QColor>("b");
    QTest::addColumn<double>("expected");
    QTest::addRow("same") << QColor(Qt::red) << QColor(Qt::red) << 0.0;
    QTest::addRow("black and white") << QColor(Qt::black) << QColor(Qt::white) << 100.0;
    QTest::addRow("pass and fail, light") << QColor(0x0067A5) << QColor(0xB84A00) << 47.3; // recomputed independently of this code
}

void tst_ShellTheme::differenceFormula()
{
    QFETCH(QColor, a);
    QFETCH(QColor, b);
    QFETCH(double, expected);
    const double difference = colourDifference(a, b);
    QVERIFY2(std::abs(difference - expected) < 1.5, qPrintable(QString::number(difference)));
    QCOMPARE(colourDifference(b, a), difference);
}

void tst_ShellTheme::contrast_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addRow("light") << false;
    QTest::addRow("dark") << true;
}

void tst_ShellTheme::contrast()
{
    QFETCH(bool, dark);
    const ThemeTokens &tokens = dark ? darkTokens() : lightTokens();
    const QPalette palette = themePalette(dark);
    const QColor base = palette.color(QPalette::Base), window = palette.color(QPalette::Window);
    QCOMPARE(base, dark ? QColor(0x1E1E1E) : QColor(Qt::white));
    const QList<QColor> graphics{tokens.pass, tokens.fail, tokens.tooClose, tokens.neutral, tokens.running};
    for (const QColor &colour : graphics)
        QVERIFY2(contrastRatio(colour, base) >= 3, qPrintable(colour.name()));
    QVERIFY(contrastRatio(tokens.outline, base) >= 3);
    QVERIFY(contrastRatio(tokens.outline, window) >= 3);
    for (const QColor &colour : tokens.series)
        QVERIFY2(contrastRatio(colour, base) >= 3, qPrintable(colour.name()));
    const QList<QColor> texts{tokens.muted, tokens.info, tokens.warning, tokens.error, tokens.pass, tokens.fail};
    for (const QColor &colour : texts) {
        QVERIFY2(contrastRatio(colour, base) >= 4.5, qPrintable(colour.name()));
        QVERIFY2(contrastRatio(colour, window) >= 4.5, qPrintable(colour.name()));
        QVERIFY2(contrastRatio(colour, tokens.raised) >= 4.5, qPrintable(colour.name()));
    }
}

void tst_ShellTheme::seriesStayApart_data() { contrast_data(); }

void tst_ShellTheme::seriesStayApart()
{
    QFETCH(bool, dark);
    // For the first 2, 3, 4, 5 and 6 colours, in whole numbers.
    const int promised[2][5] = {{38, 24, 21, 20, 20}, {36, 24, 20, 20, 20}};
    const auto &series = (dark ? darkTokens() : lightTokens()).series;
    for (std::size_t used = 2; used <= series.size(); ++used) {
        double smallest = 1000;
        for (int vision = 0; vision < 4; ++vision) {
            for (std::size_t a = 0; a < used; ++a) {
                for (std::size_t b = 0; b < a; ++b)
                    smallest = qMin(smallest, colourDifference(seenBy(series[a], vision), seenBy(series[b], vision)));
            }
        }
        QVERIFY2(qRound(smallest) >= promised[dark][used - 2], qPrintable(QStringLiteral("first %1: %2").arg(used).arg(smallest)));
    }
}

void tst_ShellTheme::verdictsStayApart()
{
    for (const ThemeTokens *tokens : {&lightTokens(), &darkTokens()}) {
        for (int vision = 0; vision < 4; ++vision) {
            const QColor pass = seenBy(tokens->pass, vision), fail = seenBy(tokens->fail, vision);
            const QColor close = seenBy(tokens->tooClose, vision);
            QVERIFY(qRound(colourDifference(pass, fail)) >= (tokens->dark ? 45 : 47));
            QVERIFY(colourDifference(pass, close) >= 18);
            QVERIFY(colourDifference(fail, close) >= 18);
        }
    }
}

void tst_ShellTheme::differencesStayApart_data() { contrast_data(); }

/// The fillings of the heat table: good and bad stay apart for every eye, and the numbers on them can be read.
void tst_ShellTheme::differencesStayApart()
{
    QFETCH(bool, dark);
    const auto &fills = (dark ? darkTokens() : lightTokens()).difference; // strong better, weak better, weak worse, strong worse
    for (int vision = 0; vision < 4; ++vision) {
        const auto apart = [&](std::size_t a, std::size_t b) { return colourDifference(seenBy(fills[a], vision), seenBy(fills[b], vision)); };
        QVERIFY2(apart(0, 3) >= 38, qPrintable(QString::number(apart(0, 3))));
        QVERIFY2(apart(1, 2) >= 22, qPrintable(QString::number(apart(1, 2))));
    }
    for (const QColor &fill : fills)
        QVERIFY2(std::max(contrastRatio(fill, Qt::white), contrastRatio(fill, QColor(0x111111))) >= 4.5, qPrintable(fill.name()));
}

void tst_ShellTheme::paletteText()
{
    for (const bool dark : {false, true}) {
        const QPalette palette = themePalette(dark);
        QCOMPARE(systemPrefersDark(palette), dark);
        QCOMPARE(themeTokens(palette).dark, dark);
        const auto ratio = [&palette](QPalette::ColorRole text, QPalette::ColorRole ground) {
            return contrastRatio(palette.color(text), palette.color(ground));
        };
        QVERIFY(ratio(QPalette::Text, QPalette::Base) >= 7);
        QVERIFY(ratio(QPalette::WindowText, QPalette::Window) >= 7);
        QVERIFY(ratio(QPalette::ButtonText, QPalette::Button) >= 4.5);
        QVERIFY(ratio(QPalette::HighlightedText, QPalette::Highlight) >= 4.5);
        QVERIFY(ratio(QPalette::PlaceholderText, QPalette::Base) >= 4.5);
        QVERIFY(ratio(QPalette::Link, QPalette::Window) >= 4.5);
    }
}

void tst_ShellTheme::everyIconDraws()
{
    QVERIFY(themeIcon(QStringLiteral("no-such-role")).isNull());
    QVERIFY(!themeIcon(QStringLiteral("runs")).isNull());
    QDirIterator files(QStringLiteral(":/icons"));
    int seen = 0;
    while (files.hasNext()) {
        files.next();
        const QImage image = themeIcon(files.fileInfo().baseName()).pixmap(32, 32).toImage();
        bool inked = false;
        for (int y = 0; y < image.height() && !inked; ++y) {
            for (int x = 0; x < image.width() && !inked; ++x)
                inked = qAlpha(image.pixel(x, y)) > 128;
        }
        QVERIFY2(inked, qPrintable(files.fileName()));
        ++seen;
    }
    QVERIFY(seen >= 20);
}

ASSAY_TEST(tst_ShellTheme)
#include "tst_ShellTheme.moc"
