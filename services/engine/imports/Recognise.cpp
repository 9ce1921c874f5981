#include "services/engine/imports/Recognise.h"

#include "services/engine/imports/Archive.h"

#include <QSet>

namespace assay::engine::imports {

namespace {

constexpr qint64 mostBytes = qint64(16) << 20;

/// The members at the top and of `results`, as they come by.
struct Seen {
    QSet<QString> top, results;

    Format format() const
    {
        const auto has = [&](const char *name) { return top.contains(QLatin1String(name)); };
        const auto hasResult = [&](const char *name) { return results.contains(QLatin1String(name)); };
        if (has("card_version") && has("results"))
            return Format::EvalCard;
        if (has("eval") && has("status") && has("version"))
            return Format::InspectJson;
        if (has("results") && (has("configs") || has("n-shot") || has("versions") || has("lm_eval_version")))
            return Format::LmEval;
        if (has("doc_id") && (has("resps") || has("filtered_resps")))
            return Format::LmEvalSamples;
        // Older versions have nothing but results before their results.
        if (has("results") && (has("evalId") || hasResult("prompts") || hasResult("table") || (hasResult("version") && (hasResult("stats") || hasResult("results")))))
            return Format::Promptfoo;
        return Format::Unknown;
    }
};

Format ofJson(const QString &path)
{
    FileSource source(path, 0, mostBytes);
    Seen seen;
    Format format = Format::Unknown;
    JsonStream stream;
    stream.keep = [&](const JsonPath &at) {
        const bool asked = at.size() == 1 && (at.back() == "results");
        return asked ? Keep::Whole : Keep::Nothing;
    };
    stream.enough = [&](const JsonPath &at) {
        if (at.size() == 1)
            seen.top.insert(QString::fromStdString(at.back()));
        else if (at.size() == 2 && at.front() == "results")
            seen.results.insert(QString::fromStdString(at.back()));
        format = seen.format();
        return format != Format::Unknown;
    };
    (void)stream.read(source); // a fault, or a second line: what was seen until there counts
    return format;
}

Format ofArchive(const QString &path)
{
    Archive archive(path);
    while (archive.next()) {
        if (archive.name() == QLatin1String("header.json") || archive.name() == QLatin1String("_journal/start.json"))
            return Format::InspectArchive;
    }
    return Format::Unknown;
}

} // namespace

Format recognise(const QString &path)
{
    QByteArray start(64, '\0');
    {
        FileSource source(path);
        start.resize(std::max<qint64>(0, source.read(start.data(), start.size())));
    }
    if (start.startsWith("PK\x03\x04"))
        return ofArchive(path);
    if (start.startsWith("\xEF\xBB\xBF"))
        start.remove(0, 3);
    return start.trimmed().startsWith('{') ? ofJson(path) : Format::Unknown;
}

QString formatName(Format format)
{
    switch (format) {
    case Format::LmEval:
    case Format::LmEvalSamples: return QStringLiteral("lm-evaluation-harness");
    case Format::InspectArchive:
    case Format::InspectJson: return QStringLiteral("Inspect");
    case Format::Promptfoo: return QStringLiteral("promptfoo");
    case Format::EvalCard: return QStringLiteral("EvaluationCard");
    case Format::Unknown: break;
    }
    return {};
}

} // namespace assay::engine::imports
