#pragma once

#include "services/engine/runner/AnswerSource.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

namespace assay::engine {

/// A file of answers that a model gave earlier: JSON lines, the first a header {"recording": 1, "model", "quantisation",
/// "parameters", "date", "server"}, each further one {"task", "id", "response"} and, if known, "repeat" (0), "latency_ms",
/// "prompt_tokens", "completion_tokens", "finish_reason". Kept as text; immutable; any thread.
class Recording {
public:
    /// NAME of a model URL `recorded:NAME`; none when the URL is of another kind.
    static std::optional<QString> nameOf(const QString &url);
    /// Looks for NAME.jsonl in the folders, in order. Error::Invalid, NotFound or Storage names the recording, the line and the fix.
    static Result<std::shared_ptr<const Recording>> load(const QString &name, const QStringList &folders);

    const nlohmann::json &header() const { return m_header; }
    const QString &name() const { return m_name; }
    /// Error::NotFound names the item.
    Result<ModelAnswer> answer(const QString &taskId, const QString &itemId, int repeat) const;

private:
    Result<Done> read();
    Result<Done> line(const nlohmann::json &entry, qint64 number, qsizetype start, qsizetype end);
    Error fault(qint64 line, const QString &what) const;

    struct Span {
        qsizetype offset = 0, length = 0;
    };
    QString m_name;
    QByteArray m_text;
    nlohmann::json m_header;
    QHash<QByteArray, Span> m_answers; ///< task, id and repeat, separated by line feeds
};

/// Answers from a recording, at once, on the caller's thread. Latency and token counts are the recording's.
class RecordedModel : public AnswerSource {
public:
    explicit RecordedModel(std::shared_ptr<const Recording> recording) : m_recording(std::move(recording)) {}
    void ask(const ModelQuestion &question, std::function<void(Result<ModelAnswer>)> done) override;
    void cancel(std::function<void()> stopped) override { stopped(); }
    nlohmann::json description() const override;

private:
    std::shared_ptr<const Recording> m_recording;
};

} // namespace assay::engine
