#pragma once

#include "services/api/EvaluationService.h"

#include <optional>

// What a new evaluation of Scale GP may hold: the one place that knows its fields and the tasks' configurations.
// Source: the v5 reference and the types of the package scale-gp-beta 0.7.0. Pure functions, any thread.

namespace assay::scale {

/// A field with what its value becomes in a request.
struct Field {
    enum class Wire {
        Text, ///< a string as it is
        Whole, ///< an integer
        Number,
        Flag,
        Texts, ///< an array of strings
        Scalars, ///< an array; what reads as a number or a flag is sent as one
        Object,
        Array,
        Any, ///< any JSON value
        Messages,
    };
    EvaluationField shown;
    QString path; ///< below the object that it belongs to, parts separated by dots
    Wire wire = Wire::Text;
    std::optional<double> least = {}, most = {}; ///< of a number; of a text, `most` are characters
    QString group = {}; ///< just one field of a group is to be entered
};

struct TaskKind {
    EvaluationTaskKind shown; ///< without fields
    QList<Field> fields;
};

/// Characters that the public reference allows.
inline constexpr int longestName = 128, longestDescription = 280;

QList<Field> aboutFields();
/// Of the dataset that the rows become.
QList<Field> keepFields();
QList<TaskKind> taskKinds();

} // namespace assay::scale
