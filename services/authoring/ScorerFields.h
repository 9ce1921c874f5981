#pragma once

#include "services/authoring/FieldInfo.h"

// What scoring functions can be told, for forms: those of Llama Stack (contract, sections 3.3 and 6), which the local engine has too, and
// the engine's own (services/engine/scoring). The path of a field is the name of the parameter.

namespace assay {

struct ScorerInfo {
    QString id;          ///< e.g. "basic::subset_of"
    const char *titleText = ""; ///< untranslated; see title()
    QString type;        ///< as Llama Stack's parameters name it; empty: the engine's own, which have none
    QString aggregation; ///< of its definition; empty: none

    QString title() const; ///< translated: what it looks at
    bool asksJudge() const { return type == QLatin1String("llm_as_judge"); }
};

/// In the order in which they are offered.
const QList<ScorerInfo> &scorers();
/// Null: not known; servers may have others.
const ScorerInfo *scorerOf(const QString &function);

/// basic, regex_parser, llm_as_judge.
QStringList scorerTypes();
/// For people, translated.
QString scorerTypeTitle(const QString &type);

/// type: of a function that is not known; what is known has its own.
QList<FieldInfo> scorerFields(const QString &function, const QString &type = {});
/// What is wrong with parameters that are there: one translated sentence, empty when nothing is. Members that no field knows are passed over.
QString scorerProblem(const QString &function, const QString &type, const QVariantMap &params);
/// The same of an object with the parameters of several functions, by function; the sentence names the function.
QString scoringProblem(const FieldInfo &field, const QVariant &value);

} // namespace assay
