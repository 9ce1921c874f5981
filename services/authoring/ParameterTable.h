#pragma once

#include "services/authoring/FieldInfo.h"

// What the programs behind known providers read from a benchmark's parameters. It adds to the field table: parameters are a free
// object on the wire, so any other name may stand beside these, and a provider that is not known has none.

namespace assay {

struct EstimateOptions;

/// One parameter that a provider's program reads.
struct ParameterInfo {
    FieldInfo field;          ///< path "parameters/NAME"; kind, words and rule as of any field
    QVariant standard = {};   ///< what counts when it is absent; invalid: nothing, or it depends
    bool limitsItems = false; ///< a whole number from 1 that says how many items are asked at most; `standard`: when it is absent
    bool endless = false;     ///< there is no end without that limit: a load test
    QStringList otherNames = {}; ///< names that the program reads in its place where it is absent
    QStringList benchmarks = {}; ///< ids that read it, "petri-*" for all that begin so; empty: all of the provider's

    QString name() const; ///< the key on the wire
};

/// In the order of the form, the most used first. `benchmark` empty: those that every benchmark of the provider reads.
/// Unknown providers: none.
QList<ParameterInfo> parametersOf(const QString &provider, const QString &benchmark = {});
bool hasParameterTable(const QString &provider);

/// The same as fields of a row of `rows` ("benchmarks/*", "collection/benchmarks/*"), for a form of one entry:
/// form.setFields(parameterFields(provider, benchmark), "benchmarks/2"). The values are the members of the entry's `parameters`,
/// so the free key table, which has all of them, and the YAML text show the same.
QList<FieldInfo> parameterFields(const QString &provider, const QString &benchmark, const QString &rows = QStringLiteral("benchmarks/*"));

/// What is wrong with a value that is there: one translated sentence, empty when nothing is.
QString parameterProblem(const ParameterInfo &parameter, const QVariant &value);

/// How the number of items of a benchmark is limited.
struct ItemLimit {
    QString parameter = {}; ///< name of the parameter that is written; empty: there is none
    QStringList others = {}; ///< further names that limit it where `parameter` is absent; a preset takes them away
    bool sure = true;        ///< the provider's program is known to read it
    bool endless = false;    ///< without it there is no end: a load test
    std::optional<qint64> withoutIt = {}; ///< items that are asked when it is absent; none: all
    QString why = {}; ///< one translated sentence: why there is none, or why it is not sure; empty otherwise
};
/// A provider that is not known has EvalHub's own num_examples, and that is not sure.
ItemLimit itemLimitOf(const QString &provider, const QString &benchmark);

/// Items that an entry asks for by its parameters; none: no limit there. The same rule that presets write by.
std::optional<qint64> itemsAskedFor(const QString &provider, const QString &benchmark, const QVariantMap &parameters);

/// Lets an estimate count the items as the programs do; see estimateJob().
void useParameterTables(EstimateOptions &options);

} // namespace assay
