#include "services/reports/ReportFormat.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/FakeSavedDocuments.h"
#include "tests/support/PageProbe.h"
#include "tests/support/Places.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/report/ReportDocument.h"
#include "ui/pages/report/ReportPage.h"

#include <QAccessible>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

using namespace assay;
using test::jobOf;
using test::Outcome;

/// The page over fakes: what it previews, what it writes, what it says when it cannot.
class tst_ReportPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }
    void showsTheReport();
    void comparesWithTheFirst();
    void everyKindHasItsPreviewAndItsFile_data();
    void everyKindHasItsPreviewAndItsFile();
    void contentsAreChosen();
    void copiesMarkdown();
    void saysWhyThereIsNone();
    void saysWhatCannotBeWritten();
    void remembersWhatWasSaved();
    void modelTextIsNoMarkup();
    void stateSurvives();
    void everyControlHasAName();
    void pageMayDieFirst();
    void picturesAndPages();

private:
    void open(const QString &subject);
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    void choose(const char *box, int data)
    {
        auto *combo = find<QComboBox>(box);
        combo->setCurrentIndex(combo->findData(data));
    }
    QString paper() { return find<QTextBrowser>("reportPaper")->toPlainText(); }

    std::unique_ptr<test::FakeRegistry> m_registry;
    test::FakeSavedDocuments m_saved;
    std::unique_ptr<ReportPage> m_page;
    QString m_answer = QStringLiteral("forty-one");
};

void tst_ReportPage::init()
{
    m_registry = std::make_unique<test::FakeRegistry>();
    m_saved.stored.clear();
    m_saved.failWith.reset();
    m_answer = QStringLiteral("forty-one");
    for (const int run : {0, 1}) {
        const QString id = QStringLiteral("job-%1").arg(run + 1);
        Job job = jobOf(RunState::Completed,
                        {Outcome{.id = QStringLiteral("gsm8k"), .value = run == 0 ? 0.9 : 0.5, .n = 50, .gate = 0.6}, Outcome{.id = QStringLiteral("speed"), .metric = QStringLiteral("ttft_ms"), .value = 120 + run, .n = 0, .lower = true}},
                        id);
        job.model.name = run == 0 ? QStringLiteral("careful") : QStringLiteral("hasty");
        m_registry->local.jobService.stored << job;
    }
    m_registry->local.setState(Connection::State::Ready);
}

void tst_ReportPage::open(const QString &subject)
{
    for (const int run : {0, 1}) { // here, so that a test may say what the model answered
        ScoreColumns scores;
        QList<Sample> samples;
        for (int i = 0; i < 50; ++i) {
            const bool right = i < (run == 0 ? 45 : 25);
            Sample sample;
            sample.itemKey = QStringLiteral("q%1").arg(i);
            sample.prompt = QStringLiteral("user: What is %1?").arg(i);
            sample.target = QStringLiteral("forty-two");
            sample.response = right ? sample.target : m_answer;
            sample.score = right ? 1 : 0;
            samples << sample;
            scores.itemKeys << sample.itemKey;
            scores.repeats << 0;
            scores.scores << sample.score;
        }
        m_registry->local.jobService.scoreColumns.insert({QStringLiteral("job-%1").arg(run + 1), 0}, scores);
        m_registry->local.jobService.sampleRows.insert({QStringLiteral("job-%1").arg(run + 1), 0}, samples);
    }
    m_page = std::make_unique<ReportPage>(m_registry->registry, m_saved, subject, QStringLiteral("Assay 1"));
    m_page->resize(1200, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_ReportPage::showsTheReport()
{
    m_registry->local.jobService.hold = true;
    open(QStringLiteral("job-1"));
    QVERIFY(!find<QPushButton>("reportSave")->isEnabled()); // nothing to save yet
    m_registry->local.jobService.hold = false;
    m_registry->local.jobService.releaseAll();
    QTRY_VERIFY(find<QTextBrowser>("reportPaper")->isVisible());
    QCOMPARE(find<QLabel>("reportHead")->text(), QStringLiteral("nightly-214"));
    for (const char *text : {"careful: Passes its only gate.", "gsm8k", "0.900", "≥ 0.6", "120 ms", "Job file of careful", "Local engine"})
        QVERIFY2(paper().contains(QString::fromUtf8(text)), qPrintable(paper()));
    QVERIFY(!find<QCheckBox>("reportItems")->isEnabled()); // nothing changed where nothing is compared
}

void tst_ReportPage::comparesWithTheFirst()
{
    open(QStringLiteral("compare:job-1,job-2"));
    QTRY_VERIFY(find<QTextBrowser>("reportPaper")->isVisible());
    for (const char *text : {"hasty is worse on 1 of 2", "Differences to careful", "worse by 40.0 points", "Lost: right only with careful", "What is 25?", "forty-one"})
        QVERIFY2(paper().contains(QString::fromUtf8(text)), qPrintable(paper()));
    QVERIFY(m_page->title().contains(u'2'));
    find<QCheckBox>("reportItems")->click();
    QTRY_VERIFY(!paper().contains(QStringLiteral("forty-one")));
}

void tst_ReportPage::everyKindHasItsPreviewAndItsFile_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("holds");
    using reports::ReportFormat;
    QTest::newRow("html") << int(ReportFormat::Html) << QByteArray("<svg class=\"chart\"");
    QTest::newRow("pdf") << -1 << QByteArray("%PDF-1.");
    QTest::newRow("md") << int(ReportFormat::Markdown) << QByteArray("| gsm8k | accuracy | careful |");
    QTest::newRow("csv") << int(ReportFormat::Csv) << QByteArray("gsm8k,assay,0,completed,accuracy");
    QTest::newRow("json") << int(ReportFormat::Json) << QByteArray("\"format\": \"assay-report\"");
    QTest::newRow("junit") << int(ReportFormat::Junit) << QByteArray("<testcase classname=\"gsm8k\"");
}

void tst_ReportPage::everyKindHasItsPreviewAndItsFile()
{
    QFETCH(int, format);
    QFETCH(QByteArray, holds);
    open(QStringLiteral("compare:job-1,job-2"));
    QTRY_VERIFY(find<QPushButton>("reportSave")->isEnabled());
    choose("reportFormat", format);
    const bool painted = format <= 0;
    if (painted)
        QTRY_VERIFY(find<QTextBrowser>("reportPaper")->isVisible());
    else
        QTRY_VERIFY2(find<QPlainTextEdit>("reportText")->isVisible() && find<QPlainTextEdit>("reportText")->toPlainText().toUtf8().contains(holds),
                     qPrintable(find<QPlainTextEdit>("reportText")->toPlainText().left(2000)));
    QTemporaryDir folder;
    const QString first = folder.filePath(QStringLiteral("a.file")), second = folder.filePath(QStringLiteral("b.file"));
    QSignalSpy told(m_page.get(), &DocumentPage::messageRequested);
    m_page->saveTo(first);
    QTRY_COMPARE(told.count(), 1);
    m_page->saveTo(second);
    QTRY_COMPARE(told.count(), 2);
    const auto message = told.first().first().value<UserMessage>();
    QVERIFY2(message.level == UserMessage::Level::Info && message.text.contains(first), qPrintable(message.text));
    QCOMPARE(message.actions.size(), 2);
    QFile a(first), b(second);
    QVERIFY(a.open(QIODevice::ReadOnly) && b.open(QIODevice::ReadOnly));
    const QByteArray bytes = a.readAll();
    QVERIFY2(bytes.contains(holds), bytes.left(2000).constData());
    QVERIFY(b.readAll() == bytes);
    if (format == -1)
        QVERIFY2(bytes.contains("/CreationDate (D:20000"), "the date of the file is the clock's");
}

void tst_ReportPage::contentsAreChosen()
{
    open(QStringLiteral("compare:job-1,job-2"));
    QTRY_VERIFY(paper().contains(QStringLiteral("Job file of careful")));
    choose("reportTemplate", int(reports::ReportTemplate::Decision));
    QTRY_VERIFY(!paper().contains(QStringLiteral("Job file of careful")));
    QVERIFY(paper().contains(QStringLiteral("hasty is worse on 1 of 2")));
    QVERIFY(!find<QCheckBox>("reportJobFile")->isEnabled());
    choose("reportTemplate", int(reports::ReportTemplate::Table));
    QTRY_VERIFY(!paper().contains(QStringLiteral("hasty is worse on 1 of 2")));
    QVERIFY(paper().contains(QStringLiteral("0.900")));
}

void tst_ReportPage::copiesMarkdown()
{
    open(QStringLiteral("job-1"));
    QTRY_VERIFY(find<QPushButton>("reportCopy")->isEnabled());
    QSignalSpy told(m_page.get(), &DocumentPage::messageRequested);
    QTest::mouseClick(find<QPushButton>("reportCopy"), Qt::LeftButton);
    QTRY_COMPARE(told.count(), 1);
    QVERIFY2(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("# nightly-214")), qPrintable(QGuiApplication::clipboard()->text()));
}

void tst_ReportPage::saysWhyThereIsNone()
{
    m_registry->local.jobService.failWith = Error{Error::Kind::Network, QStringLiteral("The server is away.")};
    open(QStringLiteral("job-1"));
    const auto says = [this](const QString &text) {
        const auto labels = m_page->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&text](const QLabel *label) { return label->isVisible() && label->text() == text; });
    };
    QTRY_VERIFY(says(QStringLiteral("The server is away.")));
    QVERIFY(!find<QPushButton>("reportSave")->isEnabled());
    m_registry->local.jobService.failWith.reset();
    m_page->refresh();
    QTRY_VERIFY(find<QTextBrowser>("reportPaper")->isVisible());
}

void tst_ReportPage::saysWhatCannotBeWritten()
{
    open(QStringLiteral("job-1"));
    QTRY_VERIFY(find<QPushButton>("reportSave")->isEnabled());
    QSignalSpy told(m_page.get(), &DocumentPage::messageRequested);
    m_page->saveTo(QStringLiteral("/nowhere/at/all/report.html"));
    QTRY_COMPARE(told.count(), 1);
    const auto message = told.first().first().value<UserMessage>();
    QVERIFY(message.level == UserMessage::Level::Error);
    QVERIFY2(message.text.contains(QStringLiteral("/nowhere/at/all/report.html")), qPrintable(message.text));
}

void tst_ReportPage::remembersWhatWasSaved()
{
    open(QStringLiteral("compare:job-1,job-2"));
    QTRY_VERIFY(find<QPushButton>("reportSave")->isEnabled());
    choose("reportFormat", int(reports::ReportFormat::Markdown));
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("decision.md"));
    QSignalSpy told(m_page.get(), &DocumentPage::messageRequested);
    m_page->saveTo(path);
    QTRY_COMPARE(told.count(), 1);
    const auto kept = [this] { return m_saved.stored.value(SavedReport::kind()).values(); };
    QCOMPARE(kept().size(), 1);
    const auto report = SavedReport::from(kept().first());
    QVERIFY(report);
    QCOMPARE(report->path, path);
    QCOMPARE(report->subject, QStringLiteral("compare:job-1,job-2"));
    QCOMPARE(report->format, QStringLiteral("md"));
    QCOMPARE(report->title, find<QLabel>("reportHead")->text());
    m_page->saveTo(path);
    QTRY_COMPARE(told.count(), 2);
    QCOMPARE(kept().size(), 1); // the same file
    m_page->saveTo(folder.filePath(QStringLiteral("no/such/place.md")));
    QTRY_COMPARE(told.count(), 3);
    QCOMPARE(kept().size(), 1); // there is none
    m_saved.failWith = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    m_page->saveTo(folder.filePath(QStringLiteral("second.md")));
    QTRY_COMPARE(told.count(), 5); // that it is saved, and what is not
    const auto warns = [](const QList<QVariant> &signal) {
        const auto message = signal.first().value<UserMessage>();
        return message.level == UserMessage::Level::Warning && message.text.contains(QStringLiteral("The disk is full."));
    };
    QVERIFY(std::ranges::any_of(told, warns));
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("second.md"))));
}

void tst_ReportPage::modelTextIsNoMarkup()
{
    m_answer = QStringLiteral("<h1>big</h1><img src=\"file:///etc/passwd\"> @chart0@ &amp;");
    open(QStringLiteral("compare:job-1,job-2"));
    QTRY_VERIFY2(paper().contains(m_answer), qPrintable(paper()));
    QCOMPARE(paper().count(QChar(QChar::ObjectReplacementCharacter)), 2); // two units, two charts
}

void tst_ReportPage::stateSurvives()
{
    open(QStringLiteral("job-1"));
    choose("reportFormat", int(reports::ReportFormat::Csv));
    choose("reportTemplate", int(reports::ReportTemplate::Table));
    const QVariantMap state = m_page->saveState();
    open(QStringLiteral("job-1"));
    m_page->restoreState(state);
    QCOMPARE(find<QComboBox>("reportFormat")->currentData().toInt(), int(reports::ReportFormat::Csv));
    QCOMPARE(find<QComboBox>("reportTemplate")->currentData().toInt(), int(reports::ReportTemplate::Table));
}

void tst_ReportPage::everyControlHasAName()
{
    open(QStringLiteral("compare:job-1,job-2"));
    QTRY_VERIFY(find<QTextBrowser>("reportPaper")->isVisible());
    for (QWidget *control : m_page->findChildren<QWidget *>()) {
        if (!control->isVisible() || !(control->focusPolicy() & Qt::TabFocus) || qobject_cast<QComboBox *>(control->parentWidget()))
            continue;
        QAccessibleInterface *access = QAccessible::queryAccessibleInterface(control);
        QVERIFY2(access && !access->text(QAccessible::Name).isEmpty(), qPrintable(control->objectName()));
        QVERIFY2(!control->objectName().isEmpty(), control->metaObject()->className());
    }
}

void tst_ReportPage::pageMayDieFirst()
{
    m_registry->local.jobService.hold = true;
    open(QStringLiteral("compare:job-1,job-2"));
    m_page.reset();
    m_registry->local.jobService.releaseAll();
    QCoreApplication::processEvents();
    QCOMPARE(m_registry->local.jobService.waiting(), qsizetype(0));
}

void tst_ReportPage::picturesAndPages()
{
    open(QStringLiteral("compare:job-1,job-2"));
    QTRY_VERIFY(paper().contains(QStringLiteral("Differences to careful")));
    test::savePictures(*m_page, QStringLiteral("report"));
    m_page->saveTo(test::artifact("/report.html"));
    choose("reportFormat", -1);
    QSignalSpy told(m_page.get(), &DocumentPage::messageRequested);
    m_page->saveTo(test::artifact("/report.pdf"));
    QTRY_COMPARE(told.count(), 1);
    choose("reportFormat", int(reports::ReportFormat::Markdown));
    QTRY_VERIFY(find<QPlainTextEdit>("reportText")->isVisible());
    test::savePictures(*m_page, QStringLiteral("report-markdown"));
}

ASSAY_TEST(tst_ReportPage)
#include "tst_ReportPage.moc"
