#include "services/authoring/FieldInfo.h"

#include "services/authoring/FieldTables.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace assay {

namespace {

struct Table {
    QList<FieldInfo> fields;
    QHash<QString, qsizetype> byPattern;
};

const Table &tableOf(DocumentKind kind)
{
    static const auto make = [](QList<FieldInfo> fields) {
        Table table{std::move(fields), {}};
        for (qsizetype i = 0; i < table.fields.size(); ++i)
            table.byPattern.insert(table.fields.at(i).path, i);
        return table;
    };
    static const Table provider = make(fields::provider()), collection = make(fields::collection()), job = make(fields::job());
    switch (kind) {
    case DocumentKind::Provider: return provider;
    case DocumentKind::Collection: return collection;
    case DocumentKind::Job: break;
    }
    return job;
}

QString translated(const char *text) { return *text ? QCoreApplication::translate("assay", text) : QString(); }

bool isRowNumber(const QString &part)
{
    return !part.isEmpty() && std::ranges::all_of(part, [](QChar c) { return c >= QLatin1Char('0') && c <= QLatin1Char('9'); });
}

} // namespace

QString FieldInfo::title() const { return translated(titleText); }
QString FieldInfo::help() const { return translated(helpText); }
QString FieldInfo::unit() const { return translated(unitText); }

QString FieldInfo::choiceTitle(const QString &word) const
{
    for (const FieldChoice &choice : choices) {
        if (word == QLatin1String(choice.word))
            return translated(choice.title);
    }
    return word;
}

const QList<FieldInfo> &fieldsOf(DocumentKind kind) { return tableOf(kind).fields; }

QList<FieldInfo> fieldsIn(DocumentKind kind, const QByteArray &section)
{
    QList<FieldInfo> found;
    for (const FieldInfo &field : fieldsOf(kind)) {
        if (field.section == section)
            found << field;
    }
    return found;
}

const FieldInfo *fieldAt(DocumentKind kind, const QString &path)
{
    const Table &table = tableOf(kind);
    QStringList parts = path.split(QLatin1Char('/'));
    for (QString &part : parts) {
        if (isRowNumber(part))
            part = QStringLiteral("*");
    }
    for (bool exact = true; !parts.isEmpty(); parts.removeLast(), exact = false) {
        const qsizetype at = table.byPattern.value(parts.join(QLatin1Char('/')), -1);
        if (at < 0)
            continue;
        const FieldInfo &field = table.fields.at(at);
        const bool holdsMore = field.kind == FieldKind::Json || field.kind == FieldKind::Scoring || field.kind == FieldKind::KeyValues || field.kind == FieldKind::Words;
        return exact || holdsMore ? &field : nullptr;
    }
    return nullptr;
}

} // namespace assay
