#include "services/engine/server/Catalogue.h"

#include "services/core/Clock.h"
#include "services/engine/posix/BlockedSignals.h"
#include "services/engine/runner/Dataset.h"
#include "services/engine/runner/TaskLibrary.h"
#include "services/engine/server/Documents.h"
#include "services/engine/server/Validation.h"
#include "services/json/Json.h"
#include "services/json/Lines.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <chrono>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// The line of the member that a JSON error points to, e.g. "... (/benchmarks/0/weight) type must be number". 0: unknown.
int lineOf(const QByteArray &yaml, const QString &fault)
{
    static const QRegularExpression pointer(QStringLiteral("\\((/[^)]*)\\)"));
    static const QRegularExpression path(QStringLiteral("'([a-z_]+(?:\\[\\d+\\])?(?:\\.[a-z_]+(?:\\[\\d+\\])?)*)"));
    QString member;
    if (const auto match = pointer.match(fault); match.hasMatch())
        member = match.captured(1);
    else if (const auto other = path.match(fault); other.hasMatch())
        member = QLatin1Char('/')
            + other.captured(1).replace(QLatin1Char('['), QLatin1Char('/')).remove(QLatin1Char(']')).replace(QLatin1Char('.'), QLatin1Char('/'));
    return member.isEmpty() ? 0 : json::lineOf(json::linesOf(yaml), member);
}

Error inFile(const QString &path, int line, const QString &fault)
{
    return {Error::Kind::Invalid,
            line > 0 ? tr("The catalogue file %1, line %2, cannot be used: %3").arg(path).arg(line).arg(fault)
                     : tr("The catalogue file %1 cannot be used: %2").arg(path, fault),
            fault};
}

/// Documents are stable as long as their files are: the file's date is theirs.
ResourceInfo systemResource(const QFileInfo &file, const QString &id)
{
    ResourceInfo resource;
    resource.id = id;
    resource.owner = QStringLiteral("system");
    resource.createdAt = resource.updatedAt = rfc3339(file.lastModified().toMSecsSinceEpoch());
    return resource;
}

QFileInfoList yamlFiles(const QString &folder)
{
    return QDir(folder).entryInfoList({QStringLiteral("*.yaml"), QStringLiteral("*.yml")}, QDir::Files | QDir::Readable, QDir::Name);
}

/// Reads one file; nullopt when it has no id.
template<typename T>
Result<std::optional<T>> readFile(const QFileInfo &info, std::optional<Problem> (*check)(const T &))
{
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly))
        return inFile(info.filePath(), 0, file.errorString());
    const QByteArray text = file.readAll();
    auto document = json::yamlToJson(text);
    if (!document)
        return inFile(info.filePath(), 0, document.error().message);
    const nlohmann::json *id = member(*document, "id");
    if (!id)
        return std::optional<T>();
    const QString name = id->is_string() ? QString::fromStdString(id->get<std::string>()) : QString();
    if (name.isEmpty() || name.size() > 36)
        return inFile(info.filePath(), lineOf(text, QStringLiteral("(/id)")), tr("'id' must be a text of 1 to 36 characters."));
    try {
        T value = json::fromJson<T>(*document);
        value.resource = systemResource(info, name);
        if (const auto problem = check(value))
            return inFile(info.filePath(), lineOf(text, problem->message), problem->message);
        return std::optional<T>(std::move(value));
    } catch (const nlohmann::json::exception &e) {
        const QString fault = QString::fromUtf8(e.what());
        return inFile(info.filePath(), lineOf(text, fault), fault.section(QStringLiteral("] "), 1));
    }
}

template<typename T>
Result<QList<std::shared_ptr<const T>>> readFolder(const QString &folder, std::optional<Problem> (*check)(const T &))
{
    QHash<QString, QString> seen;
    QList<std::shared_ptr<const T>> all;
    for (const QFileInfo &info : yamlFiles(folder)) {
        auto value = readFile<T>(info, check);
        if (!value)
            return value.error();
        if (!*value)
            continue;
        const QString id = (*value)->resource.id;
        if (seen.contains(id))
            return inFile(info.filePath(), 0, tr("The id '%1' stands in %2 already.").arg(id, seen.value(id)));
        seen.insert(id, info.filePath());
        all.append(std::make_shared<const T>(std::move(**value)));
    }
    std::ranges::sort(all, [](const auto &a, const auto &b) { return a->resource.id > b->resource.id; });
    return all;
}

template<typename T>
std::shared_ptr<const T> byId(const QList<std::shared_ptr<const T>> &all, const QString &id)
{
    for (const auto &item : all) {
        if (item->resource.id == id)
            return item;
    }
    return nullptr;
}

/// What is as before keeps its dates; what changed keeps the first one.
template<typename T>
void keepDates(QList<std::shared_ptr<const T>> &now, const QList<std::shared_ptr<const T>> &before)
{
    for (auto &item : now) {
        const auto old = byId(before, item->resource.id);
        if (!old)
            continue;
        auto dated = std::make_shared<T>(*item);
        dated->resource.createdAt = old->resource.createdAt;
        auto undated = *old;
        undated.resource = dated->resource;
        if (undated == *dated)
            dated->resource.updatedAt = old->resource.updatedAt;
        item = std::move(dated);
    }
}

constexpr QLatin1String nativeProvider("assay");

} // namespace

std::shared_ptr<const Provider> CatalogueData::provider(const QString &id) const
{
    return byId(providers, id);
}

std::shared_ptr<const Collection> CatalogueData::collection(const QString &id) const
{
    return byId(collections, id);
}

Result<std::unique_ptr<Catalogue>> Catalogue::load(const Folders &folders)
{
    std::unique_ptr<Catalogue> catalogue(new Catalogue(folders));
    const QString seen = catalogue->fingerprint(); // before the files are read: a change meanwhile is noticed
    auto files = catalogue->readFiles();
    if (!files)
        return files.error();
    catalogue->m_files = std::move(*files);
    catalogue->m_data = catalogue->complete({});
    const BlockedSignals blocked;
    catalogue->m_thread = std::thread([self = catalogue.get(), seen] { self->watch(seen); });
    return catalogue;
}

Catalogue::~Catalogue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

std::shared_ptr<const CatalogueData> Catalogue::data() const
{
    const std::lock_guard lock(m_mutex);
    return m_data;
}

Result<CatalogueData> Catalogue::readFiles() const
{
    auto providers = readFolder<Provider>(m_folders.catalogue + QStringLiteral("/providers"), checkProvider);
    if (!providers)
        return providers.error();
    auto collections = readFolder<Collection>(m_folders.catalogue + QStringLiteral("/collections"), checkCollection);
    if (!collections)
        return collections.error();
    return CatalogueData{std::move(*providers), std::move(*collections), {}, {}};
}

QString Catalogue::fingerprint() const
{
    QStringList folders{m_folders.catalogue + QStringLiteral("/providers"), m_folders.catalogue + QStringLiteral("/collections")};
    QString text;
    for (const QString &folder : folders + m_folders.tasks) {
        for (const QFileInfo &info : yamlFiles(folder)) {
            text += info.filePath() + QLatin1Char('\n') + QString::number(info.lastModified().toMSecsSinceEpoch())
                + QLatin1Char(' ') + QString::number(info.size()) + QLatin1Char('\n');
        }
    }
    return text;
}

/// Looks instead of being told: notices of the file system do not reach across network mounts, and a look costs some
/// thirty stat calls.
void Catalogue::watch(QString seen)
{
    constexpr auto pause = std::chrono::milliseconds(250), quiet = std::chrono::milliseconds(500);
    QString pending = seen;
    auto changedAt = std::chrono::steady_clock::now();
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, pause, [this] { return m_stop; })) {
        lock.unlock();
        const QString now = fingerprint();
        const auto time = std::chrono::steady_clock::now();
        if (now != pending) {
            pending = now;
            changedAt = time;
        } else if (now != seen && time - changedAt >= quiet) {
            seen = now;
            reload();
        }
        lock.lock();
    }
}

void Catalogue::reload()
{
    auto files = readFiles();
    QString complaint;
    if (files) {
        keepDates(files->providers, m_files.providers);
        keepDates(files->collections, m_files.collections);
        m_files = std::move(*files);
    } else {
        complaint = tr("%1 The catalogue stays as it was before that change.").arg(files.error().message);
    }
    auto data = complete(complaint);
    const std::lock_guard lock(m_mutex);
    m_data = std::move(data);
}

std::shared_ptr<const CatalogueData> Catalogue::complete(const QString &complaint) const
{
    auto data = std::make_shared<CatalogueData>(m_files);
    if (!complaint.isEmpty())
        data->complaints << complaint;
    addTasks(*data);
    for (const auto &provider : data->providers)
        data->providerBodies.insert(provider->resource.id, json::dump(providerBody(*provider, nullptr)));
    return data;
}

void Catalogue::addTasks(CatalogueData &data) const
{
    const auto native = m_files.provider(nativeProvider);
    if (!native)
        return;
    auto filled = std::make_shared<Provider>(*native);
    filled->benchmarks.clear();
    QSet<QString> listed;
    const TaskLibrary::Scan scan = TaskLibrary(m_folders.tasks).scan();
    for (const TaskSpec &task : scan.tasks) {
        filled->benchmarks << toProviderBenchmark(task, countRows(task.dataset));
        listed.insert(task.id);
    }
    for (qsizetype i = 0; i < scan.faults.size(); ++i) {
        data.complaints << scan.faults.at(i).message;
        const QString id = scan.faultyIds.at(i);
        if (id.isEmpty() || listed.contains(id))
            continue;
        // A broken task is listed all the same: a job that names it ends with the sentence that says what to mend,
        // not with "unknown benchmark".
        ProviderBenchmark broken;
        broken.id = broken.name = id;
        broken.description = scan.faults.at(i).message;
        filled->benchmarks << broken;
        listed.insert(id);
    }
    data.providers.replace(data.providers.indexOf(native), filled);
}

} // namespace assay::engine
