#include "models/authoring/CoverageModel.h"
#include "models/authoring/DocumentModel.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace assay;

class tst_Coverage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void countsAndShares();
    void nothing();
};

void tst_Coverage::countsAndShares()
{
    QHash<QString, ProviderBenchmark> known;
    for (const auto &[id, category] : {std::pair("a", "math"), std::pair("b", "math"), std::pair("c", "safety")}) {
        ProviderBenchmark benchmark;
        benchmark.category = category;
        known.insert(id, benchmark);
    }
    DocumentModel document(DocumentKind::Collection);
    const auto read = AuthoredDocument::fromText(DocumentKind::Collection, "benchmarks: [{id: a, provider_id: p, weight: 2}, {id: b, provider_id: q}, {id: c, provider_id: p}, {id: gone, provider_id: p}]\n");
    QVERIFY(read);
    document.open(*read);
    CoverageModel model(document, [&](const QString &, const QString &id) { return known.contains(id) ? &known[id] : nullptr; },
                        [](const QString &id) { return id.toUpper(); });
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto header = [&](int section, Qt::Orientation way) { return model.headerData(section, way, Qt::DisplayRole).toString(); };
    const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(header(0, Qt::Horizontal), QString("P"));
    QCOMPARE(header(2, Qt::Horizontal), QString("All"));
    QCOMPARE(header(0, Qt::Vertical), QString("math"));
    QCOMPARE(header(2, Qt::Vertical), QString("no category"));
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(cell(0, 0), QString("1 · 40.0 %"));
    QCOMPARE(cell(0, 2), QString("2 · 60.0 %"));
    QCOMPARE(cell(1, 1), QString("–")); // no safety by q: a hole
    QCOMPARE(cell(3, 0), QString("3 · 80.0 %"));
    QCOMPARE(cell(3, 2), QString("4 · 100.0 %"));
    QCOMPARE(model.index(1, 1).data(Qt::AccessibleTextRole).toString(), QString("safety, Q: nothing"));
    QVERIFY(model.summary().contains("not in the catalogue"));
    document.set(QStringLiteral("benchmarks/1/weight"), 6.0);
    QCOMPARE(cell(0, 1), QString("1 · 60.0 %"));
    document.removeRows(QStringLiteral("benchmarks"), {1});
    QCOMPARE(model.columnCount(), 2); // q is not used any more
}

void tst_Coverage::nothing()
{
    DocumentModel document(DocumentKind::Collection);
    CoverageModel model(document, {}, {});
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(model.isEmpty());
    QCOMPARE(model.rowCount(), 0);
}

ASSAY_TEST(tst_Coverage)
#include "tst_Coverage.moc"
