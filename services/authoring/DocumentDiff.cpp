#include "services/authoring/DocumentDiff.h"

#include "services/authoring/DocumentPath.h"
#include "services/authoring/JsonVariant.h"
#include "services/authoring/RowMatch.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <algorithm>

namespace assay {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

bool isMap(const QVariant &value) { return value.typeId() == QMetaType::QVariantMap; }

class Differ {
public:
    Differ(const AuthoredDocument &before, const AuthoredDocument &after) : m_kind(after.kind())
    {
        compareMaps(before.root(), after.root(), {}, {});
    }
    QList<DocumentChange> changes;

private:
    void compare(const QVariant &before, const QVariant &after, const QString &path, const QString &place)
    {
        if (sameValue(before, after))
            return;
        const FieldInfo *field = fieldAt(m_kind, path);
        if (field && field->kind == FieldKind::Rows)
            return compareRows(before.toList(), after.toList(), path, place);
        const bool inner = !field || field->kind == FieldKind::OneOf;
        if (inner && (isMap(before) || !before.isValid()) && (isMap(after) || !after.isValid()) && (isMap(before) || isMap(after)))
            return compareMaps(before.toMap(), after.toMap(), path, place);
        const auto what = !before.isValid() ? DocumentChange::What::Added
            : !after.isValid()             ? DocumentChange::What::Removed
                                           : DocumentChange::What::Changed;
        changes.append({what, path, placeOf(place, field ? field->title() : path::last(path)), before, after});
    }

    void compareMaps(const QVariantMap &before, const QVariantMap &after, const QString &path, const QString &place)
    {
        QStringList names = after.keys();
        for (auto it = before.begin(); it != before.end(); ++it) {
            if (!after.contains(it.key()))
                names << it.key();
        }
        const auto rank = [&](const QString &name) {
            const QString wanted = path::join(path, name);
            const QList<FieldInfo> &fields = fieldsOf(m_kind);
            for (qsizetype i = 0; i < fields.size(); ++i) {
                if (path::within(fields.at(i).path, wanted))
                    return i;
            }
            return fields.size();
        };
        std::ranges::stable_sort(names, {}, rank);
        for (const QString &name : std::as_const(names))
            compare(before.value(name), after.value(name), path::join(path, name), place);
    }

    void compareRows(const QVariantList &before, const QVariantList &after, const QString &path, const QString &place)
    {
        const QStringList old = rowKeys(before), now = rowKeys(after);
        for (qsizetype i = 0; i < before.size(); ++i) {
            if (!now.contains(old.at(i)))
                changes.append({DocumentChange::What::Removed, path::join(path, i), placeOf(place, rowName(before.at(i), i + 1)), before.at(i), {}});
        }
        QStringList kept;
        for (qsizetype i = 0; i < after.size(); ++i) {
            const qsizetype was = old.indexOf(now.at(i));
            const QString name = placeOf(place, rowName(after.at(i), i + 1));
            if (was < 0) {
                changes.append({DocumentChange::What::Added, path::join(path, i), name, {}, after.at(i)});
                continue;
            }
            kept << now.at(i);
            compareMaps(before.at(was).toMap(), after.at(i).toMap(), path::join(path, i), name);
        }
        QStringList order = old;
        order.removeIf([&](const QString &key) { return !kept.contains(key); });
        if (order != kept) {
            const FieldInfo *field = fieldAt(m_kind, path);
            changes.append({DocumentChange::What::Moved, path, placeOf(place, field ? field->title() : path), before, after});
        }
    }

    static QString placeOf(const QString &outer, const QString &inner)
    {
        return outer.isEmpty() ? inner : QStringLiteral("%1 › %2").arg(outer, inner);
    }

    DocumentKind m_kind;
};

struct PatchRight {
    const char *member;
    bool add, remove, replace;
};

QList<PatchRight> patchRights(DocumentKind kind)
{
    if (kind == DocumentKind::Provider) {
        return {{"name", false, false, true},  {"title", true, true, true},      {"description", true, true, true}, {"tags", true, true, true},
                {"runtime", false, false, true}, {"benchmarks", false, false, true}, {"agent", true, true, true}};
    }
    if (kind == DocumentKind::Collection) {
        return {{"name", false, false, true},       {"category", false, false, true}, {"description", true, true, true},
                {"tags", true, true, true},         {"custom", true, true, true},     {"benchmarks", false, false, true},
                {"pass_criteria", true, true, true}, {"domains", true, true, true},   {"tasks", true, true, true},
                {"modalities", true, true, true},   {"industries", true, true, true}, {"evaluation_targets", true, true, true},
                {"pinned_order", true, false, true}};
    }
    return {};
}

/// A list of the same length is patched row by row, any other as a whole.
void patchList(nlohmann::json &patch, const std::string &at, const QVariantList &before, const QVariantList &after)
{
    if (before.size() != after.size()) {
        patch.push_back({{"op", "replace"}, {"path", at}, {"value", toJson(after)}});
        return;
    }
    for (qsizetype i = 0; i < after.size(); ++i) {
        if (!sameValue(before.at(i), after.at(i)))
            patch.push_back({{"op", "replace"}, {"path", at + "/" + std::to_string(i)}, {"value", toJson(after.at(i))}});
    }
}

} // namespace

QString rowName(const QVariant &row, qsizetype number)
{
    const QString id = row.toMap().value(QStringLiteral("id")).toString();
    return id.isEmpty() ? tr("Row %1").arg(number) : id;
}

QString valueText(const QVariant &value)
{
    constexpr qsizetype most = 80;
    QString text;
    if (value.typeId() == QMetaType::QString) {
        text = value.toString().simplified();
    } else if (value.typeId() == QMetaType::Bool) {
        text = value.toBool() ? tr("yes") : tr("no");
    } else if (value.typeId() == QMetaType::QVariantList
               && std::ranges::all_of(value.toList(), [](const QVariant &item) { return item.typeId() == QMetaType::QString; })) {
        text = value.toStringList().join(QStringLiteral(", "));
    } else {
        text = value.isValid() ? QString::fromUtf8(json::dump(toJson(value))) : QString();
    }
    return text.size() > most ? text.left(most - 1) + QChar(0x2026) : text;
}

QString DocumentChange::sentence() const
{
    const bool row = isMap(before) || isMap(after);
    switch (what) {
    case What::Added: return row ? tr("%1: added").arg(place) : tr("%1: %2 (new)").arg(place, valueText(after));
    case What::Removed: return row ? tr("%1: removed").arg(place) : tr("%1: %2 (removed)").arg(place, valueText(before));
    case What::Moved: return tr("%1: order changed").arg(place);
    case What::Changed: break;
    }
    return tr("%1: %2 → %3").arg(place, valueText(before), valueText(after));
}

QList<DocumentChange> differences(const AuthoredDocument &before, const AuthoredDocument &after) { return Differ(before, after).changes; }

Result<QByteArray> jsonPatch(const AuthoredDocument &before, const AuthoredDocument &after)
{
    auto patch = nlohmann::json::array();
    const QList<PatchRight> rights = patchRights(after.kind());
    QStringList names = (before.root().keys() + after.root().keys());
    names.removeDuplicates();
    for (const QString &name : std::as_const(names)) {
        const QVariant was = before.root().value(name), is = after.root().value(name);
        if (sameValue(was, is))
            continue;
        const auto right = std::ranges::find_if(rights, [&](const PatchRight &r) { return name == QLatin1String(r.member); });
        // Servers always have these two, also when nothing was sent.
        const bool always = name == QLatin1String("benchmarks") || name == QLatin1String("name");
        const bool adds = !was.isValid() && !always, removes = !is.isValid() && !always;
        const std::string at = "/" + path::escaped(name).toStdString();
        if (right == rights.end() || (adds && !right->add) || (removes && !right->remove) || (!adds && !removes && !right->replace)) {
            const FieldInfo *field = fieldAt(after.kind(), name);
            return Error{Error::Kind::Unsupported,
                         tr("“%1” cannot be changed by itself; the document has to be replaced as a whole.").arg(field ? field->title() : name),
                         QString::fromStdString(at)};
        }
        if (name == QLatin1String("benchmarks"))
            patchList(patch, at, was.toList(), is.toList());
        else if (removes)
            patch.push_back({{"op", "remove"}, {"path", at}});
        else
            patch.push_back({{"op", adds ? "add" : "replace"}, {"path", at}, {"value", toJson(is)}});
    }
    return json::dump(patch);
}

} // namespace assay
