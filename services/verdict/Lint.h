#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"
#include "services/verdict/MetricDictionary.h"

#include <QList>
#include <QString>

// The gate doctor: finds gates that give a wrong verdict or none, before anything runs, by the rule that WireScore.h
// reproduces. Pure functions, any thread; the sentences are translated, the codes are not.

namespace assay {

enum class Severity {
    Note, ///< worth knowing
    Warning, ///< something written there is never read, or has no effect
    Error, ///< a verdict that is wrong or can never be reached
};

/// The word for programs: "note", "warning", "error" (also SARIF's levels).
QString severityWord(Severity severity);

/// One change of a document that mends a finding.
struct FixEdit {
    QString pointer; ///< JSON pointer of the member
    JsonText value; ///< what belongs there; empty: the member goes
    bool operator==(const FixEdit &) const = default;
};

struct Finding {
    QString code; ///< stable, e.g. "gate-out-of-range"; see lintRules()
    Severity severity = Severity::Error;
    QString pointer; ///< JSON pointer (RFC 6901) into the linted document; empty: the whole document
    QString benchmark; ///< its id; empty: about the whole document
    QString message; ///< one sentence
    QString fix; ///< what to do, one sentence
    QList<FixEdit> edits; ///< the same for a program; empty: only a person can decide
    bool operator==(const Finding &) const = default;
};

struct LintRule {
    QString code;
    Severity severity; ///< usual; a finding may weigh less where the consequence does
    QString summary; ///< one sentence
};

/// Every code that lint() can give.
const QList<LintRule> &lintRules();

/// What the documents refer to. Providers and collections that are not here are reported as unknown.
struct LintSources {
    QList<Provider> providers;
    QList<Collection> collections; ///< for jobs that name one
    MetricDictionary dictionary = MetricDictionary::seed();
};

/// Findings in order of the document. EvalHub's rule is meant throughout; the local engine follows it.
QList<Finding> lint(const Collection &collection, const LintSources &sources);
QList<Finding> lint(const Job &job, const LintSources &sources);
/// The provider's own default gates.
QList<Finding> lint(const Provider &provider, const MetricDictionary &dictionary);

} // namespace assay
