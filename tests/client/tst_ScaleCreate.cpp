#include "services/api/EvaluationService.h"
#include "services/api/JobService.h"
#include "services/api/ModelService.h"
#include "tests/client/ScaleEntered.h"
#include "tests/client/ScaleFixture.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace assay;
using namespace assay::test;
using Json = nlohmann::json;

/// New evaluations of Scale GP: the requests are those of its own client, what is wrong is said before anything is
/// sent, and nothing is ever created twice.
class tst_ScaleCreate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_account.reset(); }
    void sendsWhatTheClientSends_data();
    void sendsWhatTheClientSends();
    void everyFieldIsDescribed();
    void faults_data();
    void faults();
    void badRows_data();
    void badRows();
    void conversations_data();
    void conversations();
    void columnsOfADataset();
    void rowsOfADataset();
    void rowsThatAreNotThere_data();
    void rowsThatAreNotThere();
    void appearsAsARun();
    void refusalIsShownAsItIs();
    void lostAnswerIsLookedUp();
    void lostAnswer_data();
    void lostAnswer();
    void modelsOfTheAccount();

private:
    Answer answer(const Asked &asked);
    EvaluationService &service() const { return *m_account->connection->evaluations(); }
    QByteArray body(const char *file) const { return m_account->recordings.body(QLatin1String(file)); }
    Json document(const char *file) const { return Json::parse(body(file).toStdString()); }
    Json filterAnswer() const;
    Answer itemsFrom(const QByteArray &query) const;
    /// Fields that nobody can go without, over two rows.
    static EvaluationRequest small();

    std::unique_ptr<ScaleAccount> m_account;
    Answer m_created, m_filtered;
    bool m_knowsMark = false;
    int m_items = 0; ///< of a dataset made of the recorded item, three an answer; 0: the recorded page
};

void tst_ScaleCreate::init()
{
    m_account = std::make_unique<ScaleAccount>([this](const Asked &asked) { return answer(asked); });
    m_created = m_account->recordings.named("create");
    m_filtered = m_account->recordings.named("list, none");
    m_knowsMark = false;
    m_items = 0;
    QVERIFY(m_account->ready());
}

Answer tst_ScaleCreate::answer(const Asked &asked)
{
    if (asked.method == "POST" && asked.path == "/v5/evaluations")
        return m_created;
    if (asked.path == "/v5/evaluations/filter")
        return m_knowsMark ? Answer { .body = QByteArray::fromStdString(filterAnswer().dump()) } : m_filtered;
    if (asked.path == "/v5/evaluations")
        return m_account->recordings.named("list, none");
    if (asked.path == "/v5/dataset-items")
        return m_items > 0 ? itemsFrom(asked.query) : m_account->recordings.named("dataset items");
    if (asked.path == "/v5/chat/completions/models")
        return m_account->recordings.named("chat models");
    return { .status = 404, .body = body("errors/404.json") };
}

Answer tst_ScaleCreate::itemsFrom(const QByteArray &query) const
{
    Json page = document("dataset-items.page.json");
    const Json item = page["items"][0];
    int from = 0;
    for (const QByteArray &part : query.split('&')) {
        if (part.startsWith("starting_after=item-"))
            from = part.mid(20).toInt();
    }
    page["items"] = Json::array();
    for (int i = from + 1; i <= std::min(m_items, from + 3); ++i) {
        page["items"].push_back(item);
        page["items"].back()["id"] = "item-" + std::to_string(i);
    }
    page["has_more"] = from + 3 < m_items;
    page["total"] = m_items;
    return Answer { .body = QByteArray::fromStdString(page.dump()) };
}

/// The recorded evaluation with the mark that was sent, among others.
Json tst_ScaleCreate::filterAnswer() const
{
    Json page = document("evaluations.page1.json"), one = document("evaluation.running.json");
    one["metadata"]["client_run_id"]
        = m_account->sent("/v5/evaluations")["metadata"]["client_run_id"].get<std::string>();
    page["items"].push_back(one);
    page["has_more"] = false;
    return page;
}

EvaluationRequest tst_ScaleCreate::small()
{
    EvaluationRequest request;
    request.about = { { QStringLiteral("name"), QStringLiteral("capitals") } };
    request.data.rows
        = QStringLiteral("{\"input\":\"Capital of France?\",\"expected\":\"Paris\"}\n{\"input\":\"Capital of "
                         "Peru?\",\"expected\":\"Lima\"}\n");
    request.tasks = { { QStringLiteral("chat_completion"), QStringLiteral("output"),
                          { { QStringLiteral("model"), QStringLiteral("openai/gpt-4o-mini") },
                              { QStringLiteral("messages"), QStringLiteral("{{item.input}}") } } },
        { QStringLiteral("metric"), QStringLiteral("rougeL"),
            { { QStringLiteral("type"), QStringLiteral("rougeL") },
                { QStringLiteral("candidate"), QStringLiteral("item.output") },
                { QStringLiteral("reference"), QStringLiteral("item.expected") } } } };
    return request;
}

void tst_ScaleCreate::sendsWhatTheClientSends_data()
{
    QTest::addColumn<QString>("file");
    // As scale-gp-beta 0.7.0 sent them to a local server.
    for (const char *name : { "client/chat.request.json", "client/tasks.request.json", "client/keep.request.json",
             "create.standalone.request.json", "create.from-dataset.request.json", "create.with-dataset.request.json",
             "create.custom-function.request.json" })
        QTest::addRow("%s", name) << QString::fromLatin1(name);
}

void tst_ScaleCreate::sendsWhatTheClientSends()
{
    QFETCH(QString, file);
    Json expected = document(qPrintable(file));
    const EvaluationRequest request = entered(service().form(), expected);
    for (const EvaluationTask &task : request.tasks)
        QVERIFY2(!task.values.contains(QStringLiteral("no field")),
            qPrintable(task.values.value(QStringLiteral("no field")).toString()));
    if (request.data.source == EvaluationData::Source::Dataset && expected["tasks"].size() > 3) {
        // The recorded rows have no such columns, which would be refused: the dataset says that there are more.
        const auto refused = waited(service().create(request));
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(QStringLiteral("item.history")), qPrintable(refused.error().message));
        QVERIFY(m_account->asked("POST", "/v5/evaluations").isEmpty());
        m_account->server.setHandler([this](const Asked &asked) {
            if (asked.path != "/v5/dataset-items")
                return answer(asked);
            Answer items = m_account->recordings.named("dataset items");
            items.body.replace("\"has_more\": false", "\"has_more\": true");
            return items;
        });
        m_account->connection->configure([this] {
            ConnectionSettings same;
            same.id = same.kind = QStringLiteral("scale");
            same.name = QStringLiteral("Scale");
            same.url = m_account->server.text();
            same.proxy = QStringLiteral("direct");
            same.pollSeconds = 300;
            return same;
        }());
        QVERIFY(m_account->ready());
    }
    const auto job = waited(service().create(request));
    QVERIFY2(job, job ? "" : qPrintable(job.error().message));
    Json sent = Json::parse(m_account->sent("/v5/evaluations").dump());
    QCOMPARE(sent["metadata"]["client_run_id"].get<std::string>().size(), std::size_t(36)); // ours, to find it again
    sent["metadata"].erase("client_run_id");
    if (sent["metadata"].empty())
        sent.erase("metadata");
    QVERIFY2(sent == expected, (sent.dump(1) + "\nin place of\n" + expected.dump(1)).c_str());
    QCOMPARE(m_account->asked("POST", "/v5/evaluations").size(), 1);
}

/// What the service describes is all that a form needs.
void tst_ScaleCreate::everyFieldIsDescribed()
{
    const EvaluationForm form = service().form();
    QCOMPARE(form.tasks.size(), 10);
    for (const EvaluationTaskKind &kind : form.tasks) {
        QVERIFY2(!kind.title.isEmpty() && !kind.about.isEmpty() && !kind.alias.isEmpty(), qPrintable(kind.type));
        QSet<QString> keys, labels;
        for (const EvaluationField &field : kind.fields) {
            QVERIFY2(!field.label.isEmpty() && !keys.contains(field.key) && !labels.contains(field.label),
                qPrintable(kind.type + QLatin1Char(' ') + field.key));
            QCOMPARE(!field.choices.isEmpty(), field.type == EvaluationField::Type::Choice);
            keys << field.key;
            labels << field.label;
        }
    }
}

void tst_ScaleCreate::faults_data()
{
    QTest::addColumn<QString>("where"); // "about", or the task
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("sentence");
    // clang-format off
    const auto row = [](const char *name, const char *where, const char *key, const QString &value, const char *sentence) {
        QTest::addRow("%s", name) << QString::fromLatin1(where) << QString::fromLatin1(key) << value << QString::fromUtf8(sentence);
    };
    row("no name", "about", "name", {}, "Name: enter something.");
    row("long name", "about", "name", QString(129, QLatin1Char('n')), "Name: enter at most 128 characters.");
    row("long description", "about", "description", QString(281, QLatin1Char('d')), "Description: enter at most 280 characters.");
    row("metadata", "about", "metadata", QStringLiteral("geo"), "Metadata: enter a JSON object, as {\"name\": \"value\"}.");
    row("no model", "0", "model", QStringLiteral("  "), "Task 1 (Chat completion), Model: enter something.");
    row("no messages", "0", "messages", {}, "Task 1 (Chat completion), Messages: enter something.");
    row("two messages", "0", "messages_column", QStringLiteral("item.input"), "Task 1 (Chat completion), Messages, Messages from a column: enter one of these, not several.");
    row("temperature", "0", "temperature", QStringLiteral("warm"), "Task 1 (Chat completion), Temperature: enter a number, 0 or more.");
    row("not a number", "0", "temperature", QStringLiteral("nan"), "Task 1 (Chat completion), Temperature: enter a number, 0 or more.");
    row("top p", "0", "top_p", QStringLiteral("1.5"), "Task 1 (Chat completion), Top P: enter a number from 0 to 1.");
    row("tokens", "0", "max_completion_tokens", QStringLiteral("1.5"), "Task 1 (Chat completion), Completion tokens at most: enter a whole number, 1 or more.");
    row("seed", "0", "seed", QStringLiteral("x"), "Task 1 (Chat completion), Seed: enter a whole number.");
    row("stop", "0", "stop", QStringLiteral("a\nb\nc\nd\ne"), "Task 1 (Chat completion), Stop at: enter at most 4 lines.");
    row("effort", "0", "reasoning_effort", QStringLiteral("much"), "Task 1 (Chat completion), Reasoning effort: choose one of low, medium, high.");
    row("tools", "0", "tools", QStringLiteral("{}"), "Task 1 (Chat completion), Tools: enter a JSON array, as [{\"name\": \"value\"}].");
    row("flag", "0", "logprobs", QStringLiteral("maybe"), "Task 1 (Chat completion), Log probabilities: choose yes or no.");
    row("twice", "0", "further", QStringLiteral("{\"model\": \"x\"}"), "Task 1 (Chat completion), model: it is entered twice.");
    row("unknown column", "0", "messages", QStringLiteral("{{item.question}}"), "Task 1 (Chat completion), item.question: there is no column “question”; there are input, expected.");
    row("unknown column of a number", "0", "temperature", QStringLiteral("item.heat"), "Task 1 (Chat completion), item.heat: there is no column “heat”; there are input, expected.");
    row("own result", "0", "messages", QStringLiteral("{{item.output}}"), "Task 1 (Chat completion), item.output: it is the task's own result; name another column.");
    row("no reference", "1", "reference", {}, "Task 2 (Metric), Right answer: enter something.");
    row("no such metric", "1", "type", QStringLiteral("rouge9"), "Task 2 (Metric), Metric: choose one of rougeL, rouge1, rouge2, bleu, meteor, f1, cosine_similarity.");
    row("no alias", "1", "alias", {}, "Task 2 (Metric), Name of the result: enter something.");
    row("alias twice", "1", "alias", QStringLiteral("output"), "Task 2 (Metric), Name of the result: another task has “output” already; choose another.");
    row("alias of a column", "1", "alias", QStringLiteral("input"), "Task 2 (Metric), Name of the result: the rows have a column “input” already; choose another.");
    row("unknown kind", "1", "type of task", QStringLiteral("poll"), "Task 2 (poll), Kind: there is no such task.");
    row("columns of the dataset", "keep", "dataset.keys", QStringLiteral("input, answer"), "Columns of the dataset: there is no column “answer”; there are input, expected.");
    // clang-format on
}

void tst_ScaleCreate::faults()
{
    QFETCH(QString, where);
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, sentence);
    EvaluationRequest request = small();
    if (where == QLatin1String("about")) {
        request.about.insert(key, value);
    } else if (where == QLatin1String("keep")) {
        request.keep = { { QStringLiteral("dataset.name"), QStringLiteral("kept") }, { key, value } };
    } else {
        EvaluationTask &task = request.tasks[where.toInt()];
        if (key == QLatin1String("alias"))
            task.alias = value;
        else if (key == QLatin1String("type of task"))
            task.type = value;
        else
            task.values.insert(key, value);
    }
    const auto before = m_account->server.asked.size();
    const auto job = waited(service().create(request));
    QVERIFY(!job);
    QCOMPARE(job.error().kind, Error::Kind::Invalid);
    QVERIFY2(job.error().message.split(QLatin1Char('\n')).contains(sentence), qPrintable(job.error().message));
    QCOMPARE(m_account->server.asked.size(), before);
}

void tst_ScaleCreate::badRows_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("sentence");
    QTest::addRow("nothing") << "" << QByteArray(" \n") << "Rows: enter some, or choose a file or a dataset.";
    QTest::addRow("broken line") << "" << QByteArray("{\"q\":1}\n{\"q\":")
                                 << "Rows, line 2: it is no JSON object; correct it.";
    QTest::addRow("no objects") << "" << QByteArray("[1,2]") << "Rows is no JSON array of objects; correct it.";
    QTest::addRow("empty array") << "" << QByteArray("[]") << "Rows has no rows.";
    QTest::addRow("only a head") << "a.csv" << QByteArray("q,n\n") << "a.csv has no rows.";
    QTest::addRow("ragged") << "a.csv" << QByteArray("q,n\n1\n") << "a.csv, line 2:";
    QTest::addRow("no rows") << "a.jsonl" << QByteArray("\n\n") << "a.jsonl has no rows.";
    QTest::addRow("another form") << "a.xlsx" << QByteArray("PK")
                                  << "a.xlsx: choose a file that ends in .jsonl, .ndjson, .json or .csv.";
}

void tst_ScaleCreate::badRows()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, sentence);
    QTemporaryDir folder;
    EvaluationRequest request = small();
    if (name.isEmpty()) {
        request.data.rows = QString::fromUtf8(content);
    } else {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        request.data = { EvaluationData::Source::File, {}, file.fileName(), {} };
    }
    const auto before = m_account->server.asked.size();
    const auto columns = waited(service().columns(request.data));
    QVERIFY(!columns);
    QVERIFY2(columns.error().message.startsWith(sentence), qPrintable(columns.error().message));
    QCOMPARE(waited(service().create(request)).error().message, columns.error().message);
    QCOMPARE(m_account->server.asked.size(), before);
}

void tst_ScaleCreate::conversations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("messages"); // empty: refused
    QTest::addRow("of the user") << "Capital of {{item.input}}?\n\nBriefly."
                                 << R"([{"role":"user","content":"Capital of {{item.input}}?\n\nBriefly."}])";
    QTest::addRow("a column") << "item.input"
                              << R"([{"role":"user","content":"item.input"}])";
    QTest::addRow("several")
        << "System: Be brief.\n\nuser: {{item.input}}\nassistant:"
        << R"([{"role":"system","content":"Be brief."},{"role":"user","content":"{{item.input}}"}])";
    QTest::addRow("an array") << R"([{"role":"user","content":[{"type":"text","text":"item.input"}]}])"
                              << R"([{"role":"user","content":[{"type":"text","text":"item.input"}]}])";
    QTest::addRow("no roles") << "[1]"
                              << "";
    QTest::addRow("nothing said") << "user:"
                                  << "";
}

void tst_ScaleCreate::conversations()
{
    QFETCH(QString, text);
    QFETCH(QString, messages);
    EvaluationRequest request = small();
    request.tasks[0].values.insert(QStringLiteral("messages"), text);
    const auto job = waited(service().create(request));
    QCOMPARE(bool(job), !messages.isEmpty());
    if (!job) {
        QCOMPARE(job.error().message,
            QStringLiteral(
                "Task 1 (Chat completion), Messages: enter messages as “user: …”, or a JSON array of messages."));
        return;
    }
    const Json sent = Json::parse(m_account->sent("/v5/evaluations")["tasks"][0]["configuration"]["messages"].dump());
    QVERIFY2(sent == Json::parse(messages.toStdString()), sent.dump().c_str());
}

void tst_ScaleCreate::columnsOfADataset()
{
    const auto columns = waited(service().columns(
        { EvaluationData::Source::Dataset, {}, {}, QStringLiteral("b7f5c9a2-0d4e-4a0b-8f0e-3c7a1a5d9e21") }));
    QVERIFY(columns);
    QCOMPARE(columns->names, QStringList({ QStringLiteral("input"), QStringLiteral("expected") }));
    QCOMPARE(columns->rows, 1);
    QVERIFY(columns->all);
    QCOMPARE(waited(service().columns({ EvaluationData::Source::Dataset, {}, {}, {} })).error().message,
        QStringLiteral("Dataset: choose one."));
}

/// As in the contract's create.from-dataset-items.request.json, without columns of our own.
void tst_ScaleCreate::rowsOfADataset()
{
    m_items = 8;
    QVERIFY(service().form().picksRows);
    EvaluationRequest request = small();
    request.data = { EvaluationData::Source::Dataset, {}, {}, QStringLiteral("b7f5"), QStringLiteral("7, 2-3") };
    QCOMPARE(waited(service().columns(request.data))->rows, 3);
    QVERIFY(waited(service().create(request)));
    const auto sent = m_account->sent("/v5/evaluations");
    QCOMPARE(sent["dataset_id"].get<std::string>(), std::string("b7f5"));
    QVERIFY(sent["data"]
        == nlohmann::ordered_json::parse(
            R"([{"dataset_item_id":"item-2"},{"dataset_item_id":"item-3"},{"dataset_item_id":"item-7"}])"));
    request.data.pick.clear();
    QVERIFY(waited(service().create(request)));
    QVERIFY(!m_account->sent("/v5/evaluations").contains("data")); // all of it
}

void tst_ScaleCreate::rowsThatAreNotThere_data()
{
    QTest::addColumn<QString>("message");
    QTest::newRow("2, 9") << QStringLiteral("Rows: there is no row 9; the dataset has 8.");
    QTest::newRow("2 to 4")
        << QStringLiteral("Rows: “2 to 4” is no row number, from 1, and no range; write for example 1-20, 35.");
}

void tst_ScaleCreate::rowsThatAreNotThere()
{
    QFETCH(QString, message);
    m_items = 8;
    EvaluationRequest request = small();
    request.data = { EvaluationData::Source::Dataset, {}, {}, QStringLiteral("b7f5"),
        QString::fromLatin1(QTest::currentDataTag()) };
    QCOMPARE(waited(service().columns(request.data)).error().message, message);
    QCOMPARE(waited(service().create(request)).error().message, message);
    QVERIFY(m_account->asked("POST", "/v5/evaluations").isEmpty());
}

void tst_ScaleCreate::appearsAsARun()
{
    QVERIFY(waited(m_account->connection->jobs().list({})));
    QSignalSpy list(&m_account->connection->jobs(), &JobService::listChanged);
    const auto job = waited(service().create(small()));
    QVERIFY(job);
    QCOMPARE(job->resource.id, QStringLiteral("2f3b8a54-6f0e-4c55-9a4d-1e7c0b9d6a33"));
    QCOMPARE(job->status.state, RunState::Running);
    QCOMPARE(list.size(), 1);
}

void tst_ScaleCreate::refusalIsShownAsItIs()
{
    m_created = m_account->recordings.named("bad body");
    QSignalSpy list(&m_account->connection->jobs(), &JobService::listChanged);
    const auto job = waited(service().create(small()));
    QCOMPARE(job.error().message,
        QStringLiteral("The service answers: body.name: String should have at most 128 "
                       "characters\nbody.tasks.0.configuration.model: Field required"));
    QCOMPARE(job.error().kind, Error::Kind::Invalid);
    QVERIFY(m_account->asked("POST", "/v5/evaluations/filter").isEmpty()); // nothing was created
    QCOMPARE(list.size(), 0);
}

void tst_ScaleCreate::lostAnswerIsLookedUp()
{
    m_created = Answer { .cutAfter = 0 };
    m_knowsMark = true;
    const auto job = waited(service().create(small()));
    QVERIFY2(job, job ? "" : qPrintable(job.error().message));
    QCOMPARE(job->resource.id, QStringLiteral("2f3b8a54-6f0e-4c55-9a4d-1e7c0b9d6a33"));
    QCOMPARE(m_account->asked("POST", "/v5/evaluations").size(), 1);
    const Json asked = Json::parse(m_account->sent("/v5/evaluations/filter").dump());
    QVERIFY(asked["filters"][0]
        == Json({ { "key", "client_run_id" }, { "operator", "==" },
            { "value", m_account->sent("/v5/evaluations")["metadata"]["client_run_id"].get<std::string>() } }));
}

void tst_ScaleCreate::lostAnswer_data()
{
    QTest::addColumn<Answer>("created");
    QTest::addColumn<Answer>("filtered");
    const Recordings recordings(QStringLiteral("scale"));
    const Answer none = recordings.named("list, none"), others = recordings.named("list, first page"),
                 broken = recordings.named("server error");
    QTest::addRow("cut off") << Answer { .cutAfter = 0 } << none;
    QTest::addRow("cut off, a server that does not filter") << Answer { .cutAfter = 0 } << others;
    QTest::addRow("gateway") << recordings.named("gateway text") << none;
    QTest::addRow("its own fault") << recordings.named("server error") << none;
    QTest::addRow("its own fault, twice") << recordings.named("server error") << broken;
    QTest::addRow("an answer that cannot be read") << Answer { .body = "{}" } << none;
}

void tst_ScaleCreate::lostAnswer()
{
    QFETCH(Answer, created);
    QFETCH(Answer, filtered);
    m_created = created;
    m_filtered = filtered;
    QSignalSpy list(&m_account->connection->jobs(), &JobService::listChanged);
    const auto job = waited(service().create(small()));
    QVERIFY(!job);
    QCOMPARE(job.error().code, QStringLiteral("outcome_unknown"));
    QVERIFY2(job.error().message.startsWith(QStringLiteral("It is not known whether the evaluation was created.")),
        qPrintable(job.error().message));
    QCOMPARE(m_account->asked("POST", "/v5/evaluations").size(), 1); // it would be paid for twice
    QCOMPARE(list.size(), 1); // it may be there
}

void tst_ScaleCreate::modelsOfTheAccount()
{
    const QString chats = QStringLiteral("llm");
    QCOMPARE(*waited(m_account->connection->models()->list()),
        QList<ServedModel>({ { QStringLiteral("openai/gpt-4o-mini"), QStringLiteral("openai"), chats,
                                 QStringLiteral("available") },
            { QStringLiteral("cohere/command-r-plus"), QStringLiteral("cohere"), chats, QStringLiteral("unknown") } }));
}

ASSAY_TEST(tst_ScaleCreate)
#include "tst_ScaleCreate.moc"
