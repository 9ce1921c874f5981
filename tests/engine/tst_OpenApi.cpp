#include "services/json/Json.h"

#include "tests/engine/EngineFixture.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using assay::test::EngineFixture;
using Json = nlohmann::json;

/// The form of docs/openapi.yaml, whose routes tst_RoutesPages holds against the engine's.
class tst_OpenApi : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void operationsAreComplete();
    void capabilitiesAreTheSame();

private:
    EngineFixture m_engine;
    Json m_document;
};

namespace {

const QStringList methods{QStringLiteral("get"), QStringLiteral("post"), QStringLiteral("put"), QStringLiteral("patch"), QStringLiteral("delete")};

} // namespace

void tst_OpenApi::initTestCase()
{
    QVERIFY(m_engine.start());
    QFile file(test::inSource("/docs/openapi.yaml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto read = json::yamlToJson(file.readAll());
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    m_document = *read;
    QVERIFY(m_document["paths"].size() > 5);
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
