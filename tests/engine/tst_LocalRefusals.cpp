#include "tests/engine/EngineFixture.h"
#include "tests/engine/SchedulerSupport.h"
#include "tests/support/TestRegistry.h"

using assay::engine::test::FakeRunner;
using assay::test::EngineFixture;
using Json = nlohmann::json;

/// What only a cluster can do: taken, kept and shown, and the benchmark ends with a sentence that names the field.
class tst_LocalRefusals : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void failsByNameOfTheField_data();
    void failsByNameOfTheField();
    void imageOnlyProvider();
    void othersGoOn();
    void isNotTriedAgain();

private:
    Json job(const QByteArray &id) const { return m_engine->get(m_engine->jobs + '/' + id).json; }
    std::string state(const QByteArray &id) const { return job(id)["status"]["state"].get<std::string>(); }

    FakeRunner m_native, m_commands;
    std::unique_ptr<EngineFixture> m_engine;
};

namespace {

Json entry(const char *provider = "gold_silent")
{
    return {{"id", std::string(provider) == "gold_echo" ? "echo_bench" : "acc_bench"}, {"provider_id", provider}};
}

Json with(Json object, const char *member, const Json &value)
{
    object[member] = value;
    return object;
}

const Json kueue{{"kind", "kueue"}, {"name", "q"}};

} // namespace

void tst_LocalRefusals::init()
{
    m_engine.reset();
    m_engine = std::make_unique<EngineFixture>();
    m_engine->options.runners = {{QStringLiteral("gold_echo"), &m_native}};
    m_engine->options.commands = &m_commands;
    m_engine->options.scheduling.commands = assay::engine::CommandMode::Allow;
    QVERIFY(m_engine->start());
}

void tst_LocalRefusals::failsByNameOfTheField_data()
{
    QTest::addColumn<QByteArray>("body");  ///< members of the job
    QTest::addColumn<QByteArray>("field"); ///< a JSON pointer into it: comes back as it was sent
    QTest::addColumn<QString>("named");
    const auto row = [](const char *name, const Json &body, const char *field, const char *named) {
        QTest::addRow("%s", name) << QByteArray::fromStdString(body.dump()) << QByteArray(field) << QString::fromLatin1(named);
    };
    const Json gpu{{"gpu", {{"name", "nvidia.com/gpu"}, {"count", 2}}}}, profile{{"hardware_profile_name", "large"}}, queue{{"queue", kueue}};
    const auto one = [](const Json &benchmark) { return Json{{"benchmarks", Json::array({benchmark})}}; };
    const auto own = [&one](const Json &hardware) { return one(with(entry(), "hardware_config", hardware)); };
    row("queue of the job", with(one(entry()), "queue", kueue), "/queue", "queue");
    row("queue of the benchmark", own(queue), "/benchmarks/0/hardware_config/queue", "benchmarks[0].hardware_config.queue");
    row("queue of all benchmarks", with(one(entry()), "hardware_config", queue), "/hardware_config/queue", "hardware_config.queue");
    row("profile of the benchmark", own(profile), "/benchmarks/0/hardware_config/hardware_profile_name",
        "benchmarks[0].hardware_config.hardware_profile_name");
    row("profile of all benchmarks", with(one(entry()), "hardware_config", profile), "/hardware_config/hardware_profile_name",
        "hardware_config.hardware_profile_name");
    row("GPUs of the benchmark", own(gpu), "/benchmarks/0/hardware_config/gpu", "benchmarks[0].hardware_config.gpu");
    row("GPUs of all benchmarks", with(one(entry()), "hardware_config", gpu), "/hardware_config/gpu", "hardware_config.gpu");
    const Json claim{{"pvc", {{"claim_name", "data"}, {"sub_path", "a/b"}}}};
    row("volume claim", one(with(entry(), "test_data_ref", claim)), "/benchmarks/0/test_data_ref", "benchmarks[0].test_data_ref.pvc");
    row("volume claim, own runner", one(with(entry("gold_echo"), "test_data_ref", claim)), "/benchmarks/0/test_data_ref",
        "benchmarks[0].test_data_ref.pvc");
}

void tst_LocalRefusals::failsByNameOfTheField()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, field);
    QFETCH(QString, named);
    const Json sent = Json::parse(body.toStdString());
    const QByteArray id = m_engine->job(sent["benchmarks"], sent);
    QVERIFY(!id.isEmpty()); // it is taken
    QTRY_COMPARE(state(id), std::string("failed"));
    const Json done = job(id), pointed = done.value(Json::json_pointer(field.toStdString()), Json());
    COMPARE_JSON(pointed, sent.at(Json::json_pointer(field.toStdString())));
    const Json error = done["status"]["benchmarks"][0]["error_message"];
    COMPARE_JSON(error["message_code"], Json("field_not_supported_locally"));
    const QString said = QString::fromStdString(error["message"].get<std::string>());
    QVERIFY2(said.startsWith(named + QLatin1Char(' ')) && said.endsWith(QLatin1Char('.')), qPrintable(said));
    QVERIFY2(done["status"]["message"]["message"].get<std::string>().find(said.toStdString()) != std::string::npos, "the job says it, too");
    QVERIFY(m_native.order().isEmpty() && m_commands.order().isEmpty()); // nothing was started for it
}

void tst_LocalRefusals::imageOnlyProvider()
{
    const QByteArray id = m_engine->job(Json::array({entry("gold_echo"), {{"id", "k_bench"}, {"provider_id", "gold_k8s_only"}}}));
    const QString name = QString::fromLatin1(id);
    QTRY_VERIFY(m_native.runs(name, 0));
    m_native.complete(name, 0);
    QTRY_COMPARE(state(id), std::string("partially_failed"));
    Json refused;
    const Json done = job(id);
    for (const Json &one : done["status"]["benchmarks"]) {
        if (one["benchmark_index"] == 1)
            refused = one;
    }
    COMPARE_JSON(refused["status"], Json("failed"));
    COMPARE_JSON(refused["error_message"]["message_code"], Json("evaluation_job_failed")); // the wire's words and code
    COMPARE_JSON(refused["warning_message"]["message_code"], Json("field_not_supported_locally"));
    const auto warning = refused["warning_message"]["message"].get<std::string>();
    QVERIFY2(warning.starts_with("benchmarks[1].provider_id ") && warning.find("gold_k8s_only") != std::string::npos, warning.c_str());
}

void tst_LocalRefusals::othersGoOn()
{
    const Json claim{{"pvc", {{"claim_name", "data"}}}};
    const QByteArray id = m_engine->job(Json::array({with(entry(), "test_data_ref", claim), entry()}));
    const QString name = QString::fromLatin1(id);
    QTRY_VERIFY(m_commands.runs(name, 1));
    m_commands.complete(name, 1, R"({"acc":1})");
    QTRY_COMPARE(state(id), std::string("partially_failed"));
    QCOMPARE(m_commands.order().size(), 1);
}

void tst_LocalRefusals::isNotTriedAgain()
{
    const QByteArray id
        = m_engine->job(Json::array({entry()}), {{"queue", kueue}, {"custom", {{"assay", {{"retries", 3}, {"retry_backoff_seconds", 0.01}}}}}});
    QTRY_COMPARE(state(id), std::string("failed"));
    COMPARE_JSON(m_engine->get(m_engine->jobs + '/' + id + "/benchmarks/0/attempts").json["total_count"], Json(1));
}

ASSAY_TEST(tst_LocalRefusals)
#include "tst_LocalRefusals.moc"
