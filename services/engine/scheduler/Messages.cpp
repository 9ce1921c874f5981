#include "services/engine/scheduler/Messages.h"

#include "services/engine/inputs/LocalLimits.h"

#include <QCoreApplication>
#include <QLocale>

namespace assay::engine::messages {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

Message message(const char *code, const QString &text)
{
    Message message;
    message.message = text;
    message.messageCode = QString::fromLatin1(code);
    message.messageOrigin = QStringLiteral("server");
    return message;
}

QString seconds(qint64 ms)
{
    return QLocale::c().toString(double(ms) / 1000, 'g', 10);
}

} // namespace

Message notApproved(const CommandRecord &command)
{
    return message("command_not_approved",
                   tr("Waits for your approval to run the command of provider '%1': allow it with `assayctl commands allow %2` (POST "
                      "/api/v1/commands/HASH), or deny it there.")
                       .arg(command.provider, command.hash.left(12)));
}

Message denied(const CommandRecord &command)
{
    return message(
        "command_denied",
        tr("The command of provider '%1' was denied on this machine: allow it with `assayctl commands allow %2`, then run the benchmark again.")
            .arg(command.provider, command.hash.left(12)));
}

Message forbidden(const CommandRecord &command)
{
    return message("command_denied",
                   tr("This engine runs no commands (serve --commands deny), and provider '%1' needs one: start the engine with --commands ask "
                      "or allow, or choose another connection.")
                       .arg(command.provider));
}

Message timeLimit(const OpenBenchmark &benchmark, qint64 limitMs)
{
    return message("time_limit",
                   tr("Stopped after %1 s, the time limit of benchmark '%2': raise time_limit_seconds in its parameters, or ask fewer items "
                      "with num_examples.")
                       .arg(seconds(limitMs), benchmark.benchmarkId));
}

Message jobTimeLimit(qint64 limitMs)
{
    return message(
        "time_limit",
        tr("Stopped after %1 s, the time limit of the job: give it more with custom.assay.job_time_limit_seconds.").arg(seconds(limitMs)));
}

Message stalled(qint64 quietMs)
{
    return message(stalledCode, tr("Nothing was heard of the benchmark for %1 s: look at its log, and cancel it if it hangs.").arg(seconds(quietMs)));
}

Message retrying(int attempt, const Message &failure, qint64 delayMs)
{
    return message("retrying", tr("Attempt %1 failed and attempt %2 begins in %3 s. It said: %4")
                                   .arg(attempt).arg(attempt + 1).arg(seconds((delayMs + 999) / 1000 * 1000), failure.message));
}

bool worthRetrying(const Message &failure)
{
    return !failure.messageCode.startsWith(QLatin1String("secret_")) && failure.messageCode != QLatin1String(fieldNotSupportedCode);
}

BenchmarkEvent failure(const OpenBenchmark &benchmark, const Message &message)
{
    BenchmarkEvent event;
    event.id = benchmark.benchmarkId;
    event.providerId = benchmark.providerId;
    event.benchmarkIndex = benchmark.index;
    event.status = RunState::Failed;
    event.errorMessage = message;
    return event;
}

BenchmarkEvent noRuntime(const OpenBenchmark &benchmark)
{
    const QString words = QStringLiteral("Local runtime is not enabled for provider '%1'. Please configure a local runtime command for this "
                                         "provider and try again.").arg(benchmark.providerId);
    BenchmarkEvent event = failure(benchmark, message("evaluation_job_failed", words));
    BenchmarkRef entry;
    entry.providerId = benchmark.providerId;
    event.warningMessage = localLimits(entry, benchmark.index, {}, false).first().message;
    return event;
}

} // namespace assay::engine::messages
