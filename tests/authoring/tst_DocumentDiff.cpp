#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/DocumentDiff.h"
#include "services/engine/server/Patch.h"
#include "services/json/Json.h"
#include "tests/support/DocumentText.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace assay;
using namespace assay::test;

class tst_DocumentDiff : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void changesAreTold_data();
    void changesAreTold();
    void patchesArriveAtTheSame_data();
    void patchesArriveAtTheSame();
    void somePatchesCannotBe_data();
    void somePatchesCannotBe();
    void merges_data();
    void merges();
};

void tst_DocumentDiff::changesAreTold_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QStringList>("sentences");
    const QByteArray one = "name: n\nbenchmarks: [{id: a, provider_id: p, weight: 1}, {id: b, provider_id: p}]";
    QTest::addRow("nothing") << one << one << QStringList();
    QTest::addRow("1 and 1.0") << QByteArray("curation_order: 1") << QByteArray("curation_order: 1.0") << QStringList();
    QTest::addRow("member") << one << QByteArray(one).replace("name: n", "name: m") << QStringList{"Name: n → m"};
    QTest::addRow("new member") << one << one + "\ntags: [x, y]" << QStringList{"Tags: x, y (new)"};
    QTest::addRow("field of a row") << one << QByteArray(one).replace("weight: 1", "weight: 2.5") << QStringList{"a › Weight: 1 → 2.5"};
    QTest::addRow("row") << one << QByteArray("name: n\nbenchmarks: [{id: a, provider_id: p, weight: 1}]") << QStringList{"b: removed"};
    QTest::addRow("row before the others") << one << QByteArray("name: n\nbenchmarks: [{id: c, provider_id: p}, {id: a, provider_id: p, weight: 1}, {id: b, provider_id: p}]")
                                           << QStringList{"c: added"};
    QTest::addRow("order") << one << QByteArray("name: n\nbenchmarks: [{id: b, provider_id: p}, {id: a, provider_id: p, weight: 1}]")
                           << QStringList{"Benchmarks: order changed"};
    QTest::addRow("gate") << one << one + "\npass_criteria: {threshold: 0.5}" << QStringList{"Gate of the Whole: 0.5 (new)"};
}

void tst_DocumentDiff::changesAreTold()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QStringList, sentences);
    QStringList told;
    for (const DocumentChange &change : differences(collectionFrom(before), collectionFrom(after)))
        told << change.sentence();
    QCOMPARE(told, sentences);
}

void tst_DocumentDiff::patchesArriveAtTheSame_data()
{
    QTest::addColumn<bool>("collection");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<int>("operations");
    const QByteArray one = "name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p}, {id: b, provider_id: p}]";
    QTest::addRow("nothing") << true << one << one << 0;
    QTest::addRow("name and tags") << true << one << QByteArray(one).replace("name: n", "name: m") + "\ntags: [x]" << 2;
    QTest::addRow("one row") << true << one << QByteArray(one).replace("{id: b, ", "{id: b, weight: 2, ") << 1;
    QTest::addRow("fewer rows") << true << one << QByteArray("name: n\ncategory: c\nbenchmarks: [{id: b, provider_id: p}]") << 1;
    QTest::addRow("gate goes") << true << one + "\npass_criteria: {threshold: 1}" << one << 1;
    QTest::addRow("custom") << true << one + "\ncustom: {a: 1}" << one + "\ncustom: {b: 1}" << 1;
    QTest::addRow("provider") << false << QByteArray("name: n\nruntime: {local: {command: a}}\nbenchmarks: [{id: a}]")
                              << QByteArray("name: n\ntitle: t\nruntime: {local: {command: b}}\nbenchmarks: [{id: a, num_few_shot: 2}]\nagent: {summary: s}") << 4;
}

/// The engine's own reading of patches, with what the contract allows.
void tst_DocumentDiff::patchesArriveAtTheSame()
{
    using engine::PatchRule;
    QFETCH(bool, collection);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(int, operations);
    const DocumentKind kind = collection ? DocumentKind::Collection : DocumentKind::Provider;
    const auto patch = jsonPatch(documentFrom(kind, before), documentFrom(kind, after));
    QVERIFY2(patch, patch ? "" : qPrintable(patch.error().message));
    const QList<PatchRule> rules = collection
        ? QList<PatchRule>{{"/name", PatchRule::Replace}, {"/category", PatchRule::Replace}, {"/tags", PatchRule::All}, {"/custom", PatchRule::All},
                           {"/benchmarks", PatchRule::Replace}, {"/pass_criteria", PatchRule::All, false}}
        : QList<PatchRule>{{"/name", PatchRule::Replace}, {"/title", PatchRule::All}, {"/runtime", PatchRule::Replace},
                           {"/benchmarks", PatchRule::Replace}, {"/agent", PatchRule::All}};
    nlohmann::json read1, document = *json::parse(documentFrom(kind, before).toJson());
    QVERIFY(!engine::readPatch(*json::parse(*patch), rules, read1));
    QCOMPARE(int(read1.size()), operations);
    QVERIFY(!engine::applyPatch(document, read1));
    QCOMPARE(QByteArray::fromStdString(document.dump()), QByteArray::fromStdString(json::parse(documentFrom(kind, after).toJson())->dump()));
}

void tst_DocumentDiff::somePatchesCannotBe_data()
{
    QTest::addColumn<bool>("collection");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addRow("agent of a collection") << true << QByteArray("name: n") << QByteArray("name: n\nagent: {summary: s}");
    QTest::addRow("no pin any more") << true << QByteArray("name: n\npinned_order: 1") << QByteArray("name: n");
    QTest::addRow("first runtime") << false << QByteArray("name: n") << QByteArray("name: n\nruntime: {local: {command: a}}");
    QTest::addRow("unknown member") << false << QByteArray("name: n") << QByteArray("name: n\nfuture: 1");
}

void tst_DocumentDiff::somePatchesCannotBe()
{
    QFETCH(bool, collection);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const DocumentKind kind = collection ? DocumentKind::Collection : DocumentKind::Provider;
    const auto patch = jsonPatch(documentFrom(kind, before), documentFrom(kind, after));
    QVERIFY(!patch);
    QCOMPARE(patch.error().kind, Error::Kind::Unsupported);
}

void tst_DocumentDiff::merges_data()
{
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("mine");
    QTest::addColumn<QByteArray>("theirs");
    QTest::addColumn<QByteArray>("result");
    QTest::addColumn<int>("conflicts");
    const QByteArray base = "name: n\nbenchmarks: [{id: a, provider_id: p}, {id: b, provider_id: p}]";
    QTest::addRow("mine only") << base << QByteArray(base).replace("name: n", "name: m") << base << QByteArray(base).replace("name: n", "name: m") << 0;
    QTest::addRow("theirs only") << base << base << base + "\ntags: [x]" << base + "\ntags: [x]" << 0;
    QTest::addRow("both, apart") << base << QByteArray(base).replace("id: a", "id: a, weight: 2") << QByteArray(base).replace("id: b", "id: b, weight: 3")
                                 << QByteArray(base).replace("id: a", "id: a, weight: 2").replace("id: b", "id: b, weight: 3") << 0;
    QTest::addRow("both, same") << base << base + "\ntags: [x]" << base + "\ntags: [x]" << base + "\ntags: [x]" << 0;
    QTest::addRow("both, differently") << base << QByteArray(base).replace("name: n", "name: m") << QByteArray(base).replace("name: n", "name: t")
                                       << QByteArray(base).replace("name: n", "name: m") << 1;
    QTest::addRow("they removed a row") << base << base + "\ntags: [x]" << QByteArray("name: n\nbenchmarks: [{id: b, provider_id: p}]")
                                        << QByteArray("name: n\nbenchmarks: [{id: b, provider_id: p}]\ntags: [x]") << 0;
    QTest::addRow("they removed what I changed") << base << QByteArray(base).replace("id: a", "id: a, weight: 2") << QByteArray("name: n\nbenchmarks: [{id: b, provider_id: p}]")
                                                 << QByteArray(base).replace("id: a", "id: a, weight: 2") << 1;
    QTest::addRow("each added a row") << base << QByteArray(base).replace("]", ", {id: m, provider_id: p}]") << QByteArray(base).replace("]", ", {id: t, provider_id: p}]")
                                      << QByteArray(base).replace("]", ", {id: m, provider_id: p}, {id: t, provider_id: p}]") << 0;
}

void tst_DocumentDiff::merges()
{
    QFETCH(QByteArray, base);
    QFETCH(QByteArray, mine);
    QFETCH(QByteArray, theirs);
    QFETCH(QByteArray, result);
    QFETCH(int, conflicts);
    const MergedDocument merge = merged(collectionFrom(base), collectionFrom(mine), collectionFrom(theirs));
    QCOMPARE(jsonOf(merge.document.root()), jsonOf(collectionFrom(result).root()));
    QCOMPARE(merge.conflicts.size(), conflicts);
}

ASSAY_TEST(tst_DocumentDiff)
#include "tst_DocumentDiff.moc"
