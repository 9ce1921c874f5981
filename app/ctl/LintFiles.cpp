#include "app/ctl/LintFiles.h"

#include "services/engine/server/Catalogue.h"
#include "services/json/Json.h"
#include "services/json/Lines.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <variant>

namespace assay::ctl {

namespace {

struct Document {
    QString path;
    QByteArray text;
    std::variant<Job, Collection, Provider> value;
};

Error invalid(const QString &path, const QString &what)
{
    return Error{Error::Kind::Invalid, QStringLiteral("%1: %2").arg(path, what), path};
}

/// `id` stands at the top in catalogue files and in `resource` in a server's answers.
QString idOf(const nlohmann::json &value)
{
    const auto text = [](const nlohmann::json &in) {
        const auto id = in.find("id");
        return id != in.end() && id->is_string() ? QString::fromStdString(id->get<std::string>()) : QString();
    };
    const auto resource = value.find("resource");
    const QString id = text(value);
    return id.isEmpty() && resource != value.end() && resource->is_object() ? text(*resource) : id;
}

enum class Shape { Job, Collection, Provider, None };

Shape shapeOf(const nlohmann::json &value)
{
    if (!value.is_object())
        return Shape::None;
    if (value.contains("model") || value.contains("collection"))
        return Shape::Job;
    if (value.contains("runtime"))
        return Shape::Provider;
    const auto benchmarks = value.find("benchmarks");
    if (benchmarks == value.end() || !benchmarks->is_array())
        return Shape::None;
    const bool refers = std::ranges::any_of(*benchmarks, [](const nlohmann::json &one) { return one.is_object() && one.contains("provider_id"); });
    return refers ? Shape::Collection : Shape::Provider;
}

template<typename T>
Result<Document> decoded(const QString &path, const QByteArray &text, const nlohmann::json &value)
{
    auto decodedValue = json::decode<T>(json::dump(value));
    if (!decodedValue)
        return invalid(path, decodedValue.error().message);
    if constexpr (!std::is_same_v<T, Job>) {
        if (const QString id = idOf(value); !id.isEmpty())
            decodedValue->resource.id = id;
    }
    return Document{path, text, std::move(*decodedValue)};
}

Result<Document> read(const QString &path)
{
    constexpr qint64 maxBytes = 10 << 20; // what servers take
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly))
        return Error{Error::Kind::Storage,
                     QCoreApplication::translate("assay", "The file %1 cannot be read (%2); check its path.").arg(path, file.errorString()), path};
    const QByteArray text = file.read(maxBytes + 1);
    if (text.size() > maxBytes)
        return invalid(path, QCoreApplication::translate("assay", "a file may hold 10 MiB at most."));
    const bool isJson = path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    const auto value = isJson ? json::parse(text) : json::yamlToJson(text);
    if (!value)
        return invalid(path, value.error().message);
    switch (shapeOf(*value)) {
    case Shape::Job: return decoded<Job>(path, text, *value);
    case Shape::Collection: return decoded<Collection>(path, text, *value);
    case Shape::Provider: return decoded<Provider>(path, text, *value);
    case Shape::None: break;
    }
    return invalid(path, QCoreApplication::translate("assay", "this is no job (with model), no collection (benchmarks with provider_id) and no "
                                                              "provider (with runtime or benchmarks)."));
}

/// Before the catalogue's of the same id.
template<typename T>
void putFirst(QList<T> &all, const T &value)
{
    all.removeIf([&value](const T &other) { return other.resource.id == value.resource.id; });
    all.prepend(value);
}

Result<LintSources> sourcesOf(const QString &catalogue, const QStringList &taskFolders)
{
    if (!QFileInfo(catalogue).isDir())
        return Error{Error::Kind::Storage,
                     QCoreApplication::translate("assay", "The catalogue %1 is no folder; name one with providers/ and collections/.").arg(catalogue),
                     catalogue};
    const auto loaded = engine::Catalogue::load({catalogue, taskFolders});
    if (!loaded)
        return loaded.error();
    LintSources sources;
    sources.dictionary = metricDictionary();
    const auto data = (*loaded)->data();
    for (const auto &provider : data->providers)
        sources.providers << *provider;
    for (const auto &collection : data->collections)
        sources.collections << *collection;
    return sources;
}

QStringList collectionFiles(const QString &catalogue)
{
    QStringList files;
    const auto found = QDir(catalogue + QStringLiteral("/collections"))
                           .entryInfoList({QStringLiteral("*.yaml"), QStringLiteral("*.yml")}, QDir::Files | QDir::Readable, QDir::Name);
    for (const QFileInfo &info : found)
        files << info.filePath();
    return files;
}

QList<Finding> findingsOf(const Document &document, const LintSources &sources)
{
    if (const auto *job = std::get_if<Job>(&document.value))
        return lint(*job, sources);
    if (const auto *collection = std::get_if<Collection>(&document.value))
        return lint(*collection, sources);
    return lint(std::get<Provider>(document.value), sources.dictionary);
}

} // namespace

Result<LintOutcome> lintFiles(const QString &catalogue, const QStringList &taskFolders, const QStringList &files)
{
    auto sources = sourcesOf(catalogue, taskFolders);
    if (!sources)
        return sources.error();
    LintOutcome outcome;
    QList<Document> documents;
    const QStringList paths = files.isEmpty() ? collectionFiles(catalogue) : files;
    for (const QString &path : paths) {
        auto document = read(path);
        if (!document) {
            outcome.broken << document.error();
            continue;
        }
        if (const auto *provider = std::get_if<Provider>(&document->value))
            putFirst(sources->providers, *provider);
        else if (const auto *collection = std::get_if<Collection>(&document->value))
            putFirst(sources->collections, *collection);
        documents << std::move(*document);
    }
    for (const Document &document : std::as_const(documents)) {
        outcome.files << document.path;
        const auto lines = json::linesOf(document.text);
        const auto findings = findingsOf(document, *sources);
        for (const Finding &finding : findings)
            outcome.findings << FileFinding{document.path, json::lineOf(lines, finding.pointer), finding};
    }
    return outcome;
}

} // namespace assay::ctl
