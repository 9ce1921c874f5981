#pragma once

#include "services/core/Sample.h"
#include "services/reports/JudgedRun.h"
#include "services/verdict/RunComparison.h"

#include <QMap>

// Makes a report's values from jobs as servers have them; the window and assayctl make theirs here. Pure functions, any thread.

namespace assay::reports {

/// One run of a report.
struct RunInput {
    QString ref;    ///< how the caller names the run: RunRef::text(), a job id, a file
    QString server; ///< name of its connection; may be empty
    JudgedRun judged;
    QMap<int, ScoreColumns> scores;                       ///< by benchmark index, where they are known
    QList<QPair<QString, QString>> provenance = {};       ///< comes after what is known of the job
};

/// The run as reports show it. The label is the model's name; labelRuns() makes them differ.
ReportRun reportRun(const RunInput &input);

/// Appends the job's name, else its id, to models that several runs have.
void labelRuns(QList<ReportRun> &runs);

/// The report over these runs, without comparisons: title, decision, policy and what all runs share. The date is that of the
/// newest run's end, so that the same runs give the same bytes on any day.
ReportData reportOf(const QList<RunInput> &runs, const QString &toolVersion);

/// Says what it comes to, from the runs' verdicts, their worst gates and failed checks. To be called again after checks were added.
/// `only`: the run that the decision is about; -1: all of them.
void decide(ReportData &data, int only = -1);

/// What changed from the baseline (a) to a run (b) in one row of their comparison, with the keys of at most `shown` items each way;
/// addTexts() tells more of them. None where the items are neither right nor wrong.
std::optional<ReportFlips> reportFlips(const RunComparison &comparison, const ComparedRow &row, int run, const ScoreColumns &a,
                                       const ScoreColumns &b, int shown = 8);
/// Prompts, expected answers and answers of the items that are listed; samples of other items do not matter.
void addTexts(ReportFlips &flips, const QList<Sample> &a, const QList<Sample> &b);
ScoreColumns scoreColumns(const QList<Sample> &samples);

/// "strict: the whole 95 % interval must clear the gate"
QString policyText(const GatePolicy &policy);

/// YAML that submits the job again: members that servers make are left out, and a password in the model's address, too.
QByteArray jobFileText(const Job &job);

} // namespace assay::reports
