#pragma once

#include "services/core/Result.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

namespace assay::engine {

/// Text with {{column}} places. A column's text goes in as it is, other JSON values as compact JSON, null as nothing.
/// There is no escape: a literal "{{" cannot be written.
class PromptTemplate {
public:
    /// Error::Invalid: "{{" without "}}", an empty name.
    static Result<PromptTemplate> parse(const QString &text);

    /// Columns in order of first use.
    QStringList columns() const;
    /// As it was written, but for white space in the places.
    QString text() const;
    /// Error::Invalid names a column that the row lacks.
    Result<QString> render(const nlohmann::json &row) const;

private:
    struct Part {
        QString literal; ///< goes before the column
        QString column;  ///< null at the end
    };
    QList<Part> m_parts;
};

/// A value as it stands in a prompt.
QString promptText(const nlohmann::json &value);

struct ChatMessage {
    QString role, text;
    bool operator==(const ChatMessage &) const = default;
};

/// What a model is asked: messages for a chat, else plain text to go on from.
struct ModelPrompt {
    bool chat = true;
    QList<ChatMessage> messages;
    QString text;

    /// For people: chat messages as "role: text" paragraphs.
    QString readable() const;
};

/// A task's way of asking.
struct PromptSpec {
    bool chat = true;
    QString system;                ///< chat: the first message; completion: the first paragraph. Empty: none
    PromptTemplate question;
    QList<nlohmann::json> fewShot; ///< worked examples: rows with the template's columns and the target
    QString targetColumn;
    /// Of everything that makes the question but the row and `system`, as lower-case hex: equal for equal ways of asking.
    QByteArray sha256() const;
};

/// Worked examples become user and assistant turns in a chat; in a completion each is the filled template, a space unless the
/// template ends in white space, the target and an empty line.
Result<ModelPrompt> renderPrompt(const PromptSpec &spec, const nlohmann::json &row);

} // namespace assay::engine
