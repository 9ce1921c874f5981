#include "tests/exports/ExportFixture.h"
#include "tests/support/OutsideServers.h"
#include "tests/support/TestRegistry.h"

#include <QCryptographicHash>
#include <QTest>

using namespace assay;
using namespace assay::engine;
using namespace assay::test;

/// A real registry: Debian's docker-registry.
class tst_ExportsRegistry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void pushesWithAnnotationsSubjectAndTag();
    void pushesWithAKey();
};

void tst_ExportsRegistry::initTestCase()
{
    if (const QByteArray missing = missingProgram(QStringLiteral("docker-registry")); !missing.isEmpty())
        QSKIP(missing);
}

void tst_ExportsRegistry::pushesWithAnnotationsSubjectAndTag()
{
    QTemporaryDir folder;
    RealServer registry;
    QVERIFY2(startRegistry(registry, folder.path(), false), registry.output);
    ExportFixture fixture;
    fixture.serve();
    OciCoordinates first{registry.captured, QStringLiteral("team/evals"), QStringLiteral("base"), {}, {}, {}};
    const QString base = fixture.create(&first);
    SAME_JSON(fixture.exportOf(base, "oci"), Json::object()); // nothing to tell before the end
    fixture.finish(base);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(base, "oci"), QStringLiteral("done"), 60'000);

    OciCoordinates second{registry.captured, QStringLiteral("team/evals"), {}, QStringLiteral("base"), {}, {}};
    second.annotations.text = R"({"org.example.team":"red","n":3})";
    const QString job = fixture.create(&second);
    fixture.finish(job);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.stateOf(job, "oci") != QLatin1String("pending"), 60'000);
    if (fixture.stateOf(job, "oci") != QLatin1String("done"))
        QFAIL(qPrintable(fixture.messageOf(job, "oci") + QString::fromUtf8(registry.said())));
    const QByteArray baseText = askRegistry(registry.captured, QStringLiteral("team/evals/manifests/base"));
    const std::string baseDigest = "sha256:" + QCryptographicHash::hash(baseText, QCryptographicHash::Sha256).toHex().toStdString();
    const QByteArray text = askRegistry(registry.captured, QStringLiteral("team/evals/manifests/") + job); // the tag is the job's id
    const Json manifest = Json::parse(text.toStdString(), nullptr, false);
    QVERIFY2(manifest.is_object(), text);
    SAME_JSON(manifest["artifactType"], "application/vnd.evalhub.evaluation.v1+json");
    SAME_JSON(manifest["config"]["mediaType"], "application/vnd.oci.empty.v1+json");
    SAME_JSON(manifest["subject"]["digest"], baseDigest);
    SAME_JSON(manifest["subject"]["size"], Json(baseText.size()));
    SAME_JSON(manifest["annotations"], (Json{{"org.example.team", "red"}, {"n", "3"}}));
    QCOMPARE(manifest["layers"].size(), std::size_t(2));
    const std::string reference = fixture.exportOf(job, "oci")["reference"].get<std::string>();
    const std::string digest = "sha256:" + QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().toStdString();
    QCOMPARE(reference, registry.captured.toStdString() + "/team/evals:" + job.toStdString() + "@" + digest);
    const QByteArray card = askRegistry(registry.captured, QStringLiteral("team/evals/blobs/") + QString::fromStdString(manifest["layers"][0]["digest"].get<std::string>()));
    const Json parsed = Json::parse(card.toStdString(), nullptr, false);
    QVERIFY2(parsed.is_object(), card);
    SAME_JSON(parsed["card_version"], "1.0");
    SAME_JSON(parsed["metadata"]["evaluation_job_id"], job.toStdString());
    SAME_JSON(parsed["results"]["status"]["state"], "partially_failed");
    SAME_JSON(parsed["results"]["benchmarks"][0]["test"], (Json{{"primary_score", "0.75"}, {"primary_score_metric", "acc"}, {"threshold", "0.5"}, {"pass", true}}));
    // This registry keeps no list of referrers: the index under the subject's digest is it.
    std::string tag = baseDigest;
    tag[6] = '-';
    const QByteArray index = askRegistry(registry.captured, QStringLiteral("team/evals/manifests/") + QString::fromStdString(tag));
    const Json referrers = Json::parse(index.toStdString(), nullptr, false);
    QVERIFY2(referrers.is_object() && referrers.contains("manifests"), index);
    QCOMPARE(referrers["manifests"].size(), std::size_t(1));
    SAME_JSON(referrers["manifests"][0]["digest"], digest);

    OciCoordinates third = first;
    third.ociSubject = QStringLiteral("never-pushed");
    const QString bad = fixture.create(&third);
    fixture.finish(bad);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(bad, "oci"), QStringLiteral("failed"), 60'000);
    QVERIFY2(fixture.messageOf(bad, "oci").startsWith(QLatin1String("exports.oci.coordinates.oci_subject")), qPrintable(fixture.messageOf(bad, "oci")));
}

void tst_ExportsRegistry::pushesWithAKey()
{
    QTemporaryDir folder;
    RealServer registry;
    QVERIFY2(startRegistry(registry, folder.path(), true), registry.output);
    ExportFixture fixture;
    fixture.secrets[QStringLiteral("reg")] = {QStringLiteral("{\"auths\":{\"http://%1/v2/\":{\"auth\":\"%2\"}}}").arg(registry.captured, QString::fromLatin1(QByteArray("writer:pass word").toBase64())),
                                              {normalisedOrigin(QStringLiteral("http://") + registry.captured)}};
    fixture.serve();
    const OciCoordinates to{registry.captured, QStringLiteral("evals"), QStringLiteral("v1"), {}, {}, {}};
    const QString without = fixture.create(&to);
    fixture.finish(without);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(without, "oci"), QStringLiteral("failed"), 60'000);
    QVERIFY2(fixture.messageOf(without, "oci").contains(QLatin1String("OCI_AUTH_CONFIG_PATH")), qPrintable(fixture.messageOf(without, "oci")));
    const QString with = fixture.create(&to, {}, {}, QStringLiteral("reg"));
    fixture.finish(with);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(with, "oci"), QStringLiteral("done"), 60'000);
    QVERIFY(askRegistry(registry.captured, QStringLiteral("evals/tags/list"), QStringLiteral("writer:pass word")).contains("\"v1\""));
    const QString missing = fixture.create(&to, {}, {}, QStringLiteral("nobody"));
    fixture.finish(missing);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(missing, "oci"), QStringLiteral("failed"), 60'000);
    QVERIFY2(fixture.messageOf(missing, "oci").contains(QLatin1String("exports.oci.k8s.connection")), qPrintable(fixture.messageOf(missing, "oci")));
    QVERIFY(!fixture.messageOf(missing, "oci").contains(QLatin1String("pass word")));
}

ASSAY_TEST(tst_ExportsRegistry)
#include "tst_ExportsRegistry.moc"
