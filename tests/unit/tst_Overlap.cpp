#include "services/core/HashRows.h"
#include "services/core/OverlapFinder.h"
#include "services/core/OverlapText.h"

#include "tests/support/TestRegistry.h"

#include <QSet>
#include <QTest>

using namespace assay;

/// Which rows two datasets have in common: what makes texts equal, what is counted, and what is said where not all was compared.
class tst_Overlap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void words_data();
    void words();
    void wordsKnowTheirPlace();
    void hashesAreFixed();
    void hashRows();
    void across_data();
    void across();
    void within_data();
    void within();
    void kindsAreAskedFor();
    void equalRowsAreListedOnce();
    void phraseOfAllRows();
    void countsGoOnBehindTheList();
    void listHasEqualRowsFirst();
    void fewerRunsOnBothSides();
    void plantedLeaks();
    void excerpts();
    void excerptsOfLongTexts();
};

namespace {

QString wordsText(int from, int count, const QString &stem = QStringLiteral("w"))
{
    QStringList words;
    for (int i = from; i < from + count; ++i)
        words << stem + QString::number(i);
    return words.join(u' ');
}

OverlapResult compare(const QStringList &here, const QStringList &there, OverlapOptions options = {})
{
    OverlapFinder finder(options);
    for (const QString &text : here)
        finder.addHere(text);
    for (const QString &text : there)
        finder.addThere(text);
    return finder.finish();
}

OverlapResult compareWithin(const QStringList &here, OverlapOptions options = {})
{
    options.within = true;
    return compare(here, {}, options);
}

/// "E1-0 S2-0": what is listed, by row here and there.
QString listed(const OverlapResult &result)
{
    QStringList all;
    for (const OverlapPair &pair : result.pairs) {
        all << QStringLiteral("%1%2-%3").arg(pair.kind == OverlapKind::Equal ? QLatin1Char('E') : QLatin1Char('S')).arg(pair.here).arg(pair.there);
    }
    return all.join(u' ');
}

} // namespace

void tst_Overlap::words_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
    };
    row("nothing", "", "");
    row("only marks", " ?!… — \n\t", "");
    row("case and stops", "What IS it?", "what|is|it");
    row("white space", "a\t b\r\n\u00A0c\u3000d", "a|b|c|d");
    row("apostrophes", "don't DON’T ʼtis 'so'", "dont|dont|tis|so");
    row("no gap at a stop", "end.Start yes/no well-known", "end|start|yes|no|well|known");
    row("json", "[{\"role\":\"user\",\"content\":\"Hi\"}]", "role|user|content|hi");
    row("full folding", "Straße STRASSE STRAẞE ΣΟΦΌΣ σοφός", "strasse|strasse|strasse|σοφόσ|σοφόσ");
    row("accents either way", "caf\u00E9 cafe\u0301", "caf\u00E9|caf\u00E9");
    row("accents count", "resume résumé", "resume|résumé");
    row("compatibility forms stay", "10² 102 ﬁt", "10²|102|fit");
    row("format characters", "co\u00ADop \uFEFFa\u200Db", "coop|ab");
    row("sums", "3 + 4 = 7", "3|+|4|=|7");
    row("minus, times, by", "3 - 4, 3*4, 3/4, 50 % of x", "3|-|4|3|*|4|3|/|4|50|%|of|x");
    row("all dashes", "−5 – 5 5—5", "-|5|-|5|5|-|5");
    row("dash in words", "a - b well–known", "a|b|well|known");
    row("numbers", "1.5 15 1,000 5. 3,x", "1.5|15|1,000|5|3|x");
    row("powers", "x^2 ≤ 9 €5", "x|^|2|≤|9|€|5");
    row("han", "北京是首都。", "北|京|是|首|都");
    row("kana with latin", "GPTはモデル", "gpt|は|モ|デ|ル");
    row("thai with marks", "ที่นี่", "ที่|นี่");
    row("korean has spaces", "서울은 수도", "서울은|수도");
    row("beyond the first plane", "𝛼x 😀y 𠀀𠀁", "𝛼x|😀|y|𠀀|𠀁");
    row("devanagari", "हिन्दी में", "हिन्दी|में");
}

void tst_Overlap::words()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QStringList found;
    for (const OverlapWord &word : overlapWords(text))
        found << word.text;
    QCOMPARE(found.join(u'|'), expected);
}

void tst_Overlap::wordsKnowTheirPlace()
{
    const QString text = QStringLiteral("  “Don’t” 😀 3 – cafe\u0301!");
    QStringList pieces;
    for (const OverlapWord &word : overlapWords(text))
        pieces << text.mid(word.start, word.length);
    QCOMPARE(pieces, (QStringList { QStringLiteral("Don’t"), QStringLiteral("😀"), QStringLiteral("3"), QStringLiteral("–"),
                         QStringLiteral("cafe\u0301") }));
}

/// Reports of two machines would not agree if they changed, nor two sides of a check.
void tst_Overlap::hashesAreFixed()
{
    QCOMPARE(overlapHash(u"what"), overlapHash(QString::fromUtf8("what")));
    const quint64 ab[] = { 1, 2 }, ba[] = { 2, 1 }, abb[] = { 1, 2, 2 };
    QSet<quint64> all { overlapHash(u""), overlapHash(u"a"), overlapHash(QString(2, QChar())), overlapHash(QString(3, QChar())),
        overlapHash(u"abcd"), overlapHash(u"abcde"), overlapHash(ab), overlapHash(ba), overlapHash(abb) };
    QCOMPARE(all.size(), 9);
    int bits = 0; // each bit is as good as any other: the lowest decide what is compared, the highest where it is looked up
    for (int i = 0; i < 1000; ++i)
        bits += int(qPopulationCount(overlapHash(QString::number(i)) & 0xFF000000000000FFULL));
    QVERIFY2(bits > 7600 && bits < 8400, qPrintable(QString::number(bits)));
    QCOMPARE(overlapHash(u"benchmark"), Q_UINT64_C(6178544005845130200));
}

void tst_Overlap::hashRows()
{
    HashRows index;
    QVERIFY(index.find(5).empty());
    for (const quint32 row : { 3U, 1U, 1U })
        index.add(5, row);
    index.add(~0ULL, 7);
    index.add(0, 9);
    index.add(6, 2);
    index.seal();
    QCOMPARE(index.size(), 5);
    QCOMPARE(int(index.find(5).size()), 2);
    QCOMPARE(index.find(5).front().row, 1U);
    QCOMPARE(index.find(~0ULL).front().row, 7U);
    QCOMPARE(index.find(0).front().row, 9U);
    QVERIFY(index.find(4).empty());
    index.dropWith(1);
    index.seal();
    QCOMPARE(index.size(), 2);
    QVERIFY(index.find(5).empty());
    QCOMPARE(index.find(6).front().row, 2U);
}

void tst_Overlap::across_data()
{
    QTest::addColumn<QStringList>("here");
    QTest::addColumn<QStringList>("there");
    QTest::addColumn<QString>("pairs");
    QTest::addColumn<QList<int>>("counts"); // here: equal, shared, empty, short; there: the same
    const QString long20 = wordsText(0, 20), other20 = wordsText(100, 20);
    QTest::newRow("nothing") << QStringList {} << QStringList {} << "" << QList<int> { 0, 0, 0, 0, 0, 0, 0, 0 };
    QTest::newRow("apart") << QStringList { long20 } << QStringList { other20 } << "" << QList<int> { 0, 0, 0, 0, 0, 0, 0, 0 };
    QTest::newRow("equal but for its look")
        << QStringList { other20, QStringLiteral("Where IS it?") } << QStringList { QStringLiteral("where is “it”…") } << "E1-0"
        << QList<int> { 1, 0, 0, 1, 1, 0, 0, 1 };
    QTest::newRow("empty rows are not equal")
        << QStringList { QString(), QStringLiteral("?") } << QStringList { QStringLiteral("!") } << "" << QList<int> { 0, 0, 2, 0, 0, 0, 1, 0 };
    QTest::newRow("thirteen words") << QStringList { wordsText(0, 13) + QStringLiteral(" here") }
                                    << QStringList { QStringLiteral("there ") + wordsText(0, 13) } << "S0-0" << QList<int> { 0, 1, 0, 0, 0, 1, 0, 0 };
    QTest::newRow("twelve are too few") << QStringList { wordsText(0, 12) + QStringLiteral(" here") }
                                        << QStringList { QStringLiteral("there ") + wordsText(0, 12) } << "" << QList<int> { 0, 0, 0, 0, 0, 0, 0, 0 };
    QTest::newRow("short rows only whole") << QStringList { wordsText(0, 5), wordsText(0, 6) } << QStringList { wordsText(0, 5) } << "E0-0"
                                           << QList<int> { 1, 0, 0, 2, 1, 0, 0, 1 };
    QTest::newRow("several times") << QStringList { long20, long20 } << QStringList { long20, other20, long20 } << "E0-0 E0-2 E1-0 E1-2"
                                   << QList<int> { 2, 0, 0, 0, 2, 0, 0, 0 };
    QTest::newRow("equal here, shared there")
        << QStringList { long20 } << QStringList { long20, long20 + QStringLiteral(" more") } << "E0-0 S0-1" << QList<int> { 1, 0, 0, 0, 1, 1, 0, 0 };
    QTest::newRow("by rows, in whichever order they come") << QStringList { long20, other20 } << QStringList { other20 + QStringLiteral(" b"), long20 + QStringLiteral(" a") }
                                                           << "S0-1 S1-0" << QList<int> { 0, 2, 0, 0, 0, 2, 0, 0 };
    QTest::newRow("a run twice in a row") << QStringList { long20 + u' ' + long20 } << QStringList { long20 } << "S0-0" << QList<int> { 0, 1, 0, 0, 0, 1, 0, 0 };
}

void tst_Overlap::across()
{
    QFETCH(QStringList, here);
    QFETCH(QStringList, there);
    const OverlapResult result = compare(here, there);
    QTEST(listed(result), "pairs");
    const OverlapResult back = turned(result);
    QCOMPARE(back.here, result.there);
    QCOMPARE(turned(back).pairs, result.pairs);
    QCOMPARE(back.pairs.size(), result.pairs.size());
    for (const OverlapPair &pair : result.pairs)
        QVERIFY(back.pairs.contains(OverlapPair { pair.there, pair.here, pair.kind, pair.hash }));
    const auto numbers = [](const OverlapCounts &one) { return QList<int> { int(one.equal), int(one.shared), int(one.empty), int(one.tooShort) }; };
    QTEST(numbers(result.here) + numbers(result.there), "counts");
    QCOMPARE(result.here.rows, here.size());
    QCOMPARE(result.there.rows, there.size());
    QCOMPARE(result.oneRunIn, 1U);
    QVERIFY(!result.morePairs);
}

void tst_Overlap::within_data()
{
    QTest::addColumn<QStringList>("rows");
    QTest::addColumn<QString>("pairs");
    QTest::addColumn<int>("equal");
    QTest::addColumn<int>("shared");
    const QString a = QStringLiteral("How far is it?"), b = wordsText(0, 20), c = QStringLiteral("x ") + wordsText(5, 13), d = wordsText(2, 20);
    QTest::newRow("none") << QStringList { a, b } << "" << 0 << 0;
    QTest::newRow("itself is no other row") << QStringList { b + u' ' + b } << "" << 0 << 0;
    QTest::newRow("asked twice") << QStringList { a, b, a.toUpper() } << "E2-0" << 1 << 0;
    QTest::newRow("with the earliest") << QStringList { a, a, a } << "E1-0 E2-0" << 2 << 0;
    QTest::newRow("shared words") << QStringList { b, c, a } << "S1-0" << 0 << 1;
    QTest::newRow("earliest of several") << QStringList { a, b, c, d } << "S2-1 S3-1" << 0 << 2;
    const QString other = wordsText(50, 20);
    QStringList both { b, other };
    for (const char *tail : { " p", " q", " r", " s", " t" })
        both << b + u' ' + other + QLatin1String(tail);
    QTest::newRow("earliest of all that are shared") << both << "S2-0 S3-0 S4-0 S5-0 S6-0" << 0 << 5;
    QTest::newRow("equal says more") << QStringList { b, c, c } << "E2-1 S1-0" << 1 << 1;
}

void tst_Overlap::within()
{
    QFETCH(QStringList, rows);
    const OverlapResult result = compareWithin(rows);
    QTEST(listed(result), "pairs");
    QTEST(int(result.here.equal), "equal");
    QTEST(int(result.here.shared), "shared");
    QVERIFY(!result.morePairs);
}

void tst_Overlap::kindsAreAskedFor()
{
    const QString row = wordsText(0, 20);
    OverlapOptions options;
    options.sharedWords = false;
    QCOMPARE(listed(compare({ row }, { row, row + QStringLiteral(" x") }, options)), QStringLiteral("E0-0"));
    options.sharedWords = true;
    options.equalRows = false;
    QCOMPARE(listed(compare({ row }, { row, row + QStringLiteral(" x") }, options)), QStringLiteral("S0-0 S0-1"));
    QCOMPARE(listed(compare({ wordsText(0, 5) }, { wordsText(0, 5) }, options)), QString()); // too short for a run
    options.runWords = 1; // the least is 5
    QCOMPARE(listed(compare({ wordsText(0, 4) + QStringLiteral(" a b") }, { wordsText(0, 4) + QStringLiteral(" c d") }, options)), QString());
    QCOMPARE(listed(compare({ wordsText(0, 5) + QStringLiteral(" a b") }, { wordsText(0, 5) + QStringLiteral(" c d") }, options)), QStringLiteral("S0-0"));
    options.runWords = 500; // the most is 50
    QCOMPARE(listed(compare({ wordsText(0, 50) + QStringLiteral(" a") }, { wordsText(0, 50) + QStringLiteral(" b") }, options)), QStringLiteral("S0-0"));
}

void tst_Overlap::equalRowsAreListedOnce()
{
    const QString row = wordsText(0, 20);
    const QStringList here(OverlapFinder::pairsOfRow + 5, row);
    const OverlapResult result = compare(here, { row });
    QCOMPARE(result.pairs.size(), OverlapFinder::pairsOfRow); // the others are not listed as sharing words
    QVERIFY(result.morePairs);
    QCOMPARE(result.here.equal, here.size());
    QCOMPARE(result.here.shared, 0);
    for (const OverlapPair &pair : result.pairs)
        QCOMPARE(pair.kind, OverlapKind::Equal);
    const OverlapResult other = compare({ row }, here); // nor does one row of here fill the list
    QCOMPARE(other.pairs.size(), OverlapFinder::pairsOfRow);
    QVERIFY(other.morePairs);
    QCOMPARE(other.there.equal, here.size());
}

/// Instructions that stand before every question must not make it slow, nor push what matters off the list.
void tst_Overlap::phraseOfAllRows()
{
    const QString phrase = wordsText(0, 15, QStringLiteral("p"));
    QStringList here, there;
    for (int i = 0; i < 3000; ++i) {
        here << phrase + QStringLiteral(" h%1").arg(i);
        there << phrase + QStringLiteral(" t%1").arg(i);
    }
    there.last() = here.last();
    OverlapOptions options;
    options.mostPairs = 500;
    const OverlapResult result = compare(here, there, options);
    QCOMPARE(result.here.shared, 2999);
    QCOMPARE(result.there.shared, 2999);
    QCOMPARE(result.here.equal, 1);
    QCOMPARE(result.pairs.first(), (OverlapPair { 2999, 2999, OverlapKind::Equal, result.pairs.first().hash }));
    QCOMPARE(result.pairs.size(), 500);
    QVERIFY(result.morePairs);
    const OverlapResult own = compareWithin(here, options);
    QCOMPARE(own.here.shared, 2999);
    QCOMPARE(own.pairs.size(), 500);
}

void tst_Overlap::countsGoOnBehindTheList()
{
    QStringList rows;
    for (int i = 0; i < 50; ++i)
        rows << QStringLiteral("row %1").arg(i);
    OverlapOptions options;
    options.mostPairs = 7;
    const OverlapResult result = compare(rows, rows, options);
    QCOMPARE(result.here.equal, 50);
    QCOMPARE(result.there.equal, 50);
    QCOMPARE(result.pairs.size(), 7);
    QVERIFY(result.morePairs);
    options.mostPairs = 50;
    QVERIFY(!compare(rows, rows, options).morePairs);
    const OverlapResult own = compareWithin(rows + rows, options);
    QCOMPARE(own.here.equal, 50);
    QVERIFY(!own.morePairs);
    options.mostPairs = 49;
    QVERIFY(compareWithin(rows + rows, options).morePairs);
}

void tst_Overlap::listHasEqualRowsFirst()
{
    const QString row = wordsText(0, 20);
    QStringList there;
    for (int i = 0; i < OverlapFinder::pairsOfRow + 3; ++i)
        there << row + QStringLiteral(" t%1").arg(i);
    there << row;
    OverlapOptions options;
    options.mostPairs = 3;
    const OverlapResult result = compare({ row }, there, options);
    QCOMPARE(listed(result), QStringLiteral("E0-13 S0-0 S0-1"));
    QVERIFY(result.morePairs);
    const OverlapResult four = compare({ row }, there.mid(there.size() - 4), options); // three alone would have had room
    QCOMPARE(listed(four), QStringLiteral("E0-3 S0-0 S0-1"));
    QVERIFY(four.morePairs);
    options.mostPairs = 4;
    QVERIFY(!compare({ row }, there.mid(there.size() - 4), options).morePairs);
}

void tst_Overlap::fewerRunsOnBothSides()
{
    QStringList here, there;
    for (int i = 0; i < 400; ++i) {
        here << wordsText(100 * i, 60);
        there << (i % 2 == 0 ? QStringLiteral("x ") + wordsText(100 * i, 58) : wordsText(100 * i, 60, QStringLiteral("z")));
    }
    there << here.at(1); // equal rows are compared all the same
    OverlapOptions options;
    options.mostRuns = 4000; // of 400 · 48
    const OverlapResult result = compare(here, there, options);
    QCOMPARE(result.oneRunIn, 8U);
    QCOMPARE(result.here.equal, 1);
    QCOMPARE(result.here.shared, 200); // 46 shared runs each: none has all of them left out
    QCOMPARE(result.there.shared, 200);
    OverlapFinder finder(options);
    for (int i = 0; i < 20'000; ++i)
        finder.addHere(wordsText(100 * i, 60));
    const OverlapResult many = finder.finish();
    QVERIFY(many.oneRunIn >= 256);
    QVERIFY2(finder.heldBytes() < 2'500'000, qPrintable(QString::number(finder.heldBytes())));
}

/// The exact number, among rows that look alike.
void tst_Overlap::plantedLeaks()
{
    constexpr int rows = 100'000;
    const auto text = [](char side, int i) {
        return QStringLiteral("Ann has %1 apples and %2%3 pears; how many pieces of fruit does she have after she gave away %4 of them?")
            .arg(i).arg(QLatin1Char(side)).arg(7 * i).arg(i % 13);
    };
    OverlapFinder finder({});
    for (int i = 0; i < rows; ++i)
        finder.addHere(text('h', i));
    int equal = 0, shared = 0;
    for (int i = 0; i < rows; ++i) {
        if (i % 1000 == 17) {
            ++equal;
            finder.addThere(text('h', i).toUpper().replace(u';', QStringLiteral(" –")));
        } else if (i % 1000 == 18) {
            ++shared;
            finder.addThere(QStringLiteral("Well: ") + text('h', i).replace(QStringLiteral(" of them?"), QStringLiteral(" of those?")));
        } else {
            finder.addThere(QStringLiteral("Bob saw %1 birds in %2 trees; on the next day there were %3 fewer, so how many birds were left in all of them?").arg(i).arg(i + 1).arg(i % 7));
        }
    }
    const OverlapResult result = finder.finish();
    QCOMPARE(result.oneRunIn, 1U);
    QCOMPARE(result.here.rows, rows);
    QCOMPARE(result.here.equal, equal);
    QCOMPARE(result.there.equal, equal);
    QCOMPARE(result.there.shared, shared);
    QVERIFY(finder.heldBytes() < 60'000'000);
}

void tst_Overlap::excerpts()
{
    const QString row = QStringLiteral("So: ") + wordsText(0, 13) + QStringLiteral("! And more.");
    const QString other = QStringLiteral("W0, ") + wordsText(1, 12) + QStringLiteral(" – then");
    const OverlapResult result = compare({ row }, { other });
    QCOMPARE(result.pairs.size(), 1);
    const quint64 hash = result.pairs.first().hash;
    const auto here = overlapExcerpt(row, OverlapKind::SharedWords, hash, 13), there = overlapExcerpt(other, OverlapKind::SharedWords, hash, 13);
    QVERIFY(here && there);
    QCOMPARE(here->text, row);
    QCOMPARE(here->text.mid(here->start, here->length), wordsText(0, 13));
    QCOMPARE(there->text.mid(there->start, there->length), QStringLiteral("W0, ") + wordsText(1, 12));
    QCOMPARE(here->proof, there->proof);
    QVERIFY(!overlapExcerpt(wordsText(1, 20), OverlapKind::SharedWords, hash, 13)); // the row was replaced meanwhile
    QVERIFY(!overlapExcerpt(QString(), OverlapKind::Equal, hash, 13));
    const QString question = QStringLiteral("(Where is it?)");
    const quint64 whole = compare({ question }, { question }).pairs.first().hash;
    const auto all = overlapExcerpt(question, OverlapKind::Equal, whole, 13);
    QVERIFY(all);
    QCOMPARE(all->text.mid(all->start, all->length), QStringLiteral("Where is it"));
    QCOMPARE(all->proof, overlapExcerpt(QStringLiteral("where is it"), OverlapKind::Equal, whole, 13)->proof);
    QVERIFY(!overlapExcerpt(QStringLiteral("where is it now"), OverlapKind::Equal, whole, 13));
}

void tst_Overlap::excerptsOfLongTexts()
{
    const QString shared = wordsText(0, 13), faces = QStringLiteral("😀").repeated(5000);
    const QString row = faces + u' ' + shared + u' ' + faces;
    const quint64 hash = compare({ shared + QStringLiteral(" x") }, { row }).pairs.first().hash;
    for (const int most : { 300, 302 }) { // one of them would cut a character in two
        const auto found = overlapExcerpt(row, OverlapKind::SharedWords, hash, 13, most);
        QVERIFY(found);
        QCOMPARE(found->text.mid(found->start, found->length), shared);
        QVERIFY2(found->text.size() <= most + 4, qPrintable(QString::number(found->text.size())));
        QVERIFY(found->text.startsWith(u'…') && found->text.endsWith(u'…'));
        QVERIFY(found->text.isValidUtf16());
    }
    const auto cut = overlapExcerpt(row, OverlapKind::SharedWords, hash, 13, 20);
    QCOMPARE(cut->length, 20);
    QVERIFY(shared.startsWith(cut->text.mid(cut->start, cut->length)));
}

ASSAY_TEST(tst_Overlap)
#include "tst_Overlap.moc"
