#include "services/json/Json.h"

#include "tests/engine/EngineFixture.h"
#include "tests/support/TestRegistry.h"

#include <QSet>

using namespace assay;
using assay::test::EngineFixture;
using Json = nlohmann::json;

/// docs/openapi.yaml against the routes that the engine has: no addition to EvalHub is undocumented, nothing documented is missing.
class tst_OpenApi : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyAdditionIsDocumented();
    void everyDocumentedOperationIsThere();
    void operationsAreComplete();
    void referencesLeadSomewhere();
    void capabilitiesAreTheSame();

private:
    QSet<QString> documented() const;

    EngineFixture m_engine;
    Json m_document;
};

namespace {

/// EvalHub's own: section 2 of its contract, below /api/v1 but for the last three.
const QStringList evalHub{
    QStringLiteral("GET /api/v1/health"),
    QStringLiteral("GET /api/v1/evaluations/jobs"),
    QStringLiteral("POST /api/v1/evaluations/jobs"),
    QStringLiteral("GET /api/v1/evaluations/jobs/{id}"),
    QStringLiteral("DELETE /api/v1/evaluations/jobs/{id}"),
    QStringLiteral("POST /api/v1/evaluations/jobs/{id}/events"),
    QStringLiteral("GET /api/v1/evaluations/jobs/{id}/logs"),
    QStringLiteral("GET /api/v1/evaluations/jobs/{id}/benchmarks/{index}/logs"),
    QStringLiteral("GET /api/v1/evaluations/collections"),
    QStringLiteral("POST /api/v1/evaluations/collections"),
    QStringLiteral("GET /api/v1/evaluations/collections/{id}"),
    QStringLiteral("PUT /api/v1/evaluations/collections/{id}"),
    QStringLiteral("PATCH /api/v1/evaluations/collections/{id}"),
    QStringLiteral("DELETE /api/v1/evaluations/collections/{id}"),
    QStringLiteral("POST /api/v1/evaluations/collections/{id}/clones"),
    QStringLiteral("GET /api/v1/evaluations/providers"),
    QStringLiteral("POST /api/v1/evaluations/providers"),
    QStringLiteral("GET /api/v1/evaluations/providers/{id}"),
    QStringLiteral("PUT /api/v1/evaluations/providers/{id}"),
    QStringLiteral("PATCH /api/v1/evaluations/providers/{id}"),
    QStringLiteral("DELETE /api/v1/evaluations/providers/{id}"),
    QStringLiteral("GET /openapi.yaml"),
    QStringLiteral("GET /docs"),
    QStringLiteral("GET /metrics"),
};

const QStringList methods{QStringLiteral("get"), QStringLiteral("post"), QStringLiteral("put"), QStringLiteral("patch"), QStringLiteral("delete")};

} // namespace

void tst_OpenApi::initTestCase()
{
    QVERIFY(m_engine.start());
    QFile file(QStringLiteral(ASSAY_SOURCE_DIR "/docs/openapi.yaml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto read = json::yamlToJson(file.readAll());
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    m_document = *read;
    QVERIFY(m_document["paths"].size() > 5);
}

QSet<QString> tst_OpenApi::documented() const
{
    QSet<QString> list;
    for (const auto &[path, item] : m_document["paths"].items()) {
        for (const auto &[method, operation] : item.items()) {
            if (methods.contains(QString::fromStdString(method)))
                list << QString::fromStdString(method).toUpper() + QStringLiteral(" /api/v1") + QString::fromStdString(path);
        }
    }
    return list;
}

void tst_OpenApi::everyAdditionIsDocumented()
{
    const QSet<QString> known = documented();
    const QStringList routes = m_engine.engine->routes();
    QVERIFY(routes.size() > evalHub.size() / 2);
    QStringList missing;
    for (const QString &route : routes) {
        if (!evalHub.contains(route) && !known.contains(route))
            missing << route;
    }
    QVERIFY2(missing.isEmpty(), qPrintable(QStringLiteral("not in docs/openapi.yaml: ") + missing.join(QStringLiteral(", "))));
}

void tst_OpenApi::everyDocumentedOperationIsThere()
{
    const QStringList routes = m_engine.engine->routes();
    for (const QString &operation : documented())
        QVERIFY2(routes.contains(operation), qPrintable(operation + QStringLiteral(" is documented, but the engine has no such route")));
}

void tst_OpenApi::operationsAreComplete()
{
    for (const auto &[path, item] : m_document["paths"].items()) {
        for (const auto &[method, operation] : item.items()) {
            if (!methods.contains(QString::fromStdString(method)))
                continue;
            const std::string name = method + ' ' + path;
            QVERIFY2(operation.contains("summary"), name.c_str());
            QVERIFY2(operation.contains("responses") && !operation["responses"].empty(), name.c_str());
            for (const auto &[status, response] : operation["responses"].items()) {
                const bool bare = status == "204" || response.contains("$ref");
                QVERIFY2(bare || (response.contains("content") && !response["content"].empty()), (name + ": " + status + " has no content").c_str());
            }
            // Each {name} of the path is a parameter of the path or the operation.
            QStringList wanted, given;
            for (const QString &part : QString::fromStdString(path).split(QLatin1Char('/'))) {
                if (part.startsWith(QLatin1Char('{')))
                    wanted << part.mid(1, part.size() - 2);
            }
            for (const Json &list : {item.value("parameters", Json::array()), operation.value("parameters", Json::array())}) {
                for (const Json &parameter : list) {
                    const std::string ref = parameter.value("$ref", std::string());
                    given << QString::fromStdString(ref.empty() ? parameter.at("name").get<std::string>() : ref.substr(ref.rfind('/') + 1));
                }
            }
            for (const QString &parameter : wanted)
                QVERIFY2(given.contains(parameter), (name + ": " + parameter.toStdString() + " is not described").c_str());
        }
    }
}

void tst_OpenApi::referencesLeadSomewhere()
{
    const Json flat = m_document.flatten();
    int references = 0;
    for (const auto &[place, value] : flat.items()) {
        if (!place.ends_with("/$ref"))
            continue;
        const std::string target = value.get<std::string>();
        QVERIFY2(target.starts_with("#/"), target.c_str());
        QVERIFY2(m_document.contains(Json::json_pointer(target.substr(1))), (place + " -> " + target).c_str());
        ++references;
    }
    QVERIFY(references > 20);
}

void tst_OpenApi::capabilitiesAreTheSame()
{
    const Json schema = m_document.at("/paths/~1capabilities/get/responses/200/content/application~1json/schema/properties/capabilities/items/enum"_json_pointer);
    QStringList written, told;
    for (const Json &word : schema)
        written << QString::fromStdString(word.get<std::string>());
    const Json answer = m_engine.get("/api/v1/capabilities").json;
    for (const Json &word : answer.at("capabilities"))
        told << QString::fromStdString(word.get<std::string>());
    written.sort();
    told.sort();
    QCOMPARE(told, written);
}

ASSAY_TEST(tst_OpenApi)
#include "tst_OpenApi.moc"
