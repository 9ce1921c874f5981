#include "services/backends/llamastack/RunDoubts.h"

#include "services/backends/rest/KeptRun.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Message lostMessage()
{
    return runtimeMessage(Text::tr("The window ended, or its connection was closed, before the answer. The "
                                   "server keeps no list of runs, so what became of it is not known. It was "
                                   "not sent again."),
        QStringLiteral("state_unknown"));
}

} // namespace

QList<int> failLost(KeptRun &record, int waitedFor)
{
    QList<int> lost;
    for (int i = 0; i < record.calls.size(); ++i) {
        const RunCall &call = record.calls.at(i);
        BenchmarkStatus &status = record.job.status.benchmarks[i];
        if (i == waitedFor || call.sentMs == 0 || !call.runId.isEmpty() || isTerminal(status.status))
            continue;
        failBenchmark(status, lostMessage());
        lost << i;
    }
    if (!lost.isEmpty())
        settleJob(record.job);
    return lost;
}

QString brokenText(const QString &reason)
{
    return Text::tr("The connection broke before the answer (%1). The server keeps no list of runs, so what "
                    "became of it is not known. It was not sent again.")
        .arg(reason);
}

std::optional<Message> warningOf(const RunDoubts &doubts)
{
    if (doubts.notKept)
        return runtimeMessage(
            Text::tr("The metrics are complete, but the samples could not be written: %1").arg(*doubts.notKept),
            QStringLiteral("not_kept"));
    if (doubts.unsure)
        return runtimeMessage(
            Text::tr("The result was read after the connection to the server had ended for a while. If the server was "
                     "started anew meanwhile, it counts its runs from 0 again, and this may be the result of another "
                     "run; check it against the questions."),
            QStringLiteral("result_unsure"));
    if (doubts.rowsMissing)
        return runtimeMessage(Text::tr("The rows of the dataset do not fit the answers, so questions and "
                                       "expected answers are missing beside them."),
            QStringLiteral("rows_missing"));
    if (!doubts.mixed.isEmpty())
        return runtimeMessage(
            Text::tr("%1: the server added up otherwise than it was told. The parameters of a run that somebody "
                     "else began meanwhile came between; run it again while nobody else does.")
                .arg(doubts.mixed.join(QStringLiteral(", "))),
            QStringLiteral("parameters_mixed"));
    return {};
}

} // namespace assay
