#include "models/samples/SampleText.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace assay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

/// A fence longer than any within the text.
QString fenced(const QString &text)
{
    QString fence = QStringLiteral("```");
    while (text.contains(fence))
        fence += QLatin1Char('`');
    return QStringLiteral("%1\n%2\n%1").arg(fence, text);
}

} // namespace

QString sampleAsJson(const Sample &sample)
{
    QJsonObject out{{QStringLiteral("ordinal"), sample.ordinal}, {QStringLiteral("item_key"), sample.itemKey}, {QStringLiteral("repeat"), sample.repeat}};
    const auto text = [&](const char *name, const QString &value) {
        if (!value.isNull())
            out.insert(QLatin1String(name), value);
    };
    text("prompt", sample.prompt);
    text("response", sample.response);
    text("target", sample.target);
    text("extracted", sample.extracted);
    text("error", sample.error.isEmpty() ? QString() : sample.error);
    out.insert(QStringLiteral("extraction_failed"), sample.extractionFailed);
    if (sample.score)
        out.insert(QStringLiteral("score"), *sample.score);
    if (sample.latencyMs)
        out.insert(QStringLiteral("latency_ms"), *sample.latencyMs);
    if (sample.promptTokens)
        out.insert(QStringLiteral("prompt_tokens"), *sample.promptTokens);
    if (sample.completionTokens)
        out.insert(QStringLiteral("completion_tokens"), *sample.completionTokens);
    for (const auto &[name, json] : {std::pair("scores", &sample.scores), std::pair("metadata", &sample.metadata)}) {
        const QJsonDocument document = QJsonDocument::fromJson(json->text);
        if (document.isObject())
            out.insert(QLatin1String(name), document.object());
    }
    return QString::fromUtf8(QJsonDocument(out).toJson());
}

QString sampleAsMarkdown(const Sample &sample, const TriageNote &note, const QString &reasonName)
{
    QStringList parts{QStringLiteral("### ") + tr("Sample %1").arg(sample.ordinal + 1), QStringLiteral("`%1`").arg(sample.itemKey)};
    const auto add = [&](const QString &title, const QString &text) {
        if (!text.isEmpty())
            parts << QStringLiteral("**%1**").arg(title) << fenced(text);
    };
    add(tr("Prompt"), sample.prompt);
    add(tr("Response"), sample.response);
    add(tr("Target"), sample.target);
    add(tr("Extracted answer"), sample.extracted);
    add(tr("Error"), sample.error);
    if (sample.score)
        parts << tr("Score: %1").arg(*sample.score);
    if (note.reason > 0)
        parts << tr("Reason: %1").arg(reasonName);
    if (!note.tags.isEmpty())
        parts << tr("Tags: %1").arg(note.tags.join(QStringLiteral(", ")));
    add(tr("Note"), note.note);
    return parts.join(QStringLiteral("\n\n")) + QLatin1Char('\n');
}

QString judgeReasons(const Sample &sample)
{
    QStringList out;
    const QVariantMap scores = sample.scores.toVariantMap();
    for (auto it = scores.begin(); it != scores.end(); ++it) {
        const QVariantMap result = it->toMap();
        if (result.value(QStringLiteral("judge_parse_failed")).toBool())
            out << tr("No score could be read from the judge's answer.");
        for (const char *member : {"judge_feedback", "explanation", "reason"}) {
            if (const QString said = result.value(QLatin1String(member)).toString(); !said.isEmpty())
                out << QStringLiteral("%1: %2").arg(it.key(), said);
        }
    }
    return out.join(QStringLiteral("\n\n"));
}

} // namespace assay
