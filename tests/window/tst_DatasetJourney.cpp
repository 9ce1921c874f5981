#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>

using namespace assay;

/// Rows from a file to a benchmark's data in the real window on the real engine: registered, changed, appended, and there after all.
class tst_DatasetJourney : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("datasets")); }
    void cleanupTestCase() { closeWindow(); }
    void registersAFile();
    void changesRows();
    void appendsRows();
    void asksBeforeItForgets();

private:
    QString file(const QString &name, const QByteArray &text)
    {
        QFile out(m_folder.filePath(name));
        return out.open(QIODevice::WriteOnly) && out.write(text) == text.size() ? out.fileName() : QString();
    }
    static void chooseFile(const QString &path)
    {
        QTRY_VERIFY(visible<QLineEdit>("fileNameEdit"));
        typeInto(visible<QLineEdit>("fileNameEdit"), path);
        QTest::keyClick(visible<QLineEdit>("fileNameEdit"), Qt::Key_Return);
    }
    static QTableView *rows() { return visible<QTableView>("datasetRows"); }
    static int count() { return rows() ? rows()->model()->rowCount() : -1; }
    static QPlainTextEdit *editor() { return visible<QPlainTextEdit>("cellEditor"); }
    static void write(const QString &text)
    {
        QTRY_VERIFY(editor() && editor()->hasFocus());
        keys(Qt::Key_A, Qt::ControlModifier);
        type(text);
        keys(Qt::Key_Return);
        QTRY_VERIFY(!editor());
    }
    QStringList answers() const
    {
        QStringList out;
        for (const QJsonValue &row : fromEngine(QStringLiteral("/v1beta/datasetio/iterrows/capitals")).value(QStringLiteral("data")).toArray())
            out << row.toObject().value(QStringLiteral("answer")).toString();
        return out;
    }
    int version() const { return fromEngine(QStringLiteral("/v1beta/datasets/capitals")).value(QStringLiteral("assay")).toObject().value(QStringLiteral("version")).toInt(); }

    QTemporaryDir m_folder;
};

void tst_DatasetJourney::registersAFile()
{
    shortcut(Qt::Key_5, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("datasetChoose"), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("datasetChoose")->isEnabled(), 20'000);
    click(visible<QAbstractButton>("datasetChoose"));
    chooseFile(file(QStringLiteral("capitals.csv"), "question,answer\nCapital of France?,Paris\nCapital of Peru?,Lime\nCapital of Peru?,Lime\nCapital of Chad?,N'Djamena\n"));
    QTRY_VERIFY(visible<QAbstractButton>("datasetAdd"));
    click(visible<QAbstractButton>("datasetAdd"));
    QTRY_COMPARE_WITH_TIMEOUT(count(), 4, 20'000);
    QCOMPARE(answers().size(), 4);
}

void tst_DatasetJourney::changesRows()
{
    clickItem(rows(), rows()->model()->index(1, 1));
    keys(Qt::Key_F2);
    write(QStringLiteral("Lima"));
    clickItem(rows(), rows()->model()->index(2, 0));
    keys(Qt::Key_Delete);
    QTRY_COMPARE(count(), 3);
    clickItem(rows(), rows()->model()->index(0, 0));
    click(visible<QAbstractButton>("rowAdd"));
    write(QStringLiteral("Capital of Togo?"));
    clickItem(rows(), rows()->model()->index(1, 1));
    keys(Qt::Key_F2);
    write(QStringLiteral("Accra"));
    keys(Qt::Key_Z, Qt::ControlModifier);
    keys(Qt::Key_F2);
    write(QStringLiteral("Lome"));
    picture(QStringLiteral("changed"));
    QCOMPARE(answers().size(), 4); // nothing was sent
    QCOMPARE(version(), 1);
    click(visible<QAbstractButton>("rowSave"));
    QTRY_COMPARE_WITH_TIMEOUT(version(), 2, 20'000);
    QCOMPARE(answers(), (QStringList{QStringLiteral("Paris"), QStringLiteral("Lome"), QStringLiteral("Lima"), QStringLiteral("N'Djamena")}));
    QTRY_COMPARE_WITH_TIMEOUT(count(), 4, 20'000);
    QTRY_VERIFY(!visible<QAbstractButton>("rowSave"));
}

void tst_DatasetJourney::appendsRows()
{
    click(visible<QAbstractButton>("rowAppend"));
    chooseFile(file(QStringLiteral("more.jsonl"), "{\"question\":\"Capital of Oman?\",\"answer\":\"Muscat\"}\nno row\n{\"question\":\"Capital of Fiji?\",\"answer\":\"Suva\"}\n"));
    QTRY_VERIFY(visible<QLabel>("appendProblem") && visible<QLabel>("appendProblem")->text().contains(QStringLiteral("more.jsonl, line 2:")));
    QVERIFY(!visible<QAbstractButton>("appendYes")->isEnabled());
    click(visible<QAbstractButton>("appendSkip"), QPoint(8, visible<QAbstractButton>("appendSkip")->height() / 2));
    QTRY_VERIFY(visible<QAbstractButton>("appendYes")->isEnabled());
    picture(QStringLiteral("append"));
    click(visible<QAbstractButton>("appendYes"));
    QTRY_COMPARE_WITH_TIMEOUT(answers().size(), 6, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(count(), 6, 20'000); // and the page shows them
    QCOMPARE(answers().last(), QStringLiteral("Suva"));
}

void tst_DatasetJourney::asksBeforeItForgets()
{
    clickItem(rows(), rows()->model()->index(0, 1));
    keys(Qt::Key_F2);
    write(QStringLiteral("Lyon"));
    shortcut(Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(visible<QAbstractButton>("rowDiscard")); // the page is still there
    picture(QStringLiteral("unsaved"));
    click(visible<QAbstractButton>("rowDiscard"));
    shortcut(Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(!visible<QAbstractButton>("datasetChoose"));
    QCOMPARE(answers().first(), QStringLiteral("Paris"));
    QCOMPARE(version(), 3);
}

ASSAY_TEST(tst_DatasetJourney)
#include "tst_DatasetJourney.moc"
