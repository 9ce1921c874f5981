#include "models/report/ReportModel.h"
#include "services/core/Async.h"
#include "tests/support/CompareFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;

/// The window's reports from fakes: what the page's subject asks for, and a connection that goes meanwhile.
class tst_ReportModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void confirmedByItsAuthor();
    void connectionTakenOutMeanwhile();
};

void tst_ReportModel::confirmedByItsAuthor()
{
    FakeRegistry registry;
    for (const int shots : {0, 5}) {
        addRun(registry, QStringLiteral("run-%1").arg(shots), QStringLiteral("m"), range(0, 10 + 10 * shots), 0.4, 500);
        BenchmarkResult &result = registry.local.jobService.stored.last().results.benchmarks[0];
        result.additionalInfo.text = QStringLiteral(R"({"assay":{"config":{"dataset_sha256":"aaaa","num_fewshot":%1}}})").arg(shots).toUtf8();
    }
    const auto first = [&registry](const QString &subject) {
        ReportModel model(registry.registry, subject, QStringLiteral("Assay 1"));
        model.refresh();
        [&] { QTRY_COMPARE(model.load(), LoadState::Ready); }();
        return model.data().differences.isEmpty() ? reports::ReportDifference() : model.data().differences.first();
    };
    QVERIFY(!first(QStringLiteral("compare:run-0,run-5")).better);
    QCOMPARE(first(QStringLiteral("compare:confirmed:run-0,run-5")).better, std::optional(false));
    const ReportModel confirmed(registry.registry, QStringLiteral("compare:confirmed:run-0,run-5"), {});
    QCOMPARE(confirmed.refs(), QStringList({QStringLiteral("run-0"), QStringLiteral("run-5")}));
}

void tst_ReportModel::connectionTakenOutMeanwhile()
{
    FakeRegistry registry;
    const Job job = addRun(registry, QStringLiteral("j"), QStringLiteral("m"), {}, 0.4, 500);
    auto saved = registry.registry.save(remoteSettings(QStringLiteral("prod"), QStringLiteral("Prod")), {});
    QTRY_VERIFY(registry.registry.find(QStringLiteral("prod")));
    FakeRemote *prod = registry.remote(QStringLiteral("prod"));
    prod->jobService.stored = {job};
    prod->jobService.hold = true;
    ReportModel model(registry.registry, QStringLiteral("prod/j"), QStringLiteral("Assay 1"));
    model.refresh();
    auto removed = registry.registry.remove(QStringLiteral("prod"));
    QTRY_VERIFY(!registry.registry.find(QStringLiteral("prod")));
    prod->jobService.hold = false;
    prod->jobService.releaseAll();
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QVERIFY2(model.lastError().message.contains(QStringLiteral("was taken out")), qPrintable(model.lastError().message));
}

ASSAY_TEST(tst_ReportModel)
#include "tst_ReportModel.moc"
