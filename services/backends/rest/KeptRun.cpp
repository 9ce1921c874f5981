#include "services/backends/rest/KeptRun.h"

#include "services/backends/rest/RestClient.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDateTime>

namespace assay {

namespace {

std::string std8(const QString &text) { return text.toStdString(); }
QString qText(const nlohmann::json &in, const char *name) { return QString::fromStdString(in.value(name, std::string())); }

} // namespace

bool isLong(const Job &job)
{
    qsizetype bytes = job.model.parameters.text.size();
    for (const BenchmarkRef &ref : job.benchmarks)
        bytes += ref.parameters.text.size();
    return bytes > RestClient::bigBody;
}

void settleJob(Job &job)
{
    int pending = 0, running = 0, completed = 0, cancelled = 0;
    const int all = int(job.status.benchmarks.size());
    for (const BenchmarkStatus &one : std::as_const(job.status.benchmarks)) {
        pending += one.status == RunState::Pending;
        completed += one.status == RunState::Completed;
        cancelled += one.status == RunState::Cancelled;
        running += one.status != RunState::Pending && !isTerminal(one.status);
    }
    if (running > 0 || (pending > 0 && pending < all))
        job.status.state = RunState::Running;
    else if (pending > 0)
        job.status.state = RunState::Pending;
    else if (cancelled > 0)
        job.status.state = RunState::Cancelled;
    else if (completed == all)
        job.status.state = RunState::Completed;
    else
        job.status.state = completed > 0 ? RunState::PartiallyFailed : RunState::Failed;
}

Message runtimeMessage(const QString &text, const QString &code)
{
    return Message{text, code, QStringLiteral("runtime"), {}};
}

void failBenchmark(BenchmarkStatus &status, const Message &why)
{
    status.status = RunState::Failed;
    status.errorMessage = why;
    status.warningMessage.reset();
    status.completedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
}

QByteArray encodeKeptRun(const KeptRun &record)
{
    nlohmann::json calls = nlohmann::json::array();
    for (const RunCall &call : record.calls) {
        nlohmann::json before = nlohmann::json::array();
        for (const QString &id : call.before)
            before.push_back(std8(id));
        calls.push_back({{"run_id", std8(call.runId)}, {"before", before}, {"sent_ms", call.sentMs}, {"lost_ms", call.lostMs}, {"parts", call.parts}});
    }
    return json::dump({{"version", 1}, {"key", std8(record.key)}, {"job", json::toJson(record.job)}, {"calls", calls}});
}

Result<KeptRun> decodeKeptRun(const QByteArray &text)
{
    try {
        const auto in = nlohmann::json::parse(text.begin(), text.end());
        KeptRun record;
        record.key = qText(in, "key");
        record.job = json::fromJson<Job>(in.at("job"));
        for (const auto &one : in.at("calls")) {
            RunCall call{qText(one, "run_id"), {}, one.value("sent_ms", qint64(0)), one.value("lost_ms", qint64(0)), one.value("parts", -1)};
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

} // namespace assay
