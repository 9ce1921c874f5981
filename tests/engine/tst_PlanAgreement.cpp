#include "services/engine/runner/AttemptPlan.h"
#include "services/json/Json.h"
#include "services/verdict/Estimate.h"
#include "tests/engine/EngineFixture.h"
#include "tests/engine/StoreSupport.h"
#include "tests/support/TestRegistry.h"

#include <QRandomGenerator>

using namespace assay;
using assay::test::EngineFixture;
using Json = nlohmann::json;

/// The plan that a client computes beside what this engine answers, and beside what it then runs and judges.
class tst_PlanAgreement : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void answersThePlan_data();
    void answersThePlan();
    void runsThePlan_data();
    void runsThePlan();

private:
    void rows();
    const ProviderBenchmark *find(const QString &providerId, const QString &id);
    Json body(quint32 seed);
    std::optional<Collection> collectionOf(const Json &body);
    EffectivePlan planOf(const Json &body);

    std::unique_ptr<EngineFixture> m_engine;
    std::map<QString, Provider> m_providers;
};

namespace {

/// Entries that may say anything an entry may say; the same for the same seed.
class Maker {
public:
    explicit Maker(quint32 seed) : m_random(seed) {}
    int below(int bound) { return m_random.bounded(bound); }

    Json entry()
    {
        const char *known[] = {"acc_bench", "tox_bench", "plain_bench", "acc_bench"};
        const bool echo = below(4) == 0;
        Json made{{"id", echo ? "echo_bench" : known[below(4)]}, {"provider_id", echo ? "gold_echo" : "gold_silent"}};
        const Json values[] = {1, 2.5, "", nullptr, "text", Json::array({1, {{"deep", "}],"}}}), 12345678901234567, true};
        for (const char *name : {"a", "b/c", "num_examples"}) {
            if (below(2))
                made["parameters"][name] = values[below(8)];
        }
        if (below(2))
            made["weight"] = below(4);
        if (below(3) == 0)
            made["primary_score"] = {{"metric", below(2) ? "acc" : "toxicity"}, {"lower_is_better", below(2) == 1}};
        if (below(2))
            made["pass_criteria"] = {{"threshold", below(11) / 10.0}};
        return made;
    }
    Json list(int most)
    {
        Json entries = Json::array();
        for (int i = 0, count = 1 + below(most); i < count; ++i)
            entries.push_back(entry());
        return entries;
    }

private:
    QRandomGenerator m_random;
};

Json parsed(const JsonText &text) { return Json::parse(text.text.begin(), text.text.end()); }

Json withOrigin(Json value, Origin origin) { return {{"value", std::move(value)}, {"origin", word(origin)}}; }

} // namespace

void tst_PlanAgreement::initTestCase()
{
    m_engine = std::make_unique<EngineFixture>();
    QVERIFY(m_engine->start());
    const Json page = m_engine->get(m_engine->providers).json;
    for (const Json &provider : page["items"]) {
        const auto known = json::fromJson<Provider>(provider);
        m_providers[known.resource.id] = known;
    }
    QVERIFY(m_providers.size() >= 2);
    QCOMPARE(engineConcurrency, engine::RunSettings().concurrency); // what the estimate counts with
}

const ProviderBenchmark *tst_PlanAgreement::find(const QString &providerId, const QString &id)
{
    const auto &benchmarks = m_providers.at(providerId).benchmarks;
    const auto found = std::ranges::find(benchmarks, id, &ProviderBenchmark::id);
    return found == benchmarks.end() ? nullptr : &*found;
}

/// A request for a job; two of three name a collection, with overrides, that it makes.
Json tst_PlanAgreement::body(quint32 seed)
{
    Maker make(seed);
    Json body{{"name", "agree"}, {"model", {{"name", "m"}, {"url", "http://model.invalid/v1"}}}};
    if (make.below(2))
        body["pass_criteria"] = {{"threshold", make.below(11) / 10.0}};
    if (make.below(3) == 0) {
        body["benchmarks"] = make.list(4);
        return body;
    }
    Json collection{{"name", "c"}, {"category", "c"}, {"benchmarks", make.list(4)}};
    if (make.below(2))
        collection["pass_criteria"] = {{"threshold", 0.7}};
    const Json made = m_engine->post(m_engine->collections, collection).json;
    body["collection"]["id"] = made["resource"]["id"];
    for (int i = 0, count = make.below(4); i < count; ++i) {
        Json asked = make.entry();
        const Json &of = collection["benchmarks"][std::size_t(make.below(int(collection["benchmarks"].size())))];
        asked["id"] = of["id"];
        asked["provider_id"] = of["provider_id"];
        body["collection"]["benchmarks"].push_back(asked);
    }
    return body;
}

std::optional<Collection> tst_PlanAgreement::collectionOf(const Json &body)
{
    if (!body.contains("collection"))
        return {};
    return json::fromJson<Collection>(m_engine->get(m_engine->collections + '/' + QByteArray::fromStdString(body["collection"]["id"].get<std::string>())).json);
}

EffectivePlan tst_PlanAgreement::planOf(const Json &body)
{
    const std::optional<Collection> collection = collectionOf(body);
    const auto lookup = [this](const QString &providerId, const QString &id) { return find(providerId, id); };
    return effectivePlan(json::fromJson<Job>(body), collection ? &*collection : nullptr, lookup, assayEngine());
}

void tst_PlanAgreement::rows()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 40; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void tst_PlanAgreement::answersThePlan_data() { rows(); }

void tst_PlanAgreement::answersThePlan()
{
    QFETCH(quint32, seed);
    const Json asked = body(seed);
    const auto reply = m_engine->post(m_engine->base + "/plan", asked);
    QVERIFY2(reply.status == 200, reply.body.constData());
    const EffectivePlan plan = planOf(asked);
    COMPARE_JSON(reply.json["threshold"], withOrigin(plan.jobThreshold, plan.jobThresholdOrigin));
    QCOMPARE(qsizetype(reply.json["benchmarks"].size()), plan.rows.size());
    for (const PlanRow &row : plan.rows) {
        const Json told = reply.json["benchmarks"][std::size_t(row.index)];
        COMPARE_JSON(told["id"], Json(row.entry.id.toStdString()));
        Json parameters = Json::object(), run = Json::object();
        std::size_t lost = 0;
        for (const PlanValue &value : row.values) {
            if (value.fate == Fate::Ignored || value.fate == Fate::Replaced) {
                ++lost;
                continue;
            }
            if (value.name == QLatin1String("pass_criteria"))
                COMPARE_JSON(told["threshold"], withOrigin(parsed(value.value).get<double>(), value.origin));
            else if (value.name == QLatin1String("weight"))
                COMPARE_JSON(told["weight"], withOrigin(parsed(value.value).get<double>(), value.origin));
            else if (!value.name.startsWith(QLatin1String("parameters.")))
                COMPARE_JSON(told[value.name.toStdString()], withOrigin(parsed(value.value), value.origin));
            else
                parameters[value.name.mid(11).toStdString()] = withOrigin(parsed(value.value), value.origin);
        }
        COMPARE_JSON(told["parameters"], parameters);
        QCOMPARE(told["ignored"].size(), lost);
        // What its program would read.
        for (const auto &[name, value] : parameters.items())
            run[name] = value["value"];
        if (const auto examples = run.find("num_examples"); examples != run.end()) {
            const bool whole = examples->is_number_integer();
            COMPARE_JSON(told["job_spec"]["num_examples"], whole ? *examples : Json(std::int64_t(examples->get<double>())));
            run.erase(examples);
        } else {
            QVERIFY(!told["job_spec"].contains("num_examples"));
        }
        COMPARE_JSON(told["job_spec"]["parameters"], run);
    }
}

void tst_PlanAgreement::runsThePlan_data() { rows(); }

void tst_PlanAgreement::runsThePlan()
{
    QFETCH(quint32, seed);
    const Json asked = body(seed + 1000);
    const EffectivePlan plan = planOf(asked);
    const auto made = m_engine->post(m_engine->jobs, asked);
    QCOMPARE(made.status, 202);
    const QByteArray id = QByteArray::fromStdString(made.json["resource"]["id"].get<std::string>());
    Maker make(seed);
    for (const PlanRow &row : plan.rows) {
        const Json event{{"id", row.entry.id.toStdString()}, {"provider_id", row.entry.providerId.toStdString()}, {"benchmark_index", row.index}, {"status", "completed"},
                         {"metrics", {{"acc", make.below(11) / 10.0}, {"toxicity", make.below(11) / 10.0}}}};
        QCOMPARE(m_engine->event(id, event).status, 204);
    }
    const Job got = json::fromJson<Job>(m_engine->get(m_engine->jobs + '/' + id).json);
    QCOMPARE(got.status.state.value(), RunState::Completed);
    QCOMPARE(got.results.benchmarks.size(), plan.rows.size());
    for (const DriftLine &line : compareWithResult(plan, got))
        QFAIL(qPrintable(line.text));
    // The comparison would notice: against a plan of other gates it does.
    EffectivePlan other = plan;
    bool judged = false;
    for (PlanRow &row : other.rows) {
        if (row.judged()) {
            row.gate.threshold = *row.gate.threshold + 0.05;
            judged = true;
        }
    }
    QCOMPARE(!compareWithResult(other, got).isEmpty(), judged);
}

ASSAY_TEST(tst_PlanAgreement)
#include "tst_PlanAgreement.moc"
