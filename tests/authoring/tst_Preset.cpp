#include "services/authoring/Preset.h"
#include "tests/support/DocumentText.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;

namespace {

/// Sizes of the benchmarks "b40", "b1000" and so on; none of "unsized".
PresetSources sources()
{
    PresetSources made;
    made.size = [](const QString &, const QString &id) -> std::optional<qint64> {
        bool number = false;
        const qint64 size = id.mid(1).toLongLong(&number);
        return number ? std::optional(size) : std::nullopt;
    };
    return made;
}

BenchmarkRef ref(const char *provider, const char *id, const char *parameters = "")
{
    BenchmarkRef made;
    made.providerId = QLatin1String(provider);
    made.id = QLatin1String(id);
    made.parameters = JsonText{parameters};
    return made;
}

} // namespace

class tst_Preset : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesTheLimitOfEach_data();
    void writesTheLimitOfEach();
    void keepsTheOtherParameters();
    void tellsWhatStays();
    void aCollectionGetsOverrides();
    void aCollectionsOwnLimitWins();
    void knowsWhichPresetItIs();
};

void tst_Preset::writesTheLimitOfEach_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("smoke"); // 0: absent
    QTest::addColumn<int>("standard");
    QTest::addColumn<int>("full");
    const auto row = [](const char *provider, const char *id, const char *name, int smoke, int standard, int full) {
        QTest::addRow("%s/%s", provider, id) << QString::fromLatin1(provider) << QString::fromLatin1(id) << QString::fromLatin1(name) << smoke << standard << full;
    };
    row("assay", "b1000", "num_examples", 50, 500, 0);
    row("assay", "b200", "num_examples", 50, 200, 0);
    row("assay", "b40", "num_examples", 40, 40, 0);
    row("assay", "b0", "num_examples", 50, 500, 0); // the wire's way of saying nothing
    row("lm_evaluation_harness", "unsized", "num_examples", 50, 500, 0);
    row("guidellm", "b40", "max_requests", 50, 500, 500); // requests, not items; and Full leaves it
    row("ibm-clear", "unsized", "max_examples_to_analyze", 50, 500, 0);
    row("inspect", "b200", "num_examples", 50, 200, 200); // without a limit it would ask five
    row("inspect", "unsized", "num_examples", 50, 500, 500);
    row("mine", "b1000", "num_examples", 50, 500, 0);
}

void tst_Preset::writesTheLimitOfEach()
{
    QFETCH(QString, provider);
    QFETCH(QString, id);
    QFETCH(QString, name);
    QFETCH(int, smoke);
    QFETCH(int, standard);
    QFETCH(int, full);
    AuthoredDocument job(DocumentKind::Job);
    job.set(QStringLiteral("benchmarks"), QVariantList{QVariantMap{{QStringLiteral("provider_id"), provider}, {QStringLiteral("id"), id}}});
    const QString path = QStringLiteral("benchmarks/0/parameters/") + name;
    const auto check = [&](Preset preset, int expected) {
        job = applyPreset(job, preset, sources()).document;
        const QVariant value = job.value(path);
        QCOMPARE(value.toInt(), expected);
        QCOMPARE(value.isValid(), expected > 0);
        if (value.isValid())
            QCOMPARE(value.typeId(), int(QMetaType::LongLong));
    };
    check(Preset::Smoke, smoke);
    check(Preset::Standard, standard);
    check(Preset::Full, full);
    if (full == 0)
        QVERIFY(!job.contains(QStringLiteral("benchmarks/0/parameters"))); // nothing empty is left
}

void tst_Preset::keepsTheOtherParameters()
{
    const AuthoredDocument job = jobFrom("benchmarks: [{provider_id: guidellm, id: sweep, weight: 2, parameters: {num_examples: 9, rate: 3}}]");
    const PresetResult done = applyPreset(job, Preset::Smoke, sources());
    QCOMPARE(done.changed, 1);
    QCOMPARE(done.document, jobFrom("benchmarks: [{provider_id: guidellm, id: sweep, weight: 2, parameters: {max_requests: 50, rate: 3}}]"));
    QCOMPARE(applyPreset(done.document, Preset::Smoke, sources()).changed, 0);
}

void tst_Preset::tellsWhatStays()
{
    const AuthoredDocument job = jobFrom("benchmarks: [{provider_id: deepeval, id: relevancy, parameters: {threshold: 0.7}}, {provider_id: mine, id: b}, "
                                        "{provider_id: assay, id: b100}, {provider_id: inspect, id: unsized}]");
    const PresetResult smoke = applyPreset(job, Preset::Smoke, sources());
    QCOMPARE(smoke.changed, 3);
    QCOMPARE(smoke.notes.size(), 2);
    QCOMPARE(smoke.notes.at(0).path, QStringLiteral("benchmarks/0"));
    QCOMPARE(smoke.notes.at(0).benchmark, QStringLiteral("relevancy"));
    QVERIFY(!smoke.notes.at(0).changed);
    QVERIFY(smoke.notes.at(0).sentence.contains(QStringLiteral("deepeval")));
    QCOMPARE(smoke.notes.at(1).path, QStringLiteral("benchmarks/1"));
    QVERIFY(smoke.notes.at(1).changed); // written, but it is not sure that it is read
    QCOMPARE(smoke.document.value(QStringLiteral("benchmarks/0")), job.value(QStringLiteral("benchmarks/0")));

    const PresetResult full = applyPreset(smoke.document, Preset::Full, sources());
    QCOMPARE(full.notes.last().path, QStringLiteral("benchmarks/3"));
    QVERIFY(full.notes.last().sentence.contains(QStringLiteral("num_examples")));
    QCOMPARE(full.document.value(QStringLiteral("benchmarks/3/parameters/num_examples")).toInt(), 50);
}

void tst_Preset::aCollectionGetsOverrides()
{
    PresetSources with = sources();
    with.collection = {ref("assay", "b40"), ref("assay", "b1000"), ref("deepeval", "relevancy"), ref("lighteval", "b20")};
    const AuthoredDocument job = jobFrom("collection: {id: c, benchmarks: [{provider_id: assay, id: b1000, parameters: {temperature: 1}}]}");
    const PresetResult smoke = applyPreset(job, Preset::Smoke, with);
    // The same for all of a provider: some servers hand each override to all of them.
    QCOMPARE(smoke.document, jobFrom("collection: {id: c, benchmarks: [{provider_id: assay, id: b1000, parameters: {temperature: 1, num_examples: 50}}, "
                                    "{provider_id: assay, id: b40, parameters: {num_examples: 50}}, {provider_id: lighteval, id: b20, parameters: {num_examples: 20}}]}"));
    QCOMPARE(smoke.notes.size(), 1);
    QCOMPARE(smoke.notes.first().benchmark, QStringLiteral("relevancy"));
    QCOMPARE(applyPreset(smoke.document, Preset::Full, with).document, job); // and back
}

void tst_Preset::aCollectionsOwnLimitWins()
{
    PresetSources with = sources();
    with.collection = {ref("assay", "b1000", R"({"num_examples":80})"), ref("assay", "b2000")};
    const PresetResult smoke = applyPreset(jobFrom("collection: {id: c}"), Preset::Smoke, with);
    QCOMPARE(smoke.document, jobFrom("collection: {id: c, benchmarks: [{provider_id: assay, id: b2000, parameters: {num_examples: 50}}]}"));
    QCOMPARE(smoke.notes.size(), 1);
    QCOMPARE(smoke.notes.first().benchmark, QStringLiteral("b1000"));
    QVERIFY(smoke.notes.first().sentence.contains(QStringLiteral("80")));
}

void tst_Preset::knowsWhichPresetItIs()
{
    const AuthoredDocument job = jobFrom("benchmarks: [{provider_id: assay, id: b1000}, {provider_id: assay, id: b200}]");
    QCOMPARE(presetsOf(job, sources()), QList<Preset>{Preset::Full});
    for (const Preset preset : allPresets)
        QCOMPARE(presetsOf(applyPreset(job, preset, sources()).document, sources()), QList<Preset>{preset});
    AuthoredDocument own = job;
    own.set(QStringLiteral("benchmarks/0/parameters/num_examples"), 77LL);
    QCOMPARE(presetsOf(own, sources()), QList<Preset>());
    const AuthoredDocument small = jobFrom("benchmarks: [{provider_id: assay, id: b40, parameters: {num_examples: 40}}]");
    QCOMPARE(presetsOf(small, sources()), (QList<Preset>{Preset::Smoke, Preset::Standard}));
    QCOMPARE(presetsOf(jobFrom("benchmarks: [{provider_id: deepeval, id: relevancy}]"), sources()), QList<Preset>()); // nothing to choose
    QCOMPARE(presetsOf(jobFrom("name: x"), sources()), QList<Preset>());
}

ASSAY_TEST(tst_Preset)
#include "tst_Preset.moc"
