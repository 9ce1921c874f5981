#include "models/catalogue/CatalogueModel.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QApplication>
#include <QJsonArray>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

using namespace assay;

/// Jobs are composed in the real window: with the mouse and with the keyboard alone against the local engine, for two targets at
/// once, and against the released server. Then what the server holds is compared with what was typed.
class tst_Composer : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("composer")); }
    void cleanupTestCase() { closeWindow(); }
    void jobByMouse();
    void jobByKeys();
    void jobAgainAsText();
    void severalTargetsByMouse();
    void jobForTheReleasedServer();
    void jobForTheReleasedServerByKeys();

private:
    void chooseByKeys(const QString &word);
    QJsonObject storedAtHub(const QString &name);
    void newJob();
    void newJobAtHub();
    void chooseBenchmark(const QString &word, const QString &id);
    /// The newest job of that name without what the server adds; empty while it is not there.
    QJsonObject stored(const QString &name);
    static QJsonObject written(const QJsonArray &jobs, const QString &name);

    bool m_there = false; ///< the released server is among the connections
};

void tst_Composer::newJob()
{
    shortcut(Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(visible<QWidget>("field:model/url"));
}

void tst_Composer::newJobAtHub()
{
    newJob();
    chooseHub();
    QTRY_VERIFY_WITH_TIMEOUT(visible<QWidget>("field:model/url"), 10'000);
}

void tst_Composer::chooseBenchmark(const QString &word, const QString &id)
{
    typeInto(visible<QLineEdit>("catalogueSearch"), word);
    auto *tree = visible<QTreeView>("catalogueTree");
    // Others may have the word too: the one of that id is looked for, as its reader would.
    const auto found = [&] {
        const QModelIndex provider = tree->model()->index(0, 0);
        for (int row = 0; row < tree->model()->rowCount(provider); ++row) {
            if (tree->model()->index(row, 0, provider).data(CatalogueModel::BenchmarkIdRole).toString() == id)
                return tree->model()->index(row, 0, provider);
        }
        return QModelIndex();
    };
    QTRY_VERIFY2_WITH_TIMEOUT(found().isValid(), qPrintable(id), 20000);
    QTRY_VERIFY(tree->isExpanded(found().parent()));
    clickItem(tree, found());
    click(visible<QAbstractButton>("benchmarkAdd"));
}

QJsonObject tst_Composer::written(const QJsonArray &jobs, const QString &name)
{
    for (const auto &item : jobs) {
        QJsonObject job = item.toObject();
        if (job.value(QStringLiteral("name")).toString() != name)
            continue;
        for (const char *made : {"resource", "status", "results"})
            job.remove(QLatin1String(made));
        return job;
    }
    return {};
}

QJsonObject tst_Composer::stored(const QString &name)
{
    return written(fromEngine(QStringLiteral("/api/v1/evaluations/jobs")).value(QStringLiteral("items")).toArray(), name);
}

void tst_Composer::jobByMouse()
{
    click(visible<QAbstractButton>("startEvaluate"));
    QTRY_VERIFY(visible<QWidget>("field:model/url"));
    clickField(QStringLiteral("model/url"), QStringLiteral("http://127.0.0.1:9/v1"));
    clickField(QStringLiteral("model/name"), QStringLiteral("nobody"));
    click(visible<QAbstractButton>("add:model/parameters"));
    typeCell(QStringLiteral("temperature"));
    auto *parameters = visible<QTableView>("field:model/parameters");
    typeCell(parameters, parameters->model()->index(0, 1), QStringLiteral("0.5"));
    picture(QStringLiteral("1-target"));
    click(visible<QAbstractButton>("newjobNext"));

    clickTab("catalogueTabs", 1);
    chooseBenchmark(QStringLiteral("Facts"), QStringLiteral("facts-v1"));
    chooseBenchmark(QStringLiteral("Arithmetic"), QStringLiteral("arithmetic-v1"));
    auto *selected = visible<QTableView>("selectedTable");
    QTRY_COMPARE(selected->model()->rowCount(), 2);
    clickItem(selected, selected->model()->index(0, 0));
    click(visible<QAbstractButton>("selectedDown")); // facts goes last
    picture(QStringLiteral("2-benchmarks"));
    click(visible<QAbstractButton>("newjobNext"));

    clickField(QStringLiteral("name"), QStringLiteral("by mouse"));
    clickField(QStringLiteral("description"), QStringLiteral("Every part of it."));
    clickField(QStringLiteral("tags"), QStringLiteral("own"));
    picture(QStringLiteral("3-settings"));
    clickTab("settingsTabs", 1);
    click(visible<QAbstractButton>("preset0"));
    auto *rows = visible<QTableView>("rowsTable");
    clickItem(rows, rows->model()->index(1, 0));
    clickField(QStringLiteral("benchmarks/1/parameters/num_examples"), QStringLiteral("7"));
    picture(QStringLiteral("4-parameters"));
    clickTab("settingsTabs", 3);
    clickField(QStringLiteral("hardware_config/cpu/request"), QStringLiteral("500m"));
    clickTab("settingsTabs", 4);
    clickField(QStringLiteral("custom/assay/retries"), QStringLiteral("0"));
    click(visible<QAbstractButton>("newjobNext"));

    auto *gates = visible<QTableView>("gatesTable");
    clickItem(gates, gates->model()->index(0, 0));
    clickField(QStringLiteral("benchmarks/0/pass_criteria/threshold"), QStringLiteral("0.9"));
    clickField(QStringLiteral("benchmarks/0/weight"), QStringLiteral("3"));
    clickField(QStringLiteral("pass_criteria/threshold"), QStringLiteral("0.55"));
    picture(QStringLiteral("5-gates"));
    click(visible<QAbstractButton>("newjobNext"));
    QTRY_VERIFY(visible<QTreeView>("planTree") && visible<QTreeView>("planTree")->model()->rowCount() == 3);
    picture(QStringLiteral("6-plan"));
    click(visible<QAbstractButton>("newjobRun"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 10000);

    const QJsonObject found = stored(QStringLiteral("by mouse"));
    const QJsonObject wanted = json(R"({"name":"by mouse","description":"Every part of it.","tags":["own"],
        "model":{"name":"nobody","url":"http://127.0.0.1:9/v1","parameters":{"temperature":0.5}},
        "benchmarks":[
            {"id":"arithmetic-v1","provider_id":"assay","primary_score":{"metric":"accuracy","lower_is_better":false},"pass_criteria":{"threshold":0.9},
             "weight":3,"parameters":{"num_examples":50}},
            {"id":"facts-v1","provider_id":"assay","primary_score":{"metric":"accuracy","lower_is_better":false},"pass_criteria":{"threshold":0.5},
             "parameters":{"num_examples":7}}],
        "pass_criteria":{"threshold":0.55},"hardware_config":{"cpu":{"request":"500m"}},"custom":{"assay":{"retries":0}}})");
    QCOMPARE(shown(found), shown(wanted));
}

/// The first benchmark that the search finds.
void tst_Composer::chooseByKeys(const QString &word)
{
    keys(Qt::Key_F, Qt::ControlModifier);
    QTRY_COMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("catalogueSearch"));
    keys(Qt::Key_A, Qt::ControlModifier);
    type(word);
    keys(Qt::Key_Tab);
    if (visible<QTabWidget>("catalogueTabs")->currentIndex() == 0)
        keys(Qt::Key_Right);
    tabTo(QStringLiteral("catalogueTree"));
    auto *tree = visible<QTreeView>("catalogueTree");
    QTRY_VERIFY(tree->model()->rowCount(tree->model()->index(0, 0)) > 0); // the catalogue has come
    for (int press = 0; press < 5 && !tree->currentIndex().parent().isValid(); ++press)
        keys(Qt::Key_Down);
    keys(Qt::Key_Return);
}

void tst_Composer::jobByKeys()
{
    newJob();
    tabTo(QStringLiteral("field:model/url"));
    type(QStringLiteral("http://127.0.0.1:9/v2"));
    tabTo(QStringLiteral("field:model/name"));
    type(QStringLiteral("by-keys"));
    chooseByKeys(QStringLiteral("Arithmetic"));
    chooseByKeys(QStringLiteral("Facts"));
    QTRY_COMPARE(visible<QTableView>("selectedTable")->model()->rowCount(), 2);
    keys(Qt::Key_3, Qt::AltModifier);
    tabTo(QStringLiteral("field:name"));
    keys(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("by keys"));
    keys(Qt::Key_Tab, Qt::ControlModifier);
    tabTo(QStringLiteral("rowsTable"));
    keys(Qt::Key_Down);
    tabTo(QStringLiteral("field:benchmarks/1/parameters/num_examples"));
    type(QStringLiteral("4"));
    keys(Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY(qobject_cast<QLineEdit *>(visible<QWidget>("field:benchmarks/1/parameters/num_examples"))->text().isEmpty());
    type(QStringLiteral("3"));
    keys(Qt::Key_4, Qt::AltModifier);
    tabTo(QStringLiteral("gatesTable"));
    keys(Qt::Key_Down);
    tabTo(QStringLiteral("field:benchmarks/1/pass_criteria/threshold"));
    keys(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("0.75"));
    keys(Qt::Key_Return, Qt::ControlModifier);
    QJsonObject found;
    QTRY_VERIFY_WITH_TIMEOUT(!(found = stored(QStringLiteral("by keys"))).isEmpty(), 15000);
    const QJsonObject wanted = json(R"({"name":"by keys","model":{"name":"by-keys","url":"http://127.0.0.1:9/v2"},
        "benchmarks":[
            {"id":"arithmetic-v1","provider_id":"assay","primary_score":{"metric":"accuracy","lower_is_better":false},"pass_criteria":{"threshold":0.5}},
            {"id":"facts-v1","provider_id":"assay","primary_score":{"metric":"accuracy","lower_is_better":false},"pass_criteria":{"threshold":0.75},
             "parameters":{"num_examples":3}}]})");
    QCOMPARE(shown(found), shown(wanted));
}

/// A past job is opened again with all it held, changed as text, and sent.
void tst_Composer::jobAgainAsText()
{
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("runAgain"), 20000);
    const QJsonObject before = stored(QStringLiteral("by keys"));
    click(visible<QAbstractButton>("runAgain"));
    QTRY_VERIFY(visible<QAbstractButton>("viewYaml"));
    click(visible<QAbstractButton>("viewYaml"));
    QPlainTextEdit *text = nullptr;
    for (QWidget *top : QApplication::topLevelWidgets()) {
        for (auto *edit : top->findChildren<QPlainTextEdit *>())
            text = edit->isVisible() && edit->toPlainText().contains(QStringLiteral("by keys")) ? edit : text;
    }
    QVERIFY(text);
    click(text->viewport());
    keys(Qt::Key_Home, Qt::ControlModifier);
    type(QStringLiteral("description: from the text"));
    keys(Qt::Key_Return);
    picture(QStringLiteral("7-yaml"));
    click(visible<QAbstractButton>("newjobRun"));
    QJsonObject found;
    QTRY_VERIFY_WITH_TIMEOUT((found = stored(QStringLiteral("by keys"))).contains(QStringLiteral("description")), 15000);
    QJsonObject wanted = before;
    wanted.insert(QStringLiteral("description"), QStringLiteral("from the text"));
    QCOMPARE(shown(found), shown(wanted));
}

void tst_Composer::severalTargetsByMouse()
{
    newJob();
    click(visible<QAbstractButton>("targetRecorded"));
    click(visible<QAbstractButton>("targetAdd"));
    clickField(QStringLiteral("targets/0/url"), QStringLiteral("http://127.0.0.1:9/v1"));
    clickField(QStringLiteral("targets/0/name"), QStringLiteral("other"));
    picture(QStringLiteral("8-targets"));
    click(visible<QAbstractButton>("newjobNext"));
    clickTab("catalogueTabs", 0);
    click(visible<QLineEdit>("catalogueSearch"));
    keys(Qt::Key_A, Qt::ControlModifier);
    keys(Qt::Key_Delete);
    auto *collections = visible<QTableView>("collectionTable");
    int row = 0;
    const auto isThere = [&] {
        for (row = 0; row < collections->model()->rowCount(); ++row) {
            if (collections->model()->index(row, 0).data().toString().contains(QStringLiteral("Starter")))
                return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), 20000);
    clickItem(collections, collections->model()->index(row, 0));
    click(visible<QAbstractButton>("collectionUse"));
    picture(QStringLiteral("9-collection"));
    click(visible<QAbstractButton>("newjobNext"));
    clickField(QStringLiteral("name"), QStringLiteral("matrix"));
    click(visible<QAbstractButton>("newjobRun"));
    QJsonArray jobs;
    const auto made = [&] {
        jobs = {};
        for (const auto &item : fromEngine(QStringLiteral("/api/v1/evaluations/jobs")).value(QStringLiteral("items")).toArray()) {
            if (item.toObject().value(QStringLiteral("name")).toString().startsWith(QStringLiteral("matrix")))
                jobs.prepend(item); // oldest first
        }
        return jobs.size();
    };
    QTRY_COMPARE_WITH_TIMEOUT(made(), 2, 20000);
    QTRY_VERIFY(visible<QTableView>("runsTable"));
    QVERIFY(jobs.at(0).toObject().value(QStringLiteral("model")).toObject().value(QStringLiteral("url")).toString().startsWith(QStringLiteral("recorded:")));
    const QJsonObject second = json(R"({"name":"other","url":"http://127.0.0.1:9/v1"})");
    QCOMPARE(jobs.at(1).toObject().value(QStringLiteral("model")).toObject(), second);
    QVERIFY(jobs.at(0).toObject().value(QStringLiteral("name")) != jobs.at(1).toObject().value(QStringLiteral("name")));
    for (const auto &job : jobs)
        QCOMPARE(job.toObject().value(QStringLiteral("collection")).toObject().value(QStringLiteral("id")).toString(), QStringLiteral("starter-v1"));
}

QJsonObject tst_Composer::storedAtHub(const QString &name)
{
    return written(fromHub(QStringLiteral("/api/v1/evaluations/jobs")).value(QStringLiteral("items")).toArray(), name);
}

void tst_Composer::jobForTheReleasedServer()
{
    ASSAY_NEEDS_EVALHUB();
    QVERIFY2(m_hub.start(), m_hub.output().constData());
    enterHub();
    click(visible<QAbstractButton>("connectionSave"));
    m_there = true;
    newJobAtHub();
    picture(QStringLiteral("10-hub"));
    clickField(QStringLiteral("model/url"), QStringLiteral("http://127.0.0.1:9/v1"));
    clickField(QStringLiteral("model/name"), QStringLiteral("m"));
    clickField(QStringLiteral("model/auth/secret_ref"), QStringLiteral("team-secret"));
    click(visible<QAbstractButton>("newjobNext"));
    clickTab("catalogueTabs", 1);
    chooseBenchmark(QStringLiteral("arc_easy"), QStringLiteral("arc_easy"));
    QTRY_COMPARE(visible<QTableView>("selectedTable")->model()->rowCount(), 1);
    click(visible<QAbstractButton>("newjobNext"));
    clickField(QStringLiteral("name"), QStringLiteral("at the hub"));
    clickTab("settingsTabs", 1);
    auto *rows = visible<QTableView>("rowsTable");
    clickItem(rows, rows->model()->index(0, 0));
    clickField(QStringLiteral("benchmarks/0/parameters/num_fewshot"), QStringLiteral("5"));
    picture(QStringLiteral("11-hub-parameters"));
    click(visible<QAbstractButton>("newjobRun"));
    QJsonObject found;
    QTRY_VERIFY_WITH_TIMEOUT(!(found = storedAtHub(QStringLiteral("at the hub"))).isEmpty(), 20000);
    const QJsonObject model = json(R"({"name":"m","url":"http://127.0.0.1:9/v1","auth":{"secret_ref":"team-secret"}})");
    QCOMPARE(found.value(QStringLiteral("model")).toObject(), model);
    const QJsonObject entry = found.value(QStringLiteral("benchmarks")).toArray().first().toObject();
    QCOMPARE(entry.value(QStringLiteral("id")).toString(), QStringLiteral("arc_easy"));
    QCOMPARE(entry.value(QStringLiteral("parameters")).toObject(), json(R"({"num_fewshot":5})"));
}

void tst_Composer::jobForTheReleasedServerByKeys()
{
    ASSAY_NEEDS_EVALHUB();
    QVERIFY(m_there);
    newJobAtHub();
    tabTo(QStringLiteral("field:model/url"));
    type(QStringLiteral("http://127.0.0.1:9/v1"));
    tabTo(QStringLiteral("field:model/name"));
    type(QStringLiteral("m2"));
    chooseByKeys(QStringLiteral("arc_easy"));
    QTRY_COMPARE(visible<QTableView>("selectedTable")->model()->rowCount(), 1);
    keys(Qt::Key_3, Qt::AltModifier);
    tabTo(QStringLiteral("field:name"));
    keys(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("keys at the hub"));
    keys(Qt::Key_4, Qt::AltModifier);
    tabTo(QStringLiteral("gatesTable"));
    keys(Qt::Key_Down);
    tabTo(QStringLiteral("field:benchmarks/0/weight"));
    keys(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("2"));
    keys(Qt::Key_Return, Qt::ControlModifier);
    QJsonObject found;
    QTRY_VERIFY_WITH_TIMEOUT(!(found = storedAtHub(QStringLiteral("keys at the hub"))).isEmpty(), 20000);
    const QJsonObject model = json(R"({"name":"m2","url":"http://127.0.0.1:9/v1"})");
    QCOMPARE(found.value(QStringLiteral("model")).toObject(), model);
    const QJsonObject entry = found.value(QStringLiteral("benchmarks")).toArray().first().toObject();
    QCOMPARE(entry.value(QStringLiteral("id")).toString(), QStringLiteral("arc_easy"));
    QCOMPARE(entry.value(QStringLiteral("weight")).toInt(), 2);
}

ASSAY_TEST(tst_Composer)
#include "tst_Composer.moc"
