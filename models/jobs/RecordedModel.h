#pragma once

#include <QString>

namespace assay {

/// Recorded answers that the engine can replay as a model.
struct RecordedModel {
    QString name;   ///< as in `recorded:NAME`
    QString title;  ///< for people, e.g. "SmolLM2 135M Instruct"
    QString detail; ///< quantisation and date, may be empty
};

} // namespace assay
