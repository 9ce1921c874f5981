#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "tests/support/FakeCatalogueService.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using assay::test::FakeCatalogueService;

class tst_CatalogueModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tree();
    void everyPage();
    void mergesWithoutReset();
    void failure();
    void collections();
};

static Provider provider(const QString &id, int benchmarks)
{
    Provider made;
    made.resource.id = made.name = id;
    for (int i = 0; i < benchmarks; ++i) {
        ProviderBenchmark benchmark;
        benchmark.id = QStringLiteral("%1-%2").arg(id).arg(i);
        benchmark.metrics = {QStringLiteral("acc")};
        benchmark.primaryScore = PrimaryScore{QStringLiteral("acc"), i == 1, {}};
        benchmark.datasetSize = 100;
        made.benchmarks << benchmark;
    }
    return made;
}

void tst_CatalogueModel::tree()
{
    FakeCatalogueService service;
    service.providers = {provider(QStringLiteral("one"), 2), provider(QStringLiteral("empty"), 0)};
    CatalogueModel model(service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 2);
    const QModelIndex one = model.index(0, 0);
    QCOMPARE(one.data().toString(), QStringLiteral("one (2)"));
    QCOMPARE(model.rowCount(one), 2);
    QVERIFY(!model.index(2, 0, one).isValid());
    const QModelIndex benchmark = model.index(1, 0, one);
    QCOMPARE(model.parent(benchmark), one);
    QVERIFY(benchmark.data(CatalogueModel::IsBenchmarkRole).toBool());
    QCOMPARE(benchmark.data(CatalogueModel::ProviderIdRole).toString(), QStringLiteral("one"));
    QCOMPARE(model.index(1, CatalogueModel::MetricColumn, one).data().toString(), QStringLiteral("acc ↓"));
    QVERIFY(model.benchmark(QStringLiteral("one"), QStringLiteral("one-1")));
    QVERIFY(!model.benchmark(QStringLiteral("empty"), QStringLiteral("one-1")));
    QCOMPARE(model.providerTitle(QStringLiteral("one")), QStringLiteral("one"));
    QCOMPARE(model.providerTitle(QStringLiteral("gone")), QStringLiteral("gone"));
}

void tst_CatalogueModel::everyPage()
{
    FakeCatalogueService service;
    for (int i = 0; i < 120; ++i)
        service.providers << provider(QString::number(i), 1);
    CatalogueModel model(service);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 120);
    QCOMPARE(service.providerCalls, 3);
}

void tst_CatalogueModel::mergesWithoutReset()
{
    FakeCatalogueService service;
    service.providers = {provider(QStringLiteral("a"), 1), provider(QStringLiteral("b"), 1), provider(QStringLiteral("c"), 1)};
    CatalogueModel model(service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &CatalogueModel::modelReset);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    const QPersistentModelIndex kept(model.index(0, 0, model.index(1, 0)));
    service.providers = {provider(QStringLiteral("c"), 2), provider(QStringLiteral("b"), 1), provider(QStringLiteral("d"), 0)};
    Q_EMIT service.providersChanged();
    QTRY_COMPARE(model.index(0, 0).data(IdRole).toString(), QStringLiteral("c"));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.rowCount(model.index(0, 0)), 2);
    QVERIFY(kept.isValid());
    QCOMPARE(kept.data(CatalogueModel::BenchmarkIdRole).toString(), QStringLiteral("b-0"));
    QCOMPARE(reset.count(), 0);
}

void tst_CatalogueModel::failure()
{
    FakeCatalogueService service;
    service.failWith = Error{Error::Kind::Network, QStringLiteral("no")};
    CatalogueModel model(service);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.error().message, QStringLiteral("no"));
    CollectionListModel collectionModel(service);
    collectionModel.refresh();
    QTRY_COMPARE(collectionModel.load(), LoadState::Failed);
}

void tst_CatalogueModel::collections()
{
    FakeCatalogueService service;
    for (int i = 0; i < 60; ++i) {
        Collection collection;
        collection.resource.id = QString::number(i);
        collection.name = QStringLiteral("Collection %1").arg(i);
        collection.benchmarks.resize(3);
        service.collections << collection;
    }
    CollectionListModel model(service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 60);
    QCOMPARE(model.index(5, CollectionListModel::BenchmarksColumn).data().toString(), QStringLiteral("3"));
    QVERIFY(model.find(QStringLiteral("59")));
    QVERIFY(!model.find(QStringLiteral("60")));
    service.collections.removeFirst();
    service.collections.move(0, 5);
    Q_EMIT service.collectionsChanged();
    QTRY_COMPARE(model.rowCount(), 59);
    QCOMPARE(model.collection(5).resource.id, QStringLiteral("1"));
}

ASSAY_TEST(tst_CatalogueModel)
#include "tst_CatalogueModel.moc"
