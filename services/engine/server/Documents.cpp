#include "services/engine/server/Documents.h"

#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QMutex>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

void dropIfEmpty(QString &text)
{
    if (text.isEmpty())
        text = QString();
}

/// [{"name", "value"}] with the wire's capitalised names beside them; null when there is none.
Json wireEnv(const QList<EnvVar> &env)
{
    if (env.isEmpty())
        return nullptr;
    Json out = Json::array();
    for (const EnvVar &variable : env) {
        const std::string name = variable.name.toStdString(), value = variable.value.toStdString();
        out.push_back({{"Name", name}, {"Value", value}, {"name", name}, {"value", value}});
    }
    return out;
}

/// The runtime's members as EvalHub's answers spell them, added to the documented ones.
void addWireNames(Json &runtime, const K8sRuntime &k8s, const Json *raw)
{
    Json &out = runtime["k8s"];
    out["Image"] = k8s.image.toStdString();
    out["Entrypoint"] = nullptr;
    if (!k8s.entrypoint.isEmpty())
        out["Entrypoint"] = out["entrypoint"];
    out["Env"] = wireEnv(k8s.env);
    if (k8s.gpu) {
        HardwareConfig carrier;
        carrier.gpu = k8s.gpu;
        out["gpu"] = json::toJson(carrier)["gpu"]; // with its `resource`, which our type does not know
    }
    const Json *sentRuntime = raw ? member(*raw, "runtime") : nullptr;
    const Json *sent = sentRuntime ? member(*sentRuntime, "k8s") : nullptr;
    const auto amount = [&](const char *wire, const QString &value) {
        // What clients send as cpu_request does not reach this member on EvalHub; the catalogue's does.
        const Json *given = sent ? member(*sent, wire) : nullptr;
        out[wire] = !raw ? Json(value.toStdString()) : given ? *given : Json("");
    };
    amount("CPURequest", k8s.cpuRequest);
    amount("MemoryRequest", k8s.memoryRequest);
    amount("CPULimit", k8s.cpuLimit);
    amount("MemoryLimit", k8s.memoryLimit);
}

QStringList classification(const Collection &collection, const ProviderIndex &providers, QStringList ProviderBenchmark::*member)
{
    QStringList all;
    for (const BenchmarkRef &entry : collection.benchmarks) {
        const auto provider = providers.find(entry.providerId);
        const ProviderBenchmark *benchmark = provider ? ProviderIndex::benchmark(*provider, entry.id) : nullptr;
        for (const QString &word : benchmark ? benchmark->*member : QStringList()) {
            if (!all.contains(word))
                all << word;
        }
    }
    return all;
}

/// Users' providers as they were last decoded. Jobs name the same ones over and over, and decoding a provider of 200 benchmarks
/// costs more than all the rest of a create. An entry holds for exactly the text it was made from, so nothing has to be told of
/// changes. Any thread.
class DecodedProviders {
public:
    std::shared_ptr<const Provider> find(const QString &id, const QByteArray &body)
    {
        const QMutexLocker lock(&m_mutex);
        if (const auto known = m_known.constFind(id); known != m_known.cend() && known->first == body)
            return known->second;
        auto decoded = json::decode<Provider>(body);
        if (!decoded)
            return nullptr;
        if (m_known.size() >= most)
            m_known.clear();
        return m_known.insert(id, {body, std::make_shared<const Provider>(std::move(*decoded))})->second;
    }

private:
    static constexpr qsizetype most = 64;
    QMutex m_mutex;
    QHash<QString, std::pair<QByteArray, std::shared_ptr<const Provider>>> m_known;
};

DecodedProviders &decodedProviders()
{
    static DecodedProviders providers;
    return providers;
}

} // namespace

ProviderIndex::ProviderIndex(std::shared_ptr<const CatalogueData> system, const QList<StoredDocument> &own, const QString &tenant)
    : m_system(std::move(system))
{
    for (const StoredDocument &document : own) {
        if (document.resource.tenant == tenant)
            m_own.insert(document.resource.id, document.body);
    }
}

std::shared_ptr<const Provider> ProviderIndex::find(const QString &id) const
{
    if (auto provider = m_system->provider(id))
        return provider;
    if (const auto known = m_read.constFind(id); known != m_read.cend())
        return *known;
    std::shared_ptr<const Provider> provider;
    if (const auto body = m_own.constFind(id); body != m_own.cend())
        provider = decodedProviders().find(id, *body);
    m_read.insert(id, provider);
    return provider;
}

const ProviderBenchmark *ProviderIndex::benchmark(const Provider &provider, const QString &id)
{
    const auto found = std::ranges::find(provider.benchmarks, id, &ProviderBenchmark::id);
    return found == provider.benchmarks.end() ? nullptr : &*found;
}

Json providerBody(const Provider &provider, const Json *raw)
{
    Provider plain = provider;
    plain.resource = {};
    dropEmpty(plain);
    Json out = json::toKnownJson(plain);
    if (plain.runtime && plain.runtime->k8s)
        addWireNames(out["runtime"], *plain.runtime->k8s, raw);
    if (plain.runtime && plain.runtime->local && !plain.runtime->local->env.isEmpty())
        out["runtime"]["local"]["env"] = wireEnv(plain.runtime->local->env);
    return out;
}

void alignSpellings(Json &provider, const Json &before)
{
    static constexpr std::pair<const char *, const char *> spellings[] = {
        {"image", "Image"}, {"entrypoint", "Entrypoint"}, {"env", "Env"}, {"cpu_request", "CPURequest"}, {"memory_request", "MemoryRequest"},
        {"cpu_limit", "CPULimit"}, {"memory_limit", "MemoryLimit"}};
    const auto k8sOf = [](auto &document) {
        auto *runtime = member(document, "runtime");
        return runtime ? member(*runtime, "k8s") : nullptr;
    };
    auto *now = const_cast<Json *>(k8sOf(provider)); // ours to change: only the look-up is const
    const Json *was = k8sOf(before);
    if (!now || !was || !now->is_object() || !was->is_object())
        return;
    for (const auto &[plain, wire] : spellings) {
        const auto changed = [&](const char *name) { return now->contains(name) && now->value(name, Json()) != was->value(name, Json()); };
        if (changed(wire) && !changed(plain))
            now->erase(plain);
    }
}

Json storedCollection(Collection collection)
{
    collection.resource = {};
    dropEmpty(collection);
    for (BenchmarkRef &entry : collection.benchmarks)
        entry.url = QString();
    return json::toKnownJson(collection);
}

Json collectionBody(Collection collection, const ProviderIndex &providers)
{
    collection.resource = {};
    dropEmpty(collection);
    for (BenchmarkRef &entry : collection.benchmarks) {
        const auto provider = providers.find(entry.providerId);
        const ProviderBenchmark *benchmark = provider ? ProviderIndex::benchmark(*provider, entry.id) : nullptr;
        entry.url = benchmark ? benchmark->url : QString();
        dropIfEmpty(entry.url);
    }
    const auto fill = [&](QStringList &list, QStringList ProviderBenchmark::*source) {
        if (list.isEmpty())
            list = classification(collection, providers, source);
    };
    fill(collection.domains, &ProviderBenchmark::domains);
    fill(collection.tasks, &ProviderBenchmark::tasks);
    fill(collection.modalities, &ProviderBenchmark::modalities);
    fill(collection.evaluationTargets, &ProviderBenchmark::evaluationTargets);
    return json::toKnownJson(collection);
}

QByteArray withResource(const ResourceInfo &given, const QByteArray &body)
{
    ResourceInfo resource = given;
    dropIfEmpty(resource.tenant); // a caller without one
    dropIfEmpty(resource.owner);
    const QByteArray members = body.mid(1, body.size() - 2).trimmed();
    return "{\"resource\":" + json::encode(resource) + (members.isEmpty() ? "" : ",") + members + '}';
}

std::optional<Problem> checkScope(const Query &query)
{
    const QString scope = query.first(QStringLiteral("scope"));
    if (!scope.isEmpty() && scope != QLatin1String("system") && scope != QLatin1String("tenant")) {
        return Problem{400, "query_parameter_value_invalid",
                       QStringLiteral("The query parameter 'scope' is not valid. Allowed values are: 'system|tenant'.")};
    }
    if (!scope.isEmpty() && query.has(QStringLiteral("owner"))) {
        return Problem{400, "query_parameter_mismatch",
                       QStringLiteral("The query parameters 'owner,scope' are mutually exclusive.")};
    }
    return {};
}

bool scopeHas(const Query &query, const ResourceInfo &resource)
{
    const QString scope = query.first(QStringLiteral("scope"));
    return scope.isEmpty() || (scope == QLatin1String("system")) == resource.readOnly();
}

void dropEmpty(Provider &provider)
{
    dropIfEmpty(provider.description);
    for (ProviderBenchmark &benchmark : provider.benchmarks) {
        dropIfEmpty(benchmark.description);
        dropIfEmpty(benchmark.url);
    }
    if (provider.runtime && provider.runtime->k8s) { // the wire shows "" for what was not sent
        K8sRuntime &k8s = *provider.runtime->k8s;
        for (QString *text : {&k8s.cpuRequest, &k8s.memoryRequest, &k8s.cpuLimit, &k8s.memoryLimit})
            dropIfEmpty(*text);
    }
}

void dropEmpty(Collection &collection)
{
    dropIfEmpty(collection.description);
    dropIfEmpty(collection.derivedFrom);
}

} // namespace assay::engine
