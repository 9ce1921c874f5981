#pragma once

#include "tests/support/Places.h"
#include "services/core/JsonMembers.h"
#include "services/json/Json.h"
#include "services/verdict/EffectivePlan.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QtDebug>

#include <map>
#include <optional>

namespace assay::test {

/// A job of the recordings: what was asked, by which collection, and the last answer about it.
struct GoldenJob {
    QByteArray name; ///< of its id's placeholder, e.g. "job_c1"
    Job asked, got;
    std::optional<Collection> collection; ///< as it was when the job was submitted
};

/// Reads the recordings of tests/data/evalhub-golden in their order and pairs each accepted job with the last answer about it.
class GoldenJobs {
public:
    static const GoldenJobs &instance()
    {
        static const GoldenJobs one;
        return one;
    }
    const QList<GoldenJob> &jobs() const { return m_jobs; } ///< that ended with results
    const GoldenJob &job(const QByteArray &name) const
    {
        for (const GoldenJob &job : m_jobs) {
            if (job.name == name)
                return job;
        }
        qFatal("There is no recorded job %s.", name.constData());
    }
    BenchmarkLookup lookup() const
    {
        return [this](const QString &providerId, const QString &id) -> const ProviderBenchmark * {
            const auto provider = m_providers.find(providerId);
            if (provider == m_providers.end())
                return nullptr;
            const auto &benchmarks = provider->second.benchmarks;
            const auto found = std::ranges::find_if(benchmarks, [&id](const auto &one) { return one.id == id; });
            return found == benchmarks.end() ? nullptr : &*found;
        };
    }

private:
    using Json = nlohmann::json;

    GoldenJobs()
    {
        const QString folder = test::testData("/evalhub-golden/");
        readCatalogue<Provider>(folder + QStringLiteral("catalogue/providers"), m_providers);
        readCatalogue<Collection>(folder + QStringLiteral("catalogue/collections"), m_collections);
        std::map<QByteArray, GoldenJob> open;
        QList<QByteArray> order;
        for (const QString &name : QDir(folder).entryList({ QStringLiteral("*.json") }, QDir::Files, QDir::Name))
            take(Json::parse(read(folder + name).toStdString()), open, order);
        for (const QByteArray &name : order) {
            if (!open.at(name).got.results.benchmarks.isEmpty())
                m_jobs << open.at(name);
        }
    }

    static QByteArray read(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read.", qPrintable(path));
        return file.readAll();
    }

    template<typename T>
    static void readCatalogue(const QString &folder, std::map<QString, T> &into)
    {
        for (const QString &name : QDir(folder).entryList({ QStringLiteral("*.yaml") }, QDir::Files)) {
            const Json value = *json::yamlToJson(read(folder + u'/' + name));
            T made = json::fromJson<T>(value);
            made.resource.id = QString::fromStdString(value["id"].get<std::string>());
            into[made.resource.id] = made;
        }
    }

    void take(const Json &golden, std::map<QByteArray, GoldenJob> &open, QList<QByteArray> &order)
    {
        const Json &request = golden["request"], &answer = golden["response"];
        const std::string method = request["method"], path = request["path"];
        const int status = answer["status"];
        const bool made = method == "POST" && (status == 201 || status == 202);
        if (!made && !(method == "GET" && status == 200))
            return;
        if (made && path.ends_with("/evaluations/providers")) {
            const auto provider = json::fromJson<Provider>(answer["body"]);
            m_providers[provider.resource.id] = provider;
        } else if (made && path.ends_with("/evaluations/collections")) {
            const auto collection = json::fromJson<Collection>(answer["body"]);
            m_collections[collection.resource.id] = collection;
        } else if (path.ends_with("/evaluations/jobs") && made && request.contains("body")) {
            const auto got = json::fromJson<Job>(answer["body"]);
            GoldenJob job { nameOf(got.resource.id), json::fromJson<Job>(request["body"]), got, {} };
            if (job.asked.collection)
                job.collection = m_collections.at(job.asked.collection->id);
            open[job.name] = job;
            order << job.name;
        } else if (static const QRegularExpression one(QStringLiteral("/evaluations/jobs/\\{\\{id:\\w+\\}\\}$")); !made && one.match(QString::fromStdString(path)).hasMatch()) {
            const auto got = json::fromJson<Job>(answer["body"]);
            if (const auto job = open.find(nameOf(got.resource.id)); job != open.end())
                job->second.got = got;
        }
    }

    /// "{{id:job_c1}}" → "job_c1"
    static QByteArray nameOf(const QString &placeholder) { return placeholder.mid(5, placeholder.size() - 7).toUtf8(); }

    std::map<QString, Provider> m_providers;
    std::map<QString, Collection> m_collections;
    QList<GoldenJob> m_jobs;
};

/// A member of an object; empty when it is absent.
inline JsonText memberOf(const JsonText &object, const QString &name)
{
    for (const JsonMember &member : jsonMembers(object)) {
        if (member.name == name)
            return member.value;
    }
    return {};
}

} // namespace assay::test
