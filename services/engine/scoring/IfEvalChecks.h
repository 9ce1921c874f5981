#pragma once

#include "services/engine/scoring/PyValue.h"

#include <QString>

#include <functional>

namespace assay::engine::scoring {

/// Whether a non-empty answer follows an instruction.
using IfEvalCheck = std::function<bool(const QString &answer)>;

/// The check for an instruction with its arguments (nulls taken out). Throws PyError: KeyError for an unknown
/// instruction, TypeError for an argument that does not exist or has the wrong type, ValueError for a bad relation. The
/// check itself throws ValueError when a needed argument is missing (the reference would roll dice) and NotAvailable
/// when the answer cannot be judged without a language detector or a sentence tokenizer.
IfEvalCheck ifEvalCheck(const QString &instruction, const json &arguments);

bool isIfEvalInstruction(const QString &instruction);

} // namespace assay::engine::scoring
