#include "services/api/DatasetService.h"
#include "tests/client/LlamaCases.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;
using Ordered = LlamaRecordings::Json;

/// Every recording of datasets and of their rows, in every version.
class tst_LlamaDataCases : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRecording_data() { addLlamaCases(LlamaTopic::Data); }
    void everyRecording();
    void noOtherSteps();
};

namespace {

using Server = LlamaCaseServer;

DatasetService &datasets(Server &server)
{
    return *server.connection().datasets();
}

QString idIn(const LlamaCase &one)
{
    static const QByteArrayList routes { "/v1beta/datasets/", "/v1beta/datasetio/iterrows/",
        "/v1beta/datasetio/append-rows/" };
    for (const QByteArray &route : routes) {
        if (one.path().startsWith(route))
            return QString::fromUtf8(one.path().mid(route.size()));
    }
    return {};
}

QString words(const Dataset &dataset)
{
    const QString rows = dataset.rows ? QStringLiteral("%1 rows").arg(*dataset.rows) : dataset.uri;
    QStringList parts { dataset.id, dataset.purpose, dataset.providerId, rows };
    if (dataset.metadata.text != "{}")
        parts << QString::fromUtf8(dataset.metadata.text);
    return parts.join(QStringLiteral(" | "));
}

QString words(const QList<Dataset> &list)
{
    QStringList ids;
    for (const Dataset &one : list)
        ids << one.id;
    return ids.isEmpty() ? QStringLiteral("none") : ids.join(QLatin1Char(' '));
}

/// How many, and the last of them: texts in quotes, values as they are.
QString words(const DatasetRowPage &page)
{
    QString out
        = QStringLiteral("%1 rows%2").arg(page.rows.size()).arg(page.more ? QStringLiteral(", and more") : QString());
    for (const auto &[column, text] : page.rows.isEmpty() ? DatasetRow().cells : page.rows.last().cells) {
        const bool isText = !page.rows.last().values.contains(column);
        out += QStringLiteral(" | ") + column + QLatin1Char('=')
            + (isText ? QLatin1Char('"') + text + QLatin1Char('"') : text);
    }
    return out;
}

QString words(qint64 rows)
{
    return QStringLiteral("%1 rows").arg(rows);
}

QString words(Done)
{
    return QStringLiteral("done");
}

template <typename T>
QString said(const Server &server, const Result<T> &result)
{
    return result ? words(*result) : server.refusal(result.error());
}

/// What answers when the rows behind an address are asked for.
const std::map<QString, const char *> rowsBehind { { QStringLiteral("013"), "061" }, { QStringLiteral("014"), "062" },
    { QStringLiteral("015"), "063" }, { QStringLiteral("068"), "069" }, { QStringLiteral("070"), "071" },
    { QStringLiteral("072"), "073" }, { QStringLiteral("075"), "076" }, { QStringLiteral("077"), "078" } };

/// The dataset is not there before: otherwise nothing would be sent.
QString add(Server &server, const Ordered &body)
{
    const Ordered source = body["source"];
    DatasetRequest request;
    request.id = textIn(body, "dataset_id");
    request.purpose = textIn(body, "purpose");
    request.uri = textIn(source, "uri");
    if (source.contains("rows"))
        request.rows = { QByteArray::fromStdString(source["rows"].dump()) };
    if (body.contains("metadata"))
        request.metadata = { QByteArray::fromStdString(body["metadata"].dump()) };
    server.others = [&server](const Asked &asked) -> std::optional<Answer> {
        if (asked.method == "GET" && asked.path.startsWith("/v1beta/datasets/"))
            return server.recordings().answer("039");
        const auto rows = rowsBehind.find(server.one.number);
        return asked.path.contains("/iterrows/") && rows != rowsBehind.end()
            ? std::optional(server.recordings().answer(rows->second))
            : std::nullopt;
    };
    const auto added = waited(datasets(server).add(request));
    return added ? words(added->dataset) : server.refusal(added.error());
}

QString addRecorded(Server &server)
{
    return add(server, server.one.body());
}

/// None at all would not be sent.
QString addOneRow(Server &server)
{
    Ordered body = server.one.body();
    body["source"]["rows"] = Ordered::parse(R"([{"a":1}])");
    return add(server, body);
}

QString get(Server &server)
{
    return said(server, waited(datasets(server).get(idIn(server.one))));
}

QString list(Server &server)
{
    return said(server, waited(datasets(server).list()));
}

QString remove(Server &server)
{
    return said(server, waited(datasets(server).remove(idIn(server.one))));
}

/// The page that was asked for; from the first row on, and as many as a page has, where that was left out.
QString read(Server &server)
{
    qint64 start = 0;
    int limit = DatasetService::pageRows;
    for (const auto &[name, value] : server.one.query()) {
        if (name == "limit")
            limit = value.toInt();
        else
            start = value.toLongLong();
    }
    return said(server, waited(datasets(server).rows(idIn(server.one), start, limit)));
}

/// One row is there before.
QString append(Server &server, const QByteArray &rows)
{
    server.others = [&server](const Asked &asked) -> std::optional<Answer> {
        if (asked.path.contains("/iterrows/") && asked.query.startsWith("start_index=0&"))
            return server.recordings().answer("044");
        const bool another = asked.path.contains("/append-rows/") && server.one.method() == "GET";
        return another ? std::optional(server.recordings().answer("080")) : std::nullopt;
    };
    return said(server, waited(datasets(server).append(idIn(server.one), { rows })));
}

QString appendRecorded(Server &server)
{
    return append(server, QByteArray::fromStdString(server.one.body()["rows"].dump()));
}

/// The recorded page is what it has more than before.
QString countFourMore(Server &server)
{
    return append(server, R"([{"n":1},{"n":2},{"n":3},{"n":4}])");
}

const char *const noRows = "Invalid: Rows: give a JSON array of at least one object.";
const char *const fault
    = "Protocol: PLACE reports a fault of its own (status 500). It says so of much that is wrong in a "
      "request or a row, too; its log says more.";
const char *const noExcel
    = "Invalid: The server answers: Invalid value: Excel file format cannot be determined, you must "
      "specify an engine manually.";
const char *const noSuchType = "Invalid: The server answers: Invalid value: Unsupported file type: lsfs://mydata.jsonl";
const char *const notServed = "NotFound: The server answers: Invalid value: Dataset `nope` not served by provider: "
                              "`localfs`. Make sure there is an DatasetIO provider serving this dataset.";
const char *const fiveRows = "qa-rows | eval/question-answer | localfs | 5 rows | "
                             R"({"description":"five rows","tags":["a","b"],"nested":{"k":1.5,"none":null}})";
const char *const csv64
    = "csv64 | eval/question-answer | localfs | data:text/csv;base64,"
      "cXVlc3Rpb24sYW5zd2VyLHNjb3JlLGZsYWcsZW1wdHksY29kZQoiV2hhdCwgbm93PyIsUGFyaXMsMSxUcnVlLCwwMDcKQixOQS"
      "wyLjUsRmFsc2UseCw4Cg==";

QByteArray unread(const char *id, const QByteArray &error)
{
    QByteArray out = error;
    return out.insert(out.indexOf(": ") + 2, "“" + QByteArray(id) + "” is registered, and its rows cannot be read: ");
}

QByteArray missing(const char *id)
{
    return "NotFound: The server answers: Dataset '" + QByteArray(id)
        + "' not found. Use 'client.datasets.list()' to list available Datasets.";
}

void addRegistrations(LlamaSteps &steps)
{
    addElsewhere(steps, QStringLiteral("tst_LlamaDatasets::registersRows"), { QStringLiteral("0.3.5 011") });
    addElsewhere(steps, QStringLiteral("tst_LlamaDatasets::registersUri"), { QStringLiteral("0.3.5 014") });
    steps["011"] = asks(addRecorded, fiveRows);
    steps["0.3.5 012"]
        = asks(addRecorded, "dataset-c586e02c-c07f-4712-9993-7ba6afca01e3 | eval/question-answer | localfs | 1 rows");
    steps["0.4.4 012"]
        = asks(addRecorded, "dataset-b404a895-4a07-4782-90c5-b782e2ca77b8 | eval/question-answer | localfs | 1 rows");
    steps["013"] = asks(addRecorded, csv64);
    steps["014"] = asks(addRecorded, "csvfile | eval/question-answer | localfs | fixture.csv");
    steps["015"] = asks(addRecorded, unread("jsonl", noSuchType));
    steps["017"] = asks(addRecorded, "msgs | eval/messages-answer | localfs | 1 rows");
    steps["018"] = asks(addRecorded, "train | post-training/messages | localfs | 1 rows");
    steps["019"] = steps["021"] = asks(addRecorded, "odd | eval/question-answer | localfs | 1 rows");
    steps["032"] = asks(addRecorded, "org/set::v1 | eval/question-answer | localfs | 1 rows");
    steps["064"] = asks(addRecorded, "ragged | eval/question-answer | localfs | 4 rows");
    steps["066"] = asks(addRecorded, "uni-✓ | eval/question-answer | localfs | 1 rows");
    steps["068"]
        = asks(addRecorded, "csvplain | eval/question-answer | localfs | data:text/csv,q%2Ca%0Aone%2C1%0Atwo%2C%0A");
    steps["070"] = asks(addRecorded, unread("gone", fault));
    steps["072"] = asks(addRecorded, unread("jsondata", noExcel));
    steps["075"] = asks(addRecorded, unread("short", noExcel));
    steps["077"]
        = asks(addRecorded, unread("baddata", "Invalid: The server answers: Invalid value: Invalid Data URL format"));
    steps["108"] = asks(addRecorded, "scored | eval/question-answer | localfs | 3 rows");
    steps["140"] = asks(addRecorded, "qa-eval | eval/messages-answer | localfs | 4 rows");
    steps["284"] = asks(addRecorded, "mine | eval/question-answer | localfs | 1 rows");
    steps["300"] = asks(addRecorded, "train | post-training/messages | localfs | 8 rows");
}

void addRefusedRegistrations(LlamaSteps &steps)
{
    const char *purpose = "Invalid: The server answers: body.purpose: Input should be 'eval/question-answer' or "
                          "'eval/messages-answer'";
    steps["016"] = asks(addRecorded, "NotFound: The server answers: Invalid value: Provider `huggingface` not found");
    steps["0.7.3 018"] = asks(addRecorded, purpose);
    steps["020"] = steps["029"] = refuses(addRecorded, noRows);
    steps["022"] = asks(addRecorded,
        "Conflict: The server answers: Invalid value: Object of type 'dataset' and identifier 'odd' "
        "already exists. Unregister it first if you want to replace it.");
    steps["025"] = asks(addOneRow,
        "Invalid: The server answers: body.purpose: Input should be 'post-training/messages', "
        "'eval/question-answer' or 'eval/messages-answer'");
    steps["0.7.3 025"] = asks(addOneRow, purpose);
    steps["031"] = asks(addOneRow, "NotFound: The server answers: Invalid value: Provider `nope` not found");
    addNever(steps, QStringLiteral("A request has a purpose, a source of one of the two types, and no other members."),
        { QStringLiteral("026"), QStringLiteral("027"), QStringLiteral("028"), QStringLiteral("030") });
    addNever(steps, QStringLiteral("A body is always a JSON object, and sent as one."),
        { QStringLiteral("034"), QStringLiteral("035"), QStringLiteral("036"), QStringLiteral("037") });
}

void addDatasets(LlamaSteps &steps)
{
    const QByteArray mine = "mine | eval/question-answer | localfs | 1 rows";
    const char *noKey = "Unauthorized: PLACE refuses the key (401); enter a valid one for this connection.";
    steps["009"] = asks(get, missing(""));
    steps["023"] = asks(get, "odd | eval/question-answer | localfs | 1 rows");
    steps["033"] = asks(get, "org/set::v1 | eval/question-answer | localfs | 1 rows");
    steps["038"] = asks(get, fiveRows);
    steps["039"] = asks(get, missing("nope"));
    steps["092"] = asks(get, missing("extra"));
    steps["285"] = steps["0.4.4 286"] = asks(get, mine);
    steps["286"] = asks(get, missing("mine"));
    steps["010"] = steps["272"] = steps["273"] = steps["287"] = asks(list, "none");
    steps["040"] = asks(list,
        "qa-rows dataset-c586e02c-c07f-4712-9993-7ba6afca01e3 csv64 csvfile jsonl msgs train odd empty "
        "extra org/set::v1");
    steps["0.7.3 040"] = asks(list,
        "qa-rows dataset-70009711-2bd8-4fc4-898e-7296400be4f1 csv64 csvfile jsonl msgs odd "
        "empty extra org/set::v1");
    steps["0.4.4 287"] = asks(list, "mine");
    steps["274"] = asks(list, "Network: PLACE answers too many requests at once; try again in a while.");
    steps["280"] = steps["282"] = asks(list, noKey);
    steps["090"] = steps["093"] = steps["0.4.4 289"] = asks(remove, "done");
    steps["091"] = asks(remove, missing("extra"));
    steps["289"] = asks(remove, missing("mine"));
    addNever(steps, QStringLiteral("A key goes as Bearer."), { QStringLiteral("281") });
    addNever(steps, QStringLiteral("Datasets are not changed by PUT."), { QStringLiteral("007") });
}

void addRows(LlamaSteps &steps)
{
    const char *last = R"(1 rows | question="q4" | answer="a4" | n=4)";
    steps["024"] = asks(read, "1 rows | foo=2");
    steps["041"] = asks(read, R"(5 rows | question="q4" | answer="a4" | n=4)");
    steps["042"] = asks(read, R"(2 rows, and more | question="q1" | answer="a1" | n=1)");
    steps["043"] = asks(read, R"(2 rows, and more | question="q3" | answer="a3" | n=3)");
    steps["044"] = asks(read, last);
    steps["045"] = asks(read, R"(2 rows | question="q4" | answer="a4" | n=4)");
    steps["046"] = asks(read, R"(3 rows, and more | question="q2" | answer="a2" | n=2)");
    steps["051"] = steps["060"] = asks(read, "0 rows");
    steps["059"] = asks(read, notServed);
    steps["0.7.3 059"] = asks(read, QByteArray(notServed).replace("Invalid value: ", ""));
    steps["061"] = asks(read, R"(2 rows | question="B" | answer=null | score=2.5 | flag=false | empty="x" | code=8)");
    steps["062"] = asks(read, R"(2 rows | question="Name a prime, please." | answer="7" | points=2)");
    steps["063"] = asks(read, noSuchType);
    steps["065"]
        = asks(read, "4 rows | i=9.007199254740992e+15 | s=null | b=null | l=null | o=null | extra=null | mixed=7");
    steps["067"] = asks(read,
        "1 rows | q=\"Ünïcödé ✓ 漢字 🎉\" | e=\"\" | nl=\"a\nb\t\"c\"\" | t=\"2024-01-02\" | "
        "neg=-0.0 | big=1e+308 | small=1e-320");
    steps["069"] = asks(read, R"(2 rows | q="two" | a=null)");
    steps["071"] = asks(read, fault);
    steps["073"] = steps["076"] = asks(read, noExcel);
    steps["074"] = steps["288"] = asks(read, "1 rows | a=1");
    steps["078"] = asks(read, "Invalid: The server answers: Invalid value: Invalid Data URL format");
    addElsewhere(steps, QStringLiteral("tst_LlamaRows::pages"), { QStringLiteral("047"), QStringLiteral("049") });
    addNever(steps, QStringLiteral("A page begins at a row from 0 on, and is of at least one; both are always said."),
        { QStringLiteral("048"), QStringLiteral("050"), QStringLiteral("053"), QStringLiteral("054"),
            QStringLiteral("055") });
    addNever(steps, QStringLiteral("A limit is a whole number."),
        { QStringLiteral("056"), QStringLiteral("057"), QStringLiteral("058") });
}

void addAppends(LlamaSteps &steps)
{
    steps["052"] = asks(countFourMore, "5 rows");
    addElsewhere(steps, QStringLiteral("tst_LlamaRows::appendThatKeepsNothing"),
        { QStringLiteral("080"), QStringLiteral("081") });
    steps["082"] = steps["085"] = refuses(appendRecorded, noRows);
    steps["083"] = asks(appendRecorded, notServed);
    steps["086"] = asks(appendRecorded, noSuchType);
    addNever(steps, QStringLiteral("Rows are always given."), { QStringLiteral("084") });
}

LlamaSteps allSteps()
{
    LlamaSteps steps;
    addRegistrations(steps);
    addRefusedRegistrations(steps);
    addDatasets(steps);
    addRows(steps);
    addAppends(steps);
    return steps;
}

const LlamaDifferences differences {
    [](const LlamaCase &, nlohmann::json &body) {
        if (body.contains("purpose") && !body.contains("dataset_id"))
            body["dataset_id"] = ""; // the server makes one for both
        if (body.contains("source") && body["source"].contains("rows") && body["source"]["rows"].empty())
            body["source"]["rows"] = nlohmann::json::parse(R"([{"a":1}])"); // see addOneRow()
    },
    [](const LlamaCase &one, LlamaCase::Pairs &query) {
        if (!one.path().contains("/iterrows/"))
            return;
        // Both always: without a limit a server passes over the start and sends everything.
        for (const auto &[name, standard] :
            { std::pair("limit", DatasetService::pageRows), std::pair("start_index", 0) }) {
            const bool told = std::any_of(
                query.cbegin(), query.cend(), [name = name](const auto &pair) { return pair.first == name; });
            if (!told)
                query.append({ name, QByteArray::number(standard) });
        }
        std::sort(query.begin(), query.end());
    },
};

} // namespace

void tst_LlamaDataCases::everyRecording()
{
    QFETCH(LlamaCase, one);
    static const LlamaSteps steps = allSteps();
    walk(one, steps, differences);
}

void tst_LlamaDataCases::noOtherSteps()
{
    hasNoOtherSteps(LlamaTopic::Data, allSteps());
}

ASSAY_TEST(tst_LlamaDataCases)
#include "tst_LlamaDataCases.moc"
