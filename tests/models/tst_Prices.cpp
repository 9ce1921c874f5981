#include "models/prices/CostWords.h"
#include "models/prices/PriceListModel.h"
#include "models/results/RunCost.h"
#include "models/results/RunModel.h"
#include "services/authoring/AuthoredDraft.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/StillClock.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using test::jobOf;

/// The user's prices: what is typed, kept, taken back and refused; what costs say; what a run cost.
class tst_Prices : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { QLocale::setDefault(m_locale); }
    void comesAndGoes();
    void isKept();
    void leavesUnreadableOnesAlone_data();
    void leavesUnreadableOnesAlone();
    void refusesBadInput_data();
    void refusesBadInput();
    void numbersInTheUsersLanguage();
    void typedInOneGo();
    void failuresAreTold();
    void words_data();
    void words();
    void wordsOfCosts();
    void runFollowsResultsAndPrices();

private:
    using Column = PriceListModel::Column;
    bool type(int row, Column column, const char *text)
    {
        return m_model->setData(m_model->index(row, column), QString::fromUtf8(text));
    }
    QString text(int row, Column column) const { return m_model->index(row, column).data().toString(); }
    void load()
    {
        m_model->load();
        QTRY_COMPARE(m_model->state(), LoadState::Ready);
    }
    const QLocale m_locale; ///< of the program
    test::FakeDraftStore m_store;
    std::unique_ptr<PriceListModel> m_model;
};

void tst_Prices::init()
{
    QLocale::setDefault(QLocale::c());
    m_store.contents.clear();
    m_store.failLoad.reset();
    m_store.failSave.reset();
    m_model = std::make_unique<PriceListModel>(m_store);
}

void tst_Prices::comesAndGoes()
{
    const QAbstractItemModelTester tester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(m_model->add(), -1); // nothing is written over what was not read
    load();
    QSignalSpy changed(m_model.get(), &PriceListModel::pricesChanged);
    QCOMPARE(m_model->add(), 0);
    QCOMPARE(m_model->add(), 1);
    QVERIFY(text(0, Column::ModelColumn) != text(1, Column::ModelColumn));
    QCOMPARE(text(0, Column::CurrencyColumn), QStringLiteral("USD"));
    QCOMPARE(text(0, Column::PromptColumn), QStringLiteral("missing"));
    QCOMPARE(m_model->index(0, Column::PromptColumn).data(ToneRole).toInt(), int(Tone::Warning));
    QCOMPARE(text(0, Column::RequestColumn), QStringLiteral("none"));
    QVERIFY(!m_model->prices().first().isComplete());
    QVERIFY(type(0, Column::ModelColumn, " gpt-* "));
    QVERIFY(type(0, Column::CurrencyColumn, "eur"));
    QVERIFY(type(0, Column::PromptColumn, "0.15"));
    QVERIFY(type(0, Column::CompletionColumn, "1e1"));
    QVERIFY(type(0, Column::RequestColumn, "0.0001"));
    const ModelPrice entered { QStringLiteral("gpt-*"), QStringLiteral("EUR"), 0.15, 10.0, 0.0001 };
    QCOMPARE(m_model->prices().first(), entered);
    QCOMPARE(text(0, Column::RequestColumn), QStringLiteral("0.0001")); // not 1e-04
    QCOMPARE(changed.size(), 7);
    QVERIFY(type(0, Column::PromptColumn, "0.15"));
    QCOMPARE(changed.size(), 7); // nothing new, nothing to undo
    QVERIFY(type(0, Column::PromptColumn, "")); // back to not known
    QVERIFY(!m_model->prices().first().prompt);
    m_model->undoStack().undo();
    QCOMPARE(m_model->prices().first(), entered);
    QCOMPARE(m_model->add(QStringLiteral("GPT-*")), 0); // is there
    QCOMPARE(m_model->add(QStringLiteral("local")), 2);
    QCOMPARE(text(2, Column::CurrencyColumn), text(1, Column::CurrencyColumn));
    QVERIFY(m_model->remove(0));
    QVERIFY(!m_model->remove(7) && !m_model->remove(-1));
    QCOMPARE(m_model->rowCount(), 2);
    m_model->undoStack().undo();
    QCOMPARE(m_model->prices().first(), entered);
    while (m_model->undoStack().canUndo())
        m_model->undoStack().undo();
    QCOMPARE(m_model->rowCount(), 0);
    while (m_model->undoStack().canRedo())
        m_model->undoStack().redo();
    QCOMPARE(m_model->rowCount(), 2);
    QVERIFY(valueFromJson(m_store.contents.value(QStringLiteral("prices"))).toList().size() == 2);
}

void tst_Prices::isKept()
{
    load();
    QVERIFY(m_model->set(QStringLiteral("gpt-*"), QStringLiteral("USD"), QStringLiteral("0.15"), QStringLiteral("3")));
    m_model->add(QStringLiteral("not yet"));
    const QList<ModelPrice> before = m_model->prices();
    PriceListModel again(m_store);
    const QAbstractItemModelTester tester(&again, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy changed(&again, &PriceListModel::pricesChanged);
    again.load();
    again.load();
    QTRY_COMPARE(again.state(), LoadState::Ready);
    QCOMPARE(again.prices(), before);
    QCOMPARE(changed.size(), 1);
    QVERIFY(!again.undoStack().canUndo());
}

void tst_Prices::leavesUnreadableOnesAlone_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no JSON") << QByteArray("prices: 3");
    QTest::newRow("no list") << QByteArray("{}");
    QTest::newRow("without a name") << QByteArray(R"([{"currency":"USD","prompt":1,"completion":1}])");
    QTest::newRow("without a currency") << QByteArray(R"([{"model":"m","prompt":1,"completion":1}])");
    QTest::newRow("a text for a number") << QByteArray(R"([{"model":"m","currency":"USD","prompt":"1"}])");
    QTest::newRow("below zero") << QByteArray(R"([{"model":"m","currency":"USD","prompt":-1}])");
}

void tst_Prices::leavesUnreadableOnesAlone()
{
    QFETCH(QByteArray, content);
    m_store.contents.insert(QStringLiteral("prices"), content);
    m_model->load();
    QTRY_COMPARE(m_model->state(), LoadState::Failed);
    QVERIFY(m_model->error().contains(QStringLiteral("left as they are")));
    QCOMPARE(m_model->add(), -1);
    QVERIFY(!m_model->set(QStringLiteral("m"), QStringLiteral("USD"), QStringLiteral("1"), QStringLiteral("1")));
    QCOMPARE(m_store.contents.value(QStringLiteral("prices")), content);
    m_store.contents.clear(); // mended meanwhile
    load();
    QVERIFY(m_model->error().isEmpty());
}

void tst_Prices::refusesBadInput_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("says"); // the field, and what would be right
    const auto row = [](const char *name, Column column, const char *typed, const char *says) {
        QTest::newRow(name) << int(column) << QString::fromUtf8(typed) << QString::fromUtf8(says);
    };
    row("no name", Column::ModelColumn, "  ", "Model: enter the model's name, or a pattern like gpt-*.");
    row("a name that is there", Column::ModelColumn, "OTHER", "Model: “OTHER” has a price already; change that one.");
    row("a sign", Column::CurrencyColumn, "$", "Currency: “$” is none; enter three letters, like USD.");
    row("no currency", Column::CurrencyColumn, "", "Currency: “” is none; enter three letters, like USD.");
    row("a word", Column::PromptColumn, "cheap", "Price of the prompt: “cheap” is no number; write it like 0.15.");
    row("a comma", Column::PromptColumn, "0,15", "Price of the prompt: “0,15” is no number; write it like 0.15.");
    row("groups", Column::CompletionColumn, "1,500", "Price of the answer: “1,500” is no number; write it like 0.15.");
    row("below zero", Column::CompletionColumn, "-1", "Price of the answer: enter 0 or more.");
    row("infinite", Column::RequestColumn, "inf", "Price of a request: “inf” is no number; write it like 0.15.");
    row("a slip", Column::RequestColumn, "1e12", "Price of a request: enter 1000000000 at most.");
}

void tst_Prices::refusesBadInput()
{
    QFETCH(int, column);
    QFETCH(QString, typed);
    QFETCH(QString, says);
    load();
    QVERIFY(m_model->set(QStringLiteral("m"), QStringLiteral("USD"), QStringLiteral("1"), QStringLiteral("2")));
    QVERIFY(m_model->set(QStringLiteral("other"), QStringLiteral("USD"), QStringLiteral("1"), QStringLiteral("2")));
    const QList<ModelPrice> before = m_model->prices();
    const int saves = m_store.saves;
    QSignalSpy told(m_model.get(), &PriceListModel::typed);
    QVERIFY(!m_model->setData(m_model->index(0, column), typed));
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().first().toString(), says);
    QCOMPARE(m_model->prices(), before);
    QCOMPARE(m_store.saves, saves);
    QVERIFY(type(0, Column::PromptColumn, "3"));
    QCOMPARE(told.last().first().toString(), QString());
}

void tst_Prices::numbersInTheUsersLanguage()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    load();
    QCOMPARE(m_model->usualCurrency(), QStringLiteral("EUR"));
    QCOMPARE(m_model->add(QStringLiteral("m")), 0);
    QVERIFY(type(0, Column::PromptColumn, "1234,5"));
    QVERIFY(!type(0, Column::PromptColumn, "0.15")); // a German group of digits is no price
    QCOMPARE(*m_model->prices().first().prompt, 1234.5);
    QCOMPARE(text(0, Column::PromptColumn), QStringLiteral("1234,5"));
    QCOMPARE(m_model->index(0, Column::PromptColumn).data(Qt::EditRole).toString(),
        QStringLiteral("1234,5")); // can be typed again
}

void tst_Prices::typedInOneGo()
{
    const QString usd = QStringLiteral("usd"), one = QStringLiteral("1"), two = QStringLiteral("2");
    const auto early = m_model->set(QStringLiteral("m"), usd, one, two);
    QVERIFY(!early && early.error().kind == Error::Kind::Storage);
    load();
    const auto refused = m_model->set(QStringLiteral("m"), usd, one, QString());
    QVERIFY(!refused);
    QCOMPARE(refused.error().message,
        QStringLiteral("Price of the answer: enter a number, like 0.15; 0 if it costs nothing."));
    QCOMPARE(m_model->rowCount(), 0);
    QVERIFY(m_model->set(QStringLiteral("m"), usd, one, two));
    QVERIFY(type(0, Column::RequestColumn, "5"));
    QVERIFY(m_model->set(QStringLiteral("M"), QStringLiteral("EUR"), two, one));
    QCOMPARE(m_model->prices(), (QList<ModelPrice> { { QStringLiteral("m"), QStringLiteral("EUR"), 2.0, 1.0, 5.0 } }));
    m_model->undoStack().undo();
    QCOMPARE(m_model->prices().first().currency, QStringLiteral("USD"));
}

void tst_Prices::failuresAreTold()
{
    load();
    m_store.failSave = Error { Error::Kind::Storage, QStringLiteral("The disk is full.") };
    QSignalSpy failed(m_model.get(), &PriceListModel::failed);
    m_model->add();
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed.first().first().toString().endsWith(QStringLiteral("The disk is full.")));
    m_store.failLoad = m_store.failSave;
    PriceListModel unread(m_store);
    unread.load();
    QTRY_COMPARE(unread.state(), LoadState::Failed);
    QCOMPARE(unread.error(), QStringLiteral("The disk is full."));
}

void tst_Prices::words_data()
{
    QTest::addColumn<double>("amount");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << 0.0 << QStringLiteral("0\u00a0USD");
    QTest::newRow("much") << 1234.567 << QStringLiteral("1234.57\u00a0USD");
    QTest::newRow("some") << 0.4234 << QStringLiteral("0.42\u00a0USD");
    QTest::newRow("little") << 0.04234 << QStringLiteral("0.042\u00a0USD");
    QTest::newRow("less") << 0.00042 << QStringLiteral("0.00042\u00a0USD");
    QTest::newRow("next to nothing") << 0.0000042 << QStringLiteral("0.000004\u00a0USD");
    QTest::newRow("not nothing") << 0.0000001 << QStringLiteral("less than 0.000001\u00a0USD");
}

void tst_Prices::words()
{
    QFETCH(double, amount);
    QFETCH(QString, expected);
    QCOMPARE(moneyText(amount, QStringLiteral("USD"), QLocale::c()), expected);
}

void tst_Prices::wordsOfCosts()
{
    const QLocale c = QLocale::c();
    const auto plain = [&](const Cost &cost) { return costText(cost, c).replace(QChar(QChar::Nbsp), QChar(u' ')); };
    Cost cost;
    QCOMPARE(plain(cost), QStringLiteral("not known"));
    cost.unpriced = { QStringLiteral("a"), QStringLiteral("b") };
    QCOMPARE(plain(cost), QStringLiteral("no price for a, b"));
    cost.amounts = { { QStringLiteral("USD"), 0.42 } };
    QCOMPARE(plain(cost), QStringLiteral("at least 0.42 USD; no price for a, b"));
    cost.unpriced.clear();
    QCOMPARE(plain(cost), QStringLiteral("0.42 USD"));
    cost.estimated = true;
    QCOMPARE(plain(cost), QStringLiteral("about 0.42 USD"));
    cost.assumed = true;
    cost.amounts.insert(QStringLiteral("EUR"), 2);
    cost.amounts.insert(QStringLiteral("CHF"), 3);
    QCOMPARE(plain(cost), QStringLiteral("about 3.00 CHF, 2.00 EUR and 0.42 USD, an assumption"));
    Cost replayed;
    replayed.recorded = true;
    QCOMPARE(plain(replayed), QStringLiteral("none, the answers are recorded"));

    RunTokens tokens { 12345, 678, 100, 0, 0, 1, false, false };
    QCOMPARE(runTokensText(tokens, c), QStringLiteral("12345 sent, 678 answered"));
    tokens.unknownItems = 12;
    tokens.judged = true;
    QVERIFY2(
        runTokensText(tokens, c).startsWith(QStringLiteral("at least 12345 sent, 678 answered; the tokens of 12 item")),
        qPrintable(runTokensText(tokens, c)));
    QVERIFY(runTokensText(tokens, c).endsWith(QStringLiteral("those of the judge are not counted")));
    QCOMPARE(runCostText({}, cost, c), QString()); // no result tells tokens: nothing is said
    QVERIFY(runCostText(tokens, replayed, c).endsWith(QStringLiteral("Cost: none, the answers are recorded")));
}

void tst_Prices::runFollowsResultsAndPrices()
{
    test::FakeJobService jobs;
    test::StillClock clock;
    Job job = jobOf(RunState::Completed, { { QStringLiteral("facts"), QStringLiteral("accuracy"), 0.9, 10 } });
    jobs.stored = { job };
    RunModel run(jobs, nullptr, job.resource.id, clock);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    RunCost cost(run, m_model.get());
    const RunCost withoutPrices(run, nullptr);
    QTRY_COMPARE(m_model->state(), LoadState::Ready);
    QTRY_COMPARE(cost.tokens().untold, 1);
    QVERIFY(cost.text().isEmpty());
    job.results.benchmarks[0].additionalInfo.text
        = R"({"assay":{"samples":10,"errors":0,"tokens":{"prompt":2000000,"completion":1000000,"answers":10}}})";
    jobs.stored = { job };
    run.refresh();
    QTRY_COMPARE(cost.tokens().prompt, 2e6);
    QVERIFY2(cost.text().endsWith(QStringLiteral("Cost: no price for SmolLM2-135M-Instruct")), qPrintable(cost.text()));
    QTRY_COMPARE(withoutPrices.text(), QStringLiteral("Tokens: 2000000 sent, 1000000 answered"));
    QSignalSpy changed(&cost, &RunCost::changed);
    QVERIFY(m_model->set(QStringLiteral("SmolLM2-*"), QStringLiteral("USD"), QStringLiteral("1"), QStringLiteral("2")));
    QCOMPARE(changed.size(), 1);
    QVERIFY2(cost.text().endsWith(QStringLiteral("Cost: 4.00\u00a0USD, computed here from your prices")),
        qPrintable(cost.text()));
}

ASSAY_TEST(tst_Prices)
#include "tst_Prices.moc"
