#pragma once

#include <QStringList>

namespace assay {

/// What a dataset may be for, as on the wire (DatasetPurpose of Llama Stack's API).
inline QStringList datasetPurposes()
{
    return { QStringLiteral("eval/question-answer"), QStringLiteral("eval/messages-answer"),
        QStringLiteral("post-training/messages") };
}

inline bool isTrainingPurpose(const QString &purpose)
{
    return purpose.startsWith(QLatin1String("post-training/"));
}

} // namespace assay
