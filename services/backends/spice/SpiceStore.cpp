#include "services/backends/spice/SpiceStore.h"

#include "services/api/DraftStore.h"
#include "services/core/CutText.h"
#include "services/core/OnPool.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QLoggingCategory>

Q_LOGGING_CATEGORY(lcSpice, "assay.backends.spice", QtInfoMsg)

namespace assay {

namespace {

constexpr qsizetype partBytes = 1 << 20;     ///< a file of the profile holds 4 MiB at most
constexpr qsizetype longestText = 400'000;   ///< characters of one answer that are kept

std::string std8(const QString &text) { return text.toStdString(); }
QString qText(const nlohmann::json &in, const char *name) { return QString::fromStdString(in.value(name, std::string())); }

void shorten(Sample &sample)
{
    for (QString *text : {&sample.prompt, &sample.response, &sample.target})
        cutText(*text, longestText, sample.cutBytes);
}

/// JSON arrays of about partBytes each.
QList<QByteArray> partsOf(const QList<Sample> &samples)
{
    QList<QByteArray> parts;
    QByteArray part;
    for (Sample sample : samples) {
        shorten(sample);
        part += (part.isEmpty() ? "[" : ",") + json::encode(sample);
        if (part.size() >= partBytes)
            parts << std::exchange(part, {}) + ']';
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

QByteArray encodeSpiceRecord(const SpiceRecord &record)
{
    nlohmann::json calls = nlohmann::json::array();
    for (const SpiceCall &call : record.calls) {
        nlohmann::json before = nlohmann::json::array();
        for (const QString &id : call.before)
            before.push_back(std8(id));
        calls.push_back({{"run_id", std8(call.runId)}, {"before", before}, {"sent_ms", call.sentMs}, {"lost_ms", call.lostMs}, {"parts", call.parts}});
    }
    return json::dump({{"version", 1}, {"key", std8(record.key)}, {"job", json::toJson(record.job)}, {"calls", calls}});
}

Result<SpiceRecord> decodeSpiceRecord(const QByteArray &text)
{
    try {
        const auto in = nlohmann::json::parse(text.begin(), text.end());
        SpiceRecord record;
        record.key = qText(in, "key");
        record.job = json::fromJson<Job>(in.at("job"));
        for (const auto &one : in.at("calls")) {
            SpiceCall call{qText(one, "run_id"), {}, one.value("sent_ms", qint64(0)), one.value("lost_ms", qint64(0)), one.value("parts", -1)};
            for (const auto &id : one.at("before"))
                call.before << QString::fromStdString(id.get<std::string>());
            record.calls << call;
        }
        record.calls.resize(record.job.benchmarks.size());
        return record;
    } catch (const nlohmann::json::exception &e) {
        return Error{Error::Kind::Storage, QCoreApplication::translate("assay", "A kept run cannot be read: %1").arg(QString::fromUtf8(e.what()))};
    }
}

SpiceStore::SpiceStore(DraftStore &files, const QString &place, QObject *parent) : QObject(parent), m_files(files), m_place(place) {}

void SpiceStore::moveTo(const QString &place)
{
    if (place == m_place)
        return;
    m_place = place;
    m_order.clear();
    m_records.clear();
    m_removed.clear();
    ++m_moved;
    loaded(Error{Error::Kind::Cancelled});
}

QString SpiceStore::recordFile(const QString &id) const { return QStringLiteral("spice-%1-%2").arg(m_place, id); }
QString SpiceStore::partFile(const QString &id, int index, int part) const { return recordFile(id) + QStringLiteral("-%1-%2").arg(index).arg(part); }

QFuture<Result<Done>> SpiceStore::load()
{
    if (m_load == Load::Done)
        return readyFuture(Result<Done>(Done{}));
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    m_waiting << promise;
    if (std::exchange(m_load, Load::Loading) == Load::Not)
        whenDone(m_files.load(QStringLiteral("spice-%1").arg(m_place)), this, [this, moved = m_moved](const Result<QByteArray> &text) {
            if (moved == m_moved)
                indexRead(text);
        });
    return promise->future();
}

void SpiceStore::indexRead(const Result<QByteArray> &text)
{
    if (!text)
        return loaded(text.error());
    const auto in = text->isEmpty() ? nlohmann::json::object() : nlohmann::json::parse(text->begin(), text->end(), nullptr, false);
    if (!in.is_object())
        return loaded(Error{Error::Kind::Storage, QCoreApplication::translate("assay", "The list of this runtime's runs in the profile is damaged; its file is spice-%1.json.").arg(m_place)});
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

void SpiceStore::recordRead(const QString &id, const Result<QByteArray> &text)
{
    const auto record = text ? decodeSpiceRecord(*text) : Result<SpiceRecord>(text.error());
    if (record)
        m_records.insert(id, std::make_shared<SpiceRecord>(*record));
    else
        qCWarning(lcSpice) << "a kept run is left out:" << id << record.error().message;
    if (--m_reading == 0)
        loaded(Done{});
}

void SpiceStore::loaded(const Result<Done> &result)
{
    m_load = result ? Load::Done : Load::Not;
    for (const auto &promise : std::exchange(m_waiting, {})) {
        promise->addResult(result);
        promise->finish();
    }
}

QList<const SpiceRecord *> SpiceStore::records() const
{
    QList<const SpiceRecord *> all;
    for (const auto &record : m_records)
        all << record.get();
    return all;
}

SpiceRecord *SpiceStore::find(const QString &id)
{
    const auto record = m_records.constFind(id);
    return record == m_records.cend() ? nullptr : record->get();
}

SpiceRecord *SpiceStore::ofRun(const QString &runId)
{
    for (const auto &record : std::as_const(m_records)) {
        for (const SpiceCall &call : std::as_const(record->calls)) {
            if (call.runId == runId)
                return record.get();
        }
    }
    return nullptr;
}

void SpiceStore::forgetRemoved(const QSet<QString> &listed)
{
    const auto before = m_removed.size();
    m_removed.intersect(listed);
    if (m_removed.size() != before)
        saveIndex();
}

QFuture<Result<Done>> SpiceStore::saveIndex()
{
    nlohmann::json jobs = nlohmann::json::array(), removed = nlohmann::json::array();
    for (const QString &id : std::as_const(m_order))
        jobs.push_back(std8(id));
    for (const QString &id : std::as_const(m_removed))
        removed.push_back(std8(id));
    return m_files.save(QStringLiteral("spice-%1").arg(m_place), json::dump({{"version", 1}, {"jobs", jobs}, {"removed", removed}}));
}

QFuture<Result<Done>> SpiceStore::save(const SpiceRecord &record)
{
    const QString id = record.job.resource.id;
    if (SpiceRecord *kept = find(id); kept && kept != &record)
        *kept = record;
    else if (!kept)
        m_records.insert(id, std::make_shared<SpiceRecord>(record));
    const auto written = m_files.save(recordFile(id), encodeSpiceRecord(record));
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

QFuture<Result<Done>> SpiceStore::remove(const QString &id)
{
    const SpiceRecord *record = find(id);
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

QFuture<Result<int>> SpiceStore::saveSamples(const QString &id, int index, const QList<Sample> &samples)
{
    auto promise = std::make_shared<QPromise<Result<int>>>();
    promise->start();
    whenDone(onPool<QList<QByteArray>>([samples] { return partsOf(samples); }), this, [this, promise, id, index](const Result<QList<QByteArray>> &parts) {
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

QFuture<Result<QList<Sample>>> SpiceStore::samples(const QString &id, int index, int parts)
{
    auto promise = std::make_shared<QPromise<Result<QList<Sample>>>>();
    promise->start();
    loadPart(id, index, 0, parts, {}, promise);
    return promise->future();
}

void SpiceStore::loadPart(const QString &id, int index, int part, int parts, const QList<Sample> &before, const std::shared_ptr<QPromise<Result<QList<Sample>>>> &promise)
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
