#include "services/authoring/AuthoredDocument.h"

#include "services/authoring/DocumentPath.h"
#include "services/authoring/JsonVariant.h"
#include "services/json/Json.h"
#include "services/json/OrderedYaml.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <functional>

namespace assay {

namespace {

bool isMap(const QVariant &value) { return value.typeId() == QMetaType::QVariantMap; }
bool isList(const QVariant &value) { return value.typeId() == QMetaType::QVariantList; }

bool holdsNothing(const QVariant &value)
{
    return !value.isValid() || (value.typeId() == QMetaType::QString && value.toString().isEmpty()) || (isMap(value) && value.toMap().isEmpty())
        || (isList(value) && value.toList().isEmpty());
}

/// Texts as a list of variants, whole numbers as qlonglong: one type for one kind of value.
QVariant normal(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QStringList:
    case QMetaType::QVariantList: {
        QVariantList out;
        for (const QVariant &item : value.toList())
            out << normal(item);
        return out;
    }
    case QMetaType::QVariantMap: {
        QVariantMap out;
        const QVariantMap map = value.toMap();
        for (auto it = map.begin(); it != map.end(); ++it)
            out.insert(it.key(), normal(it.value()));
        return out;
    }
    case QMetaType::Int:
    case QMetaType::UInt: return value.toLongLong();
    default: return value;
    }
}

/// Carries `change` out on the value at parts[from..], making objects on the way and taking away those left empty, except
/// where `keep` says so.
bool changeAt(QVariant &node, const QStringList &parts, int from, const std::function<void(QVariant &)> &change,
              const std::function<bool(const QStringList &)> &keep)
{
    if (from == parts.size()) {
        change(node);
        return true;
    }
    const QString &part = parts.at(from);
    if (isList(node)) {
        bool number = false;
        const qsizetype row = part.toLongLong(&number);
        QVariantList list = node.toList();
        if (!number || row < 0 || row >= list.size())
            return false;
        node = QVariant(); // else the list would be shared, and copied as a whole
        const bool done = changeAt(list[row], parts, from + 1, change, keep);
        if (!list.at(row).isValid())
            list[row] = QVariantMap();
        node = list;
        return done;
    }
    if (node.isValid() && !isMap(node) && !node.isNull())
        return false;
    QVariantMap map = node.toMap();
    node = QVariant();
    QVariant member = map.value(part);
    const bool done = changeAt(member, parts, from + 1, change, keep);
    if (holdsNothing(member) && !keep(parts.mid(0, from + 1)))
        map.remove(part);
    else
        map.insert(part, isMap(member) || member.isValid() ? member : QVariant(QVariantMap()));
    node = map;
    return done;
}

/// Where a member stands in the form, to write documents in that order.
class Order {
public:
    explicit Order(DocumentKind kind)
    {
        int rank = 0;
        for (const FieldInfo &field : fieldsOf(kind)) {
            ++rank;
            for (QString path = field.path; !path.isEmpty(); path = path::parent(path)) {
                if (!m_rank.contains(path))
                    m_rank.insert(path, rank);
            }
        }
    }
    nlohmann::ordered_json sorted(const QVariant &value, const QString &pattern) const
    {
        if (isMap(value)) {
            const QVariantMap map = value.toMap();
            QStringList names = map.keys();
            const auto rank = [&](const QString &name) { return m_rank.value(path::join(pattern, name), 1'000'000); };
            std::ranges::stable_sort(names, [&](const QString &a, const QString &b) { return rank(a) < rank(b); });
            auto out = nlohmann::ordered_json::object();
            for (const QString &name : std::as_const(names))
                out[name.toStdString()] = sorted(map.value(name), path::join(pattern, name));
            return out;
        }
        if (isList(value)) {
            auto out = nlohmann::ordered_json::array();
            for (const QVariant &item : value.toList())
                out.push_back(sorted(item, pattern + QStringLiteral("/*")));
            return out;
        }
        return nlohmann::ordered_json(toJson(value));
    }

private:
    QHash<QString, int> m_rank;
};

template<typename T>
Result<T> typed(const QVariantMap &root)
{
    return json::decode<T>(json::dump(toJson(root)));
}

void dropEmptyTexts(QVariantMap &map)
{
    map.removeIf([](const auto &member) { return member.value().typeId() == QMetaType::QString && member.value().toString().isEmpty(); });
}

} // namespace

AuthoredDocument AuthoredDocument::fromJsonBytes(DocumentKind kind, const QByteArray &text)
{
    AuthoredDocument document(kind);
    if (const auto parsed = json::parse(text))
        document.m_root = toVariant(*parsed).toMap();
    return document;
}

AuthoredDocument AuthoredDocument::of(const Provider &provider)
{
    Provider written = provider;
    written.resource = {};
    AuthoredDocument document = fromJsonBytes(DocumentKind::Provider, json::encode(written));
    dropEmptyTexts(document.m_root);
    QVariantList benchmarks = document.rows(QStringLiteral("benchmarks"));
    for (QVariant &row : benchmarks) {
        QVariantMap map = row.toMap();
        dropEmptyTexts(map);
        row = map;
    }
    document.set(QStringLiteral("benchmarks"), benchmarks);
    return document;
}

AuthoredDocument AuthoredDocument::of(const Collection &collection)
{
    Collection written = collection;
    written.resource = {};
    written.derivedFrom = {};
    written.status = {};
    for (BenchmarkRef &entry : written.benchmarks)
        entry.url = {};
    return fromJsonBytes(DocumentKind::Collection, json::encode(written));
}

AuthoredDocument AuthoredDocument::of(const Job &job)
{
    Job written = job;
    written.resource = {};
    written.status = {};
    written.results = {};
    if (written.collection)
        written.collection->collectionUpdatedAt = {};
    for (BenchmarkRef &entry : written.benchmarks) {
        entry.url = {};
        if (entry.testDataRef)
            entry.testDataRef->resolvedSha = {};
    }
    AuthoredDocument document = fromJsonBytes(DocumentKind::Job, json::encode(written));
    if (document.text(QStringLiteral("model/url")).isEmpty())
        document.set(QStringLiteral("model/url"), {});
    return document;
}

Result<AuthoredDocument> AuthoredDocument::fromText(DocumentKind kind, const QByteArray &text)
{
    const auto parsed = json::yamlToJson(text); // JSON is YAML too
    if (!parsed)
        return parsed.error();
    if (!parsed->is_object() && !parsed->is_null()) {
        return Error{Error::Kind::Invalid,
                     QCoreApplication::translate("assay", "Line 1: the document must be names with values, like “name: …”.")};
    }
    AuthoredDocument document(kind);
    document.m_root = toVariant(*parsed).toMap();
    // What a server or a catalogue file adds; a document names itself by where it is stored.
    for (const char *made : {"resource", "status", "results"})
        document.m_root.remove(QLatin1String(made));
    if (kind != DocumentKind::Job && document.m_root.value(QStringLiteral("id")).typeId() == QMetaType::QString)
        document.m_root.remove(QStringLiteral("id"));
    return document;
}

Result<Provider> AuthoredDocument::toProvider() const { return typed<Provider>(m_root); }
Result<Collection> AuthoredDocument::toCollection() const { return typed<Collection>(m_root); }
Result<Job> AuthoredDocument::toJob() const
{
    QVariantMap sent = m_root;
    sent.remove(QStringLiteral("targets")); // each becomes a job of its own
    return typed<Job>(sent);
}

QByteArray AuthoredDocument::toYaml() const
{
    return m_root.isEmpty() ? QByteArray() : json::toYaml(Order(m_kind).sorted(m_root, {}));
}

QByteArray AuthoredDocument::toJson() const
{
    return QByteArray::fromStdString(Order(m_kind).sorted(m_root, {}).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) + '\n';
}

QVariant AuthoredDocument::value(const QString &path) const
{
    QVariant node = m_root;
    for (const QString &part : path::split(path)) {
        if (isList(node)) {
            bool number = false;
            const qsizetype row = part.toLongLong(&number);
            const QVariantList list = node.toList();
            if (!number || row < 0 || row >= list.size())
                return {};
            node = list.at(row);
        } else if (isMap(node)) {
            const QVariantMap map = node.toMap();
            const auto it = map.constFind(part);
            if (it == map.constEnd())
                return {};
            node = *it;
        } else {
            return {};
        }
    }
    return node;
}

bool AuthoredDocument::set(const QString &path, const QVariant &value)
{
    const QVariant written = holdsNothing(value) ? QVariant() : normal(value);
    QVariant root = m_root;
    m_root.clear();
    // The chosen member of a OneOf stays while its fields are still empty.
    const auto keep = [&](const QStringList &at) {
        if (at.size() < 2 || at.join(QLatin1Char('/')) == path)
            return false;
        const FieldInfo *above = fieldAt(m_kind, at.mid(0, at.size() - 1).join(QLatin1Char('/')));
        return above && above->kind == FieldKind::OneOf;
    };
    const bool done = changeAt(root, path::split(path), 0, [&](QVariant &node) { node = written; }, keep);
    m_root = root.toMap();
    return done;
}

QString AuthoredDocument::chosen(const QString &path) const
{
    const FieldInfo *field = fieldAt(m_kind, path);
    const QVariantMap object = value(path).toMap();
    for (const FieldChoice &choice : field ? field->choices : QList<FieldChoice>()) {
        if (object.contains(QLatin1String(choice.word)))
            return QLatin1String(choice.word);
    }
    return {};
}

bool AuthoredDocument::choose(const QString &path, const QString &member)
{
    const FieldInfo *field = fieldAt(m_kind, path);
    QVariantMap object = value(path).toMap();
    for (const FieldChoice &choice : field ? field->choices : QList<FieldChoice>()) {
        if (member != QLatin1String(choice.word))
            object.remove(QLatin1String(choice.word));
    }
    if (member.isEmpty())
        object.clear(); // what else stands there means nothing without it
    else if (!object.contains(member))
        object.insert(member, QVariantMap());
    return set(path, object);
}

void AuthoredDocument::insertRow(const QString &path, qsizetype at, const QVariant &row)
{
    QVariantList list = rows(path);
    list.insert(std::clamp<qsizetype>(at, 0, list.size()), normal(row));
    set(path, list);
}

void AuthoredDocument::removeRow(const QString &path, qsizetype at)
{
    QVariantList list = rows(path);
    if (at < 0 || at >= list.size())
        return;
    list.removeAt(at);
    set(path, list);
}

void AuthoredDocument::moveRow(const QString &path, qsizetype from, qsizetype to)
{
    QVariantList list = rows(path);
    if (from < 0 || from >= list.size() || to < 0 || to >= list.size())
        return;
    list.move(from, to);
    set(path, list);
}

} // namespace assay
