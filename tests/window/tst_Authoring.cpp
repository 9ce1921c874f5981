#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QJsonArray>
#include <QLineEdit>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

#include <array>

using namespace assay;

/// A provider and a collection are written in the real window, once with the mouse and once with the keyboard alone: against the
/// real engine, and against a released EvalHub server. Then what the server holds is compared with what was typed.
class tst_Authoring : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("authoring")); }
    void cleanupTestCase() { closeWindow(); }
    void providerByMouse() { makeProviderByMouse(); }
    void collectionByMouse() { makeCollectionByMouse({QStringLiteral("Facts"), QStringLiteral("mouse-made")}, {QStringLiteral("facts-v1"), QStringLiteral("mouse-made")}); }
    void providerByKeys() { makeProviderByKeys(); }
    void collectionByKeys() { makeCollectionByKeys({QStringLiteral("Facts"), QStringLiteral("Arithmetic")}, {QStringLiteral("facts-v1"), QStringLiteral("arithmetic-v1")}); }
    void entersTheReleasedServer();
    void providerByMouseThere();
    void providerByKeysThere();
    void collectionByMouseThere();
    void collectionByKeysThere();

private:
    using Words = std::array<QString, 2>; ///< what is searched for, or the ids that this finds
    void makeProviderByMouse();
    void makeProviderByKeys();
    void makeCollectionByMouse(const Words &words, const Words &ids);
    void makeCollectionByKeys(const Words &words, const Words &ids);
    void choosePlace();
    QJsonObject stored(const QString &list, const QString &name);

    bool m_there = false; ///< at the released server, not in the engine
};

/// The one of that name, without what the server adds; empty while it is not there.
QJsonObject tst_Authoring::stored(const QString &list, const QString &name)
{
    const QString path = QStringLiteral("/api/v1/evaluations/%1?scope=tenant").arg(list);
    const QJsonArray items = (m_there ? fromHub(path) : fromEngine(path)).value(QStringLiteral("items")).toArray();
    for (const auto &item : items) {
        QJsonObject found = item.toObject();
        if (found.value(QStringLiteral("name")).toString() != name)
            continue;
        found.remove(QStringLiteral("resource"));
        return found;
    }
    return {};
}

/// In the page in front: the connection that it shows.
void tst_Authoring::choosePlace()
{
    if (!m_there)
        return;
    chooseHub();
    QTRY_VERIFY(visible<QAbstractButton>("catalogueNew"));
}

void tst_Authoring::makeProviderByMouse()
{
    clickPlace(QStringLiteral("Providers"));
    choosePlace();
    QTRY_VERIFY(visible<QAbstractButton>(QStringLiteral("catalogueNew")));
    click(visible<QAbstractButton>(QStringLiteral("catalogueNew")));
    QTRY_VERIFY(visible<QTabWidget>(QStringLiteral("editorTabs")));
    clickField("name", QStringLiteral("mouse_provider"));
    clickField("title", QStringLiteral("Made by Mouse"));
    clickField("tags", QStringLiteral("own"));
    picture(QStringLiteral("1-provider"));
    clickTab("editorTabs", 1);
    clickField("runtime/local/command", QStringLiteral("./adapter.sh --fast"));
    clickField("runtime/k8s/memory_limit", QStringLiteral("2Gi"));
    clickTab("editorTabs", 2);
    QTRY_VERIFY(visible<QAbstractButton>(QStringLiteral("add:runtime/local/env")));
    click(visible<QAbstractButton>(QStringLiteral("add:runtime/local/env")));
    typeCell(QStringLiteral("LOG_LEVEL"));
    auto *env = visible<QTableView>(QStringLiteral("field:runtime/local/env"));
    typeCell(env, env->model()->index(0, 1), QStringLiteral("debug"));
    picture(QStringLiteral("5-environment"));
    clickTab("editorTabs", 3);
    click(visible<QAbstractButton>(QStringLiteral("rowAdd")));
    clickField("benchmarks/0/id", QStringLiteral("mouse-made"));
    clickField("benchmarks/0/category", QStringLiteral("math"));
    clickField("benchmarks/0/num_few_shot", QStringLiteral("5"));
    clickField("benchmarks/0/metrics", QStringLiteral("accuracy"));
    clickField("benchmarks/0/primary_score/metric", QStringLiteral("accuracy"));
    clickField("benchmarks/0/pass_criteria/threshold", QStringLiteral("0.6"));
    picture(QStringLiteral("2-provider-benchmarks"));
    click(visible<QAbstractButton>(QStringLiteral("editorSave")));
    const QJsonObject wanted = json(R"({"name":"mouse_provider","title":"Made by Mouse","tags":["own"],
        "runtime":{"local":{"command":"./adapter.sh --fast","env":[{"name":"LOG_LEVEL","value":"debug"}]},"k8s":{"memory_limit":"2Gi"}},
        "benchmarks":[{"id":"mouse-made","name":"","category":"math","num_few_shot":5,"dataset_size":0,"metrics":["accuracy"],
                       "primary_score":{"metric":"accuracy"},"pass_criteria":{"threshold":0.6}}]})");
    QJsonObject found;
    QTRY_VERIFY_WITH_TIMEOUT(!(found = stored(QStringLiteral("providers"), QStringLiteral("mouse_provider"))).isEmpty(), 20000);
    // Only what was typed is compared: servers answer some members in two spellings.
    for (const QString &member : {QStringLiteral("name"), QStringLiteral("title"), QStringLiteral("tags"), QStringLiteral("benchmarks")})
        QCOMPARE(found.value(member), wanted.value(member));
    const QJsonObject runtime = found.value(QStringLiteral("runtime")).toObject();
    QCOMPARE(runtime.value(QStringLiteral("local")).toObject().value(QStringLiteral("command")).toString(), QStringLiteral("./adapter.sh --fast"));
    QVERIFY2(shown(runtime).contains("debug") && shown(runtime).contains("2Gi"), shown(runtime).constData());
}

void tst_Authoring::makeCollectionByMouse(const Words &words, const Words &ids)
{
    clickPlace(QStringLiteral("Collections"));
    choosePlace();
    QTRY_VERIFY(visible<QAbstractButton>(QStringLiteral("catalogueNew")));
    QTRY_VERIFY(visible<QTableView>(QStringLiteral("catalogueView")));
    picture(QStringLiteral("0-collections"));
    click(visible<QAbstractButton>(QStringLiteral("catalogueNew")));
    QTRY_VERIFY(visible<QWidget>(QStringLiteral("field:category")));
    clickField("name", QStringLiteral("mouse collection"));
    clickField("category", QStringLiteral("release"));
    clickField("pass_criteria/threshold", QStringLiteral("0.55"));
    clickTab("editorTabs", 1);
    for (const QString &word : words) {
        typeInto(visible<QLineEdit>(QStringLiteral("entrySearch")), word);
        auto *tree = visible<QTreeView>(QStringLiteral("entryTree"));
        QTRY_COMPARE(tree->model()->rowCount(tree->model()->index(0, 0)), 1);
        // The search before this one left one row too.
        QTRY_VERIFY(tree->model()->index(0, 0, tree->model()->index(0, 0)).data().toString().contains(word, Qt::CaseInsensitive));
        clickItem(tree, tree->model()->index(0, 0, tree->model()->index(0, 0)));
        click(visible<QAbstractButton>(QStringLiteral("entryAdd")));
    }
    auto *table = visible<QTableView>(QStringLiteral("rowsTable"));
    QTRY_COMPARE(table->model()->rowCount(), 2);
    clickField("benchmarks/1/parameters/num_examples", QStringLiteral("7"));
    // The gate in the table, where one sees the others.
    typeCell(table, table->model()->index(0, 4), QStringLiteral("0.8"));
    click(visible<QAbstractButton>(QStringLiteral("rowDown"))); // facts goes last
    picture(QStringLiteral("3-collection"));
    click(visible<QAbstractButton>(QStringLiteral("editorSave")));
    QJsonObject found;
    QTRY_VERIFY_WITH_TIMEOUT(!(found = stored(QStringLiteral("collections"), QStringLiteral("mouse collection"))).isEmpty(), 20000);
    QCOMPARE(found.value(QStringLiteral("category")).toString(), QStringLiteral("release"));
    QCOMPARE(found.value(QStringLiteral("pass_criteria")).toObject(), json(R"({"threshold":0.55})"));
    const QJsonArray entries = found.value(QStringLiteral("benchmarks")).toArray();
    QCOMPARE(entries.size(), 2);
    QCOMPARE(entries.at(0).toObject().value(QStringLiteral("id")).toString(), ids[1]);
    QCOMPARE(entries.at(0).toObject().value(QStringLiteral("parameters")).toObject(), json(R"({"num_examples":7})"));
    QCOMPARE(entries.at(0).toObject().value(QStringLiteral("pass_criteria")).toObject(), json(R"({"threshold":0.6})"));
    QCOMPARE(entries.at(1).toObject().value(QStringLiteral("id")).toString(), ids[0]);
    QCOMPARE(entries.at(1).toObject().value(QStringLiteral("pass_criteria")).toObject(), json(R"({"threshold":0.8})"));
}

void tst_Authoring::makeProviderByKeys()
{
    shortcut(Qt::Key_4, Qt::ControlModifier);
    choosePlace();
    QTRY_VERIFY(visible<QAbstractButton>(QStringLiteral("catalogueNew")));
    picture(QStringLiteral("0-providers"));
    tabTo(QStringLiteral("catalogueNew"));
    keys(Qt::Key_Space);
    QTRY_VERIFY(visible<QTabWidget>(QStringLiteral("editorTabs")));
    tabTo(QStringLiteral("field:name"));
    type(QStringLiteral("keys_provider"));
    tabTo(QStringLiteral("field:description"));
    type(QStringLiteral("No mouse, no JSON."));
    keys(Qt::Key_Tab, Qt::ControlModifier); // the next tab
    tabTo(QStringLiteral("field:runtime/local/command"));
    type(QStringLiteral("./by-keys"));
    keys(Qt::Key_Tab, Qt::ControlModifier);
    keys(Qt::Key_Tab, Qt::ControlModifier);
    tabTo(QStringLiteral("rowsTable"));
    keys(Qt::Key_Insert);
    QTRY_COMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("field:benchmarks/0/id"));
    type(QStringLiteral("keys-made"));
    keys(Qt::Key_S, Qt::ControlModifier);
    QJsonObject found;
    QTRY_VERIFY_WITH_TIMEOUT(!(found = stored(QStringLiteral("providers"), QStringLiteral("keys_provider"))).isEmpty(), 20000);
    QCOMPARE(found.value(QStringLiteral("description")).toString(), QStringLiteral("No mouse, no JSON."));
    QCOMPARE(found.value(QStringLiteral("benchmarks")).toArray().first().toObject().value(QStringLiteral("id")).toString(), QStringLiteral("keys-made"));
    // Changed once more: the preview, then Enter.
    tabTo(QStringLiteral("field:benchmarks/0/name"));
    type(QStringLiteral("Keys First"));
    keys(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(visible<QWidget>(QStringLiteral("changeList")));
    picture(QStringLiteral("4-preview"));
    QTRY_VERIFY(QApplication::activeWindow() && QApplication::activeWindow()->objectName() == QLatin1String("saveDialog"));
    keys(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(stored(QStringLiteral("providers"), QStringLiteral("keys_provider")).value(QStringLiteral("benchmarks")).toArray()
                                  .first().toObject().value(QStringLiteral("name")).toString(), QStringLiteral("Keys First"), 20000);
}

void tst_Authoring::makeCollectionByKeys(const Words &words, const Words &ids)
{
    shortcut(Qt::Key_3, Qt::ControlModifier);
    choosePlace();
    QTRY_VERIFY(visible<QAbstractButton>(QStringLiteral("catalogueNew")));
    tabTo(QStringLiteral("catalogueNew"));
    keys(Qt::Key_Space);
    QTRY_VERIFY(visible<QWidget>(QStringLiteral("field:category")));
    tabTo(QStringLiteral("field:name"));
    type(QStringLiteral("keys collection"));
    tabTo(QStringLiteral("field:category"));
    type(QStringLiteral("nightly"));
    for (const QString &word : words) {
        keys(Qt::Key_F, Qt::ControlModifier);
        QTRY_COMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("entrySearch"));
        type(word);
        tabTo(QStringLiteral("entryTree"));
        auto *tree = visible<QTreeView>(QStringLiteral("entryTree"));
        for (int press = 0; press < 5 && !tree->currentIndex().parent().isValid(); ++press)
            keys(Qt::Key_Down);
        keys(Qt::Key_Return);
    }
    tabTo(QStringLiteral("rowsTable"));
    auto *table = visible<QTableView>(QStringLiteral("rowsTable"));
    QTRY_COMPARE(table->model()->rowCount(), 2);
    keys(Qt::Key_Up, Qt::AltModifier);
    tabTo(QStringLiteral("field:benchmarks/0/weight"));
    type(QStringLiteral("3"));
    keys(Qt::Key_S, Qt::ControlModifier);
    QJsonObject found;
    QTRY_VERIFY_WITH_TIMEOUT(!(found = stored(QStringLiteral("collections"), QStringLiteral("keys collection"))).isEmpty(), 20000);
    const QJsonArray entries = found.value(QStringLiteral("benchmarks")).toArray();
    QCOMPARE(entries.size(), 2);
    QCOMPARE(entries.at(0).toObject().value(QStringLiteral("id")).toString(), ids[1]);
    QCOMPARE(entries.at(0).toObject().value(QStringLiteral("weight")).toInt(), 3);
    QCOMPARE(entries.at(1).toObject().value(QStringLiteral("id")).toString(), ids[0]);
}

void tst_Authoring::entersTheReleasedServer()
{
    ASSAY_NEEDS_EVALHUB();
    QVERIFY2(m_hub.start(), m_hub.output().constData());
    enterHub();
    click(visible<QAbstractButton>("connectionSave"));
    m_there = true;
}

void tst_Authoring::providerByMouseThere()
{
    ASSAY_NEEDS_EVALHUB();
    QVERIFY(m_there);
    makeProviderByMouse();
}

void tst_Authoring::providerByKeysThere()
{
    ASSAY_NEEDS_EVALHUB();
    QVERIFY(m_there);
    makeProviderByKeys();
}

void tst_Authoring::collectionByMouseThere()
{
    ASSAY_NEEDS_EVALHUB();
    QVERIFY(m_there);
    makeCollectionByMouse({QStringLiteral("Keys First"), QStringLiteral("mouse-made")}, {QStringLiteral("keys-made"), QStringLiteral("mouse-made")});
}

void tst_Authoring::collectionByKeysThere()
{
    ASSAY_NEEDS_EVALHUB();
    QVERIFY(m_there);
    makeCollectionByKeys({QStringLiteral("mouse-made"), QStringLiteral("keys-made")}, {QStringLiteral("mouse-made"), QStringLiteral("keys-made")});
}

ASSAY_TEST(tst_Authoring)
#include "tst_Authoring.moc"
