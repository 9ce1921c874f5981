#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>

using namespace assay;

/// Results that other tools have written come into the window and are found again: imported by the dialog, filtered by words,
/// tagged together, kept as a view, compared.
class tst_LibraryJourney : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("library")); }
    void cleanupTestCase() { closeWindow(); }
    void importsAFolder();
    void againChangesNothing();
    void filtersByWords();
    void tagsTogether();
    void keepsAView();
    void comparesTwo();
    void namesWhatIsBroken();

private:
    static void chooseFolder(const QString &path)
    {
        click(visible<QAbstractButton>("importFolder"));
        QTRY_VERIFY(visible<QLineEdit>("fileNameEdit"));
        typeInto(visible<QLineEdit>("fileNameEdit"), path);
        QTest::keyClick(visible<QLineEdit>("fileNameEdit"), Qt::Key_Return);
        QTRY_VERIFY(!visible<QLineEdit>("fileNameEdit"));
        QTRY_VERIFY2(QApplication::activeWindow() && !QApplication::activePopupWidget() && !QApplication::activeModalWidget(),
                     qPrintable(QApplication::activeModalWidget() ? QApplication::activeModalWidget()->objectName() : QStringLiteral("no window is active")));
    }
    /// A menu stops whoever opens it until it closes: a timer chooses in it.
    static void chooseInMenu(QWidget *button, const QString &text)
    {
        QTimer hand;
        int looks = 0;
        bool chosen = false;
        QObject::connect(&hand, &QTimer::timeout, [&] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            if (!menu)
                return;
            const auto actions = menu->actions();
            const auto found = std::ranges::find_if(actions, [&text](const QAction *action) { return action->isEnabled() && action->text() == text; });
            if (found != actions.end()) {
                hand.stop();
                chosen = true;
                QTest::mouseClick(menu, Qt::LeftButton, Qt::NoModifier, menu->actionGeometry(*found).center());
            } else if (++looks > 100) {
                menu->close();
            }
        });
        hand.start(20);
        click(button);
        QVERIFY2(chosen, qPrintable(text));
    }
    static void copy(const QString &from, const QString &to, const QByteArray &more)
    {
        QFile in(from), out(to);
        QVERIFY2(in.open(QIODevice::ReadOnly) && out.open(QIODevice::WriteOnly), qPrintable(to));
        const QByteArray bytes = in.readAll() + more;
        QCOMPARE(out.write(bytes), bytes.size());
    }
    static int rows() { return visible<QTableView>("runsTable") ? visible<QTableView>("runsTable")->model()->rowCount() : -1; }
    static void filter(const QString &line) { typeInto(visible<QLineEdit>("runsFilter"), line); }
    int m_imported = 0;
};

void tst_LibraryJourney::importsAFolder()
{
    clickPlace(QStringLiteral("Runs"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("runsImport"), 20'000);
    click(visible<QAbstractButton>("runsImport"));
    QTRY_VERIFY(visible<QAbstractButton>("importFolder"));
    chooseFolder(test::testData("/imports"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("importRuns") && !visible<QAbstractButton>("importCancel"), 60'000);
    auto *made = visible<QTableView>("importRuns");
    m_imported = made->model()->rowCount();
    picture(QStringLiteral("imported"));
    // As many as the engine tells; of every tool.
    const QJsonArray jobs = fromEngine(QStringLiteral("/api/v1/evaluations/jobs?limit=200")).value(QStringLiteral("items")).toArray();
    QCOMPARE(m_imported, int(jobs.size()));
    QVERIFY(m_imported > 10);
}

void tst_LibraryJourney::againChangesNothing()
{
    chooseFolder(test::testData("/imports"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("importState") && !visible<QAbstractButton>("importCancel"), 60'000);
    QCOMPARE(int(fromEngine(QStringLiteral("/api/v1/evaluations/jobs?limit=200")).value(QStringLiteral("items")).toArray().size()), m_imported);
    clickPlace(QStringLiteral("Runs"));
    QTRY_COMPARE_WITH_TIMEOUT(rows(), m_imported, 20'000);
    picture(QStringLiteral("runs"));
}

void tst_LibraryJourney::filtersByWords()
{
    filter(QStringLiteral("state:failed"));
    QTRY_VERIFY(rows() > 0 && rows() < m_imported);
    const int failed = rows();
    filter(QStringLiteral("-state:failed"));
    QTRY_COMPARE(rows(), m_imported - failed);
    filter(QStringLiteral("score<wrong"));
    QTRY_VERIFY(visible<QLabel>("filterProblem")); // says what is wrong with it
    picture(QStringLiteral("wrong-line"));
    filter(QStringLiteral("nothing-is-called-this"));
    QTRY_VERIFY(visible<QLabel>("emptyTitle"));
    filter({});
    QTRY_COMPARE(rows(), m_imported);
}

void tst_LibraryJourney::tagsTogether()
{
    auto *table = visible<QTableView>("runsTable");
    clickItem(table, table->model()->index(0, 1));
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    click(visible<QAbstractButton>("runsTag"));
    QTRY_VERIFY(visible<QLineEdit>("inlineText"));
    typeInto(visible<QLineEdit>("inlineText"), QStringLiteral("journey"));
    keys(Qt::Key_Return);
    filter(QStringLiteral("tag:journey"));
    QTRY_COMPARE(rows(), 3);
}

void tst_LibraryJourney::keepsAView()
{
    auto *views = visible<QAbstractButton>("runsViews");
    QVERIFY(views);
    chooseInMenu(views, QStringLiteral("Save View As…"));
    QTRY_VERIFY(visible<QLineEdit>("inlineText"));
    typeInto(visible<QLineEdit>("inlineText"), QStringLiteral("All runs"));
    keys(Qt::Key_Return);
    QTRY_VERIFY(visible<QLineEdit>("inlineText")); // there is one of this name
    typeInto(visible<QLineEdit>("inlineText"), QStringLiteral("My journey"));
    keys(Qt::Key_Return);
    QTRY_COMPARE(views->text(), QStringLiteral("View: My journey"));
    picture(QStringLiteral("view"));
    chooseInMenu(views, QStringLiteral("All Runs"));
    QTRY_COMPARE(rows(), m_imported);
    QVERIFY(visible<QLineEdit>("runsFilter")->text().isEmpty());
    chooseInMenu(views, QStringLiteral("My journey"));
    QTRY_COMPARE(rows(), 3);
    QCOMPARE(visible<QLineEdit>("runsFilter")->text(), QStringLiteral("tag:journey"));
}

void tst_LibraryJourney::comparesTwo()
{
    auto *table = visible<QTableView>("runsTable");
    clickItem(table, table->model()->index(0, 1));
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    click(visible<QAbstractButton>("runsCompare"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("heatTable"), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QLabel>("compareSentence")->text().isEmpty(), 20'000);
    picture(QStringLiteral("compared"));
}

/// Files that cannot be read, and lines of others, are said by their names; the rest is there.
void tst_LibraryJourney::namesWhatIsBroken()
{
    QTemporaryDir folder;
    QVERIFY(folder.isValid());
    const QString from = test::testData("/imports/lm-eval-0.4.13/acme__table-1/");
    const QStringList letters = QDir(from).entryList({QStringLiteral("samples_letters_*.jsonl")});
    QVERIFY(!letters.isEmpty());
    const QString stamp = letters.first().section(QStringLiteral("letters"), 1).chopped(1);
    copy(from + QStringLiteral("results") + stamp, folder.filePath(QStringLiteral("results") + stamp), "\n"); // another content: a run that is not there yet
    copy(from + QStringLiteral("samples_sums") + stamp + QLatin1Char('l'), folder.filePath(QStringLiteral("samples_sums") + stamp + QLatin1Char('l')), "{broken\n");
    copy(from + QStringLiteral("samples_letters") + stamp + QLatin1Char('l'), folder.filePath(QStringLiteral("samples_letters") + stamp + QLatin1Char('l')), {});
    QFile broken(folder.filePath(QStringLiteral("broken.json")));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("{\"version\":2,\"status\":\"success\",\"eval\":{\n\"task\":");
    broken.close();
    clickPlace(QStringLiteral("Runs"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("runsImport"), 20'000);
    click(visible<QAbstractButton>("runsImport"));
    QTRY_VERIFY(visible<QAbstractButton>("importFolder"));
    chooseFolder(folder.path());
    const auto said = [] {
        QStringList lines;
        const auto *table = visible<QTableView>("importProblems");
        for (int row = 0; table && row < table->model()->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < table->model()->columnCount(); ++column)
                cells << table->model()->index(row, column).data().toString();
            lines << cells.join(QLatin1Char('|'));
        }
        lines.sort();
        return lines;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(said().size() == 2 && !visible<QAbstractButton>("importCancel"), qPrintable(said().join(QLatin1Char('\n'))), 60'000);
    picture(QStringLiteral("broken"));
    const QStringList lines = said();
    QVERIFY2(lines.at(0).contains(QStringLiteral("broken.json")) && lines.at(0).contains(QStringLiteral("Line 2 is not valid JSON")), qPrintable(lines.at(0)));
    QVERIFY2(lines.at(1).contains(QStringLiteral("samples_sums")) && lines.at(1).contains(QStringLiteral("|line 7|")), qPrintable(lines.at(1)));
    clickPlace(QStringLiteral("Runs"));
    QTRY_VERIFY(visible<QLineEdit>("runsFilter"));
    filter({});
    QTRY_COMPARE_WITH_TIMEOUT(rows(), m_imported + 1, 20'000);
}

ASSAY_TEST(tst_LibraryJourney)
#include "tst_LibraryJourney.moc"
