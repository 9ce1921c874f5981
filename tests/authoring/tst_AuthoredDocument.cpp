#include "services/authoring/AuthoredDocument.h"
#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/Doctor.h"
#include "services/authoring/GateText.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace assay;

class tst_AuthoredDocument : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void setsAndGets_data();
    void setsAndGets();
    void keepsWhatItDoesNotKnow();
    void choosesOneSource();
    void movesRows();
    void yamlFollowsTheForm();
    void brokenTextNamesItsLine_data();
    void brokenTextNamesItsLine();
    void catalogueComesBackAsItWas_data();
    void catalogueComesBackAsItWas();
    void serversPartIsLeftOut();
    void draftsComeBack();
    void gatesHaveUnitAndDirection_data();
    void gatesHaveUnitAndDirection();
    void quickFixesMend();
};

void tst_AuthoredDocument::setsAndGets_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QByteArray>("json"); // afterwards, of {"name":"n","benchmarks":[{"id":"a"}]}
    QTest::addRow("member") << "category" << QVariant("c") << QByteArray(R"({"benchmarks":[{"id":"a"}],"category":"c","name":"n"})");
    QTest::addRow("object on the way") << "pass_criteria/threshold" << QVariant(0.5) << QByteArray(R"({"benchmarks":[{"id":"a"}],"name":"n","pass_criteria":{"threshold":0.5}})");
    QTest::addRow("in a row") << "benchmarks/0/weight" << QVariant(2) << QByteArray(R"({"benchmarks":[{"id":"a","weight":2}],"name":"n"})");
    QTest::addRow("empty text goes") << "name" << QVariant("") << QByteArray(R"({"benchmarks":[{"id":"a"}]})");
    QTest::addRow("rows stay") << "benchmarks/0/id" << QVariant() << QByteArray(R"({"benchmarks":[{}],"name":"n"})");
    QTest::addRow("zero stays") << "benchmarks/0/weight" << QVariant(0) << QByteArray(R"({"benchmarks":[{"id":"a","weight":0}],"name":"n"})");
    QTest::addRow("no such row") << "benchmarks/7/id" << QVariant("x") << QByteArray(R"({"benchmarks":[{"id":"a"}],"name":"n"})");
    QTest::addRow("through a text") << "name/x" << QVariant("x") << QByteArray(R"({"benchmarks":[{"id":"a"}],"name":"n"})");
    QTest::addRow("key with a slash") << "custom/a~1b" << QVariant("x") << QByteArray(R"({"benchmarks":[{"id":"a"}],"custom":{"a/b":"x"},"name":"n"})");
    QTest::addRow("list of texts") << "tags" << QVariant(QStringList{"x", "y"}) << QByteArray(R"({"benchmarks":[{"id":"a"}],"name":"n","tags":["x","y"]})");
}

void tst_AuthoredDocument::setsAndGets()
{
    QFETCH(QString, path);
    QFETCH(QVariant, value);
    QFETCH(QByteArray, json);
    auto document = AuthoredDocument::fromText(DocumentKind::Collection, R"({"name":"n","benchmarks":[{"id":"a"}]})");
    QVERIFY(document);
    const bool done = document->set(path, value);
    QCOMPARE(jsonOf(document->root()), json);
    if (done && value.isValid() && !value.toString().isEmpty())
        QCOMPARE(document->value(path).toString(), value.toString());
}

void tst_AuthoredDocument::keepsWhatItDoesNotKnow()
{
    auto document = AuthoredDocument::fromText(DocumentKind::Collection, R"({"name":"n","future":{"x":1},"benchmarks":[{"id":"a","new":12345678901234567}]})");
    QVERIFY(document);
    document->set(QStringLiteral("name"), QStringLiteral("m"));
    const auto collection = document->toCollection();
    QVERIFY(collection);
    const AuthoredDocument again = AuthoredDocument::of(*collection);
    QCOMPARE(jsonOf(again.value(QStringLiteral("future"))), QByteArray(R"({"x":1})"));
    QCOMPARE(again.value(QStringLiteral("benchmarks/0/new")).toLongLong(), 12345678901234567LL);
    QCOMPARE(document->unknownMembers(), (QStringList{QStringLiteral("benchmarks/0/new"), QStringLiteral("future")}));
}

void tst_AuthoredDocument::choosesOneSource()
{
    auto document = *AuthoredDocument::fromText(DocumentKind::Collection, R"({"benchmarks":[{"id":"a"}]})");
    const QString ref = QStringLiteral("benchmarks/0/test_data_ref");
    QVERIFY(document.choose(ref, QStringLiteral("s3")));
    QCOMPARE(document.chosen(ref), QStringLiteral("s3"));
    QVERIFY(document.set(ref + QStringLiteral("/s3/bucket"), QStringLiteral("b")));
    QVERIFY(document.set(ref + QStringLiteral("/type"), QStringLiteral("data_set")));
    QVERIFY(document.set(ref + QStringLiteral("/s3/bucket"), {}));
    QCOMPARE(document.chosen(ref), QStringLiteral("s3")); // still chosen, with nothing written yet
    QVERIFY(document.choose(ref, QStringLiteral("git")));
    QCOMPARE(jsonOf(document.value(ref)), QByteArray(R"({"git":{},"type":"data_set"})"));
    QVERIFY(document.choose(ref, {}));
    QVERIFY(!document.contains(ref));
}

void tst_AuthoredDocument::movesRows()
{
    auto document = *AuthoredDocument::fromText(DocumentKind::Collection, R"({"benchmarks":[{"id":"a"},{"id":"b"},{"id":"c"}]})");
    const QString list = QStringLiteral("benchmarks");
    document.moveRow(list, 0, 2);
    document.insertRow(list, 99, QVariantMap{{QStringLiteral("id"), QStringLiteral("d")}});
    document.removeRow(list, 0);
    document.removeRow(list, 17);
    QCOMPARE(jsonOf(document.value(list)), QByteArray(R"([{"id":"c"},{"id":"a"},{"id":"d"}])"));
}

void tst_AuthoredDocument::yamlFollowsTheForm()
{
    AuthoredDocument document(DocumentKind::Collection);
    document.set(QStringLiteral("benchmarks"), QVariantList{QVariantMap{{QStringLiteral("weight"), 2}, {QStringLiteral("id"), QStringLiteral("a")}, {QStringLiteral("provider_id"), QStringLiteral("p")}}});
    document.set(QStringLiteral("category"), QStringLiteral("yes"));
    document.set(QStringLiteral("name"), QStringLiteral("n"));
    QCOMPARE(document.toYaml(), QByteArray("name: n\ncategory: yes\nbenchmarks:\n  - provider_id: p\n    id: a\n    weight: 2\n"));
    QCOMPARE(*AuthoredDocument::fromText(DocumentKind::Collection, document.toYaml()), document);
    QCOMPARE(*AuthoredDocument::fromText(DocumentKind::Collection, document.toJson()), document);
}

void tst_AuthoredDocument::brokenTextNamesItsLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("word");
    QTest::addRow("indentation") << QByteArray("name: n\n  category: c\n") << "2";
    QTest::addRow("twice") << QByteArray("name: n\nname: m\n") << "2";
    QTest::addRow("a list") << QByteArray("- a\n") << "1";
    QTest::addRow("a word") << QByteArray("hello") << "1";
}

void tst_AuthoredDocument::brokenTextNamesItsLine()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, word);
    const auto document = AuthoredDocument::fromText(DocumentKind::Collection, text);
    QVERIFY(!document);
    QVERIFY2(document.error().message.contains(word), qPrintable(document.error().message));
}

void tst_AuthoredDocument::catalogueComesBackAsItWas_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("collection");
    for (const bool collection : {true, false}) {
        const QDir folder(test::inSource("/resources/catalogue/") + (collection ? QStringLiteral("collections") : QStringLiteral("providers")));
        for (const QString &name : folder.entryList({QStringLiteral("*.yaml")}, QDir::Files))
            QTest::addRow("%s", qPrintable(name)) << folder.filePath(name) << collection;
    }
}

/// The catalogue that comes with the program: read, written as YAML and as its type, and read again.
void tst_AuthoredDocument::catalogueComesBackAsItWas()
{
    QFETCH(QString, file);
    QFETCH(bool, collection);
    QFile in(file);
    QVERIFY(in.open(QIODevice::ReadOnly));
    const DocumentKind kind = collection ? DocumentKind::Collection : DocumentKind::Provider;
    const auto document = AuthoredDocument::fromText(kind, in.readAll());
    QVERIFY2(document, document ? "" : qPrintable(document.error().message));
    QCOMPARE(*AuthoredDocument::fromText(kind, document->toYaml()), *document);
    for (const FieldProblem &problem : document->problems())
        qWarning() << problem.path << problem.message;
    QCOMPARE(document->problems().size(), 0);
    if (collection) {
        const auto typed = document->toCollection();
        QVERIFY(typed);
        QCOMPARE(jsonOf(AuthoredDocument::of(*typed).root()), jsonOf(document->root()));
    } else {
        const auto typed = document->toProvider();
        QVERIFY(typed);
        QCOMPARE(typed->benchmarks.size(), document->rows(QStringLiteral("benchmarks")).size());
        const AuthoredDocument again = AuthoredDocument::of(*AuthoredDocument::of(*typed).toProvider());
        QCOMPARE(jsonOf(again.root()), jsonOf(AuthoredDocument::of(*typed).root()));
    }
}

void tst_AuthoredDocument::serversPartIsLeftOut()
{
    Collection collection;
    collection.resource.id = QStringLiteral("x");
    collection.name = QStringLiteral("n");
    collection.derivedFrom = QStringLiteral("y");
    BenchmarkRef entry;
    entry.id = QStringLiteral("a");
    entry.url = QStringLiteral("https://example.com");
    collection.benchmarks = {entry};
    QCOMPARE(jsonOf(AuthoredDocument::of(collection).root()), QByteArray(R"({"benchmarks":[{"id":"a"}],"name":"n"})"));
    const auto read = AuthoredDocument::fromText(DocumentKind::Collection, "id: x\nresource: {id: x}\nstatus: {}\nname: n\n");
    QCOMPARE(jsonOf(read->root()), QByteArray(R"({"name":"n"})"));
}

void tst_AuthoredDocument::draftsComeBack()
{
    AuthoredDraft draft{AuthoredDocument(DocumentKind::Provider), AuthoredDocument(DocumentKind::Provider), "name: [", QStringLiteral("id-1")};
    draft.document.set(QStringLiteral("name"), QStringLiteral("mine"));
    draft.document.set(QStringLiteral("benchmarks"), QVariantList{QVariantMap{{QStringLiteral("id"), QStringLiteral("a")}, {QStringLiteral("dataset_size"), 12}}});
    draft.base.set(QStringLiteral("name"), QStringLiteral("theirs"));
    const auto back = AuthoredDraft::decode(DocumentKind::Provider, draft.encode());
    QVERIFY(back);
    QCOMPARE(back->document, draft.document);
    QCOMPARE(back->base, draft.base);
    QCOMPARE(back->yaml, draft.yaml);
    QCOMPARE(back->id, draft.id);
    QVERIFY(!AuthoredDraft::decode(DocumentKind::Provider, "garbage"));
}

void tst_AuthoredDocument::gatesHaveUnitAndDirection_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<bool>("lower");
    QTest::addColumn<QString>("sentence");
    QTest::addRow("speed") << QByteArray("primary_score: {metric: tokens_per_second}, pass_criteria: {threshold: 10}") << "tok/s" << false << "10";
    QTest::addRow("lower") << QByteArray("primary_score: {metric: toxicity, lower_is_better: true}, pass_criteria: {threshold: 0.2}") << "" << true << "0.2";
    QTest::addRow("report only") << QByteArray("primary_score: {metric: accuracy}") << "" << false << "not judged";
    QTest::addRow("none") << QByteArray("weight: 1") << "" << false << "no verdict";
}

void tst_AuthoredDocument::gatesHaveUnitAndDirection()
{
    QFETCH(QByteArray, entry);
    QFETCH(QString, unit);
    QFETCH(bool, lower);
    QFETCH(QString, sentence);
    QLocale::setDefault(QLocale::c());
    const auto document = AuthoredDocument::fromText(DocumentKind::Collection, "benchmarks: [{id: a, " + entry + "}]");
    QVERIFY(document);
    const GateView gate = gateOf(*document, QStringLiteral("benchmarks/0"));
    QCOMPARE(gate.unit, unit);
    QCOMPARE(gate.lowerIsBetter, lower);
    QVERIFY2(gate.sentence.contains(sentence), qPrintable(gate.sentence));
    QCOMPARE(unitAt(*document, QStringLiteral("benchmarks/0/pass_criteria/threshold")), unit);
}

void tst_AuthoredDocument::quickFixesMend()
{
    auto document = *AuthoredDocument::fromText(DocumentKind::Collection, "name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p, primary_score: {metric: toxicity, lower_is_better: false}, pass_criteria: {threshold: 0.2}}]");
    LintSources sources;
    Provider provider;
    provider.resource.id = QStringLiteral("p");
    ProviderBenchmark benchmark;
    benchmark.id = QStringLiteral("a");
    benchmark.metrics = {QStringLiteral("toxicity")};
    benchmark.primaryScore = PrimaryScore{QStringLiteral("toxicity"), true, {}};
    provider.benchmarks = {benchmark};
    sources.providers = {provider};
    const QList<Finding> findings = doctorFindings(document, sources);
    const auto wrong = std::ranges::find(findings, QStringLiteral("direction-contradicts-provider"), &Finding::code);
    QVERIFY(wrong != findings.end() && !wrong->edits.isEmpty());
    document = mended(document, *wrong);
    const QList<Finding> left = doctorFindings(document, sources);
    QVERIFY(std::ranges::find(left, QStringLiteral("direction-contradicts-provider"), &Finding::code) == left.end());
}

ASSAY_TEST(tst_AuthoredDocument)
#include "tst_AuthoredDocument.moc"
