#pragma once

#include "services/authoring/ParameterTable.h"

// One table a provider's program, each with where its facts are from. Only what a program reads is here, under its own names.

namespace assay::parameters {

QList<ParameterInfo> assay();
QList<ParameterInfo> harness();
QList<ParameterInfo> lighteval();
QList<ParameterInfo> inspect();
QList<ParameterInfo> guidellm();
QList<ParameterInfo> garak(bool pipelines);
QList<ParameterInfo> ragas();
QList<ParameterInfo> deepeval();
QList<ParameterInfo> clear();
QList<ParameterInfo> mteb();
QList<ParameterInfo> ruler();
QList<ParameterInfo> llamaStack();

/// EvalHub's own limit, which servers take out of the parameters and hand over beside them (contract, section 5.2).
ParameterInfo numExamples(const char *help, const QVariant &standard = {});

} // namespace assay::parameters
