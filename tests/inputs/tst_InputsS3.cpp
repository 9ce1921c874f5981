#include "tests/inputs/InputFixture.h"
#include "tests/support/OutsideServers.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::engine;
using namespace assay::test;

/// A real S3-compatible server (rclone) that verifies signatures.
class tst_InputsS3 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void objectsAndPrefixes();
};

void tst_InputsS3::objectsAndPrefixes()
{
    if (const QByteArray missing = missingProgram(QStringLiteral("rclone")); !missing.isEmpty())
        QSKIP(missing);
    QTemporaryDir data;
    QDir().mkpath(data.filePath(QStringLiteral("bucket/sets/übung mit leer")));
    writeFile(data.filePath(QStringLiteral("bucket/sets/rows.jsonl")), "{\"a\":1}\n");
    writeFile(data.filePath(QStringLiteral("bucket/sets/übung mit leer/b+c&d=e.txt")), QByteArray(300'000, 'y'));
    writeFile(data.filePath(QStringLiteral("bucket/setting.txt")), "not below sets/");
    RealServer server;
    QVERIFY2(startS3(server, data.path()), server.output);
    InputFixture fixture;
    fixture.secrets[QStringLiteral("s3")] = s3Secret(server.captured, server.captured);
    QVERIFY2(fixture.fetch(s3Ref(QStringLiteral("bucket"), QStringLiteral("sets"))), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), (QStringList{QStringLiteral("rows.jsonl"), QStringLiteral("übung mit leer/b+c&d=e.txt")}));
    QCOMPARE(fixture.text(QStringLiteral("übung mit leer/b+c&d=e.txt")), QByteArray(300'000, 'y'));
    QVERIFY2(fixture.fetch(s3Ref(QStringLiteral("bucket"), QStringLiteral("sets/übung mit leer/b+c&d=e.txt"))), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), QStringList{QStringLiteral("b+c&d=e.txt")});
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("bucket"), QStringLiteral("missing"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("s3.key")), qPrintable(fixture.failure()));
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("no-bucket"), QStringLiteral("sets"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("s3.bucket")), qPrintable(fixture.failure()));
    fixture.secrets[QStringLiteral("s3")] = s3Secret(server.captured, server.captured, QStringLiteral("AKID"), QStringLiteral("wrong"));
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("bucket"), QStringLiteral("sets"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("s3.secret_ref")), qPrintable(fixture.failure()));
}

ASSAY_TEST(tst_InputsS3)
#include "tst_InputsS3.moc"
