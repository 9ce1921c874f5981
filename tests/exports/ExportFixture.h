#pragma once

#include "services/engine/exports/ExportService.h"
#include "services/secrets/SecretBinding.h"
#include "tests/engine/StoreSupport.h"
#include "tests/support/SameJson.h"

#include <map>

namespace assay::test {

/// A store with one job, and the exports over it.
class ExportFixture {
public:
    ExportFixture()
    {
        settings.secrets = [this](const QString &ref, const QString &origin, std::function<void(Result<QString>)> done) {
            const auto found = secrets.find(ref);
            done(found == secrets.end() ? Result<QString>(QString()) : releaseSecret(found->second, ref, origin));
        };
        settings.backOffMs = {1, 1, 1};
        open();
    }
    ~ExportFixture() { close(); }
    void open()
    {
        store = engine::test::openStore(engine::test::optionsFor(folder));
        store->addChangeListener([this](const engine::ChangeRecord &change) {
            if (service)
                service->changed(change);
        });
    }
    /// Another life of the engine begins.
    void serve()
    {
        service = std::make_unique<engine::ExportService>(*store, clock, settings);
        service->start();
    }
    void close()
    {
        if (service)
            service->stop();
        if (store)
            store->stop();
        service.reset();
        store.reset();
    }
    /// Stores a job of two benchmarks; `exports` is the member of that name.
    QString create(const OciCoordinates *oci, const QString &experimentId = {}, const QString &experimentUrl = {}, const QString &connection = {})
    {
        engine::NewJob job;
        job.job.name = QStringLiteral("exported");
        job.job.tags = {QStringLiteral("nightly"), QStringLiteral("a")};
        job.job.model.name = QStringLiteral("m");
        job.job.model.url = QStringLiteral("http://user:pw@model.example/v1?key=secret");
        for (const char *id : {"b0", "b1"}) {
            engine::EffectiveBenchmark one;
            one.entry.id = QLatin1String(id);
            one.entry.providerId = QStringLiteral("p");
            one.entry.parameters.text = R"({"num_examples":3,"nested":{"a":[1]}})";
            one.entry.primaryScore = PrimaryScore{QStringLiteral("acc"), {}, {}};
            one.entry.passCriteria = PassCriteria{0.5, {}};
            job.benchmarks.append(one);
        }
        Json config{{"name", "exported"}, {"tags", {"nightly", "a"}}, {"model", {{"name", "m"}, {"url", job.job.model.url.toStdString()}}},
                    {"benchmarks", {{{"id", "b0"}, {"provider_id", "p"}}, {{"id", "b1"}, {"provider_id", "p"}}}}};
        if (oci) {
            job.job.exports.emplace();
            job.job.exports->oci = OciExport{*oci, connection, {}, {}};
            Json coordinates{{"oci_host", oci->ociHost.toStdString()}, {"oci_repository", oci->ociRepository.toStdString()}};
            if (!oci->ociTag.isEmpty())
                coordinates["oci_tag"] = oci->ociTag.toStdString();
            if (!oci->ociSubject.isEmpty())
                coordinates["oci_subject"] = oci->ociSubject.toStdString();
            if (!oci->annotations.isEmpty())
                coordinates["annotations"] = Json::parse(oci->annotations.text.toStdString());
            config["exports"]["oci"]["coordinates"] = coordinates;
            if (!connection.isEmpty())
                config["exports"]["oci"]["k8s"]["connection"] = connection.toStdString();
        }
        job.config = QByteArray::fromStdString(config.dump());
        job.experimentId = experimentId;
        job.experimentUrl = experimentUrl;
        const auto created = engine::test::answer<engine::CreatedJob>([&](auto reply) { store->createJob(job, reply); });
        if (!created)
            qFatal("%s", qPrintable(created.error().message));
        if (service)
            service->expect(created->id);
        return created->id;
    }
    void report(const QString &jobId, int index, RunState state, const QByteArray &metrics = {}, const QString &runId = {})
    {
        BenchmarkEvent event;
        event.id = index == 0 ? QStringLiteral("b0") : QStringLiteral("b1");
        event.providerId = QStringLiteral("p");
        event.benchmarkIndex = index;
        event.status = state;
        event.metrics.text = metrics;
        event.mlflowRunId = runId;
        const auto done = engine::test::answer<Done>([&](auto reply) { store->applyEvent(jobId, {}, event, engine::EventSource::Client, reply); });
        if (!done)
            qFatal("%s", qPrintable(done.error().message));
    }
    void finish(const QString &jobId)
    {
        report(jobId, 0, RunState::Completed, R"({"acc":0.75,"label":"x","n":3})");
        report(jobId, 1, RunState::Failed);
    }
    Json job(const QString &jobId)
    {
        const auto text = engine::test::answer<QByteArray>([&](auto reply) { store->job(jobId, {}, reply); });
        return text ? Json::parse(text->toStdString()) : Json();
    }
    Json exportOf(const QString &jobId, const char *kind)
    {
        const Json all = job(jobId);
        for (const Json &one : all.value("results", Json::object()).value("assay_exports", Json::array())) {
            if (one["kind"] == kind)
                return one;
        }
        return Json::object();
    }
    QString stateOf(const QString &jobId, const char *kind) { return QString::fromStdString(exportOf(jobId, kind).value("state", std::string())); }
    QString messageOf(const QString &jobId, const char *kind) { return QString::fromStdString(exportOf(jobId, kind).value("message", std::string())); }

    QTemporaryDir folder;
    engine::test::FakeClock clock;
    engine::ExportSettings settings;
    std::map<QString, BoundSecret> secrets;
    std::unique_ptr<engine::Store> store;
    std::unique_ptr<engine::ExportService> service;
};

} // namespace assay::test
