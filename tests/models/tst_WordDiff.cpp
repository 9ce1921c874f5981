#include "models/samples/WordDiff.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

class tst_WordDiff : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asOneText_data();
    void asOneText();
    void asMarks_data();
    void asMarks();
    void longTexts();

private:
    static QString shown(const QString &before, const QString &after)
    {
        QString all;
        for (const DiffPart &part : diffWords(before, after))
            all += part.kind == DiffPart::Kind::Same ? part.text : part.kind == DiffPart::Kind::Removed ? u'[' + part.text + u']' : u'{' + part.text + u'}';
        return all;
    }
};

void tst_WordDiff::asOneText_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("expected");
    QTest::addRow("same") << "a b c" << "a b c" << "a b c";
    QTest::addRow("one word") << "the answer is 4" << "the answer is 5" << "the answer is [4]{5}";
    QTest::addRow("signs are words") << "it is 7, I think" << "it is 1, I think" << "it is [7]{1}, I think";
    QTest::addRow("added") << "a c" << "a b c" << "a {b }c";
    QTest::addRow("from nothing") << "" << "a b" << "{a b}";
    QTest::addRow("to nothing") << "a b" << "" << "[a b]";
    QTest::addRow("both empty") << "" << "" << "";
    QTest::addRow("white space is no word") << "a  b" << "a b" << "a b";
    QTest::addRow("apart") << "one two three" << "one 2 three four" << "one [two ]{2 }three {four}";
}

void tst_WordDiff::asOneText()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QTEST(shown(before, after), "expected");
}

void tst_WordDiff::asMarks_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("onlyBefore");
    QTest::addColumn<QString>("onlyAfter");
    QTest::addRow("same") << "It is 41." << "It is 41." << "" << "";
    QTest::addRow("one word") << "It is 41." << "It is 42." << "41" << "42";
    QTest::addRow("added at the end") << "It is" << "It is so" << "" << "so";
    QTest::addRow("neighbours join") << "a b c d" << "a x y d" << "b c" << "x y";
    QTest::addRow("apart") << "one two three" << "one 2 three four" << "two" << "2|four";
    QTest::addRow("nothing before") << "" << "so" << "" << "so";
    QTest::addRow("umlauts") << "Größe 3" << "Größe 4" << "3" << "4";
}

void tst_WordDiff::asMarks()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    const WordDifference difference = wordDifference(before, after);
    const auto marked = [](const QString &text, const QList<TextSpan> &spans) {
        QStringList parts;
        for (const TextSpan &span : spans)
            parts << text.mid(span.start, span.length);
        return parts.join(QLatin1Char('|'));
    };
    QTEST(marked(before, difference.before), "onlyBefore");
    QTEST(marked(after, difference.after), "onlyAfter");
    QVERIFY(!difference.cut);
}

void tst_WordDiff::longTexts()
{
    // However long, nothing is lost, and it is said that not all was compared.
    const QString words = QStringLiteral("word ").repeated(int(diffWordLimit) + 500);
    for (const QString &before : {QString(), QStringLiteral("a b c"), QStringLiteral("other ").repeated(4000)}) {
        QString after, removed;
        for (const DiffPart &part : diffWords(before, words)) {
            if (part.kind != DiffPart::Kind::Removed)
                after += part.text;
            if (part.kind != DiffPart::Kind::Added)
                removed += part.text;
        }
        QCOMPARE(after, words);
        QCOMPARE(removed, before);
        QVERIFY(wordDifference(before, words).cut);
    }
    // What both begin and end with costs nothing, so that one changed word is found in any text.
    const WordDifference one = wordDifference(words + QStringLiteral("4 ") + words, words + QStringLiteral("5 ") + words);
    QVERIFY(!one.cut);
    QCOMPARE(one.before, (QList<TextSpan>{{words.size(), 1}}));
}

ASSAY_TEST(tst_WordDiff)
#include "tst_WordDiff.moc"
