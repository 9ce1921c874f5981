#include "services/engine/runner/TaskLibrary.h"

#include "services/json/Json.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QHash>

namespace assay::engine {

namespace {

constexpr qint64 maxTaskBytes = 16 << 20; // inline rows included

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

QString peekId(const QByteArray &yaml)
{
    const auto root = json::yamlToJson(yaml);
    if (!root || !root->is_object())
        return {};
    const auto it = root->find("id");
    return it != root->end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

Result<QByteArray> readTask(const QString &path, const QString &name)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Kind::Storage, tr("%1: the task file cannot be opened (%2); check its permissions.").arg(name, file.errorString()), path};
    if (file.size() > maxTaskBytes)
        return Error{Error::Kind::Invalid, tr("%1: the task file is larger than 16 MiB; move its rows into a JSONL file.").arg(name), path};
    return file.readAll();
}

} // namespace

TaskLibrary::TaskLibrary(QStringList folders) : m_folders(std::move(folders)) {}

TaskLibrary::Scan TaskLibrary::scan() const
{
    Scan out;
    QHash<QString, QString> files; // id -> file name
    const auto fault = [&](const Error &error, const QString &id) {
        out.faults.append(error);
        out.faultyIds.append(id);
    };
    for (const QString &folder : m_folders) {
        const QDir dir(folder);
        for (const QString &name : dir.entryList({QStringLiteral("*.yaml"), QStringLiteral("*.yml")}, QDir::Files, QDir::Name)) {
            const auto text = readTask(dir.filePath(name), name);
            if (!text) {
                fault(text.error(), QString());
                continue;
            }
            auto task = parseTask(*text, name, folder);
            if (!task) {
                fault(task.error(), peekId(*text));
            } else if (files.contains(task->id)) {
                fault({Error::Kind::Conflict, tr("%1: the id '%2' is used by %3 already; choose another.")
                                                  .arg(name, task->id, files.value(task->id)), dir.filePath(name)}, QString());
            } else {
                files.insert(task->id, name);
                out.tasks.append(*std::move(task));
            }
        }
    }
    return out;
}

Result<TaskSpec> TaskLibrary::find(const QString &id) const
{
    Scan all = scan();
    for (TaskSpec &task : all.tasks) {
        if (task.id == id)
            return std::move(task);
    }
    if (const auto index = all.faultyIds.indexOf(id); index >= 0 && !id.isEmpty())
        return all.faults.at(index);
    return Error{Error::Kind::NotFound, tr("No task file has the id '%1'; task files were looked for in %2.")
                                            .arg(id, m_folders.join(QLatin1String(", "))), id};
}

} // namespace assay::engine
