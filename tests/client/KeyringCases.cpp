#include "services/secrets/KeychainSecrets.h"
#include "tests/client/Wait.h"
#include "tests/support/TestRegistry.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// Inside keyring.sh: the system's keychain as it really answers. KEYRING says which of its states.
class tst_Keyring : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keychain();
    void entryOfAnotherProgram();
};

void tst_Keyring::keychain()
{
    const QByteArray mode = qgetenv("KEYRING");
    if (mode.isEmpty()) {
        std::puts("ALL-SKIPPED: needs keyring.sh");
        QSKIP("needs keyring.sh");
    }
    KeychainSecrets store(5000);
    const QString name = QStringLiteral("nightly key"), origin = QStringLiteral("https://api.example.com:443");
    QElapsedTimer clock;
    clock.start();
    Result<Done> saved = waited(store.save(name, QStringLiteral("s3cret ü"), {origin}));
    QVERIFY(clock.elapsed() < 9000);
    if (mode != "unlocked") {
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, QStringLiteral("keychain_") + QString::fromLatin1(mode));
        return;
    }
    // The daemon answers its start before the collection is open.
    for (int i = 0; i < 20 && !saved; ++i)
        saved = waited(store.save(name, QStringLiteral("s3cret ü"), {origin}));
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message + saved.error().detail));
    KeychainSecrets another;
    const auto secret = waited(another.read(name, origin));
    QVERIFY2(secret, secret ? "" : qPrintable(secret.error().detail));
    QCOMPARE(*secret, QStringLiteral("s3cret ü"));
    QCOMPARE(waited(another.read(name, QStringLiteral("https://evil.example"))).error().kind, Error::Kind::Unauthorized);
    QCOMPARE(waited(another.read(QStringLiteral("none"), origin)).error().kind, Error::Kind::NotFound);
    QVERIFY(waited(another.remove(name)));
    QCOMPARE(waited(another.read(name, origin)).error().kind, Error::Kind::NotFound);
}

/// As docs/data.md tells people to save one.
void tst_Keyring::entryOfAnotherProgram()
{
    if (qgetenv("KEYRING") != "unlocked")
        QSKIP("needs an open keyring");
    QProcess tool;
    tool.start(QStringLiteral("secret-tool"),
               {QStringLiteral("store"), QStringLiteral("--label=Assay: hub"), QStringLiteral("server"), QStringLiteral("assay"),
                QStringLiteral("user"), QStringLiteral("hub"), QStringLiteral("type"), QStringLiteral("plaintext")});
    if (!tool.waitForStarted())
        QSKIP("secret-tool is not there: it is in tools/packages.txt (libsecret-tools)");
    tool.write(R"({"secret": "hf_x", "origins": ["https://huggingface.co"]})");
    tool.closeWriteChannel();
    QVERIFY(tool.waitForFinished() && tool.exitCode() == 0);
    KeychainSecrets store(5000);
    const auto secret = waited(store.read(QStringLiteral("hub"), QStringLiteral("https://huggingface.co:443/api")));
    QVERIFY2(secret, secret ? "" : qPrintable(secret.error().message + secret.error().detail));
    QCOMPARE(*secret, QStringLiteral("hf_x"));
}

ASSAY_TEST(tst_Keyring)
#include "KeyringCases.moc"
