#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/composer/BatchStore.h"
#include "models/composer/RecipeListModel.h"
#include "models/jobs/JobListModel.h"
#include "models/prices/PriceListModel.h"
#include "models/settings/SettingsStore.h"
#include "models/settings/ShortcutTable.h"
#include "tests/support/CompareFixtures.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeEndpointProbe.h"
#include "tests/support/FakeSavedDocuments.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleCatalogue.h"
#include "tests/support/TestRegistry.h"
#include "ui/charts/TradeOffChart.h"
#include "ui/pages/compare/ComparePage.h"
#include "ui/pages/newjob/NewJobPage.h"
#include "ui/pages/run/RunPage.h"
#include "ui/pages/settings/SettingsPage.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// What things cost, on the four pages that say it, over one list of prices.
class tst_CostPages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), false); }
    void init();
    void cleanup() { QLocale::setDefault(m_locale); }
    void pricesAreTypedIntoTheSettings();
    void badPricesNameTheField();
    void unreadablePricesAreNotWrittenOver();
    void missingPriceIsEnteredWhereItIsMissed();
    void everyTargetCounts();
    void runSaysWhatItCost();
    void comparisonHasAnAxisForEachCurrency();

private:
    /// The page of settings over a real file, with the prices in view.
    struct Settings {
        explicit Settings(PriceListModel &prices)
            : store(folder.filePath(QStringLiteral("window.ini")))
            , shortcuts(store)
            , page(SettingsPageServices { store, shortcuts, {}, &prices })
        {
            page.resize(1000, 700);
            page.show();
            page.activateWindow();
            page.restoreState({ { QStringLiteral("search"), QStringLiteral("Prices") } });
        }
        QTemporaryDir folder;
        SettingsStore store;
        ShortcutTable shortcuts;
        SettingsPage page;
    };
    /// The page that composes a job of the starter collection on these targets; the plan is in view.
    struct Composer {
        Composer(PriceListModel &prices, const QStringList &models);
        FakeConnection connection;
        FakeSecretStore secrets;
        FakeEndpointProbe probe;
        FakeDraftStore drafts;
        BatchStore batches { drafts };
        RecipeListModel recipes { drafts };
        std::unique_ptr<CatalogueModel> catalogue;
        std::unique_ptr<CollectionListModel> collections;
        std::unique_ptr<NewJobPage> page;
        QString cost() const { return plain(page->findChild<QLabel *>(QStringLiteral("jobCost"))->text()); }
    };
    static QString plain(QString text) { return text.replace(QChar(QChar::Nbsp), QChar(u' ')); }
    static void click(QWidget &page, const char *name)
    {
        auto *button = page.findChild<QPushButton *>(QLatin1String(name));
        QVERIFY2(button && button->isVisible() && button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    /// Over the cell that is being edited, or the one that is chosen by double click.
    static void typeCell(QTableView &table, int row, int column, const QString &text)
    {
        if (!table.findChild<QLineEdit *>(QStringLiteral("priceEditor"))) {
            const QPoint place = table.visualRect(table.model()->index(row, column)).center();
            QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, place);
            QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, place);
        }
        auto *editor = table.findChild<QLineEdit *>(QStringLiteral("priceEditor"));
        QVERIFY(editor && editor->isVisible());
        editor->selectAll();
        QTest::keyClick(editor, Qt::Key_Delete);
        QTest::keyClicks(editor, text);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(!table.findChild<QLineEdit *>(QStringLiteral("priceEditor")));
    }
    void enter(const char *model, const char *currency, const char *prompt, const char *completion)
    {
        QVERIFY(m_prices->set(QString::fromLatin1(model), QString::fromLatin1(currency), QString::fromLatin1(prompt),
            QString::fromLatin1(completion)));
    }

    const QLocale m_locale;
    FakeDraftStore m_store;
    std::unique_ptr<PriceListModel> m_prices;
};

tst_CostPages::Composer::Composer(PriceListModel &prices, const QStringList &models)
{
    connection.catalogueService.providers = sampleProviders();
    connection.catalogueService.collections = sampleCollections();
    catalogue = std::make_unique<CatalogueModel>(connection.catalogue());
    collections = std::make_unique<CollectionListModel>(connection.catalogue());
    page = std::make_unique<NewJobPage>(
        NewJobContext { connection, *catalogue, *collections, secrets, probe, drafts, batches, recipes, {}, &prices });
    page->resize(1150, 760);
    page->show();
    page->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(page.get()));
    QTRY_COMPARE(collections->load(), LoadState::Ready);
    QTRY_COMPARE(catalogue->load(), LoadState::Ready);
    const auto target = [](const QString &name) {
        return QVariantMap { { QStringLiteral("name"), name },
            { QStringLiteral("url"), QStringLiteral("http://127.0.0.1:8080/v1") } };
    };
    page->document().set(QStringLiteral("model"), target(models.first()));
    QVariantList further;
    for (const QString &model : models.mid(1))
        further << target(model);
    if (!further.isEmpty())
        page->document().set(QStringLiteral("targets"), further);
    page->compose(QStringLiteral("starter-v1"), {});
    page->findChild<QListWidget *>(QStringLiteral("stepRail"))->setCurrentRow(4);
    QTRY_VERIFY2(cost().startsWith(QStringLiteral("Requests")) || cost().contains(QStringLiteral("together")),
        qPrintable(cost()));
}

void tst_CostPages::init()
{
    QLocale::setDefault(QLocale::c());
    m_store.contents.clear();
    m_store.failSave.reset();
    m_prices = std::make_unique<PriceListModel>(m_store);
    m_prices->load();
    QTRY_COMPARE(m_prices->state(), LoadState::Ready);
}

void tst_CostPages::pricesAreTypedIntoTheSettings()
{
    Settings settings(*m_prices);
    QVERIFY(QTest::qWaitForWindowExposed(&settings.page));
    auto *table = settings.page.findChild<QTableView *>(QStringLiteral("priceTable"));
    QVERIFY(!table->isVisible()); // nothing is known before it is entered
    savePictures(settings.page, QStringLiteral("prices-none"));
    click(settings.page, "priceAdd");
    QVERIFY(table->isVisible());
    typeCell(*table, 0, PriceListModel::ModelColumn, QStringLiteral("gpt-4o*")); // the cell is open at once
    typeCell(*table, 0, PriceListModel::CurrencyColumn, QStringLiteral("usd"));
    typeCell(*table, 0, PriceListModel::PromptColumn, QStringLiteral("2.5"));
    typeCell(*table, 0, PriceListModel::CompletionColumn, QStringLiteral("10"));
    const ModelPrice entered { QStringLiteral("gpt-4o*"), QStringLiteral("USD"), 2.5, 10.0, {} };
    QCOMPARE(m_prices->prices(), QList<ModelPrice> { entered });
    QTRY_VERIFY(m_store.contents.value(QStringLiteral("prices")).contains("gpt-4o*"));
    enter("gpt-4o-mini", "USD", "0.15", "0.6");
    enter("mistral-*", "EUR", "2", "6");
    click(settings.page, "priceAdd");
    typeCell(*table, 3, PriceListModel::ModelColumn, QStringLiteral("SmolLM2-*"));
    QTRY_COMPARE(clippedTexts(settings.page), QStringList());
    QCOMPARE(namelessControls(settings.page), QStringList());
    savePictures(settings.page, QStringLiteral("prices"));
    table->setCurrentIndex(m_prices->index(0, 0));
    click(settings.page, "priceRemove");
    QCOMPARE(m_prices->rowCount(), 3);
    click(settings.page, "priceUndo");
    QCOMPARE(m_prices->prices().first(), entered);
    click(settings.page, "priceRedo");
    QCOMPARE(m_prices->rowCount(), 3);
    table->setCurrentIndex(m_prices->index(0, 0));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Delete);
    QTRY_COMPARE(m_prices->rowCount(), 2);
    QTest::keyClick(table, Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(m_prices->rowCount(), 3);
}

void tst_CostPages::badPricesNameTheField()
{
    enter("gpt-4o", "USD", "2.5", "10");
    Settings settings(*m_prices);
    QVERIFY(QTest::qWaitForWindowExposed(&settings.page));
    auto *table = settings.page.findChild<QTableView *>(QStringLiteral("priceTable"));
    auto *problem = settings.page.findChild<QWidget *>(QStringLiteral("row:prices"))
                        ->findChild<QLabel *>(QStringLiteral("settingProblem"));
    QVERIFY(!problem->isVisible());
    typeCell(*table, 0, PriceListModel::CompletionColumn, QStringLiteral("ten"));
    QVERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(QStringLiteral("Price of the answer: “ten” is no number")),
        qPrintable(problem->text()));
    QCOMPARE(*m_prices->prices().first().completion, 10.0);
    savePictures(settings.page, QStringLiteral("prices-problem"));
    typeCell(*table, 0, PriceListModel::CompletionColumn, QStringLiteral("12"));
    QVERIFY(!problem->isVisible());
    QCOMPARE(*m_prices->prices().first().completion, 12.0);
    QSignalSpy messages(&settings.page, &DocumentPage::messageRequested);
    m_store.failSave = Error { Error::Kind::Storage, QStringLiteral("The disk is full.") };
    typeCell(*table, 0, PriceListModel::CompletionColumn, QStringLiteral("13"));
    QTRY_COMPARE(messages.size(), 1);
    QVERIFY(messages.first().first().value<UserMessage>().text.contains(QStringLiteral("The disk is full.")));
}

void tst_CostPages::unreadablePricesAreNotWrittenOver()
{
    m_store.contents.insert(QStringLiteral("prices"), "?");
    PriceListModel unreadable(m_store);
    Settings settings(unreadable);
    QVERIFY(QTest::qWaitForWindowExposed(&settings.page));
    QTRY_COMPARE(unreadable.state(), LoadState::Failed);
    auto *problem = settings.page.findChild<QWidget *>(QStringLiteral("row:prices"))
                        ->findChild<QLabel *>(QStringLiteral("settingProblem"));
    QVERIFY2(problem->isVisible() && problem->text().contains(QStringLiteral("cannot be read")),
        qPrintable(problem->text()));
    QVERIFY(!settings.page.findChild<QPushButton *>(QStringLiteral("priceAdd"))->isEnabled());
    Composer composer(unreadable, { QStringLiteral("gemma") });
    QTRY_VERIFY2(composer.cost().contains(QStringLiteral("Cost: not known. The saved prices cannot be read")),
        qPrintable(composer.cost()));
    QVERIFY(!composer.page->findChild<QPushButton *>(QStringLiteral("enterPrice"))->isVisible());
}

void tst_CostPages::missingPriceIsEnteredWhereItIsMissed()
{
    Composer composer(*m_prices, { QStringLiteral("gemma-3-270m") });
    NewJobPage &page = *composer.page;
    QTRY_VERIFY2(
        composer.cost().endsWith(QStringLiteral("Cost: no price for gemma-3-270m")), qPrintable(composer.cost()));
    savePictures(page, QStringLiteral("plan-no-price"));
    click(page, "enterPrice");
    auto *prompt = page.findChild<QLineEdit *>(QStringLiteral("pricePrompt")),
         *completion = page.findChild<QLineEdit *>(QStringLiteral("priceCompletion"));
    auto *problem = page.findChild<QLabel *>(QStringLiteral("priceProblem"));
    QVERIFY(prompt->isVisible());
    QTRY_VERIFY(prompt->hasFocus());
    QTest::keyClicks(prompt, QStringLiteral("1"));
    QTest::keyClick(prompt, Qt::Key_Return);
    QVERIFY2(problem->isVisible() && problem->text().contains(QStringLiteral("Price of the answer")),
        qPrintable(problem->text()));
    QCOMPARE(m_prices->rowCount(), 0);
    QTRY_COMPARE(clippedTexts(page), QStringList());
    QCOMPARE(namelessControls(page), QStringList());
    savePictures(page, QStringLiteral("plan-price-field"));
    QTest::keyClick(prompt, Qt::Key_Escape);
    QVERIFY(!prompt->isVisible());
    click(page, "enterPrice");
    QTest::keyClicks(prompt, QStringLiteral("1"));
    QTest::keyClicks(completion, QStringLiteral("2"));
    click(page, "priceKeep");
    // 304 requests of 500 tokens, which are an assumption, all at the higher price.
    QTRY_VERIFY2(
        composer.cost().endsWith(QStringLiteral("Cost: about 0.30 USD, an assumption")), qPrintable(composer.cost()));
    QCOMPARE(plain(page.findChild<QLabel *>(QStringLiteral("estimate"))->text()), composer.cost());
    QVERIFY(!prompt->isVisible() && !page.findChild<QPushButton *>(QStringLiteral("enterPrice"))->isVisible());
    QCOMPARE(m_prices->prices().first().model, QStringLiteral("gemma-3-270m"));
    savePictures(page, QStringLiteral("plan-cost"));
    QVERIFY(m_prices->remove(0)); // elsewhere
    QTRY_VERIFY2(composer.cost().endsWith(QStringLiteral("no price for gemma-3-270m")), qPrintable(composer.cost()));
}

void tst_CostPages::everyTargetCounts()
{
    enter("small", "USD", "1", "1");
    enter("large", "EUR", "10", "10");
    Composer composer(*m_prices, { QStringLiteral("small"), QStringLiteral("large"), QStringLiteral("unknown") });
    QTRY_VERIFY2(composer.cost().endsWith(
                     QStringLiteral("Cost: at least 1.52 EUR and 0.15 USD, an assumption; no price for unknown")),
        qPrintable(composer.cost()));
    click(*composer.page, "enterPrice");
    auto *prompt = composer.page->findChild<QLineEdit *>(QStringLiteral("pricePrompt"));
    QTest::keyClicks(prompt, QStringLiteral("2"));
    QTest::keyClick(prompt, Qt::Key_Tab);
    QTest::keyClicks(composer.page->findChild<QLineEdit *>(QStringLiteral("priceCompletion")), QStringLiteral("2"));
    auto *currency = composer.page->findChild<QLineEdit *>(QStringLiteral("priceCurrency"));
    QCOMPARE(currency->text(), QStringLiteral("EUR")); // as the last one
    currency->selectAll();
    QTest::keyClicks(currency, QStringLiteral("usd"));
    QTest::keyClick(currency, Qt::Key_Return);
    QTRY_VERIFY2(composer.cost().contains(QStringLiteral("about 1.52 EUR and 0.46 USD")), qPrintable(composer.cost()));
}

void tst_CostPages::runSaysWhatItCost()
{
    FakeConnection connection;
    Job job = jobOf(RunState::Completed,
        { { QStringLiteral("facts-v1"), QStringLiteral("accuracy"), 0.69, 100, 0.6 },
            { QStringLiteral("reading-v1"), QStringLiteral("accuracy"), 0.52, 100, 0.5 } });
    const auto tell = [&job](int result, const char *tokens) {
        QVariantMap info = job.results.benchmarks.at(result).additionalInfo.toVariantMap(),
                    notes = info.value(QStringLiteral("assay")).toMap();
        notes.insert(QStringLiteral("samples"), 100);
        notes.insert(QStringLiteral("tokens"), JsonText { QByteArray(tokens) }.toVariantMap());
        info.insert(QStringLiteral("assay"), notes);
        job.results.benchmarks[result].additionalInfo = JsonText::fromVariantMap(info);
    };
    tell(0, R"({"prompt":120000,"completion":30000,"answers":100})");
    tell(1, R"({"prompt":80000,"completion":20000,"answers":88})");
    connection.jobService.stored = { job };
    StillClock clock;
    RunPage page(RunPageServices { .jobs = connection.jobService,
                     .catalogue = &connection.catalogueService,
                     .capabilities = connection.abilities,
                     .clock = clock,
                     .prices = m_prices.get() },
        job.resource.id);
    page.resize(1200, 800);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    auto *line = page.findChild<QLabel *>(QStringLiteral("overviewCost"));
    QTRY_VERIFY(line->isVisible());
    QVERIFY2(
        line->text().startsWith(QStringLiteral("Tokens: at least 200000 sent, 50000 answered; the tokens of 12 item")),
        qPrintable(line->text()));
    QVERIFY2(
        line->text().endsWith(QStringLiteral("Cost: no price for SmolLM2-135M-Instruct")), qPrintable(line->text()));
    enter("smollm2-*", "USD", "1", "4");
    QVERIFY2(plain(line->text()).endsWith(QStringLiteral("Cost: at least 0.40 USD, computed here from your prices")),
        qPrintable(line->text()));
    QTRY_COMPARE(clippedTexts(page), QStringList());
    savePictures(page, QStringLiteral("run-cost"));
    tell(1, R"({"prompt":80000,"completion":20000,"answers":100})");
    connection.jobService.stored = { job };
    page.refresh();
    QTRY_VERIFY2(
        plain(line->text()).endsWith(QStringLiteral("answered  ·  Cost: 0.40 USD, computed here from your prices")),
        qPrintable(line->text()));
}

void tst_CostPages::comparisonHasAnAxisForEachCurrency()
{
    FakeRegistry registry;
    JobListModel jobs;
    FakeSavedDocuments saved;
    addRun(registry, QStringLiteral("nightly-207"), QStringLiteral("gemma-3-270m"), range(0, 40), 0.42, 512);
    addRun(registry, QStringLiteral("nightly-214"), QStringLiteral("gemma-3-270m"), range(4, 70), 0.43, 530);
    addRun(registry, QStringLiteral("rc-1"), QStringLiteral("smollm2-135m"), range(0, 41), 0.36, 498);
    double tokens = 100'000;
    for (Job &job : registry.local.jobService.stored) {
        for (BenchmarkResult &result : job.results.benchmarks) {
            QVariantMap info = result.additionalInfo.toVariantMap(),
                        notes = info.value(QStringLiteral("assay")).toMap();
            notes.insert(QStringLiteral("samples"), 200);
            notes.insert(QStringLiteral("tokens"),
                QVariantMap { { QStringLiteral("prompt"), tokens }, { QStringLiteral("completion"), tokens },
                    { QStringLiteral("answers"), 200 } });
            info.insert(QStringLiteral("assay"), notes);
            result.additionalInfo = JsonText::fromVariantMap(info);
        }
        tokens *= 2;
    }
    jobs.addConnection(QStringLiteral("local"), QStringLiteral("Local engine"), registry.local.jobService);
    jobs.refresh();
    enter("gemma*", "USD", "1", "2");
    enter("smollm2*", "EUR", "1", "2");
    ComparePage page({ registry.registry, jobs, saved, nullptr, m_prices.get() },
        QStringLiteral("new:nightly-207,nightly-214,rc-1"));
    page.resize(1200, 800);
    page.show();
    QTRY_VERIFY(!page.runs().isBusy() && page.runs().hasComparison());
    auto *across = page.findChild<QComboBox *>(QStringLiteral("tradeX"));
    auto *tabs = page.findChild<QTabWidget *>(QStringLiteral("compareTabs"));
    tabs->setCurrentIndex(3);
    QVERIFY(across->isVisible());
    auto *notice = page.findChild<QLabel *>(QStringLiteral("tradeNotice"));
    QVERIFY(!notice->isVisible()); // the latency is known of all
    const auto choose = [&](const char *currency) {
        const int row = across->findData(QStringLiteral("cost_") + QLatin1String(currency));
        QVERIFY2(row >= 0, currency);
        across->setFocus();
        while (across->currentIndex() < row)
            QTest::keyClick(across, Qt::Key_Down);
        while (across->currentIndex() > row)
            QTest::keyClick(across, Qt::Key_Up);
    };
    choose("USD");
    auto *chart = page.findChild<TradeOffChart *>();
    QTRY_COMPARE(chart->data().points.size(), 2);
    QCOMPARE(chart->data().x.title, QStringLiteral("Cost, USD"));
    QCOMPARE(notice->text(), QStringLiteral("Left out: rc-1 (its price is in EUR)."));
    QVERIFY(notice->isVisible());
    savePictures(page, QStringLiteral("compare-cost"));
    choose("EUR");
    QTRY_COMPARE(chart->data().points.size(), 1);
    enter("smollm2*", "USD", "1", "2");
    QTRY_COMPARE(across->findData(QStringLiteral("cost_EUR")), -1); // nobody has it any more
    choose("USD");
    QTRY_COMPARE(chart->data().points.size(), 3);
    QVERIFY(!notice->isVisible());
}

ASSAY_TEST(tst_CostPages)
#include "tst_CostPages.moc"
