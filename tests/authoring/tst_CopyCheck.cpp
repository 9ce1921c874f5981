#include "services/authoring/CopyCheck.h"
#include "tests/support/DocumentText.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;

/// What a copy of a document lacks on another server.
class tst_CopyCheck : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void collections_data();
    void collections();
    void providers_data();
    void providers();

private:
    static Provider provider(const QString &id, const QString &name, const QStringList &benchmarks)
    {
        Provider made;
        made.resource.id = id;
        made.name = name;
        for (const QString &benchmark : benchmarks) {
            ProviderBenchmark one;
            one.id = benchmark;
            made.benchmarks << one;
        }
        return made;
    }
};

void tst_CopyCheck::collections_data()
{
    QTest::addColumn<QByteArray>("entries");
    QTest::addColumn<QStringList>("missing");
    QTest::addColumn<QStringList>("providers"); ///< of the copy
    QTest::addRow("all there") << QByteArray("[{id: arc, provider_id: lm}]") << QStringList() << QStringList{"lm"};
    QTest::addRow("benchmark missing") << QByteArray("[{id: gsm8k, provider_id: lm}]") << QStringList{"Benchmark “gsm8k” of lm_eval"} << QStringList{"lm"};
    QTest::addRow("another id") << QByteArray("[{id: ours, provider_id: here-1}]") << QStringList() << QStringList{"there-9"};
    QTest::addRow("another id, benchmark missing") << QByteArray("[{id: new, provider_id: here-1}]") << QStringList{"Benchmark “new” of our_harness"} << QStringList{"there-9"};
    QTest::addRow("provider missing, told once") << QByteArray("[{id: a, provider_id: here-2}, {id: b, provider_id: here-2}]") << QStringList{"Provider “only_here” with all its benchmarks"}
                                                 << QStringList{"here-2", "here-2"};
    QTest::addRow("unknown everywhere") << QByteArray("[{id: a, provider_id: typo}]") << QStringList{"Provider “typo” with all its benchmarks"} << QStringList{"typo"};
}

void tst_CopyCheck::collections()
{
    QFETCH(QByteArray, entries);
    QFETCH(QStringList, missing);
    QFETCH(QStringList, providers);
    const QList<Provider> here{provider("lm", "lm_eval", {"arc", "gsm8k"}), provider("here-1", "our_harness", {"ours", "new"}), provider("here-2", "only_here", {"a", "b"})};
    const CopyTarget there{{provider("lm", "lm_eval", {"arc"}), provider("there-9", "our_harness", {"ours"})}, {"Release"}, true};
    const AuthoredDocument document = collectionFrom("name: Release\ncategory: c\ncuration_order: 3\nbenchmarks: " + entries + "\n");
    const CopyCheck check = checkCopy(document, here, there);
    QCOMPARE(check.missing, missing);
    QStringList named;
    for (const QVariant &row : check.document.rows("benchmarks"))
        named << row.toMap().value("provider_id").toString();
    QCOMPARE(named, providers);
    QVERIFY(!check.document.contains("curation_order"));
    QVERIFY(check.notes.last().contains("one named “Release” already"));
    QCOMPARE(check.notes.size(), providers.contains("there-9") ? 2 : 1);
}

void tst_CopyCheck::providers_data()
{
    QTest::addColumn<QByteArray>("runtime");
    QTest::addColumn<bool>("runsCommands");
    QTest::addColumn<QString>("note"); ///< how the only one begins; empty: none
    QTest::addRow("command to a cluster") << QByteArray("{local: {command: run}}") << false << "It has a local command only";
    QTest::addRow("command to this machine") << QByteArray("{local: {command: run}}") << true << "";
    QTest::addRow("image to this machine") << QByteArray("{k8s: {image: q}}") << true << "It has a container image only";
    QTest::addRow("both") << QByteArray("{local: {command: run}, k8s: {image: q}}") << false << "";
    QTest::addRow("variables") << QByteArray("{local: {command: run, env: [{name: TOKEN, value: x}]}}") << true << "The values of its variables go along: TOKEN";
}

void tst_CopyCheck::providers()
{
    QFETCH(QByteArray, runtime);
    QFETCH(bool, runsCommands);
    QFETCH(QString, note);
    const CopyCheck check = checkCopy(documentFrom(DocumentKind::Provider, "name: mine\nruntime: " + runtime + "\n"), {}, {{}, {}, runsCommands});
    QVERIFY(check.missing.isEmpty());
    QCOMPARE(check.notes.size(), note.isEmpty() ? 0 : 1);
    QVERIFY2(note.isEmpty() || check.notes.value(0).startsWith(note), qPrintable(check.notes.value(0)));
}

ASSAY_TEST(tst_CopyCheck)
#include "tst_CopyCheck.moc"
