#include "services/engine/inputs/PrivateHost.h"
#include "tests/inputs/InputFixture.h"
#include "tests/support/OutsideServers.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::engine;
using namespace assay::test;

/// Real repositories behind the real `git http-backend`.
class tst_InputsGit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void clonesWhatIsNamed();
    void gitWithAKey();
    void gitStaysOutside();
    void gitLinksDoNotLeadOut();

private:
    void makeRepository();
    QString repositories() const { return m_folder.path() + QStringLiteral("/repos"); }
    QByteArray commitOf(const QString &name) const { return git({QStringLiteral("rev-parse"), name}); }
    QByteArray git(const QStringList &arguments) const { return assay::test::git(repositories() + QStringLiteral("/data"), arguments); }
    QTemporaryDir m_folder;
};

void tst_InputsGit::makeRepository()
{
    if (QFile::exists(repositories()))
        return;
    const QString work = repositories() + QStringLiteral("/data");
    QDir().mkpath(work + QStringLiteral("/sub/deep"));
    writeFile(work + QStringLiteral("/README"), "read me");
    writeFile(work + QStringLiteral("/sub/rows.jsonl"), "{}\n");
    writeFile(work + QStringLiteral("/sub/deep/x"), "x");
    QFile::link(QStringLiteral("rows.jsonl"), work + QStringLiteral("/sub/inside"));
    git({QStringLiteral("init"), QStringLiteral("-q"), QStringLiteral("-b"), QStringLiteral("main")});
    git({QStringLiteral("add"), QStringLiteral("-A")});
    git({QStringLiteral("commit"), QStringLiteral("-qm"), QStringLiteral("one")});
    git({QStringLiteral("tag"), QStringLiteral("v1")});
    writeFile(work + QStringLiteral("/sub/rows.jsonl"), "{\"second\":1}\n");
    git({QStringLiteral("commit"), QStringLiteral("-qam"), QStringLiteral("two")});
    git({QStringLiteral("checkout"), QStringLiteral("-qb"), QStringLiteral("evil")});
    QFile::link(QStringLiteral("/etc"), work + QStringLiteral("/out"));
    QFile::link(QStringLiteral("/etc/passwd"), work + QStringLiteral("/sub/deep/passwd"));
    git({QStringLiteral("add"), QStringLiteral("-A")});
    git({QStringLiteral("commit"), QStringLiteral("-qm"), QStringLiteral("three")});
    git({QStringLiteral("checkout"), QStringLiteral("-q"), QStringLiteral("main")});
}

void tst_InputsGit::clonesWhatIsNamed()
{
    if (const QByteArray missing = missingProgram(QStringLiteral("git")); !missing.isEmpty())
        QSKIP(missing);
    makeRepository();
    RealServer server;
    QVERIFY2(startGit(server, repositories()), server.output);
    const QString url = server.captured + QStringLiteral("/data/.git");
    InputFixture fixture;
    QVERIFY(!fixture.fetch(gitRef(url, QStringLiteral("main")))); // loopback needs its setting
    QVERIFY2(fixture.failure().contains(QLatin1String("private network")), qPrintable(fixture.failure()));
    allowLoopbackGit(true);
    QVERIFY2(fixture.fetch(gitRef(url, QStringLiteral("main"))), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), (QStringList{QStringLiteral("README"), QStringLiteral("sub/deep/x"), QStringLiteral("sub/inside"), QStringLiteral("sub/rows.jsonl")}));
    QCOMPARE(fixture.text(QStringLiteral("sub/rows.jsonl")), QByteArray("{\"second\":1}\n"));
    QCOMPARE(fixture.sink->shas.value(0).toLatin1(), commitOf(QStringLiteral("main")));
    QVERIFY2(fixture.fetch(gitRef(url, QStringLiteral("v1"), QStringLiteral("sub"))), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), (QStringList{QStringLiteral("deep/x"), QStringLiteral("inside"), QStringLiteral("rows.jsonl")}));
    QCOMPARE(fixture.text(QStringLiteral("rows.jsonl")), QByteArray("{}\n"));
    QVERIFY2(fixture.fetch(gitRef(url, QString::fromLatin1(commitOf(QStringLiteral("v1")).left(8)), QStringLiteral("sub/deep/x"))), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), QStringList{QStringLiteral("x")});
    QCOMPARE(fixture.sink->shas.value(0).toLatin1(), commitOf(QStringLiteral("v1")));
    QVERIFY2(fixture.fetch(gitRef(url, QString::fromLatin1(commitOf(QStringLiteral("v1"))))), qPrintable(fixture.failure()));
    QVERIFY2(fixture.fetch(gitRef(server.captured + QStringLiteral("/moved/data/.git"), QStringLiteral("main"))), qPrintable(fixture.failure()));
    QVERIFY(!fixture.fetch(gitRef(url, QStringLiteral("no-such-branch"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("git.ref")), qPrintable(fixture.failure()));
    QVERIFY(!fixture.fetch(gitRef(url, QStringLiteral("--upload-pack=touch /tmp/x"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("git.ref")), qPrintable(fixture.failure()));
    QVERIFY(!fixture.fetch(gitRef(server.captured + QStringLiteral("/nothing"), QStringLiteral("main"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("git.url")), qPrintable(fixture.failure()));
    QVERIFY(!fixture.fetch(gitRef(url, QStringLiteral("main"), QStringLiteral("no/such"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("git.sub_path")), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), QStringList());
    fixture.settings.maxBytes = 5;
    QVERIFY(!fixture.fetch(gitRef(url, QStringLiteral("main"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("larger than")), qPrintable(fixture.failure()));
    allowLoopbackGit(false);
}

void tst_InputsGit::gitWithAKey()
{
    makeRepository();
    allowLoopbackGit(true);
    RealServer server;
    QVERIFY2(startGit(server, repositories(), QStringLiteral("reader:pass word")), server.output);
    const QString url = server.captured + QStringLiteral("/data/.git");
    InputFixture fixture;
    QVERIFY(!fixture.fetch(gitRef(url, QStringLiteral("main"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("asks for a key")), qPrintable(fixture.failure()));
    const QString key = QStringLiteral("{\"username\":\"reader\",\"password\":\"pass word\"}");
    fixture.secrets[QStringLiteral("tok")] = {key, {normalisedOrigin(server.captured)}};
    QVERIFY2(fixture.fetch(gitRef(url, QStringLiteral("main"), QStringLiteral("README"), QStringLiteral("tok"))), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), QStringList{QStringLiteral("README")});
    QVERIFY(!QFile::exists(fixture.folder.path() + QStringLiteral("/work/test_data.tmp"))); // the key lay there
    fixture.secrets[QStringLiteral("tok")] = {QStringLiteral("wrong"), {normalisedOrigin(server.captured)}};
    QVERIFY(!fixture.fetch(gitRef(url, QStringLiteral("v1"), {}, QStringLiteral("tok"))));
    QVERIFY2(fixture.failure().contains(QString::fromUtf8("refused the key “tok”")), qPrintable(fixture.failure()));
    fixture.secrets[QStringLiteral("tok")] = {key, {QStringLiteral("https://example.com:443")}};
    QVERIFY(!fixture.fetch(gitRef(url, QStringLiteral("v1"), {}, QStringLiteral("tok"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("is bound to https://example.com:443")), qPrintable(fixture.failure()));
    allowLoopbackGit(false);
}

void tst_InputsGit::gitStaysOutside()
{
    makeRepository();
    allowLoopbackGit(true);
    RealServer server;
    QVERIFY2(startGit(server, repositories(), {}, QStringLiteral("http://10.0.0.1:9")), server.output);
    InputFixture fixture;
    QVERIFY(!fixture.fetch(gitRef(server.captured + QStringLiteral("/away/data/.git"), QStringLiteral("main"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("10.0.0.1")) && fixture.failure().contains(QLatin1String("private network")), qPrintable(fixture.failure()));
    for (const char *url : {"http://10.0.0.1/x.git", "http://169.254.169.254/x", "file:///etc", "ssh://example.com/x"}) {
        QVERIFY(!fixture.fetch(gitRef(QString::fromLatin1(url), QStringLiteral("main"))));
        QVERIFY2(fixture.failure().contains(QLatin1String("git.url")), qPrintable(fixture.failure()));
    }
    allowLoopbackGit(false);
}

void tst_InputsGit::gitLinksDoNotLeadOut()
{
    makeRepository();
    allowLoopbackGit(true);
    RealServer server;
    QVERIFY2(startGit(server, repositories()), server.output);
    const QString url = server.captured + QStringLiteral("/data/.git");
    InputFixture fixture;
    for (const char *path : {"", "out", "out/passwd", "sub", "sub/deep/passwd", "../x", "/etc"}) {
        QVERIFY2(!fixture.fetch(gitRef(url, QStringLiteral("evil"), QString::fromLatin1(path))), path);
        QVERIFY2(fixture.failure().contains(QLatin1String("leads out")), qPrintable(fixture.failure()));
        QCOMPARE(fixture.files(), QStringList());
    }
    allowLoopbackGit(false);
}

ASSAY_TEST(tst_InputsGit)
#include "tst_InputsGit.moc"
