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

/// The item's own part of a prompt: the worked examples before it are the same for all.
QString ownPart(const QString &prompt)
{
    const qsizetype user = prompt.lastIndexOf(QLatin1String("user: "));
    return user < 0 ? prompt : prompt.mid(user + 6).trimmed();
}

ScoreColumns columns(const QList<Sample> &samples)
{
    ScoreColumns out;
    for (const Sample &sample : samples) {
        out.itemKeys.append(sample.itemKey);
        out.repeats.append(sample.repeat);
        out.scores.append(sample.score);
    }
    return out;
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

reports::ReportFlips reportFlips(const QString &benchmark, const QString &modelA, const QList<Sample> &a, const QString &modelB,
                                 const QList<Sample> &b, int shown)
{
    const Flips found = flips(columns(a), columns(b));
    reports::ReportFlips out;
    out.benchmarkId = benchmark;
    out.modelA = modelA;
    out.modelB = modelB;
    out.gained = found.gained;
    out.lost = found.lost;
    out.bothRight = found.bothRight;
    out.bothWrong = found.bothWrong;
    out.pValue = found.pValue;
    QHash<QPair<QString, int>, const Sample *> inA, inB;
    for (const Sample &sample : a)
        inA.insert({sample.itemKey, sample.repeat}, &sample);
    for (const Sample &sample : b)
        inB.insert({sample.itemKey, sample.repeat}, &sample);
    const auto items = [&](const QList<QPair<QString, int>> &keys) {
        QList<reports::ReportItem> list;
        for (const auto &key : keys.mid(0, shown)) {
            const Sample *one = inA.value(key), *other = inB.value(key);
            if (one && other)
                list.append({key.first, ownPart(one->prompt), one->target, one->response, other->response});
        }
        return list;
    };
    out.gainedItems = items(found.gainedItems);
    out.lostItems = items(found.lostItems);
    return out;
}

} // namespace assay::ctl
