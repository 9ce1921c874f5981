#include "services/authoring/Doctor.h"

#include "services/authoring/DocumentPath.h"
#include "services/authoring/JsonVariant.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay {

QList<Finding> doctorFindings(const AuthoredDocument &document, const LintSources &sources)
{
    switch (document.kind()) {
    case DocumentKind::Provider: {
        const auto provider = document.toProvider();
        return provider ? lint(*provider, sources.dictionary) : QList<Finding>();
    }
    case DocumentKind::Collection: {
        const auto collection = document.toCollection();
        return collection ? lint(*collection, sources) : QList<Finding>();
    }
    case DocumentKind::Job: break;
    }
    const auto job = document.toJob();
    return job ? lint(*job, sources) : QList<Finding>();
}

AuthoredDocument mended(const AuthoredDocument &document, const Finding &finding)
{
    AuthoredDocument result = document;
    for (const FixEdit &edit : finding.edits) {
        const auto value = edit.value.isEmpty() ? Result<nlohmann::json>(nlohmann::json()) : json::parse(edit.value.text);
        if (value)
            result.set(path::fromPointer(edit.pointer), edit.value.isEmpty() ? QVariant() : toVariant(*value));
    }
    return result;
}

} // namespace assay
