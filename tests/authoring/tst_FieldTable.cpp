#include "services/authoring/AuthoredDocument.h"
#include "services/authoring/DocumentPath.h"
#include "services/authoring/ServerRefusal.h"
#include "services/engine/server/Validation.h"
#include "services/json/Describer.h"
#include "services/json/Json.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

/// The one table of fields: complete against the types, each field with words and a rule, and the rules those of the server.
class tst_FieldTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyMemberHasAField_data();
    void everyMemberHasAField();
    void everyFieldHasWordsAndARule_data() { kinds(); }
    void everyFieldHasWordsAndARule();
    void everyFieldHasAMember_data() { everyMemberHasAField_data(); }
    void everyFieldHasAMember();
    void pathsFindTheirField_data();
    void pathsFindTheirField();
    void rulesAreTheServers_data();
    void rulesAreTheServers();
    void goodDocumentsHaveNoProblem_data();
    void goodDocumentsHaveNoProblem();
    void refusalsLandOnTheirField_data();
    void refusalsLandOnTheirField();

private:
    static void kinds();
};

Q_DECLARE_METATYPE(QList<assay::json::Member>)

static DocumentKind kindOf(const QString &word)
{
    return word == QLatin1String("provider") ? DocumentKind::Provider : word == QLatin1String("collection") ? DocumentKind::Collection : DocumentKind::Job;
}

void tst_FieldTable::kinds()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"provider", "collection", "job"})
        QTest::addRow("%s", kind) << QString::fromLatin1(kind);
}

void tst_FieldTable::everyMemberHasAField_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QList<json::Member>>("members");
    QTest::addRow("provider") << QStringLiteral("provider") << json::membersOf<Provider>();
    QTest::addRow("collection") << QStringLiteral("collection") << json::membersOf<Collection>();
    QTest::addRow("job") << QStringLiteral("job") << json::membersOf<Job>();
}

/// Members that nobody writes: what the server adds, and members of a shared type that this resource does not have by contract.
static bool isWritten(const QString &kind, const QString &path)
{
    static const QStringList servers{QStringLiteral("resource"), QStringLiteral("results")};
    if (servers.contains(path.section(QLatin1Char('/'), 0, 0)) || (kind == QLatin1String("job") && path.startsWith(QLatin1String("status/"))))
        return false;
    return kind != QLatin1String("collection") || !(path.contains(QLatin1String("hardware_config")) || path == QLatin1String("agent/target_type"));
}

static bool fits(FieldKind kind, json::Member::Type type)
{
    using Type = json::Member::Type;
    switch (kind) {
    case FieldKind::Line:
    case FieldKind::Text:
    case FieldKind::Choice: return type == Type::Text;
    case FieldKind::Number: return type == Type::Number;
    case FieldKind::Integer: return type == Type::Integer;
    case FieldKind::YesNo: return type == Type::Boolean;
    case FieldKind::Words: return type == Type::Texts;
    case FieldKind::KeyValues: return type == Type::Free || type == Type::List || type == Type::Text;
    case FieldKind::Json:
    case FieldKind::Scoring: return type == Type::Free;
    case FieldKind::OneOf: return false;
    case FieldKind::Rows: return type == Type::List;
    }
    return false;
}

void tst_FieldTable::everyMemberHasAField()
{
    QFETCH(QString, kind);
    QFETCH(QList<json::Member>, members);
    QVERIFY(members.size() > 30);
    QStringList without;
    for (const json::Member &member : members) {
        const FieldInfo *field = isWritten(kind, member.path) ? fieldAt(kindOf(kind), member.path) : nullptr;
        if (isWritten(kind, member.path) && (!field || !fits(field->kind, member.type)))
            without << member.path;
    }
    QVERIFY2(without.isEmpty(), qPrintable(without.join(QLatin1Char('\n'))));
}

void tst_FieldTable::everyFieldHasAMember()
{
    QFETCH(QString, kind);
    QFETCH(QList<json::Member>, members);
    QStringList without;
    for (const FieldInfo &field : fieldsOf(kindOf(kind))) {
        if (kind == QLatin1String("job") && path::within(field.path, QStringLiteral("targets")))
            continue; // of the composer: each is a job of its own
        const bool found = std::ranges::any_of(members, [&](const json::Member &member) {
            return path::within(member.path, field.path)
                || (member.type == json::Member::Type::Free && path::within(field.path, member.path)); // settings within a free object
        });
        if (!found)
            without << field.path;
    }
    QVERIFY2(without.isEmpty(), qPrintable(without.join(QLatin1Char('\n'))));
}

void tst_FieldTable::everyFieldHasWordsAndARule()
{
    QFETCH(QString, kind);
    QStringList poor;
    QSet<QString> paths;
    for (const FieldInfo &field : fieldsOf(kindOf(kind))) {
        // A value that no field takes; a field without a rule would.
        const QVariant wrong = field.kind == FieldKind::Json || field.kind == FieldKind::OneOf || field.kind == FieldKind::Line
                || field.kind == FieldKind::Text || field.kind == FieldKind::Choice
            ? QVariant(qlonglong(7)) : QVariant(QStringLiteral("wrong"));
        if (field.title().isEmpty() || field.help().size() < 8 || field.section.isEmpty() || fieldProblem(field, wrong).isEmpty() || paths.contains(field.path))
            poor << field.path;
        if ((field.kind == FieldKind::Choice || field.kind == FieldKind::OneOf) && field.choices.isEmpty())
            poor << field.path;
        paths.insert(field.path);
    }
    QVERIFY2(poor.isEmpty(), qPrintable(poor.join(QLatin1Char('\n'))));
}

void tst_FieldTable::pathsFindTheirField_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("field"); // empty: none
    QTest::addRow("plain") << "name" << "name";
    QTest::addRow("row") << "benchmarks/12/weight" << "benchmarks/*/weight";
    QTest::addRow("pattern") << "benchmarks/*/weight" << "benchmarks/*/weight";
    QTest::addRow("word of a list") << "tags/0" << "tags";
    QTest::addRow("below a free object") << "custom/own/deep" << "custom";
    QTest::addRow("parameter") << "benchmarks/0/parameters/temperature" << "benchmarks/*/parameters";
    QTest::addRow("known parameter") << "benchmarks/0/parameters/num_examples" << "benchmarks/*/parameters/num_examples";
    QTest::addRow("unknown") << "benchmarks/0/colour" << "";
    QTest::addRow("not below a line") << "name/first" << "";
    QTest::addRow("nothing") << "" << "";
}

void tst_FieldTable::pathsFindTheirField()
{
    QFETCH(QString, path);
    QFETCH(QString, field);
    const FieldInfo *found = fieldAt(DocumentKind::Collection, path);
    QCOMPARE(found ? found->path : QString(), field);
}

void tst_FieldTable::rulesAreTheServers_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("path"); // where both complain
    const auto row = [](const char *name, const char *kind, const char *yaml, const char *path) {
        QTest::addRow("%s", name) << QString::fromLatin1(kind) << QByteArray(yaml) << QString::fromLatin1(path);
    };
    const char *good = "name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p}]\n";
    row("no name", "collection", "category: c\nbenchmarks: [{id: a, provider_id: p}]\n", "name");
    row("no category", "collection", "name: n\nbenchmarks: [{id: a, provider_id: p}]\n", "category");
    row("no benchmarks", "collection", "name: n\ncategory: c\n", "benchmarks");
    row("no id", "collection", "name: n\ncategory: c\nbenchmarks: [{provider_id: p}]\n", "benchmarks/0/id");
    row("no provider", "collection", "name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p}, {id: a}]\n", "benchmarks/1/provider_id");
    row("weight", "collection", "name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p, weight: -1}]\n", "benchmarks/0/weight");
    row("no metric", "collection", "name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p, primary_score: {lower_is_better: true}}]\n",
        "benchmarks/0/primary_score/metric");
    row("no threshold", "collection", "name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p, pass_criteria: {x: 1}}]\n",
        "benchmarks/0/pass_criteria/threshold");
    row("null gate of the whole", "collection", (QByteArray(good) + "pass_criteria: {threshold: null}\n").constData(), "pass_criteria/threshold");
    row("tag", "collection", (QByteArray(good) + "tags: [good, 'a,b']\n").constData(), "tags");
    row("bar in tag", "collection", (QByteArray(good) + "tags: ['a|b']\n").constData(), "tags");
    row("long category", "collection", ("name: n\nbenchmarks: [{id: a, provider_id: p}]\ncategory: " + QByteArray(129, 'x') + "\n").constData(), "category");
    row("long description", "collection", (QByteArray(good) + "description: " + QByteArray(1025, 'x') + "\n").constData(), "description");
    row("curation", "collection", (QByteArray(good) + "curation_order: -1\n").constData(), "curation_order");
    row("pin", "collection", (QByteArray(good) + "pinned_order: -1\n").constData(), "pinned_order");
    row("summary", "collection", (QByteArray(good) + "agent: {summary: " + QByteArray(201, 'x') + "}\n").constData(), "agent/summary");
    const auto data = [&](const char *name, const char *ref, const char *path) {
        row(name, "collection", (QByteArray("name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p, test_data_ref: ") + ref + "}]\n").constData(), path);
    };
    data("two sources", "{s3: {bucket: b, key: k, secret_ref: s}, hf: {repo_id: x}}", "benchmarks/0/test_data_ref");
    data("no source", "{type: data_set}", "benchmarks/0/test_data_ref");
    data("kind of data", "{type: films, hf: {repo_id: x}}", "benchmarks/0/test_data_ref/type");
    data("s3 secret", "{s3: {bucket: b, key: k}}", "benchmarks/0/test_data_ref/s3/secret_ref");
    data("s3 bucket", "{s3: {key: k, secret_ref: s}}", "benchmarks/0/test_data_ref/s3/bucket");
    data("claim", "{pvc: {claim_name: Not_A_Label}}", "benchmarks/0/test_data_ref/pvc/claim_name");
    data("git inside", "{git: {url: 'http://10.0.0.1/x.git', ref: main}}", "benchmarks/0/test_data_ref/git/url");
    data("git localhost", "{git: {url: 'https://localhost/x.git', ref: main}}", "benchmarks/0/test_data_ref/git/url");
    data("git file", "{git: {url: 'file:///x', ref: main}}", "benchmarks/0/test_data_ref/git/url");
    data("git ref", "{git: {url: 'https://example.com/x.git'}}", "benchmarks/0/test_data_ref/git/ref");
    data("git secret without https", "{git: {url: 'http://example.com/x.git', ref: main, secret_ref: s}}", "benchmarks/0/test_data_ref/git/url");
    data("hub repository", "{hf: {repo_id: ' '}}", "benchmarks/0/test_data_ref/hf/repo_id");
    data("hub secret", "{hf: {repo_id: x, secret_ref: 'A B'}}", "benchmarks/0/test_data_ref/hf/secret_ref");

    row("provider tag", "provider", "name: n\ntags: ['']\n", "tags");
    row("provider description", "provider", ("name: n\ndescription: " + QByteArray(1025, 'x') + "\n").constData(), "description");
    row("target", "provider", "name: n\nagent: {target_type: human}\n", "agent/target_type");
    row("pull policy", "provider", "name: n\nruntime: {k8s: {image_pull_policy: never}}\n", "runtime/k8s/image_pull_policy");
    row("benchmark description", "provider", ("name: n\nbenchmarks: [{id: a, description: " + QByteArray(1025, 'x') + "}]\n").constData(), "benchmarks/0/description");
    row("benchmark metric", "provider", "name: n\nbenchmarks: [{id: a, primary_score: {lower_is_better: true}}]\n", "benchmarks/0/primary_score/metric");
    row("score range", "provider", "name: n\nbenchmarks: [{id: a, agent: {score_ranges: [{range: 0-1}]}}]\n", "benchmarks/0/agent/score_ranges");

    const QByteArray job = "name: n\nmodel: {name: m, url: 'http://h/v1'}\n", entry = "benchmarks: [{id: a, provider_id: p}]\n";
    row("job name", "job", ("model: {name: m, url: 'http://h/v1'}\n" + entry).constData(), "name");
    row("model name", "job", ("name: n\nmodel: {url: 'http://h/v1'}\n" + entry).constData(), "model/name");
    row("no model", "job", ("name: n\n" + entry).constData(), "model/name");
    row("model address", "job", ("name: n\nmodel: {name: m, url: 'no address'}\n" + entry).constData(), "model/url");
    row("no address", "job", ("name: n\nmodel: {name: m}\n" + entry).constData(), "model/url");
    row("secret", "job", ("name: n\nmodel: {name: m, url: 'http://h/v1', auth: {x: 1}}\n" + entry).constData(), "model/auth/secret_ref");
    row("nothing to run", "job", job.constData(), "benchmarks");
    row("both", "job", (job + entry + "collection: {id: c}\n").constData(), "benchmarks");
    row("experiment name", "job", (job + entry + "experiment: {name: ' '}\n").constData(), "experiment/name");
    row("experiment tag", "job", (job + entry + "experiment: {name: e, tags: [{key: k}]}\n").constData(), "experiment/tags");
    row("registry", "job", (job + entry + "exports: {oci: {coordinates: {oci_repository: r}}}\n").constData(), "exports/oci/coordinates/oci_host");
    row("connection", "job", (job + entry + "exports: {oci: {coordinates: {oci_host: h, oci_repository: r}, k8s: {x: 1}}}\n").constData(), "exports/oci/k8s/connection");
    row("profile and amounts", "job", (job + entry + "hardware_config: {hardware_profile_name: p, cpu: {request: '1'}}\n").constData(),
        "hardware_config/hardware_profile_name");
    row("queue kind", "job", (job + entry + "queue: {kind: volcano, name: q}\n").constData(), "queue/kind");
    row("queue name", "job", (job + entry + "queue: {kind: kueue}\n").constData(), "queue/name");
    row("queue label", "job", (job + entry + "queue: {name: Q_1}\n").constData(), "queue/name");
}

static Error asError(const std::optional<engine::Problem> &problem)
{
    return problem ? Error{Error::Kind::Invalid, problem->message, {}, QString::fromLatin1(problem->code)} : Error{Error::Kind::Cancelled};
}

/// Cancelled: it takes the document.
static Error serverSays(const AuthoredDocument &document)
{
    switch (document.kind()) {
    case DocumentKind::Provider: return asError(engine::checkProvider(*document.toProvider()));
    case DocumentKind::Collection: return asError(engine::checkCollection(*document.toCollection()));
    case DocumentKind::Job: break;
    }
    const auto raw = json::parse(document.toJson());
    return asError(engine::checkJob(*document.toJob(), *raw));
}

/// What the engine refuses is told before sending, at the field, and the engine's own words lead to the same field.
void tst_FieldTable::rulesAreTheServers()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, yaml);
    QFETCH(QString, path);
    const auto document = AuthoredDocument::fromText(kindOf(kind), yaml);
    QVERIFY2(document, document ? "" : qPrintable(document.error().message));
    const Error refused = serverSays(*document);
    QVERIFY2(refused.kind == Error::Kind::Invalid, "the engine takes it");
    QStringList places;
    for (const FieldProblem &problem : document->problems())
        places << problem.path;
    QVERIFY2(places.contains(path), qPrintable(places.join(QLatin1Char(' '))));
    const QString landed = refusedPath(*document, refused);
    QVERIFY2(path::within(landed, path) || path::within(path, landed), qPrintable(refused.message + QStringLiteral(" -> ") + landed));
}

void tst_FieldTable::goodDocumentsHaveNoProblem_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("yaml");
    QTest::addRow("provider") << "provider" << QByteArray("name: mine\nruntime: {local: {command: ./run, env: [{name: A, value: ''}]}, k8s: {image: i, cpu_request: 500m, gpu: {name: g, count: 1}}}\n"
                                                          "benchmarks: [{id: a, metrics: [acc], primary_score: {metric: acc}, pass_criteria: {threshold: 0}, agent: {score_ranges: [{range: 0-1, meaning: all}]}}]\n");
    QTest::addRow("collection") << "collection" << QByteArray("name: n\ncategory: c\nbenchmarks: [{id: a, provider_id: p, weight: 0, parameters: {num_examples: 3, x: [1]}, test_data_ref: {git: {url: 'https://example.com/x', ref: main, secret_ref: s}}}]\n");
    QTest::addRow("job") << "job" << QByteArray("name: n\nmodel: {name: m, url: 'recorded:x', auth: {secret_ref: k}}\ncollection: {id: c}\ncustom: {assay: {retries: 2, retry_on: all}}\nexports: {oci: {coordinates: {oci_host: h, oci_repository: r, annotations: {a: b}}, k8s: {connection: c}}}\n");
    QTest::addRow("recorded") << "job" << QByteArray("name: n\nmodel: {name: m}\nbenchmarks: [{id: a, provider_id: p, test_data_ref: {type: pre_recorded_data, s3: {bucket: b, key: k, secret_ref: s}}}]\n");
}

void tst_FieldTable::goodDocumentsHaveNoProblem()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, yaml);
    const auto document = AuthoredDocument::fromText(kindOf(kind), yaml);
    QVERIFY(document);
    for (const FieldProblem &problem : document->problems())
        qWarning() << problem.path << problem.message;
    QCOMPARE(document->problems().size(), 0);
    QCOMPARE(document->unknownMembers(), QStringList());
    QCOMPARE(serverSays(*document).kind, Error::Kind::Cancelled);
}

void tst_FieldTable::refusalsLandOnTheirField_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("path");
    const auto evalHub = [](const char *key, const char *tag, const char *path) {
        QTest::addRow("%s", key) << QStringLiteral("The request validation failed: 'Key: '%1' Error:Field validation for '%2' failed on the '%3' tag'. Please check the request and try again.")
                                        .arg(QLatin1String(key), QString::fromLatin1(key).section(QLatin1Char('.'), -1), QLatin1String(tag)) << QString::fromLatin1(path);
    };
    evalHub("CollectionConfig.name", "required", "name");
    evalHub("CollectionConfig.benchmarks[1].Ref.id", "required", "benchmarks/1/id");
    evalHub("CollectionConfig.benchmarks[0].weight", "min", "benchmarks/0/weight");
    evalHub("CollectionConfig.tags[0]", "tagname", "tags/0");
    evalHub("CollectionConfig.pass_criteria.threshold", "required", "pass_criteria/threshold");
    QTest::addRow("word") << "The request validation failed: 'pinned_order must be 0 or positive'. Please check the request and try again." << "pinned_order";
    QTest::addRow("unknown provider") << "The provider resource 'gone' was not found." << "benchmarks/1/provider_id";
    QTest::addRow("unknown benchmark") << "The benchmark 'b' does not exist for the provider 'p'." << "benchmarks/1/id";
    QTest::addRow("nothing named") << "The server is on fire." << "";
}

void tst_FieldTable::refusalsLandOnTheirField()
{
    QFETCH(QString, message);
    QFETCH(QString, path);
    const auto document = AuthoredDocument::fromText(
        DocumentKind::Collection, "name: n\ncategory: c\npinned_order: -1\ntags: [x]\nbenchmarks: [{id: a, provider_id: p}, {id: b, provider_id: gone}]\n");
    QVERIFY(document);
    const QString found = refusedPath(*document, Error{Error::Kind::Invalid, message});
    QCOMPARE(found, path);
}

ASSAY_TEST(tst_FieldTable)
#include "tst_FieldTable.moc"
