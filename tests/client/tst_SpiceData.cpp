#include "services/api/DatasetService.h"
#include "services/api/ModelService.h"
#include "services/api/WriteGuard.h"
#include "services/backends/spice/SpiceConnection.h"
#include "services/backends/spice/SpiceDatasets.h"
#include "tests/client/Recordings.h"
#include "tests/client/SpiceSettings.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;

/// Models and datasets of a Spice runtime: lists from recordings; rows, of which none were recorded, as section 6 of
/// the contract writes answers to SQL: an array of rows without the columns that are null.
class tst_SpiceData : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_connection.reset(); }
    void models();
    void brokenListOfModels();
    void datasets();
    void columnsOfARow();
    void readsPageByPage();
    void isCountedOnce();
    void unknownLength();
    void refutedCount();
    void rowsThatCannotBeRead();
    void namesAreQuoted_data();
    void namesAreQuoted();
    void isOnlyRead();

private:
    Answer answer(const Asked &asked);
    Answer rowsFor(const QByteArray &sql) const;
    DatasetService &service() { return *m_connection->datasets(); }
    /// SQL about rows that was sent and begins so.
    QList<QByteArray> statements(const QByteArray &begin) const
    {
        QList<QByteArray> out;
        for (const Asked &one : m_server->asked) {
            if (one.path == "/v1/sql" && one.body.startsWith(begin) && !one.body.contains("spice.eval"))
                out << one.body;
        }
        return out;
    }
    QByteArray lastSelect() const { return statements("SELECT *").value(statements("SELECT *").size() - 1); }
    QByteArray queryOf(const QByteArray &path) const
    {
        const auto found = std::find_if(
            m_server->asked.crbegin(), m_server->asked.crend(), [&path](const Asked &one) { return one.path == path; });
        return found == m_server->asked.crend() ? QByteArray() : found->query;
    }
    int counts() const { return int(statements("SELECT count(*)").size()); }

    const Recordings m_recordings { QStringLiteral("spice") };
    std::unique_ptr<TestServer> m_server;
    FakeSecretStore m_secrets;
    FakeDraftStore m_files;
    WriteGuard m_guard;
    std::unique_ptr<SpiceConnection> m_connection;
    Answer m_models, m_count;
    std::optional<Answer> m_select; ///< instead of rows
    int m_rows = 0;
};

static const QString tetris = QStringLiteral("tetris");

void tst_SpiceData::init()
{
    m_server = std::make_unique<TestServer>([this](const Asked &asked) { return answer(asked); });
    m_models = m_recordings.named("models with status");
    m_rows = 450;
    m_select.reset();
    m_count = Answer { .body = "[{\"n\":450}]", .contentType = "text/plain; charset=utf-8" };
    m_connection = std::make_unique<SpiceConnection>(spiceSettings(m_server->text()), RestServices { m_secrets, m_guard, nullptr, &m_files });
    m_connection->setActive(false); // nothing is asked at intervals here
    m_connection->open();
    QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), Connection::State::Ready, 10000);
}

Answer tst_SpiceData::answer(const Asked &asked)
{
    if (asked.path == "/v1/evals")
        return m_recordings.named("list");
    if (asked.path == "/v1/ready")
        return m_recordings.named("ready");
    if (asked.path == "/v1/models")
        return m_models;
    if (asked.path == "/v1/datasets")
        return m_recordings.named("datasets");
    if (asked.path != "/v1/sql")
        return m_recordings.named("list on v2");
    if (asked.body.contains("spice.eval"))
        return { .body = "[]", .contentType = "text/plain; charset=utf-8" };
    return asked.body.startsWith("SELECT count(*)") ? m_count : m_select.value_or(rowsFor(asked.body));
}

/// As `SELECT * FROM ... LIMIT n OFFSET m` of a table with m_rows rows.
Answer tst_SpiceData::rowsFor(const QByteArray &sql) const
{
    const QList<QByteArray> words = sql.split(' ');
    const int limit = words.value(words.indexOf("LIMIT") + 1).toInt(),
              offset = words.value(words.indexOf("OFFSET") + 1).toInt();
    QByteArray rows;
    for (int i = offset; i < std::min(m_rows, offset + limit); ++i)
        rows += (rows.isEmpty() ? "{\"input\":\"row " : ",{\"input\":\"row ") + QByteArray::number(i)
            + "\",\"ideal\":\"x\"}";
    return { .body = '[' + rows + ']', .contentType = "text/plain; charset=utf-8" };
}

void tst_SpiceData::models()
{
    QVERIFY(m_connection->capabilities().has(Capability::ListModels));
    const auto models = waited(m_connection->models()->list());
    QVERIFY2(models, models ? "" : qPrintable(models.error().message));
    QCOMPARE(*models,
        (QList<ServedModel> {
            { QStringLiteral("my_model"), QStringLiteral("openai:gpt-4o-mini"), {}, QStringLiteral("Ready"), {} },
            { QStringLiteral("judge"), QStringLiteral("openai:gpt-4o"), {}, QStringLiteral("Error"),
                { QStringLiteral("small_tetris") } } }));
    QCOMPARE(queryOf("/v1/models"), QByteArray("status=true"));
}

void tst_SpiceData::brokenListOfModels()
{
    m_models = m_recordings.named("models on 1.6.0");
    const auto models = waited(m_connection->models()->list());
    QVERIFY(!models);
    QCOMPARE(models.error().message,
        QStringLiteral(
            "This version of the runtime cannot list its models (1.6.0 is known for it); write the model's name."));
    QVERIFY(models.error().detail.contains(QStringLiteral("Invalid metadata key")));
    m_models = m_recordings.named("no or wrong key");
    QCOMPARE(waited(m_connection->models()->list()).error().kind, Error::Kind::Unauthorized); // that is another matter
}

void tst_SpiceData::datasets()
{
    QVERIFY(m_connection->capabilities().has(Capability::Datasets));
    const auto all = waited(service().list());
    QVERIFY2(all, all ? "" : qPrintable(all.error().message));
    QCOMPARE(queryOf("/v1/datasets"), QByteArray("status=true"));
    QCOMPARE(all->size(), 2);
    const Dataset &one = all->last();
    QCOMPARE(one.id, QStringLiteral("cricket_questions"));
    QCOMPARE(one.uri, QStringLiteral("file:cricket.jsonl"));
    QCOMPARE(one.status, QStringLiteral("Error"));
    QVERIFY(!one.rows && !one.version);
    QCOMPARE(one.metadata.toVariantMap(),
        (QVariantMap {
            { QStringLiteral("acceleration_enabled"), true }, { QStringLiteral("replication_enabled"), false } }));
    QCOMPARE(*waited(service().get(QStringLiteral("cricket_questions"))), one);
    QCOMPARE(waited(service().get(QStringLiteral("Cricket"))).error().kind, Error::Kind::NotFound);
}

void tst_SpiceData::columnsOfARow()
{
    m_select = Answer { .body = R"([{"zeta":"text","alpha":3,"tags":["a","b"]},{"alpha":0.5,"gone":null}])",
        .contentType = "text/plain; charset=utf-8" };
    m_count.body = "[{\"n\":2}]";
    const auto page = waited(service().rows(tetris, 0, 200));
    QVERIFY2(page, page ? "" : qPrintable(page.error().message));
    DatasetRow first, second;
    first.setText(QStringLiteral("zeta"), QStringLiteral("text"));
    first.setValue(QStringLiteral("alpha"), QStringLiteral("3"));
    first.setValue(QStringLiteral("tags"), QStringLiteral("[\"a\",\"b\"]"));
    second.setValue(QStringLiteral("alpha"), QStringLiteral("0.5"));
    QCOMPARE(page->rows, (QList<DatasetRow> { first, second }));
}

void tst_SpiceData::readsPageByPage()
{
    auto page = waited(service().rows(tetris, 200, 200));
    QVERIFY(page);
    QCOMPARE(page->rows.size(), 200);
    QCOMPARE(page->rows.first().cells.first().second, QStringLiteral("row 200"));
    QVERIFY(page->more);
    QCOMPARE(lastSelect(), QByteArray("SELECT * FROM \"tetris\" LIMIT 201 OFFSET 200")); // one more than is shown
    page = waited(service().rows(tetris, 400, 200));
    QCOMPARE(page->rows.size(), 50);
    QVERIFY(!page->more);
    QCOMPARE(page->total, 450);
    QCOMPARE(waited(service().rows(tetris, 250, 200))->more, false); // exactly to the end
    page = waited(service().rows(tetris, 600, 200));
    QVERIFY(page->rows.isEmpty() && !page->more);
}

void tst_SpiceData::isCountedOnce()
{
    QVERIFY(waited(service().rows(tetris, 0, 200)));
    QTRY_COMPARE(counts(), 1);
    QCOMPARE(statements("SELECT count").first(), QByteArray("SELECT count(*) AS n FROM \"tetris\""));
    QTRY_COMPARE(waited(service().rows(tetris, 0, 200))->total, 450);
    QVERIFY(waited(service().rows(tetris, 200, 200)));
    QCOMPARE(counts(), 1);
    QVERIFY(waited(service().list())); // who looks at all anew wants to know anew
    QVERIFY(waited(service().rows(tetris, 0, 200)));
    QTRY_COMPARE(counts(), 2);
}

void tst_SpiceData::unknownLength()
{
    m_count = m_recordings.named("no eval tables");
    QVERIFY(waited(service().rows(tetris, 0, 200)));
    QTRY_COMPARE(counts(), 1);
    const auto page = waited(service().rows(tetris, 0, 200));
    QVERIFY2(page, page ? "" : qPrintable(page.error().message));
    QVERIFY(!page->total && page->more);
    QCOMPARE(counts(), 1); // what may cost a look at every row is not tried again
}

void tst_SpiceData::refutedCount()
{
    m_count.body = "[{\"n\":7}]"; // the dataset grew since
    QVERIFY(waited(service().rows(tetris, 0, 200)));
    QTRY_COMPARE(counts(), 1);
    const auto page = waited(service().rows(tetris, 0, 200));
    QVERIFY(page->more && !page->total);
}

void tst_SpiceData::rowsThatCannotBeRead()
{
    m_select = m_recordings.named("no eval tables");
    const auto refused = waited(service().rows(tetris, 0, 200));
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.startsWith(QStringLiteral("The runtime answers: ")),
        qPrintable(refused.error().message));
    for (const char *body : { "all is well", "{\"n\":1}", "[1]" }) {
        m_select = Answer { .body = body, .contentType = "text/plain; charset=utf-8" };
        QCOMPARE(waited(service().rows(tetris, 0, 200)).error().kind, Error::Kind::Protocol);
    }
}

void tst_SpiceData::namesAreQuoted_data()
{
    QTest::addColumn<QString>("table");
    QTest::newRow("tetris") << QStringLiteral("\"tetris\"");
    QTest::newRow("financebench.evals") << QStringLiteral("\"financebench\".\"evals\"");
    QTest::newRow("Mixed Case, 100 %2") << QStringLiteral("\"Mixed Case, 100 %2\"");
    QTest::newRow("a\"; DROP TABLE b; --") << QStringLiteral("\"a\"\"; DROP TABLE b; --\"");
}

void tst_SpiceData::namesAreQuoted()
{
    QFETCH(QString, table);
    const QString name = QString::fromUtf8(QTest::currentDataTag());
    QCOMPARE(spiceTable(name), table);
    QVERIFY(waited(service().rows(name, 0, 10)));
    QCOMPARE(lastSelect(), QStringLiteral("SELECT * FROM %1 LIMIT 11 OFFSET 0").arg(table).toUtf8());
}

void tst_SpiceData::isOnlyRead()
{
    QCOMPARE(waited(service().add({})).error().kind, Error::Kind::Unsupported);
    QCOMPARE(waited(service().remove(tetris)).error().kind, Error::Kind::Unsupported);
    QCOMPARE(waited(service().append(tetris, { "[{}]" })).error().kind, Error::Kind::Unsupported);
    QVERIFY(std::none_of(m_server->asked.cbegin(), m_server->asked.cend(),
        [](const Asked &one) { return one.path.startsWith("/v1/datasets"); }));
    QVERIFY(statements({}).isEmpty());
}

ASSAY_TEST(tst_SpiceData)
#include "tst_SpiceData.moc"
