#include "services/core/JobExtras.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace assay {

namespace {

const QString recordName = QStringLiteral("scale"), metadataName = QStringLiteral("metadata"), archivedName = QStringLiteral("archived_at");

JsonText memberOf(const QList<JsonMember> &members, const QString &name)
{
    const auto found = std::find_if(members.cbegin(), members.cend(), [&name](const JsonMember &one) { return one.name == name; });
    return found == members.cend() ? JsonText() : found->value;
}

/// An empty value takes it out.
void put(QList<JsonMember> &members, const JsonMember &member)
{
    const auto found = std::find_if(members.begin(), members.end(), [&member](const JsonMember &one) { return one.name == member.name; });
    if (found != members.end() && member.value.isEmpty())
        members.erase(found);
    else if (found != members.end())
        found->value = member.value;
    else if (!member.value.isEmpty())
        members << member;
}

JsonText recordMember(const Job &job, const QString &name) { return memberOf(jsonMembers(memberOf(jsonMembers(job.custom), recordName)), name); }

void putRecordMember(Job &job, const JsonMember &member)
{
    QList<JsonMember> custom = jsonMembers(job.custom), record = jsonMembers(memberOf(custom, recordName));
    put(record, member);
    put(custom, {recordName, jsonObject(record)});
    job.custom = jsonObject(custom);
}

} // namespace

QList<JsonMember> jobMetadata(const Job &job) { return jsonMembers(recordMember(job, metadataName)); }

void mergeJobMetadata(Job &job, const QList<JsonMember> &entries)
{
    if (entries.isEmpty())
        return;
    QList<JsonMember> metadata = jobMetadata(job);
    for (const JsonMember &entry : entries)
        put(metadata, entry);
    putRecordMember(job, {metadataName, jsonObject(metadata)});
}

QString jobArchivedAt(const Job &job)
{
    if (!job.custom.text.contains("\"archived_at\"")) // asked for every row of a long list
        return {};
    return QJsonDocument::fromJson('[' + recordMember(job, archivedName).text + ']').array().at(0).toString();
}

void setJobArchivedAt(Job &job, const QString &when)
{
    putRecordMember(job, {archivedName, when.isEmpty() ? JsonText() : jsonText(when)});
}

} // namespace assay
