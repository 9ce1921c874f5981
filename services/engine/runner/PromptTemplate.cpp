#include "services/engine/runner/PromptTemplate.h"

#include "services/json/Json.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace assay::engine {

namespace {
QString tr(const char *text) { return QCoreApplication::translate("assay", text); }
} // namespace

QString promptText(const nlohmann::json &value)
{
    if (value.is_string())
        return QString::fromStdString(value.get_ref<const std::string &>());
    return value.is_null() ? QString() : QString::fromUtf8(json::dump(value));
}

Result<PromptTemplate> PromptTemplate::parse(const QString &text)
{
    PromptTemplate out;
    qsizetype pos = 0;
    for (;;) {
        const qsizetype open = text.indexOf(QLatin1String("{{"), pos);
        if (open < 0)
            break;
        const qsizetype close = text.indexOf(QLatin1String("}}"), open + 2);
        if (close < 0)
            return Error{Error::Kind::Invalid, tr("'{{' at character %1 is never closed; write {{column}}.").arg(open + 1)};
        const QString column = text.mid(open + 2, close - open - 2).trimmed();
        if (column.isEmpty())
            return Error{Error::Kind::Invalid, tr("'{{}}' at character %1 names no column; write {{column}}.").arg(open + 1)};
        out.m_parts.append({text.mid(pos, open - pos), column});
        pos = close + 2;
    }
    out.m_parts.append({text.mid(pos), QString()});
    return out;
}

QStringList PromptTemplate::columns() const
{
    QStringList names;
    for (const Part &part : m_parts) {
        if (!part.column.isNull() && !names.contains(part.column))
            names << part.column;
    }
    return names;
}

QString PromptTemplate::text() const
{
    QString out;
    for (const Part &part : m_parts)
        out += part.column.isNull() ? part.literal : part.literal + QLatin1String("{{") + part.column + QLatin1String("}}");
    return out;
}

QByteArray PromptSpec::sha256() const
{
    const nlohmann::json all{{"chat", chat}, {"template", question.text().toStdString()}, {"few_shot", fewShot}, {"target", targetColumn.toStdString()}};
    return QCryptographicHash::hash(json::canonicalJson(all), QCryptographicHash::Sha256).toHex();
}

Result<QString> PromptTemplate::render(const nlohmann::json &row) const
{
    QString out;
    for (const Part &part : m_parts) {
        out += part.literal;
        if (part.column.isNull())
            continue;
        const auto it = row.find(part.column.toStdString());
        if (it == row.end())
            return Error{Error::Kind::Invalid, tr("The prompt's template names the column '%1', which the row does not have.")
                                                   .arg(part.column)};
        out += promptText(*it);
    }
    return out;
}

QString ModelPrompt::readable() const
{
    if (!chat)
        return text;
    QStringList paragraphs;
    for (const ChatMessage &message : messages)
        paragraphs << message.role + QLatin1String(": ") + message.text;
    return paragraphs.join(QLatin1String("\n\n"));
}

Result<ModelPrompt> renderPrompt(const PromptSpec &spec, const nlohmann::json &row)
{
    ModelPrompt out;
    out.chat = spec.chat;
    if (!spec.system.isEmpty()) {
        out.messages.append({QStringLiteral("system"), spec.system});
        out.text = spec.system + QLatin1String("\n\n");
    }
    for (const auto &example : spec.fewShot) {
        auto question = spec.question.render(example);
        if (!question)
            return question.error();
        const QString target = promptText(example.value(spec.targetColumn.toStdString(), nlohmann::json()));
        const bool spaced = question->isEmpty() || question->back().isSpace();
        out.text += *question + QLatin1String(spaced ? "" : " ") + target + QLatin1String("\n\n");
        out.messages.append({QStringLiteral("user"), *std::move(question)});
        out.messages.append({QStringLiteral("assistant"), target});
    }
    auto question = spec.question.render(row);
    if (!question)
        return question.error();
    out.text += *question;
    out.messages.append({QStringLiteral("user"), *std::move(question)});
    if (spec.chat)
        out.text.clear();
    else
        out.messages.clear();
    return out;
}

} // namespace assay::engine
