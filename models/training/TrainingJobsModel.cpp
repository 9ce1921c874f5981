#include "models/training/TrainingJobsModel.h"

#include "models/common/Roles.h"
#include "models/common/Words.h"
#include "services/core/Async.h"
#include "services/core/Time.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace assay {

namespace {

QString shortTime(const QString &rfc3339)
{
    const QDateTime time = parseTime(rfc3339);
    return time.isValid() ? whenText(time, QDateTime::currentDateTime()) : rfc3339;
}

QString number(const std::optional<double> &value) { return value ? QLocale().toString(*value, 'g', 5) : QString(); }

} // namespace

QString resourcesText(const TrainingStatus &job)
{
    QStringList lines;
    const QVariantMap told = job.resources.toVariantMap();
    for (auto it = told.cbegin(); it != told.cend(); ++it) {
        const QString value = it.value().canConvert<QString>() ? it.value().toString() : QString::fromUtf8(JsonText::fromVariantMap({{it.key(), it.value()}}).text);
        lines << QStringLiteral("%1: %2").arg(it.key(), value);
    }
    return lines.join(QLatin1Char('\n'));
}

bool TrainingJobsModel::anyRuns() const
{
    return std::any_of(m_jobs.cbegin(), m_jobs.cend(), [](const TrainingStatus &job) { return job.state.isSet() && !isTerminal(job.state); });
}

int TrainingJobsModel::rowOf(const QString &id) const
{
    const auto found = std::find_if(m_jobs.cbegin(), m_jobs.cend(), [&id](const TrainingStatus &job) { return job.jobUuid == id; });
    return found == m_jobs.cend() ? -1 : int(found - m_jobs.cbegin());
}

void TrainingJobsModel::refresh(TrainingService *service)
{
    ++m_asked;
    m_failed.reset();
    if (!service) {
        beginResetModel();
        m_jobs.clear();
        m_left.clear();
        endResetModel();
        return end({});
    }
    m_load = LoadState::Loading;
    Q_EMIT loadChanged();
    whenDone(service->list(), this, [this, service, asked = m_asked](const Result<QStringList> &ids) {
        if (asked != m_asked)
            return;
        if (ids)
            listed(*service, *ids);
        else
            end(ids.error());
    });
}

/// What is known of those that stay is shown until they are asked again.
void TrainingJobsModel::listed(TrainingService &service, const QStringList &ids)
{
    QList<TrainingStatus> jobs;
    for (const QString &id : ids) {
        const int row = rowOf(id);
        jobs << (row >= 0 ? m_jobs.at(row) : TrainingStatus());
        jobs.last().jobUuid = id;
    }
    const bool same = std::equal(jobs.cbegin(), jobs.cend(), m_jobs.cbegin(), m_jobs.cend(), [](const auto &a, const auto &b) { return a.jobUuid == b.jobUuid; });
    if (!same) {
        beginResetModel();
        m_jobs = jobs;
        endResetModel();
    }
    askNext(service, 0);
}

void TrainingJobsModel::askNext(TrainingService &service, int row)
{
    if (row >= m_jobs.size())
        return end(std::exchange(m_failed, {}));
    whenDone(service.status(m_jobs.at(row).jobUuid), this, [this, &service, row, asked = m_asked](const Result<TrainingStatus> &status) {
        if (asked != m_asked)
            return;
        if (!status) {
            remember(status.error());
            return askNext(service, row + 1);
        }
        if (!status->state.isSet() || !isTerminal(status->state)) {
            m_left.remove(status->jobUuid); // another one of that name, after the server was started anew
            put(row, *status);
            return askNext(service, row + 1);
        }
        askArtifacts(service, row, *status);
    });
}

/// A status may name checkpoints that the artifacts lack, and the other way round. They stay as they are, so they are asked for once.
void TrainingJobsModel::askArtifacts(TrainingService &service, int row, const TrainingStatus &status)
{
    if (m_left.contains(status.jobUuid)) {
        put(row, status);
        return askNext(service, row + 1);
    }
    whenDone(service.artifacts(status.jobUuid), this, [this, &service, row, status, asked = m_asked](const Result<QList<TrainingCheckpoint>> &left) {
        if (asked != m_asked)
            return;
        if (left)
            m_left.insert(status.jobUuid, *left);
        else
            remember(left.error());
        put(row, status);
        askNext(service, row + 1);
    });
}

/// It may have gone since it was listed.
void TrainingJobsModel::remember(const Error &error)
{
    if (error.kind != Error::Kind::NotFound && !m_failed)
        m_failed = error;
}

void TrainingJobsModel::put(int row, const TrainingStatus &status)
{
    TrainingStatus job = status;
    for (const TrainingCheckpoint &one : m_left.value(status.jobUuid)) {
        const auto same = [&one](const TrainingCheckpoint &other) { return other.id == one.id && other.path == one.path; };
        const auto at = std::find_if(job.checkpoints.begin(), job.checkpoints.end(), same);
        if (at == job.checkpoints.end())
            job.checkpoints << one;
        else if (!at->metrics)
            at->metrics = one.metrics;
    }
    if (job == m_jobs.at(row))
        return;
    m_jobs[row] = job;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void TrainingJobsModel::end(const std::optional<Error> &error)
{
    m_load = error ? LoadState::Failed : LoadState::Ready;
    m_error = error.value_or(Error());
    Q_EMIT loadChanged();
}

QVariant TrainingJobsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const TrainingStatus &job = m_jobs.at(index.row());
    if (role == IdRole)
        return job.jobUuid;
    if (role == Qt::TextAlignmentRole && index.column() == CheckpointsColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case IdColumn: return job.jobUuid;
    case StateColumn: return job.state.isSet() ? stateText(job.state) : QString();
    case ScheduledColumn: return shortTime(job.scheduledAt);
    case StartedColumn: return shortTime(job.startedAt);
    case CompletedColumn: return shortTime(job.completedAt);
    case CheckpointsColumn: return job.state.isSet() ? QLocale().toString(job.checkpoints.size()) : QString();
    default: return {};
    }
}

QVariant TrainingJobsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == CheckpointsColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case IdColumn: return tr("Training");
    case StateColumn: return tr("State");
    case ScheduledColumn: return tr("Scheduled");
    case StartedColumn: return tr("Started");
    case CompletedColumn: return tr("Completed");
    case CheckpointsColumn: return tr("Checkpoints");
    default: return {};
    }
}

void CheckpointModel::setCheckpoints(const QList<TrainingCheckpoint> &checkpoints)
{
    if (checkpoints == m_checkpoints)
        return;
    beginResetModel();
    m_checkpoints = checkpoints;
    endResetModel();
}

QVariant CheckpointModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const TrainingCheckpoint &one = m_checkpoints.at(index.row());
    const TrainingMetrics metrics = one.metrics.value_or(TrainingMetrics());
    const bool isNumber = index.column() >= EpochColumn && index.column() <= PerplexityColumn;
    if (role == Qt::TextAlignmentRole)
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case IdColumn: return one.id;
    case EpochColumn: return one.epoch ? QLocale().toString(*one.epoch) : QString();
    case TrainLossColumn: return number(metrics.trainLoss);
    case ValidationLossColumn: return number(metrics.validationLoss);
    case PerplexityColumn: return number(metrics.perplexity);
    case CreatedColumn: return shortTime(one.createdAt);
    case PathColumn: return one.path;
    default: return {};
    }
}

QVariant CheckpointModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= EpochColumn && section <= PerplexityColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case IdColumn: return tr("Checkpoint");
    case EpochColumn: return tr("Epoch");
    case TrainLossColumn: return tr("Training Loss");
    case ValidationLossColumn: return tr("Validation Loss");
    case PerplexityColumn: return tr("Perplexity");
    case CreatedColumn: return tr("Made");
    case PathColumn: return tr("Path on the Server");
    default: return {};
    }
}

} // namespace assay
