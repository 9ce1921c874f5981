#include "models/report/SavedReport.h"
#include "tests/support/FakeSavedDocuments.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;

/// The reports that were saved, and their files.
class tst_SavedReports : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void roundTrip();
    void foreignBodiesAreNoReports_data();
    void foreignBodiesAreNoReports();
    void newestFirstWithWhatIsThere();
    void followsChanges();
    void looksForOne();
    void forgottenAndBack();
    void failures();

private:
    SavedReport report(const QString &name, bool written = true)
    {
        SavedReport made { name, m_folder.filePath(name + QStringLiteral(".md")), QStringLiteral("job-1,job-2"),
            QStringLiteral("md") };
        QFile file(made.path);
        if (written && file.open(QIODevice::WriteOnly))
            file.write("#");
        return made;
    }
    void keep(const SavedReport &report) { m_saved.save(SavedReport::kind(), report.document()); }
    static QString cell(const SavedReportsModel &model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }
    static bool gone(const SavedReportsModel &model, int row)
    {
        return model.index(row, 0).data(SavedReportsModel::GoneRole).toBool();
    }

    QTemporaryDir m_folder;
    test::FakeSavedDocuments m_saved;
};

void tst_SavedReports::init()
{
    m_saved.stored.clear();
    m_saved.failWith.reset();
}

void tst_SavedReports::roundTrip()
{
    SavedReport made = report(QStringLiteral("a"));
    made.title = QStringLiteral("Größe & <b>Wert</b>");
    const auto read = SavedReport::from(made.document());
    QVERIFY(read);
    QCOMPARE(*read, made);
    SavedReport other = made;
    other.title = QStringLiteral("written again");
    QCOMPARE(other.document().id, made.document().id); // the same file
    other.path += QLatin1Char('2');
    QVERIFY(other.document().id != made.document().id);
    other.title = QStringLiteral("  ");
    QCOMPARE(other.document().title, QStringLiteral("a.md2")); // a document has a name
}

void tst_SavedReports::foreignBodiesAreNoReports_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("path=/tmp/a");
    QTest::newRow("newer") << QByteArray(R"({"version":2,"path":"/tmp/a","subject":"j","format":"md"})");
    QTest::newRow("no path") << QByteArray(R"({"version":1,"subject":"j"})");
    QTest::newRow("no subject") << QByteArray(R"({"version":1,"path":"/tmp/a"})");
}

void tst_SavedReports::foreignBodiesAreNoReports()
{
    QFETCH(QByteArray, body);
    SavedDocument document;
    document.title = QStringLiteral("t");
    document.body = body;
    QVERIFY(!SavedReport::from(document));
    m_saved.save(SavedReport::kind(), document);
    SavedReportsModel model(m_saved);
    model.refresh();
    QTRY_VERIFY(model.isLoaded());
    QCOMPARE(model.rowCount(), 0);
}

void tst_SavedReports::newestFirstWithWhatIsThere()
{
    keep(report(QStringLiteral("old")));
    keep(report(QStringLiteral("lost"), false));
    SavedReportsModel model(m_saved);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 2);
    QCOMPARE(cell(model, 0, SavedReportsModel::TitleColumn), QStringLiteral("lost"));
    QCOMPARE(cell(model, 0, SavedReportsModel::FormatColumn), QStringLiteral("Markdown"));
    QVERIFY(!cell(model, 0, SavedReportsModel::SavedColumn).isEmpty());
    QTRY_VERIFY(gone(model, 0));
    QVERIFY2(cell(model, 0, SavedReportsModel::FileColumn).startsWith(QStringLiteral("not there any more")),
        qPrintable(cell(model, 0, SavedReportsModel::FileColumn)));
    QVERIFY(!gone(model, 1));
    QCOMPARE(cell(model, 1, SavedReportsModel::FileColumn), m_folder.filePath(QStringLiteral("old.md")));
    report(QStringLiteral("lost")); // somebody put it back
    model.refresh();
    QTRY_VERIFY(!gone(model, 0));
}

void tst_SavedReports::followsChanges()
{
    SavedReportsModel model(m_saved);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_VERIFY(model.isLoaded());
    keep(report(QStringLiteral("a")));
    keep(report(QStringLiteral("b")));
    QTRY_COMPARE(model.rowCount(), 2);
    QCOMPARE(model.report(0).title, QStringLiteral("b"));
    keep(report(QStringLiteral("a"))); // written again: now the newest
    QTRY_COMPARE(model.report(0).title, QStringLiteral("a"));
    QCOMPARE(model.rowCount(), 2);
    m_saved.save(QStringLiteral("comparison"), report(QStringLiteral("c")).document()); // another kind
    QCOMPARE(model.rowCount(), 2);
}

void tst_SavedReports::looksForOne()
{
    const SavedReport made = report(QStringLiteral("a"));
    keep(made);
    SavedReportsModel model(m_saved);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 1);
    QSignalSpy seen(&model, &SavedReportsModel::seen);
    model.look(0);
    QTRY_COMPARE(seen.count(), 1);
    QVERIFY(seen.takeFirst().at(1).toBool());
    QVERIFY(QFile::remove(made.path));
    model.look(0);
    QTRY_COMPARE(seen.count(), 1);
    QVERIFY(!seen.first().at(1).toBool());
    QCOMPARE(seen.first().at(0).value<SavedReport>().path, made.path);
    QTRY_VERIFY(gone(model, 0));
}

void tst_SavedReports::forgottenAndBack()
{
    const SavedReport made = report(QStringLiteral("a"));
    keep(made);
    SavedReportsModel model(m_saved);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 1);
    const SavedReport taken = model.report(0);
    model.remove(0);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(m_saved.stored.value(SavedReport::kind()).isEmpty());
    QVERIFY(QFile::exists(made.path)); // the file is the user's
    model.put(taken);
    QTRY_COMPARE(model.rowCount(), 1);
    QCOMPARE(model.report(0).path, made.path);
}

void tst_SavedReports::failures()
{
    keep(report(QStringLiteral("a")));
    SavedReportsModel model(m_saved);
    m_saved.failWith = Error { Error::Kind::Storage, QStringLiteral("The disk is away.") };
    model.refresh();
    QTRY_COMPARE(model.error().message, QStringLiteral("The disk is away."));
    m_saved.failWith.reset();
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 1);
    QVERIFY(model.error().message.isEmpty());
    QSignalSpy failed(&model, &SavedReportsModel::failed);
    m_saved.failWith = Error { Error::Kind::Storage, QStringLiteral("The disk is full.") };
    model.remove(0);
    QTRY_COMPARE(failed.count(), 1);
    m_saved.failWith.reset();
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 1); // it was not taken away
}

ASSAY_TEST(tst_SavedReports)
#include "tst_SavedReports.moc"
