#include "app/Recordings.h"

#include "services/core/JsonText.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QVariantMap>

namespace assay {

QList<RecordedModel> findRecordings(const QStringList &folders)
{
    QList<RecordedModel> found;
    QSet<QString> names;
    for (const QString &folder : folders) {
        const QFileInfoList files = QDir(folder).entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files, QDir::Name);
        for (const QFileInfo &info : files) {
            QFile file(info.filePath());
            if (names.contains(info.completeBaseName()) || !file.open(QIODevice::ReadOnly))
                continue;
            const QVariantMap header = JsonText{file.readLine(64 * 1024)}.toVariantMap();
            if (!header.contains(QStringLiteral("recording")))
                continue;
            names.insert(info.completeBaseName());
            const QStringList detail{header.value(QStringLiteral("quantisation")).toString(), header.value(QStringLiteral("date")).toString()};
            found.append({info.completeBaseName(), header.value(QStringLiteral("title"), info.completeBaseName()).toString(),
                          detail.join(QStringLiteral(" · "))});
        }
    }
    return found;
}

} // namespace assay
