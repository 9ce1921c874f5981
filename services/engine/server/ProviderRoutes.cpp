#include "services/engine/server/DocumentRoutes.h"

namespace assay::engine {

namespace {

/// See DocumentRoutes.
struct ProviderKind {
    using Type = Provider;
    static constexpr DocumentKind kind = DocumentKind::Provider;
    static constexpr bool patchSystem = true;
    static constexpr bool wantsProviders = false;

    static QString word() { return QStringLiteral("Provider"); }
    static QString path() { return QStringLiteral("providers"); }
    static std::shared_ptr<const Provider> system(const CatalogueData &data, const QString &id) { return data.provider(id); }
    static QByteArray systemBody(const CatalogueData &data, const QString &id) { return data.providerBodies.value(id); }
    static const auto &all(const CatalogueData &data) { return data.providers; }
    static std::optional<Problem> check(const Provider &provider) { return checkProvider(provider); }
    static QStringList readOnlyMembers() { return {}; }
    static void keep(Provider &, const Provider &) {}
    static bool frozen(const Provider &) { return false; }
    static nlohmann::json stored(const Provider &provider, const nlohmann::json *raw) { return providerBody(provider, raw); }
    static void align(nlohmann::json &raw, const nlohmann::json &before) { alignSpellings(raw, before); }
    static void prepare(nlohmann::json &, const nlohmann::json &, const ProviderIndex &) {}

    static const QList<PatchRule> &patchRules()
    {
        static const QList<PatchRule> rules{{"/name", PatchRule::Replace, false},
                                            {"/title", PatchRule::All, false},
                                            {"/description", PatchRule::All, false},
                                            {"/tags", PatchRule::All},
                                            {"/custom", PatchRule::All}, // providers have none: without effect
                                            {"/runtime", PatchRule::Replace},
                                            {"/benchmarks", PatchRule::Replace},
                                            {"/agent", PatchRule::All}};
        return rules;
    }

    static QStringList filters() { return {"benchmarks", "name", "tags", "owner", "scope"}; }

    static std::optional<Problem> checkQuery(const Query &query)
    {
        bool ignored = true;
        return query.boolean(QStringLiteral("benchmarks"), ignored);
    }

    static bool passes(const Query &query, const Provider &provider, const ProviderIndex &)
    {
        return matchesFilter(query.text(QStringLiteral("name")), {provider.name})
            && matchesFilter(query.text(QStringLiteral("tags")), provider.tags);
    }

    static QByteArray shown(const Provider &provider, const QByteArray &body, const ProviderIndex &, const Query *query)
    {
        bool benchmarks = true;
        if (query)
            (void)query->boolean(QStringLiteral("benchmarks"), benchmarks); // checked before
        if (benchmarks)
            return body;
        if (provider.resource.readOnly()) { // shorter than parsing the long body
            Provider plain = provider;
            plain.benchmarks.clear();
            return json::dump(providerBody(plain, nullptr));
        }
        nlohmann::json document = nlohmann::json::parse(body.begin(), body.end());
        document["benchmarks"] = nlohmann::json::array();
        return json::dump(document);
    }
};

} // namespace

void addProviderRoutes(Router &router, Services &services)
{
    DocumentRoutes<ProviderKind>::add(router, services);
}

} // namespace assay::engine
