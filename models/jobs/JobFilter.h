#pragma once

#include "models/jobs/JobRow.h"
#include "services/core/Query.h"

#include <QSet>
#include <QStringList>

namespace assay {

/// How the list of runs is divided.
enum class RunGrouping { None, Model, Collection, Day, Batch };

/// A filter line, e.g. `state:failed model:llama* after:-7d score<0.5 -tag:old exact words`. All parts must hold; several states or
/// verdicts mean any of them; a `-` before a part means that it must not hold. Quotes keep blanks together. Text is compared
/// without case; `*` stands for anything.
struct JobFilter {
    enum class Key { Word, State, Verdict, Model, Name, Tag, Note, Collection, Benchmark, Provider, Connection, Is, Has, After, Before, Score, Duration };
    enum class Op { Contains, Less, LessEqual, Equal, GreaterEqual, Greater };
    struct Term {
        Key key = Key::Word;
        Op op = Op::Contains;
        bool negated = false;
        QString text;      ///< lower case
        double number = 0; ///< score in its unit; duration in milliseconds; dates in milliseconds since 1970
    };

    QSet<RunState> states;
    QSet<Verdict> verdicts;
    QList<Term> terms;
    QSet<QString> without; ///< ids of runs that are left out, whatever the line says
    RunGrouping group = RunGrouping::None;
    QString problem; ///< translated: the part that was not understood, and what would be; it does not filter

    bool isEmpty() const { return states.isEmpty() && verdicts.isEmpty() && terms.isEmpty() && without.isEmpty(); }
    /// Runs in archives are asked for: they are in no list otherwise.
    bool wantsArchived() const;
    /// `nowMs`: wall clock, for durations of running jobs.
    bool accepts(const JobRow &row, qint64 nowMs = 0) const;
    /// The part that a server can filter by; it knows exact words only.
    JobQuery serverQuery() const;
    /// `nowMs`: what dates such as -7d count from; days are those of the local time zone.
    static JobFilter parse(const QString &line, qint64 nowMs = 0);
    /// The tokens a person can use, for completion: "state:", "model:", …
    static QStringList tokens();
};

/// The parts of a line, quotes as they stand.
QStringList filterParts(const QString &line);
/// "gemma 3" in quotes, other words as they are.
QString quotedFilterValue(const QString &value);
/// The line with `key:value` added, or taken out when it is there.
QString toggledFilterPart(const QString &line, const QString &key, const QString &value);
bool hasFilterPart(const QString &line, const QString &key, const QString &value);

} // namespace assay
