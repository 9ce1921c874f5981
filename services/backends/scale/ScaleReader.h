#pragma once

#include "services/api/DatasetService.h"
#include "services/api/ModelService.h"
#include "services/backends/rest/RestClient.h"
#include "services/core/Job.h"
#include "services/core/Sample.h"

// Answers of Scale GP's evaluation API (v5) in the words of the common model. Pure functions, any thread.

namespace assay {

/// Provider of every evaluation of an account.
QString scaleProvider();

/// What an answer of 400 and above means: `detail` as a text, as an object, or as a list of faults. Error::code is "http_STATUS".
Error scaleError(const HttpReply &reply, const QString &place);

/// An evaluation as a job of one benchmark. `custom.scale` keeps the evaluation as the server told it.
Result<Job> readEvaluation(const QByteArray &body);

/// One page of a list.
template<typename T>
struct ScalePage {
    QList<T> items;
    QStringList ids;          ///< of the items; empty where one has none
    QString last;             ///< id of the last item: the next page comes after it
    qint64 total = -1;        ///< -1: not told
    std::optional<bool> more; ///< none: not told, so one goes on until a page is empty
};
Result<ScalePage<Job>> readEvaluations(const QByteArray &body);
/// Each item as its own text.
Result<ScalePage<JsonText>> readItems(const QByteArray &body);

/// A dataset with its current version; `metadata` has description, tags and owner where they are told.
Result<Dataset> readDataset(const QByteArray &body);
Result<ScalePage<Dataset>> readDatasets(const QByteArray &body);
/// Items of a dataset, their columns in the order of the wire.
Result<ScalePage<DatasetRow>> readDatasetRows(const QByteArray &body);
/// The same items, their ids only.
Result<ScalePage<QString>> readItemIds(const QByteArray &body);

/// Models that chat, as "vendor/name"; those that are told to be away are left out.
Result<QList<ServedModel>> readChatModels(const QByteArray &body);

/// The items of an evaluation as samples, and the means of what its tasks said about them.
struct ScaleContent {
    QList<Sample> samples;
    BenchmarkResult result;
    QString primaryMetric; ///< empty: none that is a number
    QString warning;       ///< translated: rows without a result; empty when there are none
    qint64 pending = 0;    ///< results of tasks that may still come
};
/// Whether the service told which tasks the evaluation has.
bool tellsTasks(const Job &job);

/// `job` as readEvaluation() makes it; `schema`: for evaluations whose tasks are not told, may be empty.
ScaleContent scaleContent(const Job &job, const QList<JsonText> &items, const QByteArray &schema);

} // namespace assay
