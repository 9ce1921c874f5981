#include "services/engine/runner/RecordedModel.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

QByteArray keyOf(const QString &task, const QString &item, qint64 repeat)
{
    return task.toUtf8() + '\n' + item.toUtf8() + '\n' + QByteArray::number(repeat);
}

/// Absent or null counts as none; anything but a number from 0 is a fault.
bool isAmount(const nlohmann::json &entry, const char *name)
{
    const auto it = entry.find(name);
    return it == entry.end() || it->is_null() || (it->is_number() && it->get<double>() >= 0);
}

std::optional<qint64> tokens(const nlohmann::json &entry, const char *name)
{
    const auto it = entry.find(name);
    return it != entry.end() && it->is_number() ? std::optional(it->get<qint64>()) : std::nullopt;
}

} // namespace

std::optional<QString> Recording::nameOf(const QString &url)
{
    const QLatin1String scheme("recorded:");
    return url.startsWith(scheme) ? std::optional(url.mid(scheme.size())) : std::nullopt;
}

Result<std::shared_ptr<const Recording>> Recording::load(const QString &name, const QStringList &folders)
{
    static const QRegularExpression shape(QStringLiteral("^[A-Za-z0-9_-][A-Za-z0-9._-]*$"));
    if (!shape.match(name).hasMatch())
        return Error{Error::Kind::Invalid, tr("model.url 'recorded:%1' names no recording; a name has letters, digits and . _ - only.")
                                               .arg(name.left(80))};
    QString path;
    for (const QString &folder : folders) {
        const QString candidate = QDir(folder).filePath(name + QLatin1String(".jsonl"));
        if (path.isEmpty() && QFile::exists(candidate))
            path = candidate;
    }
    if (path.isEmpty())
        return Error{Error::Kind::NotFound, tr("There is no recording '%1'; put %1.jsonl into %2 or correct model.url.")
                                                .arg(name, folders.value(0))};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Kind::Storage,
                     tr("The recording %1.jsonl cannot be opened (%2); check its permissions.").arg(name, file.errorString()), path};
    auto out = std::make_shared<Recording>();
    out->m_name = name;
    out->m_text = file.readAll();
    if (const auto done = out->read(); !done)
        return done.error();
    return std::shared_ptr<const Recording>(std::move(out));
}

Error Recording::fault(qint64 line, const QString &what) const
{
    return {Error::Kind::Invalid, QCoreApplication::translate("assay", "%1.jsonl, line %2: %3").arg(m_name).arg(line).arg(what)};
}

Result<Done> Recording::read()
{
    qsizetype start = m_text.startsWith("\xEF\xBB\xBF") ? 3 : 0;
    for (qint64 number = 1; start < m_text.size(); ++number) {
        qsizetype end = m_text.indexOf('\n', start);
        if (end < 0)
            end = m_text.size();
        if (!QByteArray::fromRawData(m_text.constData() + start, end - start).trimmed().isEmpty()) {
            const auto entry = nlohmann::json::parse(m_text.constData() + start, m_text.constData() + end, nullptr, false);
            if (!entry.is_object())
                return fault(number, tr("this is not a JSON object; mend or remove the line."));
            if (const auto done = line(entry, number, start, end); !done)
                return done;
        }
        start = end + 1;
    }
    if (m_header.is_null())
        return fault(1, tr("the recording is empty; its first line must be {\"recording\": 1, \"model\": ...}."));
    return Done{};
}

Result<Done> Recording::line(const nlohmann::json &entry, qint64 number, qsizetype start, qsizetype end)
{
    if (m_header.is_null()) {
        const auto version = entry.find("recording");
        if (version == entry.end() || *version != 1)
            return fault(number, tr("the first line must be the header, {\"recording\": 1, \"model\": ...}."));
        m_header = entry;
        return Done{};
    }
    const auto text = [&](const char *name) { return entry.contains(name) && entry[name].is_string(); };
    if (!text("task") || !text("id") || !text("response"))
        return fault(number, tr("an answer needs the texts \"task\", \"id\" and \"response\"."));
    for (const char *name : {"latency_ms", "prompt_tokens", "completion_tokens", "repeat"}) {
        if (!isAmount(entry, name))
            return fault(number, tr("\"%1\" must be a number from 0.").arg(QLatin1String(name)));
    }
    const QString task = QString::fromStdString(entry["task"].get<std::string>()), item = QString::fromStdString(entry["id"].get<std::string>());
    const QByteArray key = keyOf(task, item, tokens(entry, "repeat").value_or(0));
    if (m_answers.contains(key))
        return fault(number, tr("the item '%1' of the task '%2' is answered twice; remove one line.").arg(item, task));
    m_answers.insert(key, {start, end - start});
    return Done{};
}

Result<ModelAnswer> Recording::answer(const QString &taskId, const QString &itemId, int repeat) const
{
    const auto it = m_answers.find(keyOf(taskId, itemId, repeat));
    if (it == m_answers.end()) {
        const QString message = repeat == 0
            ? tr("The recording '%1' has no answer to the item '%2' of the task '%3'; record the task again.").arg(m_name, itemId, taskId)
            : tr("The recording '%1' has no answer %4 to the item '%2' of the task '%3'; record the task again or lower repeats.")
                  .arg(m_name, itemId, taskId).arg(repeat + 1);
        return Error{Error::Kind::NotFound, message, {}, QStringLiteral("not_recorded")};
    }
    const char *first = m_text.constData() + it->offset;
    const auto entry = nlohmann::json::parse(first, first + it->length);
    ModelAnswer out;
    out.text = QString::fromStdString(entry["response"].get_ref<const std::string &>());
    if (out.text.isNull())
        out.text = QLatin1String("");
    if (const auto reason = entry.find("finish_reason"); reason != entry.end() && reason->is_string())
        out.finishReason = QString::fromStdString(reason->get<std::string>());
    if (const auto latency = entry.find("latency_ms"); latency != entry.end() && latency->is_number())
        out.latencyMs = latency->get<double>();
    out.promptTokens = tokens(entry, "prompt_tokens");
    out.completionTokens = tokens(entry, "completion_tokens");
    return out;
}

void RecordedModel::ask(const ModelQuestion &question, std::function<void(Result<ModelAnswer>)> done)
{
    done(m_recording->answer(question.taskId, question.itemId, question.repeat));
}

nlohmann::json RecordedModel::description() const
{
    nlohmann::json recording = m_recording->header();
    recording["name"] = m_recording->name().toStdString();
    return {{"answers", "recorded"}, {"recording", std::move(recording)}};
}

} // namespace assay::engine
