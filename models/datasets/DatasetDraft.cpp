#include "models/datasets/DatasetDraft.h"

#include "models/datasets/DatasetListModel.h"
#include "services/core/EnteredValue.h"
#include "services/core/JsonMembers.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

constexpr qsizetype shownChars = 300; ///< of a value

Error invalid(const QString &text)
{
    return Error { Error::Kind::Invalid, text };
}

Result<QString> addressOf(const QString &entered)
{
    const QString address = entered.trimmed();
    if (address.isEmpty())
        return invalid(Text::tr("Address: enter where the server finds the rows."));
    if (address.startsWith(QLatin1Char('/')))
        return address;
    const QString scheme = QUrl(address.left(address.indexOf(QLatin1Char(':')) + 1)).scheme();
    if (scheme.isEmpty())
        return invalid(Text::tr("Address: begin it with huggingface://, https://, file:///, lsfs://, data: or another "
                                "word of that kind, or with / for a file of the server's machine."));
    if (scheme == QLatin1String("data"))
        return address.contains(QLatin1Char(','))
            ? Result<QString>(address)
            : invalid(Text::tr("Address: write the rows behind a comma, as in data:text/csv,question,answer."));
    const bool spaced
        = std::any_of(address.cbegin(), address.cend(), [](QChar letter) { return letter.isSpace(); });
    if (spaced)
        return invalid(Text::tr("Address: there is a space in it; write it as %20."));
    QString rest = address.mid(scheme.size() + 1);
    while (rest.startsWith(QLatin1Char('/')))
        rest.remove(0, 1);
    if (rest.isEmpty())
        return invalid(Text::tr("Address: nothing stands behind %1; complete it.").arg(address));
    return address;
}

Result<JsonText> rowsOf(const QString &entered)
{
    const QByteArray text = entered.trimmed().toUtf8();
    if (text.isEmpty())
        return invalid(Text::tr("Rows: enter at least one, a JSON object a line."));
    if (text.size() > DatasetService::largestAppend)
        return invalid(Text::tr("Rows: they are longer than %1 MiB; take fewer, or let the server open them at an address.")
                           .arg(DatasetService::largestAppend >> 20));
    if (text.startsWith('[')) {
        const QJsonArray list = QJsonDocument::fromJson(text).array();
        if (list.isEmpty() || !std::all_of(list.cbegin(), list.cend(), [](const auto &row) { return row.isObject(); }))
            return invalid(Text::tr("Rows: this is no JSON array of objects; correct it, or enter an object a line."));
        return JsonText { text };
    }
    QByteArray rows;
    qint64 line = 0;
    for (const QByteArray &raw : text.split('\n')) {
        ++line;
        const QByteArray row = raw.trimmed();
        if (row.isEmpty())
            continue;
        if (!QJsonDocument::fromJson(row).isObject())
            return invalid(Text::tr("Rows, line %1: it is no JSON object; correct it.").arg(line));
        rows += (rows.isEmpty() ? "" : ",") + row; // as it stands, so that numbers keep every digit
    }
    return JsonText { '[' + rows + ']' };
}

Result<JsonText> metadataOf(const DatasetDraft &draft)
{
    QList<JsonMember> members;
    if (const QString provider = draft.provider.trimmed(); !provider.isEmpty())
        members.append({ QStringLiteral("provider_id"), jsonText(provider) });
    int line = 0;
    for (const QString &entry : draft.metadata.split(QLatin1Char('\n'))) {
        ++line;
        if (entry.trimmed().isEmpty())
            continue;
        const qsizetype at = entry.indexOf(QLatin1Char('='));
        const QString name = entry.left(at).trimmed(), value = entry.mid(at + 1).trimmed();
        if (at < 0 || name.isEmpty())
            return invalid(Text::tr("Metadata, line %1: write a name, =, and a value.").arg(line));
        if (std::any_of(members.cbegin(), members.cend(), [&name](const JsonMember &one) { return one.name == name; }))
            return invalid(Text::tr("Metadata, line %1: there is a “%2” already; take one of them out.").arg(line).arg(name));
        members.append({ name, isJsonValue(value) ? JsonText { value.toUtf8() } : jsonText(value) });
    }
    return members.isEmpty() ? JsonText() : jsonObject(members);
}

} // namespace

Result<DatasetRequest> datasetRequest(const DatasetDraft &draft)
{
    DatasetRequest out;
    out.id = draft.id.trimmed();
    out.purpose = draft.purpose;
    if (out.id.isEmpty())
        return invalid(Text::tr("Name: enter one for the dataset."));
    const auto metadata = metadataOf(draft);
    if (!metadata)
        return metadata.error();
    out.metadata = *metadata;
    if (draft.source == DatasetDraft::Source::File) {
        if (draft.file.isEmpty())
            return invalid(Text::tr("File: choose one."));
        out.file = draft.file;
        out.skipBroken = draft.skipBroken;
    } else if (draft.source == DatasetDraft::Source::Address) {
        const auto address = addressOf(draft.address);
        if (!address)
            return address.error();
        out.uri = *address;
    } else {
        const auto rows = rowsOf(draft.rows);
        if (!rows)
            return rows.error();
        out.rows = *rows;
    }
    return out;
}

QString aboutDataset(const Dataset &dataset)
{
    QStringList lines;
    const auto add = [&lines](const QString &name, const QString &value) {
        if (!value.isEmpty())
            lines << QStringLiteral("%1: %2").arg(name, value.left(shownChars).simplified());
    };
    add(DatasetListModel::tr("Purpose"), datasetPurposeName(dataset.purpose));
    const bool sent = dataset.uri.isEmpty() && !dataset.purpose.isEmpty();
    add(DatasetListModel::tr("Source"), sent ? DatasetListModel::tr("Sent with the request") : dataset.uri);
    add(Text::tr("Provider"), dataset.providerId);
    for (const JsonMember &one : jsonMembers(dataset.metadata)) {
        const QString json = QString::fromUtf8(one.value.text), text = unquoted(json);
        add(one.name, text.isEmpty() ? json : text);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace assay
