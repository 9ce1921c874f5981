#pragma once

#include "services/api/EvaluationService.h"
#include "services/core/Async.h"

#include <QHash>
#include <QPromise>

namespace assay::test {

/// Takes evaluations with a form of its own that has a field of each type. Answers come in the next turn of the event
/// loop, as a server's do.
class FakeEvaluationService final : public EvaluationService {
public:
    QList<EvaluationRequest> created_;
    QList<EvaluationData> looked;
    std::optional<Error> failWith, columnsFailWith;
    EvaluationColumns found { { QStringLiteral("input"), QStringLiteral("expected") }, 3, true };
    std::optional<EvaluationForm> otherForm; ///< in place of its own
    QHash<QString, QStringList> names; ///< suggestions, by the keys of fields
    bool hold = false; ///< creations are not answered; see held
    QPromise<Result<Job>> held;

    EvaluationForm form() const override
    {
        if (otherForm)
            return *otherForm;
        using Type = EvaluationField::Type;
        const auto field = [](const char *key, Type type, const char *label) {
            return EvaluationField { QLatin1String(key), type, QLatin1String(label) };
        };
        EvaluationForm out;
        out.picksRows = true;
        out.about = { field("name", Type::Line, "Name"), field("description", Type::Line, "Description"),
            field("tags", Type::Words, "Tags"), field("metadata", Type::Data, "Metadata") };
        out.about[0].required = true;
        out.about[3].rare = true;
        out.keep = { field("dataset.name", Type::Line, "Keep the rows as a dataset") };
        EvaluationTaskKind chat { QStringLiteral("chat"), QStringLiteral("Chat completion"),
            QStringLiteral("A model answers each row."), QStringLiteral("output"), {} };
        chat.fields = { field("model", Type::Model, "Model"), field("messages", Type::Messages, "Messages"),
            field("temperature", Type::Number, "Temperature"), field("effort", Type::Choice, "Reasoning effort"),
            field("stop", Type::Lines, "Stop at"), field("tools", Type::Data, "Tools"),
            field("store", Type::YesNo, "Keep the answers"), field("prompt", Type::Text, "Prompt") };
        chat.fields[0].required = chat.fields[1].required = true;
        chat.fields[1].hint = QStringLiteral("system: …\nuser: {{item.input}}");
        chat.fields[2].perRow = true;
        chat.fields[3].choices = { QString(), QStringLiteral("low"), QStringLiteral("high") };
        chat.fields[5].rare = chat.fields[6].rare = chat.fields[7].rare = true;
        EvaluationTaskKind metric { QStringLiteral("metric"), QStringLiteral("Metric"),
            QStringLiteral("Two columns are compared; the result is a number, higher is better."),
            QStringLiteral("score"), {} };
        metric.fields = { field("type", Type::Choice, "Metric"), field("candidate", Type::Line, "Answer"),
            field("reference", Type::Line, "Right answer") };
        metric.fields[0].required = metric.fields[1].required = metric.fields[2].required = true;
        metric.fields[0].choices = { QStringLiteral("rougeL"), QStringLiteral("f1") };
        out.tasks = { chat, metric };
        return out;
    }
    QFuture<Result<QStringList>> suggestions(const QString &key) override
    {
        return readyFuture(Result<QStringList>(names.value(key)));
    }
    QFuture<Result<EvaluationColumns>> columns(const EvaluationData &data) override
    {
        looked << data;
        return columnsFailWith ? readyFuture(Result<EvaluationColumns>(*columnsFailWith))
                               : readyFuture(Result<EvaluationColumns>(found));
    }
    QFuture<Result<Job>> create(const EvaluationRequest &request) override
    {
        created_ << request;
        if (hold) {
            held = {};
            held.start();
            return held.future();
        }
        if (failWith)
            return readyFuture(Result<Job>(*failWith));
        Job job;
        job.resource.id = QStringLiteral("e1");
        job.name = request.about.value(QStringLiteral("name")).toString();
        Q_EMIT created();
        return readyFuture(Result<Job>(job));
    }
};

} // namespace assay::test
