#include "services/api/DatasetService.h"
#include "services/api/EvaluationService.h"
#include "services/api/JobService.h"
#include "services/api/ModelService.h"
#include "tests/client/Cases.h"
#include "tests/client/ScaleEntered.h"
#include "tests/client/ScaleFixture.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;
using Json = nlohmann::json;

/// What goes over the wire, beside what Scale's own client sends (tests/functional/scale.py notes it): method, path, query, the headers
/// that the service needs, and body.
class tst_ScaleWire : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sendsWhatTheClientSends_data();
    void sendsWhatTheClientSends();

private:
    using Ask = std::function<void(const Json &body)>;
    std::map<QString, Ask> asks();
    void addLists(std::map<QString, Ask> &asks);
    void addWrites(std::map<QString, Ask> &asks);
    Answer answer(const Asked &asked) const;
    Json document(const char *file) const { return Json::parse(m_recordings.body(QString::fromLatin1(file)).toStdString()); }
    JobService &jobs() { return m_account->connection->jobs(); }
    DatasetService &datasets() { return *m_account->connection->datasets(); }

    const Recordings m_recordings{QStringLiteral("scale")};
    std::unique_ptr<ScaleAccount> m_account;
    const char *m_evaluation = "get, done";
};

namespace {

const QString id = QStringLiteral("2f3b8a54-6f0e-4c55-9a4d-1e7c0b9d6a33"), dataset = QStringLiteral("b7f5c9a2-0d4e-4a0b-8f0e-3c7a1a5d9e21");

template<typename T>
void end(const QFuture<Result<T>> &future)
{
    static_cast<void>(waited(future));
}

/// As it is noted; null: it is another request.
Json noteOf(const Asked &asked, const Json &wanted)
{
    Json out{{"name", wanted["name"]}, {"method", asked.method.toStdString()}, {"path", plainPath(asked).toStdString()}, {"query", Json::array()}, {"headers", Json::object()}};
    QList<QByteArray> pairs = asked.query.isEmpty() ? QList<QByteArray>() : asked.query.split('&');
    std::sort(pairs.begin(), pairs.end());
    for (const QByteArray &pair : std::as_const(pairs))
        out["query"].push_back(pair.toStdString());
    for (const char *name : {"accept", "content-type", "x-api-key", "x-selected-account-id"}) {
        if (asked.headers.contains(name))
            out["headers"][name] = asked.headers.value(name).toStdString();
    }
    out["body"] = asked.body.isEmpty() ? Json() : Json::parse(asked.body.toStdString(), nullptr, false);
    if (out["body"].is_object() && out["body"].contains("metadata")) {
        out["body"]["metadata"].erase("client_run_id"); // ours, to find it again
        if (out["body"]["metadata"].empty())
            out["body"].erase("metadata");
    }
    return out;
}

} // namespace

Answer tst_ScaleWire::answer(const Asked &asked) const
{
    static const QHash<QByteArray, const char *> usual{{"GET /v5/evaluations", "list, first page"}, {"POST /v5/evaluations", "create"}, {"POST /v5/evaluations/filter", "list, none"},
        {"GET /v5/evaluation-items", "items, first page"}, {"GET /v5/datasets", "datasets"}, {"GET /v5/dataset-items", "dataset items"},
        {"POST /v5/dataset-items/batch", "add dataset items"}, {"GET /v5/chat/completions/models", "chat models"}};
    if (asked.path == "/v5/evaluations" && asked.query.contains("starting_after"))
        return m_recordings.named("list, next page");
    if (asked.path == "/v5/evaluation-items" && asked.query.contains("starting_after"))
        return m_recordings.named("items, next page");
    if (asked.path.endsWith("/schema"))
        return m_recordings.named("schema");
    if (asked.path.startsWith("/v5/evaluations/") && asked.method == "GET")
        return asked.path.endsWith(id.toUtf8()) && m_evaluation == std::string("archived") ? m_recordings.named("archive") : m_recordings.named(m_evaluation);
    if (asked.path.startsWith("/v5/evaluations/") && asked.path != "/v5/evaluations/filter")
        return m_recordings.named(asked.method == "DELETE" ? "archive" : "update");
    if ((asked.path.startsWith("/v5/datasets/") || asked.path == "/v5/datasets") && asked.method != "GET")
        return asked.method == "DELETE" ? m_recordings.named("archive dataset") : Answer{.body = m_recordings.body(QStringLiteral("dataset.json"))};
    if (asked.path.startsWith("/v5/datasets/"))
        return {.body = m_recordings.body(QStringLiteral("dataset.json"))};
    Answer out = m_recordings.named(usual.value(asked.method + ' ' + asked.path, "unknown id"));
    if (asked.path == "/v5/dataset-items") // there may be columns that its first rows do not have
        out.body.replace("\"has_more\": false", "\"has_more\": true");
    return out;
}

void tst_ScaleWire::addLists(std::map<QString, Ask> &asks)
{
    asks["list"] = [this](const Json &) {
        JobQuery query;
        query.name = QStringLiteral("capitals");
        query.tags = QStringLiteral("nightly,geo");
        end(jobs().list(query));
    };
    asks["list, next page"] = [this](const Json &) {
        JobQuery query;
        query.limit = 2;
        end(jobs().list(query));
        query.offset = 2;
        end(jobs().list(query));
    };
    asks["list with archive"] = [this](const Json &) { end(jobs().listArchived({})); };
    asks["filter"] = [this](const Json &) {
        JobQuery query;
        query.status = QStringLiteral("running");
        end(jobs().list(query));
    };
    asks["get"] = asks["items"] = asks["items, next page"] = [this](const Json &) { end(jobs().get(id)); };
    asks["schema"] = [this](const Json &) {
        m_evaluation = "get, only required fields";
        end(jobs().get(id));
    };
    asks["items, failed"] = [this](const Json &) {
        m_evaluation = "get, running";
        SampleQuery errors;
        errors.filter = SampleQuery::Filter::Errors;
        end(jobs().samples(id, 0, errors));
    };
    asks["items with archive"] = [this](const Json &) {
        m_evaluation = "archived";
        end(jobs().get(id));
    };
    asks["datasets"] = [this](const Json &) { end(datasets().list()); };
    asks["dataset"] = [this](const Json &) { end(datasets().get(dataset)); };
    asks["dataset rows"] = [this](const Json &) { end(datasets().rows(dataset, 0, 100)); };
    asks["dataset rows of a version"] = [this](const Json &) { end(datasets().rowsAt(dataset, 1, 0, 100)); };
    asks["chat models"] = [this](const Json &) { end(m_account->connection->models()->list()); };
}

void tst_ScaleWire::addWrites(std::map<QString, Ask> &asks)
{
    const auto text = [](const Json &body, const char *name) { return QString::fromStdString(body[name].get<std::string>()); };
    asks["update"] = [this](const Json &) {
        end(jobs().change(id, {QStringLiteral("capitals / gpt-4o-mini"), QStringLiteral("Smoke run"), QStringList{QStringLiteral("nightly"), QStringLiteral("geo")}}));
    };
    asks["update name"] = [this](const Json &) { end(jobs().change(id, {QStringLiteral("New"), {}, {}})); };
    asks["merge metadata"] = [this](const Json &) {
        end(jobs().change(id, {{}, {}, {}, {{QStringLiteral("suite"), {"\"geo\""}}, {QStringLiteral("threshold.rougeL"), {"0.5"}}, {QStringLiteral("obsolete"), {}}}}));
    };
    asks["restore"] = [this](const Json &) { end(jobs().restore(id)); };
    asks["archive"] = [this](const Json &) { end(jobs().archive(id)); };
    asks["add rows"] = asks["body items"] = [this, text](const Json &body) { end(datasets().append(text(body, "dataset_id"), {QByteArray::fromStdString(body["data"].dump())})); };
    asks["archive dataset"] = [this](const Json &) { end(datasets().archive(dataset)); };
    asks["body dataset"] = [this, text](const Json &body) {
        DatasetRequest request;
        request.id = text(body, "name");
        request.rows = {QByteArray::fromStdString(body["data"].dump())};
        end(datasets().add(request));
    };
    asks["body chat"] = asks["body keep"] = asks["body tasks"] = [this](const Json &body) {
        EvaluationService &service = *m_account->connection->evaluations();
        end(service.create(entered(service.form(), body)));
    };
}

std::map<QString, tst_ScaleWire::Ask> tst_ScaleWire::asks()
{
    std::map<QString, Ask> all;
    addLists(all);
    addWrites(all);
    return all;
}

void tst_ScaleWire::sendsWhatTheClientSends_data()
{
    QTest::addColumn<int>("number");
    const Json notes = document("client/requests.json");
    for (int i = 0; i < int(notes.size()); ++i)
        QTest::addRow("%s", notes[std::size_t(i)]["name"].get<std::string>().c_str()) << i;
}

void tst_ScaleWire::sendsWhatTheClientSends()
{
    QFETCH(int, number);
    Json wanted = document("client/requests.json")[std::size_t(number)];
    if (wanted["body"].is_null())
        wanted["headers"].erase("content-type"); // of nothing
    const Ask ask = asks()[QString::fromStdString(wanted["name"].get<std::string>())];
    QVERIFY2(ask, "Nothing here asks so.");
    m_evaluation = "get, done";
    m_account = std::make_unique<ScaleAccount>([this](const Asked &asked) { return answer(asked); }, QStringLiteral("test-key"));
    QVERIFY(m_account->ready());
    m_account->server.asked.clear(); // what connecting asks
    ask(wanted["body"]);
    std::string others;
    for (const Asked &asked : std::as_const(m_account->server.asked)) {
        const Json sent = noteOf(asked, wanted);
        if (sent == wanted)
            return;
        others += sent.dump(1) + '\n';
    }
    QFAIL(("It sent\n" + others + "and not\n" + wanted.dump(1)).c_str());
}

ASSAY_TEST(tst_ScaleWire)
#include "tst_ScaleWire.moc"
