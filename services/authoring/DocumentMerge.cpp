#include "services/authoring/DocumentDiff.h"
#include "services/authoring/DocumentPath.h"
#include "services/authoring/JsonVariant.h"
#include "services/authoring/RowMatch.h"

namespace assay {

namespace {

bool isMap(const QVariant &value) { return value.typeId() == QMetaType::QVariantMap; }
bool mapOrNothing(const QVariant &value) { return isMap(value) || !value.isValid(); }

class Merger {
public:
    explicit Merger(DocumentKind kind) : m_kind(kind) {}
    QList<DocumentChange> conflicts;

    QVariant merge(const QVariant &base, const QVariant &mine, const QVariant &theirs, const QString &path)
    {
        if (sameValue(mine, base))
            return theirs;
        if (sameValue(theirs, base) || sameValue(mine, theirs))
            return mine;
        const FieldInfo *field = path.isEmpty() ? nullptr : fieldAt(m_kind, path);
        if (field && field->kind == FieldKind::Rows)
            return mergeRows(base.toList(), mine.toList(), theirs.toList(), path);
        const bool inner = !field || field->kind == FieldKind::KeyValues || field->kind == FieldKind::Json || field->kind == FieldKind::Scoring;
        if (inner && mapOrNothing(base) && isMap(mine) && isMap(theirs))
            return mergeMaps(base.toMap(), mine.toMap(), theirs.toMap(), path);
        conflict(path, mine, theirs);
        return mine;
    }

private:
    void conflict(const QString &path, const QVariant &mine, const QVariant &theirs)
    {
        const FieldInfo *field = fieldAt(m_kind, path);
        conflicts.append({DocumentChange::What::Changed, path, field ? field->title() : path::last(path), theirs, mine});
    }

    QVariantMap mergeMaps(const QVariantMap &base, const QVariantMap &mine, const QVariantMap &theirs, const QString &path)
    {
        QVariantMap out;
        QStringList names = mine.keys() + theirs.keys();
        names.removeDuplicates();
        for (const QString &name : std::as_const(names)) {
            const QVariant value = merge(base.value(name), mine.value(name), theirs.value(name), path::join(path, name));
            if (value.isValid())
                out.insert(name, value);
        }
        return out;
    }

    /// My order; what they added comes at the end. A row that one side removed and the other changed stays.
    QVariantList mergeRows(const QVariantList &base, const QVariantList &mine, const QVariantList &theirs, const QString &path)
    {
        const QStringList b = rowKeys(base), m = rowKeys(mine), t = rowKeys(theirs);
        const auto row = [](const QVariantList &rows, const QStringList &keys, const QString &key) {
            const qsizetype at = keys.indexOf(key);
            return at < 0 ? QVariant() : rows.at(at);
        };
        QVariantList out;
        for (const QString &key : m) {
            const QVariant old = row(base, b, key), my = row(mine, m, key), their = row(theirs, t, key);
            const QString at = path::join(path, out.size());
            if (!their.isValid() && old.isValid()) {
                if (sameValue(old, my))
                    continue; // they removed it, I left it alone
                conflict(at, my, their);
                out << my;
            } else {
                out << merge(old, my, their.isValid() ? their : my, at);
            }
        }
        for (const QString &key : t) {
            const QVariant old = row(base, b, key), their = row(theirs, t, key);
            if (m.contains(key) || (old.isValid() && sameValue(old, their)))
                continue;
            if (old.isValid())
                conflict(path::join(path, out.size()), {}, their);
            else
                out << their;
        }
        return out;
    }

    DocumentKind m_kind;
};

} // namespace

MergedDocument merged(const AuthoredDocument &base, const AuthoredDocument &mine, const AuthoredDocument &theirs)
{
    Merger merger(mine.kind());
    const QVariantMap root = merger.merge(base.root(), mine.root(), theirs.root(), {}).toMap();
    MergedDocument result{AuthoredDocument(mine.kind()), merger.conflicts};
    for (auto it = root.begin(); it != root.end(); ++it)
        result.document.set(path::escaped(it.key()), it.value());
    return result;
}

} // namespace assay
