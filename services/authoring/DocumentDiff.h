#pragma once

#include "services/authoring/AuthoredDocument.h"

namespace assay {

/// One difference between two states of a document, for people.
struct DocumentChange {
    enum class What { Added, Removed, Changed, Moved };
    What what = What::Changed;
    QString path;  ///< in the later state; of a removed row or member, in the earlier one
    QString place; ///< translated: "gsm8k › Weight"
    QVariant before, after;

    QString sentence() const; ///< translated: "gsm8k › Weight: 1 → 2"
};

/// By member; rows are told apart by provider and id, so that a moved row is no other row. In the order of the form.
QList<DocumentChange> differences(const AuthoredDocument &before, const AuthoredDocument &after);

/// The same as a JSON Patch (RFC 6902), within what EvalHub allows to patch (contract, section 8). Error::Unsupported names
/// the field that only a replacement of the whole document can change.
Result<QByteArray> jsonPatch(const AuthoredDocument &before, const AuthoredDocument &after);

struct MergedDocument {
    AuthoredDocument document;
    QList<DocumentChange> conflicts; ///< both changed it: before is theirs, after is mine, which was kept
};
/// What was changed in `mine` and in `theirs` since `base`.
MergedDocument merged(const AuthoredDocument &base, const AuthoredDocument &mine, const AuthoredDocument &theirs);

/// "gsm8k" of a row, else its number from 1; for labels.
QString rowName(const QVariant &row, qsizetype number);
/// A value on one short line; numbers shortest, objects as JSON.
QString valueText(const QVariant &value);

} // namespace assay
