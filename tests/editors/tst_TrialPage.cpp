#include "models/catalogue/CatalogueModel.h"
#include "models/trial/TrialModel.h"
#include "tests/support/EditableCatalogue.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeTrialService.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleCatalogue.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/providers/ProviderEditorPage.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTranslator>

using namespace assay;

/// The trial of a provider's command over a service that says what the test says.
class tst_TrialPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void followsToTheEnd();
    void cancelAndFailure();
    void cancelsWhatNobodySees();
    void unsavedCommandIsTried();
    void saysWhyItCannot();
    void pictures_data();
    void pictures();

private:
    struct Page {
        test::EditorConnection connection;
        test::FakeDraftStore drafts;
        std::unique_ptr<CatalogueModel> catalogue;
        QWidget window;
        ProviderEditorPage *page = nullptr;
        template<typename T>
        T *part(const char *name) { return page->findChild<T *>(QLatin1String(name)); }
    };
    std::unique_ptr<Page> open(bool offered = true);
    test::FakeTrialService m_trials;
};

std::unique_ptr<tst_TrialPage::Page> tst_TrialPage::open(bool offered)
{
    auto made = std::make_unique<Page>();
    made->connection.trialService = offered ? &m_trials : nullptr;
    if (offered)
        made->connection.abilities.items.insert(Capability::TryProviders);
    made->connection.editable.providers = test::sampleProviders();
    made->connection.editable.providers[1].runtime = Runtime{{}, LocalRuntime{QStringLiteral("python -m guidellm_adapter"), {EnvVar{QStringLiteral("LOG_LEVEL"), QStringLiteral("info"), {}}}, {}}, {}};
    made->catalogue = std::make_unique<CatalogueModel>(made->connection.editable);
    made->window.resize(1280, 860);
    made->page = new ProviderEditorPage(made->connection, made->drafts, *made->catalogue, QStringLiteral("guidellm"), &made->window);
    made->page->resize(made->window.size());
    made->page->setAutoFillBackground(true);
    made->window.show();
    [&] { QTRY_COMPARE(made->page->session().state(), DocumentSession::State::Ready); }();
    made->part<QTabWidget>("editorTabs")->setCurrentIndex(5);
    return made;
}

void tst_TrialPage::followsToTheEnd()
{
    test::FakeTrialService service;
    TrialModel model(&service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QString output;
    connect(&model, &TrialModel::outputAdded, this, [&](const QString &text) { output += text; });
    model.start({}, QStringLiteral("b"), QStringLiteral("run"));
    QCOMPARE(model.state(), TrialModel::State::Starting);
    QTRY_COMPARE(model.state(), TrialModel::State::Running);
    service.report(QStringLiteral("running"), QStringLiteral("loading_data"));
    service.output = "one\n";
    QTRY_COMPARE(model.rowCount(), 1);
    service.report(QStringLiteral("running"), QStringLiteral("running_evaluation"), {{QStringLiteral("benchmark_status_event.fase"), QStringLiteral("is no member of a report"), false}});
    service.report(QStringLiteral("completed"), {}, {{QStringLiteral("benchmark_status_event.id"), QStringLiteral("is required"), true}});
    service.output += "two\n";
    service.now.requests = 5;
    service.now.end = TrialEnd{3, {}, 1.5, 0.5, 4, 52 << 20};
    service.now.faults = {QStringLiteral("It ended with code 3 instead of 0.")};
    service.now.phase = TrialState::Phase::Over;
    QTRY_COMPARE(model.state(), TrialModel::State::Over);
    QCOMPARE(output, QStringLiteral("one\ntwo\n"));
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(model.index(0, TrialModel::FaultsColumn).data().toString().startsWith(QStringLiteral("✓")));
    QVERIFY(model.index(1, TrialModel::FaultsColumn).data().toString().startsWith(QStringLiteral("⚠")));
    QVERIFY(model.index(2, TrialModel::FaultsColumn).data().toString().startsWith(QStringLiteral("✗")));
    QVERIFY(model.index(2, 0).data(TrialModel::DetailRole).toString().contains(QStringLiteral("benchmark_status_event.id is required")));
    QVERIFY(model.index(2, 0).data(TrialModel::DetailRole).toString().contains(service.reports.last().body));
    QVERIFY(model.phases().contains(QStringLiteral(" → ")));
    QVERIFY(model.summary().startsWith(QStringLiteral("It ended with code 3")));
    QVERIFY2(model.usage().contains(QStringLiteral("exit code 3")) && model.usage().contains(QStringLiteral("CPU 2.0 s")), qPrintable(model.usage()));
    QCOMPARE(model.tone(), Tone::Error);
    // Another one begins with nothing of this.
    service.reports.clear();
    service.output.clear();
    service.now = {};
    service.now.phase = TrialState::Phase::Over;
    model.start({}, QStringLiteral("b"), QStringLiteral("run"));
    QCOMPARE(model.rowCount(), 0);
    QTRY_COMPARE(model.state(), TrialModel::State::Over);
    QVERIFY(model.usage().isEmpty() && model.output().isEmpty());
    QCOMPARE(model.tone(), Tone::Pass);
}

void tst_TrialPage::cancelAndFailure()
{
    test::FakeTrialService service;
    TrialModel model(&service);
    model.start({}, QStringLiteral("b"), {});
    model.cancel(); // before the id is known
    QTRY_COMPARE(service.cancelled, QStringList{QStringLiteral("trial-1")});
    QTRY_COMPARE(model.state(), TrialModel::State::Over);
    QVERIFY(model.summary().startsWith(QStringLiteral("Cancelled")));
    service.refuse = Error{Error::Kind::Conflict, QStringLiteral("A trial is running already."), {}, {}};
    model.start({}, QStringLiteral("b"), {});
    QTRY_COMPARE(model.state(), TrialModel::State::Failed);
    QCOMPARE(model.summary(), QStringLiteral("A trial is running already."));
    QVERIFY(!model.isBusy());
}

void tst_TrialPage::cancelsWhatNobodySees()
{
    test::FakeTrialService service;
    {
        TrialModel model(&service);
        model.start({}, QStringLiteral("b"), {});
        QTRY_COMPARE(model.state(), TrialModel::State::Running);
    }
    QCOMPARE(service.cancelled.size(), 1);
}

void tst_TrialPage::unsavedCommandIsTried()
{
    const auto open = this->open();
    auto *run = open->part<QPushButton>("trialRun");
    QVERIFY(run->isVisible() && run->isEnabled());
    open->page->session().model().set(QStringLiteral("runtime/local/command"), QStringLiteral("./other.sh"));
    // What will run is shown before it does.
    QCOMPARE(open->part<QLabel>("trialCommand")->text(), QStringLiteral("sh -c ./other.sh"));
    QVERIFY(open->part<QLabel>("trialVariables")->text().contains(QStringLiteral("LOG_LEVEL")));
    open->part<QComboBox>("trialBenchmark")->setCurrentIndex(1);
    run->setFocus();
    QTest::keyClick(run, Qt::Key_Space);
    QTRY_COMPARE(m_trials.begun, 1);
    QCOMPARE(m_trials.tried.runtime->local->command, QStringLiteral("./other.sh"));
    QCOMPARE(m_trials.shown, QStringLiteral("./other.sh"));
    QCOMPARE(m_trials.benchmark, QStringLiteral("perplexity"));
    QTRY_VERIFY(open->part<QPushButton>("trialCancel")->isEnabled());
    QVERIFY(!run->isEnabled());
    m_trials.output = "hello\n";
    m_trials.report(QStringLiteral("running"), QStringLiteral("loading_data"));
    QTRY_COMPARE(open->part<QPlainTextEdit>("trialOutput")->toPlainText(), QStringLiteral("hello\n"));
    QTRY_VERIFY(open->part<QPlainTextEdit>("trialReport")->toPlainText().contains(QStringLiteral("loading_data"))); // the first one is chosen
    const QStringList nameless = test::namelessControls(*open->page);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
    QTest::mouseClick(open->part<QPushButton>("trialCancel"), Qt::LeftButton);
    QTRY_COMPARE(m_trials.cancelled.size(), 1);
    QTRY_VERIFY(run->isEnabled());
    QVERIFY(open->page->session().model().isDirty()); // nothing was saved for it
}

void tst_TrialPage::saysWhyItCannot()
{
    auto open = this->open(false);
    QVERIFY(!open->part<QPushButton>("trialRun")->isEnabled());
    QVERIFY2(open->part<QLabel>("trialSummary")->text().contains(QStringLiteral("local engine")), qPrintable(open->part<QLabel>("trialSummary")->text()));
    open = this->open();
    auto &document = open->page->session().model();
    document.set(QStringLiteral("runtime/local/command"), {});
    QVERIFY(!open->part<QPushButton>("trialRun")->isEnabled());
    QVERIFY(open->part<QLabel>("trialSummary")->text().contains(QStringLiteral("no local command")));
    document.set(QStringLiteral("runtime/local/command"), QStringLiteral("x"));
    document.removeRows(QStringLiteral("benchmarks"), {0, 1});
    QVERIFY(!open->part<QPushButton>("trialRun")->isEnabled());
    QVERIFY(open->part<QLabel>("trialSummary")->text().contains(QStringLiteral("no benchmark")));
}

void tst_TrialPage::pictures_data()
{
    QTest::addColumn<bool>("over");
    QTest::addColumn<bool>("german");
    QTest::addRow("running") << false << false;
    QTest::addRow("over") << true << false;
    QTest::addRow("german") << true << true;
}

void tst_TrialPage::pictures()
{
    QFETCH(bool, over);
    QFETCH(bool, german);
    QTranslator translator;
    if (german) {
        QVERIFY(translator.load(QStringLiteral(":/i18n/assay_de.qm")));
        QCoreApplication::installTranslator(&translator);
    }
    m_trials.now = {};
    m_trials.reports.clear();
    const auto open = this->open();
    QTest::mouseClick(open->part<QPushButton>("trialRun"), Qt::LeftButton);
    m_trials.output = "loading 5 rows\nWhat is 7 + 5? -> 12\n";
    m_trials.report(QStringLiteral("running"), QStringLiteral("initializing"));
    m_trials.report(QStringLiteral("running"), QStringLiteral("running_evaluation"), {{QStringLiteral("benchmark_status_event.fase"), QStringLiteral("is no member of a report: servers ignore it; look for a slip in its name"), false}});
    m_trials.now.requests = 2;
    m_trials.now.tookMs = 1200;
    if (over) {
        m_trials.report(QStringLiteral("completed"), {}, {{QStringLiteral("benchmark_status_event.metrics"), QStringLiteral("lacks 'tokens_per_second', the benchmark's primary score: there would be no verdict"), false}});
        m_trials.now.end = TrialEnd{1, {}, 0.8, 0.2, 2.4, 48 << 20};
        m_trials.now.faults = {QStringLiteral("It ended with code 1 instead of 0.")};
        m_trials.now.phase = TrialState::Phase::Over;
    }
    auto *reports = open->part<QTableView>("trialReports");
    QTRY_COMPARE(reports->model()->rowCount(), over ? 3 : 2);
    if (over)
        QTRY_VERIFY(open->part<QPushButton>("trialRun")->isEnabled());
    reports->selectRow(1);
    for (int turn = 0; turn < 5; ++turn)
        QCoreApplication::processEvents();
    test::savePictures(*open->page, QStringLiteral("editor-trial-") + QString::fromLatin1(QTest::currentDataTag()));
    QCoreApplication::removeTranslator(&translator);
    QVERIFY(!open->part<QPlainTextEdit>("trialReport")->toPlainText().isEmpty());
}

ASSAY_TEST(tst_TrialPage)
#include "tst_TrialPage.moc"
