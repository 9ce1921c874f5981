#include "models/authoring/DocumentModel.h"
#include "models/authoring/DraftKeeper.h"
#include "models/authoring/EntryRowsModel.h"
#include "models/authoring/ProblemListModel.h"
#include "services/authoring/AuthoredDraft.h"
#include "tests/support/DocumentText.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// A document that is being written, and the tables and lists that look at it.
class tst_DocumentModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void typingIsOneStep();
    void formAndTextShareTheirSteps();
    void brokenTextIsKept();
    void savedIsClean();
    void refusalsGoWhenTheirFieldChanges();
    void rowsFollow_data();
    void rowsFollow();
    void rowsAreMovedInOneStep();
    void rowsAreCopiedAndPasted_data();
    void rowsAreCopiedAndPasted();
    void cellsTakeWhatIsTyped_data();
    void cellsTakeWhatIsTyped();
    void manyRowsAtOnce();
    void sharesAndGates();
    void sharesAreTyped();
    void problemsAndFixes();
    void unsavedWorkOutlivesACrash();
    void readOnlyRowsStay();
};

static QByteArray three() { return "name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p}, {id: b, provider_id: p}, {id: c, provider_id: p}]\n"; }

static QString ids(const QAbstractItemModel &model)
{
    QString all;
    for (int row = 0; row < model.rowCount(); ++row)
        all += model.index(row, 0).data().toString();
    return all;
}

void tst_DocumentModel::typingIsOneStep()
{
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three()));
    QSignalSpy changed(&model, &DocumentModel::changed);
    for (const char *text : {"S", "Sa", "Saf"})
        QVERIFY(model.set(QStringLiteral("name"), QLatin1String(text)));
    QVERIFY(!model.set(QStringLiteral("name"), QStringLiteral("Saf")));
    QCOMPARE(changed.count(), 3);
    QCOMPARE(changed.last().first().toString(), QStringLiteral("name"));
    model.endTyping();
    model.set(QStringLiteral("name"), QStringLiteral("Safety"));
    model.set(QStringLiteral("category"), QStringLiteral("s"));
    QCOMPARE(model.undoStack().count(), 3);
    model.undoStack().undo();
    model.undoStack().undo();
    QCOMPARE(model.value(QStringLiteral("name")).toString(), QStringLiteral("Saf"));
    model.undoStack().undo();
    QCOMPARE(model.document(), collectionFrom(three()));
    QVERIFY(!model.isDirty());
    model.undoStack().redo();
    QVERIFY(model.isDirty());
    QCOMPARE(model.undoStack().undoText(), QStringLiteral("Change Name"));
}

void tst_DocumentModel::formAndTextShareTheirSteps()
{
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three()));
    model.set(QStringLiteral("name"), QStringLiteral("form"));
    model.endTyping();
    const QByteArray text = "# my comment\n" + model.yaml().replace("form", "text");
    model.setYaml(text);
    QCOMPARE(model.value(QStringLiteral("name")).toString(), QStringLiteral("text"));
    QCOMPARE(model.yaml(), text); // comments stay while the text is what was typed
    model.endTyping();
    model.set(QStringLiteral("category"), QStringLiteral("x"));
    QVERIFY(!model.yaml().contains("comment"));
    model.undoStack().undo();
    QCOMPARE(model.yaml(), text);
    model.undoStack().undo();
    QCOMPARE(model.value(QStringLiteral("name")).toString(), QStringLiteral("form"));
    model.undoStack().undo();
    QCOMPARE(model.document(), collectionFrom(three()));
}

void tst_DocumentModel::brokenTextIsKept()
{
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three()));
    model.setYaml("name: n\ncategory: [c\n");
    QVERIFY(!model.yamlError().isEmpty());
    QVERIFY(model.yamlErrorLine() > 0);
    QCOMPARE(model.document(), collectionFrom(three()));
    QVERIFY(model.isDirty());
    QCOMPARE(model.yaml(), QByteArray("name: n\ncategory: [c\n"));
    model.setYaml("name: n\ncategory: [c]\n"); // reads now, and is no text
    QVERIFY(model.yamlError().isEmpty());
    QVERIFY(!model.problemAt(QStringLiteral("category")).isEmpty());
    QCOMPARE(model.lineOf(QStringLiteral("category")), 2);
    model.undoStack().undo();
    QVERIFY(model.yamlError().isEmpty());
    QVERIFY(!model.isDirty());
}

void tst_DocumentModel::savedIsClean()
{
    DocumentModel model(DocumentKind::Collection);
    QSignalSpy dirty(&model, &DocumentModel::dirtyChanged);
    model.open(collectionFrom(three()));
    QVERIFY(!model.isDirty());
    model.set(QStringLiteral("name"), QStringLiteral("m"));
    model.markSaved();
    QCOMPARE(dirty.count(), 2);
    QVERIFY(!model.isDirty());
    model.undoStack().undo();
    QVERIFY(model.isDirty()); // the server has the newer one
}

void tst_DocumentModel::refusalsGoWhenTheirFieldChanges()
{
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three()));
    model.setRefusals({{QStringLiteral("benchmarks/1/id"), QStringLiteral("unknown")}, {QStringLiteral("name"), QStringLiteral("taken")}});
    QCOMPARE(model.problemAt(QStringLiteral("benchmarks/1/id")), QStringLiteral("unknown"));
    QCOMPARE(model.problemWithin(QStringLiteral("benchmarks/1")), QStringLiteral("unknown"));
    model.set(QStringLiteral("category"), QStringLiteral("x"));
    QCOMPARE(model.problems().size(), 2);
    model.set(QStringLiteral("benchmarks/1/id"), QStringLiteral("d"));
    QCOMPARE(model.problems().size(), 1);
    model.set(QStringLiteral("name"), QStringLiteral("x"));
    QCOMPARE(model.problems().size(), 0);
}

void tst_DocumentModel::rowsFollow_data()
{
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("shown");
    const auto list = [](const char *ids) {
        QByteArray text = "name: n\ncategory: c\nbenchmarks: [";
        for (const char *id = ids; *id; ++id)
            text += QByteArray("{provider_id: p, id: ") + *id + "},";
        return QByteArray(text + "]\n");
    };
    for (const char *ids : {"abc", "", "ab", "bc", "ac", "dabc", "abcd", "adbc", "cab", "cba", "xyz", "aabc", "axyc"})
        QTest::addRow("%s", *ids ? ids : "none") << list(ids) << QString::fromLatin1(ids);
}

void tst_DocumentModel::rowsFollow()
{
    QFETCH(QByteArray, after);
    QFETCH(QString, shown);
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three()));
    RowsModel rows(model, QStringLiteral("benchmarks"), {QStringLiteral("id"), QStringLiteral("weight")});
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&rows, &QAbstractItemModel::modelReset);
    model.setYaml(after);
    QCOMPARE(ids(rows), shown);
    model.undoStack().undo();
    QCOMPARE(ids(rows), QStringLiteral("abc"));
    QCOMPARE(reset.count(), 0);
}

void tst_DocumentModel::rowsAreMovedInOneStep()
{
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three()));
    RowsModel rows(model, QStringLiteral("benchmarks"), {QStringLiteral("id")});
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rows.move({0, 1}, 3);
    QCOMPARE(ids(rows), QStringLiteral("cab"));
    rows.move({2}, 0);
    QCOMPARE(ids(rows), QStringLiteral("bca"));
    model.undoStack().undo();
    model.undoStack().undo();
    QCOMPARE(ids(rows), QStringLiteral("abc"));
    // Dragged with the mouse: the same one step, and the view is told to leave the old rows alone.
    const std::unique_ptr<QMimeData> dragged(rows.mimeData({rows.index(2, 0)}));
    QVERIFY(rows.canDropMimeData(dragged.get(), Qt::MoveAction, 0, 0, {}));
    QVERIFY(!rows.dropMimeData(dragged.get(), Qt::MoveAction, 0, 0, {}));
    QCOMPARE(ids(rows), QStringLiteral("cab"));
    QCOMPARE(model.undoStack().index(), 1);
}

void tst_DocumentModel::rowsAreCopiedAndPasted_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("shown");
    QTest::addRow("own rows") << "copy" << QByteArray() << "abca";
    QTest::addRow("JSON") << "application/json" << QByteArray(R"([{"id":"x"},{"id":"y"}])") << "abcxy";
    QTest::addRow("JSON as text") << "text/plain" << QByteArray(R"({"id":"x","weight":2})") << "abcx";
    QTest::addRow("cells of a spreadsheet") << "text/plain" << QByteArray("x\t1.5\ny\t2\n") << "abcxy";
    QTest::addRow("one word") << "text/plain" << QByteArray("x") << "abcx";
    QTest::addRow("numbers in JSON") << "application/json" << QByteArray("[1,2]") << "abc";
    QTest::addRow("nothing") << "text/plain" << QByteArray("  ") << "abc";
}

void tst_DocumentModel::rowsAreCopiedAndPasted()
{
    QFETCH(QString, type);
    QFETCH(QByteArray, text);
    QFETCH(QString, shown);
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three()));
    RowsModel rows(model, QStringLiteral("benchmarks"), {QStringLiteral("id"), QStringLiteral("weight")});
    std::unique_ptr<QMimeData> data(rows.copied({0}));
    if (type != QLatin1String("copy")) {
        data = std::make_unique<QMimeData>();
        data->setData(type, text);
    }
    QCOMPARE(rows.paste(data.get(), 99), shown.size() > 3);
    QCOMPARE(ids(rows), shown);
    if (text.contains("1.5"))
        QCOMPARE(model.value(QStringLiteral("benchmarks/3/weight")).toDouble(), 1.5);
    if (type == QLatin1String("copy"))
        QCOMPARE(data->text(), QStringLiteral("a\t"));
}

void tst_DocumentModel::cellsTakeWhatIsTyped_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<bool>("good");
    QTest::addRow("number") << "weight" << "0.5" << QVariant(0.5) << true;
    QTest::addRow("whole") << "weight" << " 2 " << QVariant(2) << true;
    QTest::addRow("no number") << "weight" << "two" << QVariant("two") << false;
    QTest::addRow("below") << "weight" << "-1" << QVariant(-1) << false;
    QTest::addRow("emptied") << "weight" << "" << QVariant() << true;
    QTest::addRow("yes") << "primary_score/lower_is_better" << "yes" << QVariant(true) << true;
    QTest::addRow("neither") << "primary_score/lower_is_better" << "perhaps" << QVariant("perhaps") << false;
    QTest::addRow("object") << "parameters" << "{a: 1}" << QVariant(QVariantMap{{"a", 1}}) << true;
    QTest::addRow("no object") << "parameters" << "a" << QVariant("a") << false;
}

void tst_DocumentModel::cellsTakeWhatIsTyped()
{
    QFETCH(QString, field);
    QFETCH(QString, typed);
    QFETCH(QVariant, value);
    QFETCH(bool, good);
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom("name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p, weight: 1, primary_score: {metric: m}}]\n"));
    RowsModel rows(model, QStringLiteral("benchmarks"), {QStringLiteral("id"), field});
    rows.setData(rows.index(0, 1), typed, Qt::EditRole);
    QCOMPARE(jsonOf(model.value(rows.cellPath(0, 1))), jsonOf(value));
    QCOMPARE(rows.index(0, 1).data(RowsModel::ProblemRole).toString().isEmpty(), good);
    QCOMPARE(rows.index(0, 1).data(ToneRole).toInt() == int(Tone::Error), !good);
}

void tst_DocumentModel::manyRowsAtOnce()
{
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three()));
    RowsModel rows(model, QStringLiteral("benchmarks"), {QStringLiteral("id"), QStringLiteral("weight")});
    rows.setForRows({0, 2}, 1, QStringLiteral("3"));
    QCOMPARE(model.value(QStringLiteral("benchmarks/2/weight")).toInt(), 3);
    QVERIFY(!model.document().contains(QStringLiteral("benchmarks/1/weight")));
    QCOMPARE(model.undoStack().count(), 1);
    rows.remove({2, 0, 0, 9});
    QCOMPARE(ids(rows), QStringLiteral("b"));
    QCOMPARE(model.undoStack().count(), 2);
}

void tst_DocumentModel::sharesAndGates()
{
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom("name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p, weight: 3}, {id: b, provider_id: p, primary_score: {metric: tokens_per_second}, pass_criteria: {threshold: 40}}]\n"));
    ProviderBenchmark known;
    known.id = QStringLiteral("a");
    known.metrics = {QStringLiteral("toxicity")};
    known.primaryScore = PrimaryScore{QStringLiteral("toxicity"), true, {}};
    known.passCriteria = PassCriteria{0.2, {}};
    EntryRowsModel rows(model, QStringLiteral("benchmarks"), [&](const QString &, const QString &id) { return id == known.id ? &known : nullptr; });
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto cell = [&](int row, int column) { return rows.index(row, column).data().toString(); };
    QCOMPARE(cell(0, EntryRowsModel::ShareColumn), QStringLiteral("75 %"));
    QCOMPARE(cell(0, EntryRowsModel::GateColumn), QStringLiteral("≤ 0.2"));
    QCOMPARE(cell(0, EntryRowsModel::DirectionColumn), QStringLiteral("↓ lower is better"));
    QCOMPARE(cell(1, EntryRowsModel::GateColumn), QStringLiteral("≥ 40 tok/s"));
    QCOMPARE(rows.index(0, 0).data(EntryRowsModel::MetricsRole).toStringList(), known.metrics);
    QVERIFY(rows.setData(rows.index(1, EntryRowsModel::WeightColumn), QStringLiteral("3"), Qt::EditRole));
    QCOMPARE(cell(0, EntryRowsModel::ShareColumn), QStringLiteral("50 %"));
    const QVariantMap row = EntryRowsModel::rowFor(QStringLiteral("p"), known);
    QCOMPARE(jsonOf(row), QByteArray(R"({"id":"a","pass_criteria":{"threshold":0.2},"primary_score":{"lower_is_better":true,"metric":"toxicity"},"provider_id":"p"})"));
}

void tst_DocumentModel::sharesAreTyped()
{
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three())); // a, b, c of equal weight
    EntryRowsModel rows(model, QStringLiteral("benchmarks"), {});
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy refused(&rows, &EntryRowsModel::refused);
    const auto shares = [&] {
        QStringList all;
        for (int row = 0; row < rows.rowCount(); ++row)
            all << rows.index(row, EntryRowsModel::ShareColumn).data().toString();
        return all.join(QStringLiteral(", "));
    };
    QCOMPARE(shares(), QStringLiteral("33.33 %, 33.33 %, 33.33 %"));
    QVERIFY(!rows.setData(rows.index(0, EntryRowsModel::ShareColumn), QStringLiteral("33.33"), Qt::EditRole)); // left as it was
    QVERIFY(!model.isDirty());
    QVERIFY(rows.setData(rows.index(0, EntryRowsModel::ShareColumn), QStringLiteral("40 %"), Qt::EditRole));
    QCOMPARE(shares(), QStringLiteral("40 %, 30 %, 30 %"));
    QCOMPARE(model.value(QStringLiteral("benchmarks/1/weight")).toDouble(), 30.0);
    QCOMPARE(model.undoStack().count(), 1); // one step
    QVERIFY(rows.setData(rows.index(1, EntryRowsModel::LockColumn), Qt::Checked, Qt::CheckStateRole));
    rows.move({1}, 0); // the lock goes with its row
    QVERIFY(rows.isLocked(0) && !rows.isLocked(1));
    QVERIFY(rows.setData(rows.index(1, EntryRowsModel::ShareColumn), QStringLiteral("60"), Qt::EditRole));
    QCOMPARE(shares(), QStringLiteral("30 %, 60 %, 10 %"));
    QVERIFY(!rows.setData(rows.index(1, EntryRowsModel::ShareColumn), QStringLiteral("80"), Qt::EditRole));
    QVERIFY(!rows.setData(rows.index(1, EntryRowsModel::ShareColumn), QStringLiteral("much"), Qt::EditRole));
    QCOMPARE(refused.count(), 2);
    QVERIFY(refused.first().first().toString().contains(QStringLiteral("69.99")));
    model.undoStack().undo();
    QCOMPARE(shares(), QStringLiteral("30 %, 40 %, 30 %"));
    rows.setReadOnly(true);
    QVERIFY(!(rows.flags(rows.index(0, EntryRowsModel::ShareColumn)) & Qt::ItemIsEditable));
}

void tst_DocumentModel::problemsAndFixes()
{
    DocumentModel model(DocumentKind::Collection);
    ProblemListModel problems(model);
    QAbstractItemModelTester tester(&problems, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(problems.count(Severity::Error), 3); // name, category, benchmarks
    LintSources sources;
    Provider provider;
    provider.resource.id = QStringLiteral("p");
    ProviderBenchmark benchmark;
    benchmark.id = QStringLiteral("a");
    benchmark.metrics = {QStringLiteral("toxicity")};
    benchmark.primaryScore = PrimaryScore{QStringLiteral("toxicity"), true, {}};
    provider.benchmarks = {benchmark};
    sources.providers = {provider};
    problems.setSources(sources);
    model.setYaml("name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p, primary_score: {metric: toxicity, lower_is_better: false}, pass_criteria: {threshold: 0.2}}]\n");
    QCOMPARE(problems.count(Severity::Error), 1);
    const QModelIndex first = problems.index(0);
    QCOMPARE(first.data(ProblemListModel::PathRole).toString(), QStringLiteral("benchmarks/0/primary_score"));
    QVERIFY(!first.data(ProblemListModel::FixRole).toString().isEmpty());
    QVERIFY(problems.fix(0));
    QCOMPARE(problems.count(Severity::Error), 0);
    QCOMPARE(model.undoStack().undoText(), QStringLiteral("Quick Fix"));
    model.undoStack().undo();
    QCOMPARE(problems.count(Severity::Error), 1);
    QCOMPARE(problems.fixAll(), 1);
    QVERIFY(!problems.fix(0));
}

void tst_DocumentModel::unsavedWorkOutlivesACrash()
{
    test::FakeDraftStore store;
    const QString name = QStringLiteral("collection-x");
    {
        DocumentModel model(DocumentKind::Collection);
        model.open(collectionFrom(three()));
        DraftKeeper keeper(model, store, name);
        keeper.setId(QStringLiteral("x"));
        model.set(QStringLiteral("name"), QStringLiteral("half don"));
        QVERIFY(store.contents.isEmpty()); // not with each key
    }
    QVERIFY(store.contents.contains(name));
    DocumentModel model(DocumentKind::Collection);
    DraftKeeper keeper(model, store, name);
    std::optional<AuthoredDraft> found;
    connect(&keeper, &DraftKeeper::restored, this, [&](const AuthoredDraft &draft) { found = draft; });
    keeper.restore();
    QTRY_VERIFY(found);
    model.openUnsaved(found->document, found->base, found->yaml);
    QVERIFY(model.isDirty());
    QCOMPARE(model.value(QStringLiteral("name")).toString(), QStringLiteral("half don"));
    QCOMPARE(model.base(), collectionFrom(three()));
    QCOMPARE(found->id, QStringLiteral("x"));
    model.markSaved();
    QVERIFY(store.contents.isEmpty());
}

void tst_DocumentModel::readOnlyRowsStay()
{
    DocumentModel model(DocumentKind::Collection);
    model.open(collectionFrom(three()));
    RowsModel rows(model, QStringLiteral("benchmarks"), {QStringLiteral("id")});
    rows.setReadOnly(true);
    QVERIFY(!(rows.flags(rows.index(0, 0)) & Qt::ItemIsEditable));
    QVERIFY(!rows.setData(rows.index(0, 0), QStringLiteral("x"), Qt::EditRole));
    rows.remove({0});
    rows.move({0}, 3);
    const std::unique_ptr<QMimeData> copy(rows.copied({0}));
    QVERIFY(!rows.paste(copy.get(), 0));
    QCOMPARE(ids(rows), QStringLiteral("abc"));
    QVERIFY(!model.isDirty());
}

ASSAY_TEST(tst_DocumentModel)
#include "tst_DocumentModel.moc"
