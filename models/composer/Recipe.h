#pragma once

#include "models/composer/TargetRow.h"

#include <QDateTime>

namespace assay {

/// A job that is kept to be run again: the document, whom it is sent to, and a name.
struct Recipe {
    QString name; ///< unique in a list, not blank
    AuthoredDocument document{DocumentKind::Job};
    QList<TargetRow> targets; ///< several: a matrix; empty: the document's own model
    QString namePattern;      ///< of the matrix; empty: the standard one
    QDateTime changed;        ///< UTC
    bool operator==(const Recipe &) const = default;

    QVariantMap toMap() const;
    /// None when it is no recipe.
    static std::optional<Recipe> fromMap(const QVariantMap &map);
    /// For a file: YAML with the members recipe, targets, name_pattern and job.
    QByteArray toYaml() const;
    /// Error::Invalid names the line or the member. A plain job's YAML is a recipe too, named as the job.
    static Result<Recipe> fromYaml(const QByteArray &text);
};

/// Where a job or a target holds what looks like a key or a password; one translated sentence with the fix, empty: nowhere.
/// What is stored or written to a file has to pass it.
QString secretProblem(const AuthoredDocument &job, const QList<TargetRow> &targets);

} // namespace assay
