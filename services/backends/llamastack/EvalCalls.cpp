#include "services/backends/llamastack/EvalCalls.h"

namespace assay::llamastack {

namespace {

constexpr int longestRunMs = 24 * 3600'000;

QString pathOfRef(const KeptRun &record, int index, const QStringList &more = {})
{
    return pathOf(QStringList { QStringLiteral("v1alpha"), QStringLiteral("eval"), QStringLiteral("benchmarks"),
                      record.job.benchmarks.at(index).id }
        + more);
}

QString pathOfRun(const KeptRun &record, int index, const QStringList &more = {})
{
    return pathOfRef(record, index, QStringList { QStringLiteral("jobs"), record.calls.at(index).runId } + more);
}

} // namespace

RestCall benchmarkCall(const KeptRun &record, int index)
{
    return { .path = pathOfRef(record, index) };
}

RestCall runCall(const KeptRun &record, int index, const QByteArray &body, bool givenRows)
{
    RestCall call;
    call.method = "POST";
    call.path = pathOfRef(record, index, { givenRows ? QStringLiteral("evaluations") : QStringLiteral("jobs") });
    call.body = body;
    call.idempotent = false;
    call.agreed = true;
    call.patient = true;
    call.timeoutMs = longestRunMs;
    return call;
}

RestCall statusCall(const KeptRun &record, int index)
{
    return { .path = pathOfRun(record, index) };
}

RestCall resultCall(const KeptRun &record, int index)
{
    return { .path = pathOfRun(record, index, { QStringLiteral("result") }) };
}

bool mayPass(const Error &error)
{
    return error.kind == Error::Kind::Network || error.kind == Error::Kind::Timeout
        || error.kind == Error::Kind::Cancelled;
}

RestCall cancelCall(const KeptRun &record, int index)
{
    RestCall call { .method = "DELETE", .path = pathOfRun(record, index) };
    call.idempotent = false;
    call.expectJson = false;
    call.agreed = true;
    return call;
}

} // namespace assay::llamastack
