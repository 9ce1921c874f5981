#include "tests/support/FakeSavedDocuments.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/report/ReportListPage.h"

#include <QDesktopServices>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace assay;

/// What the desktop is asked to open.
class Desktop : public QObject {
    Q_OBJECT
public:
    Desktop() { QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "open"); }
    ~Desktop() override { QDesktopServices::unsetUrlHandler(QStringLiteral("file")); }
    QList<QUrl> opened;
    Q_SLOT void open(const QUrl &url) { opened << url; }
};

/// The page of saved reports over fakes.
class tst_ReportList : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }
    void nothingYet();
    void opensTheFile();
    void saysThatAFileIsGone();
    void madeAnew();
    void forgottenWithUndo();
    void undoOutlivesThePage();
    void pictures();

private:
    SavedReport keep(const QString &title, bool written = true)
    {
        const SavedReport made { title, m_folder.filePath(title + QStringLiteral(".pdf")),
            QStringLiteral("compare:job-1,job-2"), QStringLiteral("pdf") };
        QFile file(made.path);
        if (written && file.open(QIODevice::WriteOnly))
            file.write("%PDF");
        m_saved.save(SavedReport::kind(), made.document());
        return made;
    }
    void open();
    template <typename T>
    T *find(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    QTableView *table() { return find<QTableView>("savedReports"); }
    void press(const char *button) { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }

    QTemporaryDir m_folder;
    test::FakeSavedDocuments m_saved;
    std::unique_ptr<ReportListPage> m_page;
};

void tst_ReportList::init()
{
    m_saved.stored.clear();
    m_saved.failWith.reset();
}

void tst_ReportList::open()
{
    m_page = std::make_unique<ReportListPage>(m_saved);
    m_page->resize(1000, 420);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_VERIFY(m_page->model().isLoaded());
}

void tst_ReportList::nothingYet()
{
    open();
    QTRY_COMPARE(find<QLabel>("emptyTitle")->text(), QStringLiteral("No Report Yet"));
    QVERIFY(!find<QPushButton>("savedReportOpen")->isEnabled());
    keep(QStringLiteral("first")); // saved on another tab
    QTRY_VERIFY(table()->isVisible());
    QVERIFY(find<QPushButton>("savedReportOpen")->isEnabled());
    m_saved.failWith = Error { Error::Kind::Storage, QStringLiteral("The disk is away.") };
    open();
    QTRY_COMPARE(find<QLabel>("emptyTitle")->text(), QStringLiteral("The Reports Cannot Be Loaded"));
}

void tst_ReportList::opensTheFile()
{
    const SavedReport made = keep(QStringLiteral("decision"));
    open();
    QTRY_COMPARE(m_page->model().rowCount(), 1);
    Desktop desktop;
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Return);
    QTRY_COMPARE(desktop.opened, QList<QUrl> { QUrl::fromLocalFile(made.path) });
    press("savedReportFolder");
    QTRY_COMPARE(desktop.opened.size(), 2);
    QCOMPARE(desktop.opened.last(), QUrl::fromLocalFile(m_folder.path()));
}

void tst_ReportList::saysThatAFileIsGone()
{
    const SavedReport made = keep(QStringLiteral("decision"));
    open();
    QTRY_COMPARE(m_page->model().rowCount(), 1);
    QVERIFY(QFile::remove(made.path));
    Desktop desktop;
    QSignalSpy told(m_page.get(), &DocumentPage::messageRequested), opened(m_page.get(), &DocumentPage::openRequested);
    press("savedReportOpen");
    QTRY_COMPARE(told.count(), 1);
    QVERIFY(desktop.opened.isEmpty());
    const auto message = told.first().first().value<UserMessage>();
    QVERIFY2(
        message.level == UserMessage::Level::Warning && message.text.contains(made.path), qPrintable(message.text));
    QTRY_VERIFY(table()
                    ->model()
                    ->index(0, SavedReportsModel::FileColumn)
                    .data()
                    .toString()
                    .startsWith(QStringLiteral("not there any more")));
    message.actions.first().run();
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().at(1).toString(), made.subject);
}

void tst_ReportList::madeAnew()
{
    keep(QStringLiteral("older"));
    const SavedReport made = keep(QStringLiteral("lost"), false);
    open();
    QTRY_COMPARE(m_page->model().rowCount(), 2);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Down);
    QTest::keyClick(table(), Qt::Key_Up);
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    press("savedReportAgain");
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().at(0).toString(), QStringLiteral("report"));
    QCOMPARE(opened.first().at(1).toString(), made.subject);
}

void tst_ReportList::forgottenWithUndo()
{
    const SavedReport made = keep(QStringLiteral("decision"));
    open();
    QTRY_COMPARE(m_page->model().rowCount(), 1);
    QSignalSpy told(m_page.get(), &DocumentPage::messageRequested);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Delete);
    QCOMPARE(m_page->model().rowCount(), 0);
    QTRY_COMPARE(find<QLabel>("emptyTitle")->text(), QStringLiteral("No Report Yet"));
    QVERIFY(QFile::exists(made.path));
    told.first().first().value<UserMessage>().actions.first().run();
    QTRY_COMPARE(m_page->model().rowCount(), 1);
    press("savedReportForget");
    QCOMPARE(told.count(), 2);
    QVERIFY(m_saved.stored.value(SavedReport::kind()).isEmpty());
}

void tst_ReportList::undoOutlivesThePage()
{
    keep(QStringLiteral("decision"));
    open();
    QTRY_COMPARE(m_page->model().rowCount(), 1);
    QSignalSpy told(m_page.get(), &DocumentPage::messageRequested);
    press("savedReportForget");
    const auto message = told.first().first().value<UserMessage>();
    m_page.reset();
    message.actions.first().run();
    QCOMPARE(m_saved.stored.value(SavedReport::kind()).size(), 1);
}

void tst_ReportList::pictures()
{
    keep(QStringLiteral("nightly-214 against nightly-207"));
    keep(QStringLiteral("release candidate"), false);
    open();
    QTRY_VERIFY(table()->model()->index(0, 0).data(SavedReportsModel::GoneRole).toBool());
    QCOMPARE(test::namelessControls(*m_page), QStringList());
    test::savePictures(*m_page, QStringLiteral("saved-reports"));
}

ASSAY_TEST(tst_ReportList)
#include "tst_ReportList.moc"
