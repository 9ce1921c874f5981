#include "app/ctl/DemoData.h"

#include "app/ctl/Ctl.h"
#include "services/api/JobService.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFile>

namespace assay::ctl {

namespace {

constexpr int pageSize = 1000;

QString text(const nlohmann::json &value)
{
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString::fromUtf8(json::dump(value));
}

} // namespace

Result<Recording> readRecording(const QString &name)
{
    const QString path = sharedData(QStringLiteral("recordings/%1.jsonl").arg(name));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Kind::NotFound,
                     QCoreApplication::translate("assay", "The recorded answers %1 are missing; build or install Assay again.").arg(path), path};
    Recording out{name, name, {}};
    const QByteArray line = file.readLine();
    const auto header = nlohmann::json::parse(line.begin(), line.end(), nullptr, false);
    if (!header.is_object() || !header.contains("recording"))
        return out;
    out.provenance.append({QCoreApplication::translate("assay", "Recording"), name});
    for (const auto &[member, label] : {std::pair("model", QCoreApplication::translate("assay", "Model")),
                                        std::pair("quantisation", QCoreApplication::translate("assay", "Quantisation")),
                                        std::pair("parameters", QCoreApplication::translate("assay", "Parameters")),
                                        std::pair("date", QCoreApplication::translate("assay", "Recorded")),
                                        std::pair("server", QCoreApplication::translate("assay", "Server"))}) {
        if (header.contains(member))
            out.provenance.append({label, text(header[member])});
    }
    if (header.contains("model") && header["model"].is_string())
        out.model = text(header["model"]);
    return out;
}

Result<QList<Sample>> allSamples(JobService &jobs, const QString &id, int benchmarkIndex)
{
    QList<Sample> out;
    for (;;) {
        SampleQuery query;
        query.offset = out.size();
        query.limit = pageSize;
        const auto page = await(jobs.samples(id, benchmarkIndex, query));
        if (!page)
            return page.error();
        out += page->items;
        if (page->items.isEmpty() || out.size() >= page->totalCount)
            return out;
    }
}

} // namespace assay::ctl
