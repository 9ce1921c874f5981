#include "services/api/DatasetService.h"
#include "services/api/EvaluationService.h"
#include "services/api/JobService.h"
#include "services/api/ModelService.h"
#include "services/core/JobExtras.h"
#include "tests/client/Cases.h"
#include "tests/client/ScaleEntered.h"
#include "tests/client/ScaleFixture.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;
using Json = nlohmann::json;

/// Every case of Scale GP's contract, asked through our client.
class tst_ScaleCases : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCase_data();
    void everyCase();

private:
    CaseSteps steps();
    void addRuns(CaseSteps &steps);
    void addItems(CaseSteps &steps);
    void addRefusals(CaseSteps &steps);
    void addUnmet(CaseSteps &steps);
    CaseStep changes(const char *file, const QString &id, const QString &outcome);
    CaseStep creates(const char *file, const QString &outcome);
    CaseStep gets(const QString &id, const QString &outcome);
    CaseStep lists(const JobQuery &query, const QString &outcome);
    CaseStep reconnects(const QString &outcome);
    JobService &jobs() { return m_account->connection->jobs(); }
    DatasetService &datasets() { return *m_account->connection->datasets(); }
    Json document(const char *file) const { return Json::parse(m_recordings.body(QString::fromLatin1(file)).toStdString()); }

    const Recordings m_recordings{QStringLiteral("scale")};
    std::unique_ptr<ScaleAccount> m_account;
};

namespace {

const QString id = QStringLiteral("2f3b8a54-6f0e-4c55-9a4d-1e7c0b9d6a33"), dataset = QStringLiteral("b7f5c9a2-0d4e-4a0b-8f0e-3c7a1a5d9e21");

/// State, name, model, and what went wrong.
QString words(const Result<Job> &job)
{
    if (!job)
        return job.error().message;
    QStringList parts{job->status.state.text(), job->name};
    if (jobIsArchived(*job))
        parts << QStringLiteral("archived");
    for (const JsonMember &entry : jobMetadata(*job))
        parts << entry.name + QLatin1Char('=') + QString::fromUtf8(entry.value.text);
    for (const BenchmarkStatus &status : job->status.benchmarks) {
        for (const auto &message : {status.errorMessage, status.warningMessage}) {
            if (message)
                parts << message->message;
        }
    }
    return parts.join(QStringLiteral(" | "));
}

QString words(const Result<Page<Job>> &page)
{
    return page ? QStringLiteral("%1 of %2").arg(page->items.size()).arg(page->totalCount) : page.error().message;
}

template<typename T>
QString doneOr(const Result<T> &result)
{
    return result ? QStringLiteral("done") : result.error().message;
}

JobQuery query(int limit, qint64 offset = 0)
{
    JobQuery out;
    out.limit = limit;
    out.offset = offset;
    return out;
}

/// As the details would be entered for the body.
JobDetails detailsOf(const Json &body)
{
    JobDetails out;
    const auto text = [&body](const char *name) { return QString::fromStdString(body[name].get<std::string>()); };
    if (body.contains("name"))
        out.name = text("name");
    if (body.contains("description"))
        out.description = text("description");
    if (body.contains("tags")) {
        out.tags.emplace();
        for (const Json &tag : body["tags"])
            *out.tags << QString::fromStdString(tag.get<std::string>());
    }
    const Json metadata = body.value("metadata", Json::object());
    for (const auto &[name, value] : metadata.items())
        out.metadata.append({QString::fromStdString(name), value.is_null() ? JsonText() : JsonText{QByteArray::fromStdString(value.dump())}});
    return out;
}

} // namespace

CaseStep tst_ScaleCases::changes(const char *file, const QString &evaluation, const QString &outcome)
{
    return {[this, file, evaluation] {
                const Json body = document(file);
                const QString said = words(waited(jobs().change(evaluation, detailsOf(body))));
                const QByteArray sent = m_account->server.asked.last().body;
                return Json::parse(sent.toStdString()) == body ? said : QStringLiteral("sent ") + QString::fromUtf8(sent);
            },
            outcome, {}};
}

CaseStep tst_ScaleCases::creates(const char *file, const QString &outcome)
{
    return {[this, file] {
                EvaluationService &service = *m_account->connection->evaluations();
                return words(waited(service.create(entered(service.form(), document(file)))));
            },
            outcome, {}};
}

CaseStep tst_ScaleCases::gets(const QString &evaluation, const QString &outcome)
{
    return {[this, evaluation] { return words(waited(jobs().get(evaluation))); }, outcome, {}};
}

CaseStep tst_ScaleCases::lists(const JobQuery &asked, const QString &outcome)
{
    return {[this, asked] { return words(waited(jobs().list(asked))); }, outcome, {}};
}

/// What the connection says when its first question is answered so.
CaseStep tst_ScaleCases::reconnects(const QString &outcome)
{
    return {[this] {
                m_account->connection->close();
                m_account->connection->open();
                return QTest::qWaitFor([this] { return m_account->connection->state() == Connection::State::Unreachable; }, 10000)
                    ? m_account->connection->lastError().message.replace(m_account->server.text(), QStringLiteral("PLACE"))
                    : QStringLiteral("no refusal");
            },
            outcome, {}};
}

void tst_ScaleCases::addRuns(CaseSteps &steps)
{
    const QString done = QStringLiteral("completed | capitals / gpt-4o-mini | suite=\"geo\"");
    const QString running = QStringLiteral("running | capitals / gpt-4o-mini | suite=\"geo\"");
    const QString items = QStringLiteral(" | 1 of 3 row(s) have errors; means are over the rows that have a result. 1 result(s) of tasks were skipped.");
    steps["update (placeholders)"] = changes("documented/update.request.json", QStringLiteral("{evaluation_id}"),
                                             QStringLiteral("failed | <string> | archived | The service says that the evaluation failed, and not why."));
    steps["update"] = changes("update.request.json", id, done);
    steps["update, old server"] = changes("update.request.json", id, QStringLiteral("running | capitals / gpt-4o-mini")); // its sample runs
    steps["merge metadata"] = changes("update.metadata.request.json", id, running);
    steps["restore"] = {[this] { return doneOr(waited(jobs().restore(id))); }, QStringLiteral("done"), {}};
    steps["archive"] = {[this] { return doneOr(waited(jobs().archive(id))); }, QStringLiteral("done"), {}};
    steps["create"] = creates("create.standalone.request.json", running);
    steps["create from dataset"] = creates("create.from-dataset.request.json", running);
    steps["get, running"] = gets(id, running);
    steps["get, done"] = gets(id, done + items);
    steps["get, done with errors"] = gets(id, QString(done).replace(QStringLiteral("completed"), QStringLiteral("partially_failed")) + items);
    steps["get, failed"] = gets(id, QStringLiteral("failed | capitals / gpt-4o-mini | suite=\"geo\" | Workflow execution failed") + items);
    steps["get, only required fields"] = gets(id, QStringLiteral("completed | capitals / gpt-4o-mini") + items);
    steps["list, first page"] = lists(query(2), QStringLiteral("2 of 3"));
    steps["list, next page"] = {[this] {
                                    static_cast<void>(waited(jobs().list(query(2))));
                                    return words(waited(jobs().list(query(2, 2))));
                                },
                                QStringLiteral("1 of 3"), {}};
    JobQuery nothing, active;
    nothing.name = QStringLiteral("nothing");
    steps["list, none"] = lists(nothing, QStringLiteral("0 of 0"));
    active.status = QStringLiteral("running");
    active.limit = 2;
    steps["filter"] = lists(active, QStringLiteral("2 of 3"));
}

void tst_ScaleCases::addItems(CaseSteps &steps)
{
    const auto samples = [this](SampleQuery::Filter filter) {
        return [this, filter] {
            SampleQuery query;
            query.filter = filter;
            const auto page = waited(jobs().samples(id, 0, query));
            return page ? QStringLiteral("%1 rows").arg(page->totalCount) : page.error().message;
        };
    };
    steps["items, first page"] = steps["items, next page"] = {samples(SampleQuery::Filter::All), QStringLiteral("3 rows"), {}};
    steps["items, only failed"] = {samples(SampleQuery::Filter::Errors), QStringLiteral("1 rows"), {}};
    steps["schema"] = {[this] {
                           const auto job = waited(jobs().get(id));
                           return job && !job->results.benchmarks.isEmpty() ? job->results.benchmarks.first().metrics.toVariantMap().keys().join(QLatin1Char(','))
                                                                            : words(job);
                       },
                       QStringLiteral("rougeL"), {}};
    steps["datasets"] = {[this] {
                             const auto all = waited(datasets().list());
                             return all ? QString::number(all->size()) : all.error().message;
                         },
                         QStringLiteral("1"), {}};
    steps["dataset items"] = {[this] {
                                  const auto page = waited(datasets().rows(dataset, 0, 100));
                                  return page ? QString::number(page->rows.size()) : page.error().message;
                              },
                              QStringLiteral("1"), {}};
    steps["add dataset items"] = {[this] { return doneOr(waited(datasets().append(dataset, {R"([{"input":"Capital of France?","expected":"Paris"}])"}))); },
                                  QStringLiteral("done"), {}};
    steps["archive dataset"] = {[this] { return doneOr(waited(datasets().archive(dataset))); }, QStringLiteral("done"), {}};
    steps["chat models"] = {[this] {
                                const auto models = waited(m_account->connection->models()->list());
                                return models ? models->first().id : models.error().message;
                            },
                            QStringLiteral("openai/gpt-4o-mini"), {}};
}

void tst_ScaleCases::addRefusals(CaseSteps &steps)
{
    const QString answers = QStringLiteral("The service answers: "), nope = QStringLiteral("nope");
    steps["no key"] = reconnects(QStringLiteral("PLACE refuses the key (401); enter a valid one for this connection."));
    steps["other account"] = reconnects(QStringLiteral("PLACE does not let this key into the account; check the account's id in the connection's settings."));
    steps["server error"] = reconnects(QStringLiteral("PLACE reports a fault of its own (status 500); its log says more."));
    steps["gateway html"] = reconnects(QStringLiteral("PLACE is not ready (status 502); try again in a while."));
    steps["gateway text"] = reconnects(QStringLiteral("PLACE is not ready (status 504); try again in a while."));
    steps["too many"] = lists({}, QStringLiteral("3 of 3")); // it was waited as long as it said
    steps["unknown id"] = steps["unknown id, nested detail"] = gets(nope, answers + QStringLiteral("Evaluation not found"));
    steps["archived"] = changes("update.request.json", id, answers + QStringLiteral("Evaluation is archived. Restore it before updating."));
    steps["lock"] = changes("update.request.json", id, answers + QStringLiteral("Evaluation is locked by another update"));
    steps["bad body"] = creates("create.standalone.request.json",
                                answers + QStringLiteral("body.name: String should have at most 128 characters\nbody.tasks.0.configuration.model: Field required"));
}

void tst_ScaleCases::addUnmet(CaseSteps &steps)
{
    const QString ownExport = QStringLiteral("Exports are written here, from the items as they are shown; they are read by pages.");
    steps["export, inline"] = steps["export, no storage"] = {{}, {}, ownExport};
    steps["models"] = {{}, {}, QStringLiteral("Models to choose from are those that chat; this list is of the account's own deployments.")};
    steps["new group"] = {{}, {}, QStringLiteral("Runs are compared here; a group would stay in the account.")};
    steps["new widget"] = {{}, {}, QStringLiteral("Means are made here; a dashboard would stay in the account.")};
}

CaseSteps tst_ScaleCases::steps()
{
    CaseSteps all;
    addRuns(all);
    addItems(all);
    addRefusals(all);
    addUnmet(all);
    return all;
}

void tst_ScaleCases::everyCase_data()
{
    addCases(m_recordings);
}

void tst_ScaleCases::everyCase()
{
    QFETCH(int, number);
    const Json &one = m_recordings.cases()[std::size_t(number)];
    const QString name = QString::fromStdString(one["name"].get<std::string>());
    const CaseStep step = steps()[name];
    if (!isThoughtOf(step) || !step.ask)
        return;
    CaseServer cases(m_recordings, one, name == QLatin1String("too many") ? 1 : 100);
    m_account = std::make_unique<ScaleAccount>([&cases](const Asked &asked) { return cases.answer(asked); });
    QVERIFY(m_account->ready());
    // Failed items are asked for while it runs, and the schema where its tasks are not told.
    const char *other = name == QLatin1String("items, only failed") ? "get, running" : name == QLatin1String("schema") ? "get, only required fields" : nullptr;
    m_account->server.setHandler([&](const Asked &asked) {
        return other && plainPath(asked) == "/v5/evaluations/" + id.toUtf8() ? m_recordings.named(other) : cases.answer(asked);
    });
    QCOMPARE(step.ask(), step.outcome);
    QVERIFY2(!cases.met.isEmpty(), "It was never asked for.");
    for (const Asked &asked : std::as_const(cases.met))
        QCOMPARE(asked.headers.value("x-selected-account-id"), QByteArray("acct"));
    m_account.reset();
}

ASSAY_TEST(tst_ScaleCases)
#include "tst_ScaleCases.moc"
