#include "models/metrics/MetricTableModel.h"
#include "services/core/Async.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;

/// The user's metric dictionary: what is changed counts for every reader at once, is saved, and can be taken back.
class tst_MetricTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { setMetricDictionary(MetricDictionary::seed()); }
    void changesCountAtOnce();
    void ownEntriesComeAndGo();
    void refusesWhatCannotBe();
    void aChangedOneKeepsItsTurn();
    void failuresAreTold();

private:
    int rowOf(const QString &title) const
    {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (m_model->entry(row).info.title == title)
                return row;
        }
        return -1;
    }
    QList<MetricDictionary::Entry> m_saved;
    Result<Done> m_answer = Done{};
    std::unique_ptr<MetricTableModel> m_model;
};

void tst_MetricTable::init()
{
    m_saved.clear();
    m_answer = Done{};
    m_model = std::make_unique<MetricTableModel>(QList<MetricDictionary::Entry>(), [this](const QList<MetricDictionary::Entry> &own) {
        m_saved = own;
        return readyFuture<Done>(m_answer);
    });
}

void tst_MetricTable::changesCountAtOnce()
{
    const QAbstractItemModelTester tester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy changed(m_model.get(), &MetricTableModel::dictionaryChanged);
    const int row = rowOf(QStringLiteral("Perplexity"));
    QVERIFY(row >= 0 && !m_model->isOwn(row));
    QVERIFY(metricInfo(QStringLiteral("perplexity")).lowerIsBetter);
    MetricDictionary::Entry entry = m_model->entry(row);
    entry.info.lowerIsBetter = false;
    entry.info.suffix = QStringLiteral("ppl");
    entry.info.decimals = 1;
    QVERIFY(m_model->change(row, entry));
    QVERIFY(!metricInfo(QStringLiteral("perplexity")).lowerIsBetter);
    QCOMPARE(formatMetric(QStringLiteral("perplexity"), 12.34), QStringLiteral("12.3\u00a0ppl"));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(m_saved.size(), 1);
    QVERIFY(m_model->isOwn(row));
    QCOMPARE(m_model->index(row, MetricTableModel::SourceColumn).data().toString(), QStringLiteral("Yours, changed"));
    QVERIFY(!m_model->change(row, entry)); // nothing new
    m_model->undoStack().undo();
    QVERIFY(metricInfo(QStringLiteral("perplexity")).lowerIsBetter);
    QVERIFY(m_saved.isEmpty());
    m_model->undoStack().redo();
    QVERIFY(m_model->remove(row)); // back to the program's
    QVERIFY(metricInfo(QStringLiteral("perplexity")).lowerIsBetter);
    QVERIFY(!m_model->remove(row));
}

void tst_MetricTable::ownEntriesComeAndGo()
{
    const QAbstractItemModelTester tester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    const int before = m_model->rowCount();
    QCOMPARE(m_model->add(QStringLiteral("eur")), 0);
    QCOMPARE(m_model->add(QStringLiteral("eur")), 0);
    QCOMPARE(m_model->rowCount(), before + 2);
    QCOMPARE(m_model->entry(0).names, QStringList{QStringLiteral("eur_2")});
    MetricDictionary::Entry entry = m_model->entry(1);
    entry.names = {QStringLiteral("euro"), QStringLiteral("cost_eur")};
    entry.info.suffix = QStringLiteral("EUR");
    entry.info.lowest = 0;
    QVERIFY(m_model->change(1, entry));
    QCOMPARE(m_model->index(1, MetricTableModel::RangeColumn).data().toString(), QStringLiteral("0 to …"));
    QVERIFY(metricInfo(QStringLiteral("cost_eur")).known);
    QVERIFY(m_model->remove(0));
    QCOMPARE(m_model->rowCount(), before + 1);
    QCOMPARE(m_model->entry(0).names.first(), QStringLiteral("euro"));
    QVERIFY(m_model->remove(0));
    QVERIFY(!metricInfo(QStringLiteral("cost_eur")).known);
    for (int step = 0; step < 5; ++step)
        m_model->undoStack().undo();
    QCOMPARE(m_model->rowCount(), before);
}

void tst_MetricTable::refusesWhatCannotBe()
{
    MetricDictionary::Entry entry = m_model->entry(rowOf(QStringLiteral("Perplexity")));
    entry.info.highest = 0;
    const auto problem = MetricTableModel::problem(entry);
    QVERIFY(problem);
    QCOMPARE(problem->detail, QStringLiteral("range"));
    QVERIFY2(problem->message.contains(QStringLiteral("Perplexity")), qPrintable(problem->message));
    QVERIFY(!m_model->change(rowOf(QStringLiteral("Perplexity")), entry));
    entry = {};
    QVERIFY(MetricTableModel::problem(entry)); // about nothing
    entry.pattern = QStringLiteral("(");
    QCOMPARE(MetricTableModel::problem(entry)->detail, QStringLiteral("pattern"));
    QVERIFY(m_saved.isEmpty());
}

/// "Errors" stands before "Accuracy" and takes what both would; a changed Accuracy must not go before it.
void tst_MetricTable::aChangedOneKeepsItsTurn()
{
    const QString both = QStringLiteral("attack_success_rate");
    const MetricInfo before = metricInfo(both);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        MetricDictionary::Entry entry = m_model->entry(row);
        if (entry.info.title == QLatin1String("Attack success rate"))
            continue;
        entry.info.decimals = 7;
        QVERIFY(m_model->change(row, entry));
    }
    QCOMPARE(metricInfo(both), before);
    QCOMPARE(*metricInfo(QStringLiteral("acc_norm")).decimals, 7);
    QCOMPARE(metricInfo(QStringLiteral("ttft_ms")).title, QStringLiteral("Time to first token")); // not "Latency", which fits too
}

void tst_MetricTable::failuresAreTold()
{
    m_answer = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    QSignalSpy failed(m_model.get(), &MetricTableModel::failed);
    m_model->add(QStringLiteral("x"));
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().toString(), QStringLiteral("The disk is full."));
}

ASSAY_TEST(tst_MetricTable)
#include "tst_MetricTable.moc"
