#pragma once

#include "services/authoring/AuthoredDocument.h"

namespace assay {

/// One model that a job is sent to: the part of a job's document that differs from job to job of a matrix.
struct TargetRow {
    QString name;           ///< as the endpoint knows it
    QString url;            ///< `recorded:NAME` replays stored answers on the local engine
    QString secretRef;      ///< name of a stored key, never the key
    QString cardUrl;
    QVariantMap parameters; ///< generation settings, as in the document
    bool operator==(const TargetRow &) const = default;

    static TargetRow of(const AuthoredDocument &job); ///< its `model`
    /// Puts it in place of the job's model; members of `model` that are none of these stay.
    void applyTo(AuthoredDocument &job) const;
    bool isEmpty() const { return *this == TargetRow(); }

    QVariantMap toMap() const;
    static TargetRow fromMap(const QVariantMap &map);
};

/// How the jobs of a matrix are called: {name} is the job's own name, {model} the target's, {number} its place from 1.
QString standardNamePattern(); ///< "{name} · {model}"

/// One job a target, in their order. No target: the job itself. A single target: its name is the job's own. Several: by
/// `pattern` (empty: the standard one), and where two names would be equal the later gets " (2)", " (3)", …
QList<AuthoredDocument> expandTargets(const AuthoredDocument &job, const QList<TargetRow> &targets, const QString &pattern = {});

/// What is wrong with the targets, in their order: the document's own rules for `model`, told at "targets/2/url", and equal
/// rows, which would run the same twice. Members: name, url, secret_ref, card_url, parameters.
QList<FieldProblem> targetProblems(const AuthoredDocument &job, const QList<TargetRow> &targets);

} // namespace assay
