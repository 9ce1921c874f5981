#pragma once

#include "services/engine/imports/ImportTask.h"
#include "tests/engine/StoreSupport.h"

#include <archive.h>
#include <archive_entry.h>

#include <QDir>
#include <QFile>

namespace assay::engine::imports::test {

inline void writeFile(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(path));
}

inline QByteArray fileBytes(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    return file.readAll();
}

/// A zip with these entries, deflated.
inline void writeZip(const QString &path, const QList<std::pair<QByteArray, QByteArray>> &entries)
{
    QDir().mkpath(QFileInfo(path).path());
    archive *const zip = archive_write_new();
    archive_write_set_format_zip(zip);
    archive_write_open_filename(zip, QFile::encodeName(path).constData());
    for (const auto &[name, bytes] : entries) {
        archive_entry *const entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.constData());
        archive_entry_set_size(entry, bytes.size());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(zip, entry);
        archive_write_data(zip, bytes.constData(), std::size_t(bytes.size()));
        archive_entry_free(entry);
    }
    archive_write_close(zip);
    archive_write_free(zip);
}

inline QByteArray inspectHeader(const QByteArray &status = "success", const QByteArray &more = {})
{
    return "{\"version\":2,\"status\":\"" + status + "\",\"eval\":{\"task\":\"capitals\",\"model\":\"acme/m\",\"created\":\"2026-01-12T08:00:00+00:00\","
           "\"dataset\":{\"name\":\"d\",\"samples\":2,\"sample_ids\":[\"a\",\"b\"]},\"config\":{}},"
           "\"results\":{\"total_samples\":2,\"completed_samples\":2,\"scores\":[{\"name\":\"match\",\"scorer\":\"match\",\"metrics\":{"
           "\"accuracy\":{\"name\":\"accuracy\",\"value\":0.5},\"stderr\":{\"name\":\"stderr\",\"value\":0.5}}}]}" + more + "}";
}

inline QByteArray inspectSample(const QByteArray &id, const QByteArray &value, int epoch = 1)
{
    return "{\"id\":\"" + id + "\",\"epoch\":" + QByteArray::number(epoch) + ",\"input\":\"ask " + id + "\",\"target\":\"t\",\"messages\":[],"
           "\"output\":{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"said " + id + "\"},\"stop_reason\":\"stop\"}]},"
           "\"scores\":{\"match\":{\"value\":\"" + value + "\",\"answer\":\"x\"}},\"total_time\":1.5,\"model_usage\":{\"m\":{\"input_tokens\":3,\"output_tokens\":4}}}";
}

/// What a reader hands on.
struct Collected {
    QList<std::tuple<int, int, Sample>> samples;
    QList<std::pair<QString, QString>> problems;
    SampleSink sink()
    {
        SampleSink out;
        out.sample = [this](int run, int benchmark, Sample &&sample) {
            samples.append({run, benchmark, std::move(sample)});
            return true;
        };
        out.problem = [this](const QString &place, const QString &message) { problems.append({place, message}); };
        out.cancelled = [] { return false; };
        return out;
    }
};

/// A store, and imports that run to their end.
struct ImportFixture {
    QTemporaryDir workspace, files;
    std::unique_ptr<Store> store = engine::test::openStore(engine::test::optionsFor(workspace));

    QString path(const QString &name) const { return files.filePath(name); }
    Json run(const QStringList &paths, ImportProgress *given = nullptr)
    {
        ImportProgress own, &progress = given ? *given : own;
        ImportTask(*store, progress, QStringLiteral("gold"), QStringLiteral("ann")).run(paths, [] { return qint64(1768204800000); });
        return progress.view(0, 0);
    }
    Json jobs()
    {
        const auto page = engine::test::answer<TextPage>([&](Reply<TextPage> reply) { store->jobs({}, {}, std::move(reply)); });
        Json out = Json::array();
        for (const QByteArray &one : page->items)
            out.push_back(Json::parse(one.begin(), one.end()));
        return out;
    }
    SamplePage samples(const std::string &job, int index = 0)
    {
        SampleQuery query;
        query.limit = 1000;
        return *engine::test::answer<SamplePage>([&](Reply<SamplePage> reply) { store->samples(QString::fromStdString(job), index, {}, query, std::move(reply)); });
    }
};

} // namespace assay::engine::imports::test
