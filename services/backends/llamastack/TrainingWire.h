#pragma once

#include "services/api/TrainingService.h"

#include <QByteArray>

// Training jobs as Llama Stack writes them (contract llamastack.md, sections 3.5 and 4.7). Null counts as absent,
// unknown members are passed over; answers that are none are Error::Protocol. Pure functions, any thread.

namespace assay::llamastack {

/// What of it breaks a rule, as Error::Invalid; its sentence names the member and the fix.
std::optional<Error> faultOf(const SupervisedTuning &request);
std::optional<Error> faultOf(const PreferenceTuning &request);

QByteArray encodeTuning(const SupervisedTuning &request);
QByteArray encodePreferences(const PreferenceTuning &request);

/// The id of a job that was accepted.
Result<QString> decodeTrainingJob(const QByteArray &body);
Result<QStringList> decodeTrainingJobs(const QByteArray &body);
Result<TrainingStatus> decodeTrainingStatus(const QByteArray &body);
Result<QList<TrainingCheckpoint>> decodeArtifacts(const QByteArray &body);

} // namespace assay::llamastack
