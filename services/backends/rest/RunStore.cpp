#include "services/backends/rest/RunStore.h"

#include "services/api/DraftStore.h"
#include "services/backends/rest/Promised.h"
#include "services/backends/rest/RestClient.h"
#include "services/core/CutText.h"
#include "services/core/OnPool.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QLoggingCategory>

#include <algorithm>

Q_LOGGING_CATEGORY(lcRunStore, "assay.backends.runs", QtInfoMsg)

namespace assay {

namespace {

constexpr qsizetype partBytes = 1 << 20;     ///< a file of the profile holds 4 MiB at most
constexpr qsizetype longestText = 400'000;   ///< characters of one answer that are kept
constexpr qsizetype sampleBytes = 2 << 20;   ///< of a sample as it is written; text may be six times as long there
constexpr qsizetype objectBytes = 400'000;   ///< of its scores and of its metadata, which cannot be cut

std::string std8(const QString &text) { return text.toStdString(); }

/// As it is written, in at most sampleBytes.
QByteArray encodedWithin(Sample sample)
{
    for (JsonText *object : {&sample.scores, &sample.metadata}) {
        if (object->text.size() <= objectBytes)
            continue;
        sample.cutBytes += object->text.size();
        *object = {};
    }
    QByteArray out;
    for (qsizetype chars = longestText; out.isEmpty() || (out.size() > sampleBytes && chars > 0); chars /= 2) {
        for (QString *text : {&sample.prompt, &sample.response, &sample.target, &sample.extracted, &sample.error, &sample.itemKey})
            cutText(*text, chars, sample.cutBytes);
        out = json::encode(sample);
    }
    return out;
}

/// JSON arrays of at most partBytes each, or of one sample.
QList<QByteArray> partsOf(const QList<Sample> &samples)
{
    QList<QByteArray> parts;
    QByteArray part;
    for (const Sample &sample : samples) {
        const QByteArray one = encodedWithin(sample);
        if (!part.isEmpty() && part.size() + one.size() > partBytes)
            parts << std::exchange(part, {}) + ']';
        part += (part.isEmpty() ? "[" : ",") + one;
    }
    if (!part.isEmpty())
        parts << part + ']';
    return parts;
}

Result<QList<Sample>> samplesOf(const QByteArray &text)
{
    try {
        QList<Sample> samples;
        for (const auto &one : nlohmann::json::parse(text.begin(), text.end()))
            samples << json::fromJson<Sample>(one);
        return samples;
    } catch (const nlohmann::json::exception &e) {
        return Error{Error::Kind::Storage, QCoreApplication::translate("assay", "The kept samples of this run cannot be read: %1").arg(QString::fromUtf8(e.what()))};
    }
}

} // namespace

RunStore::RunStore(DraftStore &files, const QString &kind, const QString &place, QObject *parent)
    : QObject(parent), m_files(files), m_kind(kind), m_place(place)
{
    m_encoders.setMaxThreadCount(1);
}

RunStore::~RunStore() { writeUnfinished(); }

/// Nobody will be there for what is still being encoded.
void RunStore::writeUnfinished()
{
    for (auto it = m_unfinished.cbegin(); it != m_unfinished.cend(); ++it) {
        const KeptRun *record = m_order.contains(it.key()) ? find(it.key()) : nullptr; // a new one was not acknowledged
        if (record)
            m_files.save(recordFile(it.key()), encodeKeptRun(*record));
    }
    m_unfinished.clear();
}

void RunStore::moveTo(const QString &place)
{
    if (place == m_place)
        return;
    writeUnfinished();
    m_place = place;
    m_order.clear();
    m_records.clear();
    m_removed.clear();
    ++m_moved;
    loaded(Error{Error::Kind::Cancelled});
}

QString RunStore::indexFile() const { return QStringLiteral("%1-%2").arg(m_kind, m_place); }
QString RunStore::recordFile(const QString &id) const { return indexFile() + QLatin1Char('-') + id; }
QString RunStore::partFile(const QString &id, int index, int part) const { return recordFile(id) + QStringLiteral("-%1-%2").arg(index).arg(part); }

QFuture<Result<Done>> RunStore::load()
{
    if (m_load == Load::Done)
        return readyFuture(Result<Done>(Done{}));
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    m_waiting << promise;
    if (std::exchange(m_load, Load::Loading) == Load::Not)
        whenDone(m_files.load(indexFile()), this, [this, moved = m_moved](const Result<QByteArray> &text) {
            if (moved == m_moved)
                indexRead(text);
        });
    return promise->future();
}

void RunStore::indexRead(const Result<QByteArray> &text)
{
    if (!text)
        return loaded(text.error());
    const auto in = text->isEmpty() ? nlohmann::json::object() : nlohmann::json::parse(text->begin(), text->end(), nullptr, false);
    if (!in.is_object())
        return loaded(Error{Error::Kind::Storage, QCoreApplication::translate("assay", "The list of this server's runs in the profile is damaged; its file is %1.json.").arg(indexFile())});
    const auto texts = [&in](const char *name) {
        QStringList out;
        for (const auto &one : in.value(name, nlohmann::json::array())) {
            if (one.is_string())
                out << QString::fromStdString(one.get<std::string>());
        }
        return out;
    };
    m_order = texts("jobs");
    const QStringList gone = texts("removed");
    m_removed = QSet<QString>(gone.cbegin(), gone.cend());
    m_reading = int(m_order.size());
    if (m_reading == 0)
        return loaded(Done{});
    for (const QString &id : std::as_const(m_order))
        whenDone(m_files.load(recordFile(id)), this, [this, id, moved = m_moved](const Result<QByteArray> &read) {
            if (moved == m_moved)
                recordRead(id, read);
        });
}

void RunStore::recordRead(const QString &id, const Result<QByteArray> &text)
{
    if (!text || text->size() <= RestClient::bigBody)
        return recordDecoded(id, text ? decodeKeptRun(*text) : Result<KeptRun>(text.error()));
    whenDone(onPool<KeptRun>([text = *text] { return decodeKeptRun(text); }), this,
        [this, id, moved = m_moved](const Result<KeptRun> &record) {
            if (moved == m_moved)
                recordDecoded(id, record);
        });
}

void RunStore::recordDecoded(const QString &id, const Result<KeptRun> &record)
{
    if (record)
        m_records.insert(id, std::make_shared<KeptRun>(*record));
    else
        qCWarning(lcRunStore) << "a kept run is left out:" << id << record.error().message;
    if (--m_reading == 0)
        loaded(Done{});
}

void RunStore::loaded(const Result<Done> &result)
{
    m_load = result ? Load::Done : Load::Not;
    for (const auto &promise : std::exchange(m_waiting, {})) {
        promise->addResult(result);
        promise->finish();
    }
}

QList<const KeptRun *> RunStore::records() const
{
    QList<const KeptRun *> all;
    for (const auto &record : m_records)
        all << record.get();
    return all;
}

KeptRun *RunStore::find(const QString &id)
{
    const auto record = m_records.constFind(id);
    return record == m_records.cend() ? nullptr : record->get();
}

std::optional<std::pair<QString, int>> RunStore::nextWaiting() const
{
    const KeptRun *oldest = nullptr;
    int index = -1;
    for (const auto &record : m_records) {
        const auto &states = record->job.status.benchmarks;
        const auto at = std::find_if(states.cbegin(), states.cend(), [](const BenchmarkStatus &status) { return status.status == RunState::Pending; });
        if (record->key.isEmpty() || at == states.cend() || (oldest && oldest->job.resource.createdAt <= record->job.resource.createdAt))
            continue;
        oldest = record.get();
        index = int(at - states.cbegin());
    }
    return oldest ? std::optional(std::pair(oldest->job.resource.id, index)) : std::nullopt;
}

std::optional<std::pair<QString, int>> RunStore::nextUnderWay() const
{
    for (const auto &record : m_records) {
        for (int i = 0; i < record->calls.size(); ++i) {
            if (!record->calls.at(i).runId.isEmpty() && !isTerminal(record->job.status.benchmarks.at(i).status))
                return std::pair(record->job.resource.id, i);
        }
    }
    return {};
}

KeptRun *RunStore::ofRun(const QString &runId)
{
    for (const auto &record : std::as_const(m_records)) {
        for (const RunCall &call : std::as_const(record->calls)) {
            if (call.runId == runId)
                return record.get();
        }
    }
    return nullptr;
}

void RunStore::forgetRemoved(const QSet<QString> &listed)
{
    const auto before = m_removed.size();
    m_removed.intersect(listed);
    if (m_removed.size() != before)
        saveIndex();
}

QFuture<Result<Done>> RunStore::saveIndex()
{
    nlohmann::json jobs = nlohmann::json::array(), removed = nlohmann::json::array();
    for (const QString &id : std::as_const(m_order))
        jobs.push_back(std8(id));
    for (const QString &id : std::as_const(m_removed))
        removed.push_back(std8(id));
    return m_files.save(indexFile(), json::dump({{"version", 1}, {"jobs", jobs}, {"removed", removed}}));
}

QFuture<Result<Done>> RunStore::save(const KeptRun &record)
{
    const QString id = record.job.resource.id;
    if (m_load != Load::Done && !find(id)) // it would be the only one in the index
        return readyFuture(Result<Done>(Error{Error::Kind::Cancelled}));
    if (KeptRun *kept = find(id); kept && kept != &record)
        *kept = record;
    else if (!kept)
        m_records.insert(id, std::make_shared<KeptRun>(record));
    return isLong(record.job) ? saveLong(record) : write(id, encodeKeptRun(record));
}

/// One that was removed meanwhile, or is another server's, is not written.
QFuture<Result<Done>> RunStore::saveLong(const KeptRun &record)
{
    const auto promise = begun<Done>();
    const QString id = record.job.resource.id;
    ++m_unfinished[id];
    whenDone(onPool<QByteArray>([record] { return encodeKeptRun(record); }, m_encoders), this,
        [this, promise, id, moved = m_moved](const Result<QByteArray> &text) {
            if (moved == m_moved && --m_unfinished[id] == 0)
                m_unfinished.remove(id);
            if (!text || moved != m_moved || !find(id))
                return finish<Done>(promise, Error{Error::Kind::Cancelled});
            whenDone(write(id, *text), this, [promise](const Result<Done> &saved) { finish(promise, saved); });
        });
    return promise->future();
}

QFuture<Result<Done>> RunStore::write(const QString &id, const QByteArray &text)
{
    const auto written = m_files.save(recordFile(id), text);
    if (m_order.contains(id))
        return written;
    // Saves keep their order: an index that names the record comes after it.
    m_order << id;
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    whenDone(written, this, [this, promise, id, listed = saveIndex()](const Result<Done> &saved) {
        whenDone(listed, this, [this, promise, id, saved](const Result<Done> &named) {
            if (!saved || !named) {
                m_order.removeAll(id);
                m_records.remove(id);
            }
            promise->addResult(saved ? named : saved);
            promise->finish();
        });
    });
    return promise->future();
}

QFuture<Result<Done>> RunStore::remove(const QString &id)
{
    const KeptRun *record = find(id);
    if (!record)
        return readyFuture(Result<Done>(Done{}));
    QStringList files{recordFile(id)};
    for (int i = 0; i < record->calls.size(); ++i) {
        if (!record->calls.at(i).runId.isEmpty())
            m_removed.insert(record->calls.at(i).runId);
        for (int part = 0; part < record->calls.at(i).parts; ++part)
            files << partFile(id, i, part);
    }
    m_order.removeAll(id);
    m_records.remove(id);
    const auto listed = saveIndex(); // first: a crash leaves files that nobody names, not a run without its samples
    for (const QString &file : std::as_const(files))
        m_files.remove(file);
    return listed;
}

QFuture<Result<int>> RunStore::saveSamples(const QString &id, int index, const QList<Sample> &samples)
{
    auto promise = std::make_shared<QPromise<Result<int>>>();
    promise->start();
    whenDone(onPool<QList<QByteArray>>([samples] { return partsOf(samples); }), this, [this, promise, id, index](const Result<QList<QByteArray>> &parts) {
        if (parts && !find(id)) { // removed meanwhile, or another server's
            promise->addResult(Error{Error::Kind::Cancelled});
            return promise->finish();
        }
        if (!parts || parts->isEmpty()) {
            promise->addResult(parts ? Result<int>(0) : Result<int>(parts.error()));
            return promise->finish();
        }
        auto error = std::make_shared<std::optional<Error>>();
        for (int part = 0; part < parts->size(); ++part) {
            whenDone(m_files.save(partFile(id, index, part), parts->at(part)), this, [promise, error, part, all = int(parts->size())](const Result<Done> &saved) {
                if (!saved && !*error)
                    *error = saved.error();
                if (part + 1 < all)
                    return; // saves keep their order: the last one tells
                promise->addResult(*error ? Result<int>(**error) : Result<int>(all));
                promise->finish();
            });
        }
    });
    return promise->future();
}

QFuture<Result<QList<Sample>>> RunStore::samples(const QString &id, int index, int parts)
{
    auto promise = std::make_shared<QPromise<Result<QList<Sample>>>>();
    promise->start();
    loadPart(id, index, 0, parts, {}, promise);
    return promise->future();
}

void RunStore::loadPart(const QString &id, int index, int part, int parts, const QList<Sample> &before, const std::shared_ptr<QPromise<Result<QList<Sample>>>> &promise)
{
    if (part >= parts) {
        promise->addResult(before);
        return promise->finish();
    }
    whenDone(m_files.load(partFile(id, index, part)), this, [=, this](const Result<QByteArray> &text) {
        if (!text) {
            promise->addResult(text.error());
            return promise->finish();
        }
        whenDone(onPool<QList<Sample>>([text = *text] { return samplesOf(text); }), this, [=, this](const Result<QList<Sample>> &samples) {
            if (samples)
                return loadPart(id, index, part + 1, parts, before + *samples, promise);
            promise->addResult(samples.error());
            promise->finish();
        });
    });
}

} // namespace assay
