#pragma once

#include "services/api/TrainingService.h"

#include <QVariantMap>

namespace assay {

/// What a new training asks for. Keys are the paths of Llama Stack's specification, e.g. "training_config.data_config.batch_size".
struct TrainingField {
    enum class Type { Text, Whole, Number, Yes, Choice, Words, Json };
    enum class Names { None, Datasets, Models }; ///< of the server, one of which a text may be
    QString key;
    Type type = Type::Text;
    QString label; ///< translated
    QStringList choices = {};   ///< Choice
    QVariant standard = {};     ///< what the specification takes
    Names names = Names::None;
};

enum class TrainingKind { SupervisedLora, SupervisedQat, Supervised, Preference };

/// Fields of one kind under a heading.
struct TrainingGroup {
    QString title; ///< translated
    QList<TrainingField> fields;
};
QList<TrainingGroup> trainingGroups(TrainingKind kind);

/// The requests from values by key; empty texts are left out. What is wrong with them the service says.
SupervisedTuning supervisedTuning(TrainingKind kind, const QVariantMap &values);
PreferenceTuning preferenceTuning(const QVariantMap &values);

} // namespace assay
