#include "services/api/DatasetService.h"
#include "tests/client/ScaleFixture.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace assay;
using namespace assay::test;
using Json = nlohmann::ordered_json;

/// Datasets of a Scale GP account: listed with their versions, read page by page at the listed version, made, added to
/// and archived.
class tst_ScaleDatasets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_account.reset(); }
    void lists();
    void listsEveryPage();
    void readsRows();
    void readsFarDown();
    void pagesThatRepeatEnd();
    void rowsAskedForAtOnce();
    void failedPageIsAskedAgain();
    void newVersionIsReadAnew();
    void earlierVersions();
    void adds();
    void sendsWhatTheClientSends();
    void addsWithoutBrokenRows();
    void doubtfulAdding_data();
    void doubtfulAdding();
    void opensNoAddresses();
    void appends();
    void archives();
    void unreadable();

private:
    Answer answer(const Asked &asked);
    Answer itemsFrom(const QByteArray &query) const;
    DatasetService &service() { return *m_account->connection->datasets(); }
    int itemCalls() const { return int(m_account->asked("GET", "/v5/dataset-items").size()); }

    std::unique_ptr<ScaleAccount> m_account;
    Answer m_datasets, m_made, m_added;
    int m_rows = 0; ///< of a long dataset made of the recorded item; 0: the recorded page
    int m_serverPage = 1000; ///< rows of an answer at most
    bool m_repeats = false, m_fails = false, m_twoPages = false;
};

static const QString datasetId = QStringLiteral("b7f5c9a2-0d4e-4a0b-8f0e-3c7a1a5d9e21");

void tst_ScaleDatasets::init()
{
    m_account = std::make_unique<ScaleAccount>([this](const Asked &asked) { return answer(asked); });
    m_datasets = m_account->recordings.named("datasets");
    m_made = Answer { .body = m_account->recordings.body(QStringLiteral("dataset.json")) };
    m_added = m_account->recordings.named("add dataset items");
    m_rows = 0;
    m_serverPage = 1000;
    m_repeats = m_fails = m_twoPages = false;
    QVERIFY(m_account->ready());
}

Answer tst_ScaleDatasets::answer(const Asked &asked)
{
    if (asked.path == "/v5/datasets" && asked.method == "GET") {
        Answer page = m_datasets;
        if (!m_twoPages)
            return page;
        if (asked.query.contains("starting_after"))
            page.body.replace(datasetId.toUtf8(), "second");
        else
            page.body.replace("\"has_more\": false", "\"has_more\": true");
        return page;
    }
    if (asked.path == "/v5/datasets")
        return m_made;
    if (asked.path == "/v5/dataset-items" && asked.method == "GET")
        return m_fails   ? m_account->recordings.named("server error")
            : m_rows > 0 ? itemsFrom(asked.query)
                         : m_account->recordings.named("dataset items");
    if (asked.path == "/v5/dataset-items/batch")
        return m_added;
    if (asked.path.startsWith("/v5/datasets/"))
        return asked.method == "DELETE" ? m_account->recordings.named("archive dataset") : m_made;
    return { .status = 404, .body = m_account->recordings.body(QStringLiteral("errors/404.json")) };
}

/// The recorded item again and again, with other ids and inputs.
Answer tst_ScaleDatasets::itemsFrom(const QByteArray &query) const
{
    Json page = Json::parse(m_account->recordings.body(QStringLiteral("dataset-items.page.json")).toStdString());
    const Json item = page["items"][0];
    qint64 from = 0, limit = 100;
    for (const QByteArray &part : query.split('&')) {
        if (part.startsWith("starting_after=") && !m_repeats)
            from = part.mid(15).toLongLong() + 1;
        if (part.startsWith("limit="))
            limit = std::min<qint64>(part.mid(6).toLongLong(), m_serverPage);
    }
    const qint64 to = std::min<qint64>(m_rows, from + limit);
    page["items"] = Json::array();
    for (qint64 i = from; i < to; ++i) {
        Json one = item;
        one["id"] = std::to_string(i);
        one["data"]["input"] = "row " + std::to_string(i);
        page["items"].push_back(one);
    }
    page["total"] = m_rows;
    page["has_more"] = to < m_rows;
    return Answer { .body = QByteArray::fromStdString(page.dump()) };
}

void tst_ScaleDatasets::lists()
{
    QVERIFY(m_account->connection->capabilities().has(Capability::Datasets));
    const auto all = waited(service().list());
    QVERIFY2(all, all ? "" : qPrintable(all.error().message));
    QCOMPARE(all->size(), 1);
    QCOMPARE(all->first().id, datasetId);
    QCOMPARE(all->first().name, QStringLiteral("capitals"));
    QCOMPARE(all->first().version, 1);
    QCOMPARE(all->first().createdAt, QStringLiteral("2025-11-07T05:30:00Z"));
    QVERIFY(!all->first().rows); // it is not told
    QCOMPARE(all->first().metadata.toVariantMap().value(QStringLiteral("tags")).toStringList(),
        QStringList(QStringLiteral("geo")));
    QCOMPARE(waited(service().get(datasetId))->name, QStringLiteral("capitals"));
}

void tst_ScaleDatasets::listsEveryPage()
{
    m_twoPages = true;
    const auto all = waited(service().list());
    QVERIFY(all);
    QCOMPARE(all->size(), 2);
    QCOMPARE(all->last().id, QStringLiteral("second"));
    QVERIFY(m_account->server.asked.last().query.contains("starting_after=" + datasetId.toUtf8()));
}

void tst_ScaleDatasets::readsRows()
{
    QVERIFY(waited(service().list()));
    const auto page = waited(service().rows(datasetId, 0, 200));
    QVERIFY2(page, page ? "" : qPrintable(page.error().message));
    QCOMPARE(page->rows.size(), 1);
    QCOMPARE(page->rows.first(),
        (DatasetRow { { { QStringLiteral("input"), QStringLiteral("Capital of France?") },
            { QStringLiteral("expected"), QStringLiteral("Paris") } } }));
    QCOMPARE(page->total, 1);
    QVERIFY(!page->more);
    QVERIFY(m_account->server.asked.last().query.contains(
        "dataset_id=" + datasetId.toUtf8() + "&version=1")); // as it is listed
    QCOMPARE(waited(service().rows(datasetId, 5, 200))->rows.size(), 0);
    QCOMPARE(itemCalls(), 1);
}

void tst_ScaleDatasets::readsFarDown()
{
    m_rows = 4321;
    auto page = waited(service().rows(datasetId, 3900, 200));
    QVERIFY(page);
    QCOMPARE(page->rows.size(), 100); // to the end of the server's page
    QCOMPARE(page->rows.first().cells.first().second, QStringLiteral("row 3900"));
    QCOMPARE(page->total, 4321);
    QVERIFY(page->more);
    QCOMPARE(itemCalls(), 4);
    page = waited(service().rows(datasetId, 4200, 200));
    QCOMPARE(page->rows.size(), 121);
    QVERIFY(!page->more);
    QCOMPARE(itemCalls(), 5);
    page = waited(service().rows(datasetId, 100, 2)); // it was let go meanwhile: one call brings it back
    QCOMPARE(page->rows.last().cells.first().second, QStringLiteral("row 101"));
    QVERIFY(page->more);
    QCOMPARE(itemCalls(), 6);
    m_account->connection->configure([this] { // another account begins anew
        ConnectionSettings other;
        other.id = other.kind = QStringLiteral("scale");
        other.url = m_account->server.text();
        other.proxy = QStringLiteral("direct");
        return other;
    }());
    QVERIFY(m_account->ready());
    m_serverPage = 7; // a server that sends less than it is asked for
    page = waited(service().rows(datasetId, 15, 200));
    QCOMPARE(page->rows.first().cells.first().second, QStringLiteral("row 15"));
    QCOMPARE(page->rows.size(), 6);
}

void tst_ScaleDatasets::pagesThatRepeatEnd()
{
    m_rows = 30;
    m_serverPage = 10;
    m_repeats = true; // has_more for ever
    const auto page = waited(service().rows(datasetId, 25, 200));
    QVERIFY(page);
    QCOMPARE(page->rows.size(), 0);
    QVERIFY(!page->more);
    QCOMPARE(page->total, 10);
    QCOMPARE(itemCalls(), 2);
}

void tst_ScaleDatasets::rowsAskedForAtOnce()
{
    m_rows = 2500;
    const auto one = service().rows(datasetId, 0, 200), two = service().rows(datasetId, 200, 200),
               three = service().rows(datasetId, 2400, 200);
    QCOMPARE(waited(one)->rows.size(), 200);
    QCOMPARE(waited(two)->rows.first().cells.first().second, QStringLiteral("row 200"));
    QCOMPARE(waited(three)->rows.size(), 100);
    QCOMPARE(itemCalls(), 3);
}

void tst_ScaleDatasets::failedPageIsAskedAgain()
{
    m_fails = true;
    QVERIFY(!waited(service().rows(datasetId, 0, 200)));
    m_fails = false;
    QCOMPARE(waited(service().rows(datasetId, 0, 200))->rows.size(), 1);
}

void tst_ScaleDatasets::newVersionIsReadAnew()
{
    QVERIFY(waited(service().list()));
    QVERIFY(waited(service().rows(datasetId, 0, 200)));
    m_datasets.body.replace("\"current_version_num\": 1", "\"current_version_num\": 2");
    QVERIFY(waited(service().list()));
    QVERIFY(waited(service().rows(datasetId, 0, 200)));
    QCOMPARE(itemCalls(), 2);
    QVERIFY(m_account->server.asked.last().query.contains("version=2"));
}

/// Query `version` of the contract's section 5; the rows of the scripted versions differ in their number.
void tst_ScaleDatasets::earlierVersions()
{
    m_datasets.body.replace("\"current_version_num\": 1", "\"current_version_num\": 5");
    QVERIFY(waited(service().list()));
    m_rows = 5;
    QCOMPARE(waited(service().rows(datasetId, 0, 200))->rows.size(), 5);
    m_rows = 2;
    const auto old = waited(service().rowsAt(datasetId, 2, 0, 200));
    QVERIFY2(old, old ? "" : qPrintable(old.error().message));
    QCOMPARE(old->total, 2);
    QVERIFY(m_account->server.asked.last().query.contains("dataset_id=" + datasetId.toUtf8() + "&version=2"));
    QCOMPARE(waited(service().rows(datasetId, 0, 200))->rows.size(), 5); // it is kept apart
    QCOMPARE(waited(service().rowsAt(datasetId, 2, 1, 200))->rows.size(), 1);
    QCOMPARE(waited(service().rowsAt(datasetId, 5, 0, 200))->rows.size(), 5); // the newest is the one that is there
    QCOMPARE(itemCalls(), 2);
    QCOMPARE(waited(service().rowsAt(datasetId, 0, 0, 200)).error().kind, Error::Kind::Invalid);
    m_fails = true;
    QVERIFY(!waited(service().rowsAt(datasetId, 3, 0, 200)));
}

void tst_ScaleDatasets::adds()
{
    QSignalSpy changed(&service(), &DatasetService::datasetsChanged);
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("capitals.csv")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("input,expected\nCapital of France?,Paris\n") > 0);
    file.close();
    DatasetRequest request;
    request.id = QStringLiteral("capitals");
    request.file = file.fileName();
    const auto added = waited(service().add(request));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QCOMPARE(added->dataset.id, datasetId);
    QCOMPARE(added->dataset.rows, 1);
    QVERIFY(m_account->sent("/v5/datasets")
        == Json::parse(R"({"name":"capitals","data":[{"input":"Capital of France?","expected":"Paris"}]})"));
    QCOMPARE(changed.size(), 1);
}

void tst_ScaleDatasets::sendsWhatTheClientSends()
{
    const auto client = nlohmann::json::parse(
        m_account->recordings.body(QStringLiteral("client/dataset.request.json")).toStdString());
    DatasetRequest request;
    request.id = QString::fromStdString(client["name"].get<std::string>());
    request.rows = { QByteArray::fromStdString(client["data"].dump()) };
    QVERIFY(waited(service().add(request)));
    QVERIFY(nlohmann::json::parse(m_account->sent("/v5/datasets").dump()) == client);
    const auto items
        = nlohmann::json::parse(m_account->recordings.body(QStringLiteral("client/items.request.json")).toStdString());
    QVERIFY(waited(service().append(QString::fromStdString(items["dataset_id"].get<std::string>()),
        { QByteArray::fromStdString(items["data"].dump()) })));
    QVERIFY(nlohmann::json::parse(m_account->sent("/v5/dataset-items/batch").dump()) == items);
}

void tst_ScaleDatasets::addsWithoutBrokenRows()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("rows.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"q\":1}\nbroken\n{\"q\":2}\n") > 0);
    file.close();
    DatasetRequest request;
    request.id = QStringLiteral("rows");
    request.file = file.fileName();
    QCOMPARE(waited(service().add(request)).error().message,
        QStringLiteral("rows.jsonl, line 2: it is no JSON object; correct it."));
    QVERIFY(m_account->asked("POST", "/v5/datasets").isEmpty());
    request.skipBroken = true;
    const auto added = waited(service().add(request));
    QVERIFY(added);
    QCOMPARE(added->skipped, 1);
    QCOMPARE(added->skippedTold, QStringList(QStringLiteral("Line 2: it is no JSON object.")));
    QCOMPARE(added->dataset.rows, 2);
}

void tst_ScaleDatasets::doubtfulAdding_data()
{
    QTest::addColumn<Answer>("made");
    QTest::addColumn<bool>("doubtful");
    const Recordings recordings(QStringLiteral("scale"));
    QTest::addRow("cut off") << Answer { .cutAfter = 0 } << true;
    QTest::addRow("a fault of its own") << recordings.named("server error") << true;
    QTest::addRow("refused") << recordings.named("archived") << false;
}

void tst_ScaleDatasets::doubtfulAdding()
{
    QFETCH(Answer, made);
    QFETCH(bool, doubtful);
    m_made = m_added = made;
    QSignalSpy changed(&service(), &DatasetService::datasetsChanged);
    DatasetRequest request;
    request.id = QStringLiteral("rows");
    request.rows = { "[{\"q\":1}]" };
    const auto added = waited(service().add(request));
    QVERIFY(!added);
    QCOMPARE(added.error().code == QLatin1String("outcome_unknown"), doubtful);
    QCOMPARE(
        added.error().message.startsWith(QStringLiteral("It is not known whether the dataset was made.")), doubtful);
    QCOMPARE(m_account->asked("POST", "/v5/datasets").size(), 1);
    QCOMPARE(changed.size(), doubtful ? 1 : 0);
    const auto more = waited(service().append(datasetId, { "[{\"q\":1}]" }));
    QVERIFY(!more);
    QCOMPARE(more.error().message.startsWith(QStringLiteral("It is not known whether the rows were added.")), doubtful);
    QCOMPARE(m_account->asked("POST", "/v5/dataset-items/batch").size(), 1);
}

void tst_ScaleDatasets::opensNoAddresses()
{
    const auto before = m_account->server.asked.size();
    DatasetRequest request;
    request.id = QStringLiteral("rows");
    request.uri = QStringLiteral("https://example.org/rows.jsonl");
    QCOMPARE(waited(service().add(request)).error().kind, Error::Kind::Unsupported);
    QCOMPARE(m_account->server.asked.size(), before);
}

void tst_ScaleDatasets::appends()
{
    QVERIFY(waited(service().list()));
    QVERIFY(waited(service().rows(datasetId, 0, 200)));
    const auto rows = waited(service().append(datasetId, { R"([{"input":"Capital of France?","expected":"Paris"}])" }));
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
    QCOMPARE(*rows, 1); // counted anew
    QVERIFY(!m_account->server.asked.last().query.contains("version=")); // there is a newer one
    QVERIFY(m_account->sent("/v5/dataset-items/batch")
        == Json::parse(m_account->recordings.body(QStringLiteral("dataset-items.batch.request.json")).toStdString()));
    QCOMPARE(waited(service().append(datasetId, { "[]" })).error().kind, Error::Kind::Invalid);
}

void tst_ScaleDatasets::archives()
{
    QSignalSpy changed(&service(), &DatasetService::datasetsChanged);
    QVERIFY(waited(service().archive(datasetId)));
    QCOMPARE(m_account->server.asked.last().method, QByteArray("DELETE"));
    QCOMPARE(m_account->server.asked.last().path, QByteArray("/v5/datasets/" + datasetId.toUtf8()));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(waited(service().remove(datasetId)).error().kind, Error::Kind::Unsupported); // it has no way to
    QCOMPARE(m_account->asked("DELETE", "/v5/datasets/" + datasetId.toUtf8()).size(), 1);
}

void tst_ScaleDatasets::unreadable()
{
    m_datasets = Answer { .body = "{\"items\":[{\"name\":\"no id\"}]}" };
    QCOMPARE(waited(service().list()).error().kind, Error::Kind::Protocol);
    m_datasets = Answer { .body = "[]" };
    QCOMPARE(waited(service().list()).error().kind, Error::Kind::Protocol);
    m_made = Answer { .body = "{}" };
    QCOMPARE(waited(service().get(datasetId)).error().kind, Error::Kind::Protocol);
}

ASSAY_TEST(tst_ScaleDatasets)
#include "tst_ScaleDatasets.moc"
