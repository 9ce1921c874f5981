#include "services/engine/inputs/LocalLimits.h"
#include "services/engine/inputs/PrivateHost.h"
#include "services/engine/inputs/SafePath.h"
#include "tests/inputs/InputFixture.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::engine;
using namespace assay::test;

class tst_LocalLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesEachField();
    void refusesAtRunTimeByName();
    void aRefusalIsHeldBackForAGrace();
    void knowsPrivateHosts();
    void namesStayInTheirFolder();
};

static QStringList fields(const BenchmarkRef &entry, const Job &job, bool runner = true)
{
    QStringList out;
    for (const LocalLimit &limit : localLimits(entry, 2, job, runner)) {
        if (!limit.message.message.startsWith(limit.field) || limit.message.messageCode != QLatin1String("field_not_supported_locally"))
            out << QStringLiteral("(badly worded)");
        out << limit.field;
    }
    return out;
}

void tst_LocalLimits::namesEachField()
{
    BenchmarkRef entry;
    Job job;
    QCOMPARE(fields(entry, job), QStringList());
    entry.hardwareConfig.emplace();
    entry.hardwareConfig->cpu = Amount{QStringLiteral("2"), {}, {}};
    QCOMPARE(fields(entry, job), QStringList()); // what the machine has is used
    entry.hardwareConfig->gpu = Gpu{QStringLiteral("nvidia.com/gpu"), 1, {}};
    entry.hardwareConfig->queue = Queue{QStringLiteral("kueue"), QStringLiteral("q"), {}};
    job.queue = Queue{QStringLiteral("kueue"), QStringLiteral("q"), {}};
    entry.testDataRef.emplace();
    entry.testDataRef->pvc = PvcRef{QStringLiteral("claim"), {}, {}};
    QCOMPARE(fields(entry, job, false),
             (QStringList{QStringLiteral("benchmarks[2].test_data_ref.pvc"), QStringLiteral("queue"), QStringLiteral("benchmarks[2].hardware_config.queue"),
                          QStringLiteral("benchmarks[2].hardware_config.gpu"), QStringLiteral("benchmarks[2].provider_id")}));
    BenchmarkRef plain;
    Job profile;
    profile.hardwareConfig.emplace();
    profile.hardwareConfig->hardwareProfileName = QStringLiteral("large");
    QCOMPARE(fields(plain, profile), QStringList{QStringLiteral("hardware_config.hardware_profile_name")});
    plain.hardwareConfig.emplace(); // its own, without anything: the job's default does not count
    QCOMPARE(fields(plain, profile), QStringList());
}

void tst_LocalLimits::refusesAtRunTimeByName()
{
    InputFixture fixture;
    TestDataRef ref;
    ref.pvc = PvcRef{QStringLiteral("claim"), {}, {}};
    QVERIFY(!fixture.fetch(ref));
    QVERIFY2(fixture.failure().startsWith(QLatin1String("benchmarks[0].test_data_ref.pvc")), qPrintable(fixture.failure()));
    QVERIFY(fixture.failure().contains(QLatin1String("connection to a cluster")));
    QCOMPARE(fixture.inner.started.size(), 0);
    auto spec = fixture.spec({});
    spec.benchmark.testDataRef.reset();
    spec.job.queue = Queue{QStringLiteral("kueue"), QStringLiteral("q"), {}};
    const auto sink = std::make_shared<InputSink>();
    InputRunner runner(fixture.inner, fixture.settings);
    runner.start(spec, nullptr, sink);
    QVERIFY(sink->waitForEnd());
    QVERIFY(sink->failure().startsWith(QLatin1String("queue ")));
}

void tst_LocalLimits::aRefusalIsHeldBackForAGrace()
{
    InputFixture fixture;
    fixture.settings.failureGraceMs = 3'600'000;
    fixture.settings.quietMs = 3'600'000;
    TestDataRef ref;
    ref.pvc = PvcRef{QStringLiteral("claim"), {}, {}};
    const auto sink = std::make_shared<InputSink>();
    InputRunner runner(fixture.inner, fixture.settings);
    runner.start(fixture.spec(ref), nullptr, sink);
    QVERIFY(sink->wait([&] { return !sink->lines.isEmpty(); }));
    QVERIFY(sink->failures.isEmpty());
    QVERIFY(sink->phases.isEmpty());
    std::atomic<bool> stopped = false;
    runner.cancel(QStringLiteral("job"), 0, [&] { stopped = true; });
    QTRY_VERIFY_WITH_TIMEOUT(stopped.load(), 20'000);
    QCOMPARE(sink->ends, 0);
    QCOMPARE(fixture.inner.cancels.load(), 0);
}

void tst_LocalLimits::knowsPrivateHosts()
{
    for (const char *inside : {"localhost", "127.0.0.1", "2130706433", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", "fd00::1",
                               "metadata.google.internal", "x.svc", "db.cluster.local", "printer.local", "0.0.0.0", "224.0.0.1", ""})
        QVERIFY2(isPrivateHost(QLatin1String(inside)), inside);
    QVERIFY(!isPrivateHost(QStringLiteral("example.com")));
    QVERIFY(!isPrivateHost(QStringLiteral("93.184.216.34")));
    allowLoopbackGit(true);
    QVERIFY(!isPrivateHost(QStringLiteral("127.0.0.1")));
    QVERIFY(!isPrivateHost(QStringLiteral("localhost")));
    for (const char *inside : {"10.1.2.3", "127.1.x.y.local", "169.254.169.254", "0.0.0.0"})
        QVERIFY2(isPrivateHost(QLatin1String(inside)), inside);
    allowLoopbackGit(false);
}

void tst_LocalLimits::namesStayInTheirFolder()
{
    for (const char *good : {"a", "a/b.txt", "ü/..x", "a b/c"})
        QVERIFY2(safeRelativePath(QString::fromUtf8(good)).hasValue(), good);
    for (const char *bad : {"", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".", "a/./b", "a\\..\\b", "a\nb", "a/.."})
        QVERIFY2(!safeRelativePath(QString::fromUtf8(bad)).hasValue(), bad);
    QVERIFY(!safeRelativePath(QString(256, QLatin1Char('x'))).hasValue());
    QVERIFY(!safeRelativePath(QStringLiteral("x/").repeated(64) + QStringLiteral("x")).hasValue());
}

ASSAY_TEST(tst_LocalLimits)
#include "tst_LocalLimits.moc"
