#pragma once

#include "services/api/ModelService.h"

namespace assay {

/// One that answers: of what a server tells, only other kinds are told apart.
inline bool isChatModel(const ServedModel &model)
{
    return model.type.isEmpty() || model.type == QLatin1String("llm");
}

/// Nothing that is told speaks against asking it now.
inline bool isModelReady(const ServedModel &model)
{
    for (const char *word : { "", "ready", "available", "unknown" }) {
        if (model.status.compare(QLatin1String(word), Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

inline QStringList namesOfChatModels(const QList<ServedModel> &models)
{
    QStringList names;
    for (const ServedModel &model : models) {
        if (isChatModel(model))
            names << model.id;
    }
    return names;
}

} // namespace assay
