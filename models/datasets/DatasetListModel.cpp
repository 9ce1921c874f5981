#include "models/datasets/DatasetListModel.h"

#include "models/common/Words.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"
#include "services/core/DatasetPurpose.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QUrl>

namespace assay {

namespace {

QString sourceName(const Dataset &dataset)
{
    if (dataset.uri.isEmpty()) // where there are no purposes, nothing is registered from a source
        return dataset.purpose.isEmpty() ? QString() : DatasetListModel::tr("Sent with the request");
    const QUrl url(dataset.uri);
    return url.isLocalFile() ? QFileInfo(url.toLocalFile()).fileName() : dataset.uri.left(200);
}

QString numberText(const std::optional<qint64> &number)
{
    return number ? QLocale().toString(*number) : QString();
}

} // namespace

QString datasetPurposeName(const QString &purpose)
{
    switch (datasetPurposes().indexOf(purpose)) {
    case 0: return QCoreApplication::translate("assay", "Evaluation: question and answer");
    case 1: return QCoreApplication::translate("assay", "Evaluation: messages and answer");
    case 2: return QCoreApplication::translate("assay", "Training: messages");
    default: return purpose;
    }
}

DatasetListModel::DatasetListModel(Connection &connection, QObject *parent) : MergedTable(parent), m_connection(connection)
{
    if (DatasetService *service = connection.datasets())
        connect(service, &DatasetService::datasetsChanged, this, &DatasetListModel::refresh);
}

void DatasetListModel::refresh()
{
    DatasetService *service = m_connection.datasets();
    if (!service)
        return answered(Error{Error::Kind::Unsupported, m_connection.capabilities().reasonMissing(Capability::Datasets)});
    m_load = LoadState::Loading;
    Q_EMIT loadChanged();
    whenDone(service->list(), this, [this, asked = ++m_asked](const Result<QList<Dataset>> &answer) {
        if (asked == m_asked)
            answered(answer);
    });
}

void DatasetListModel::answered(const Result<QList<Dataset>> &answer)
{
    m_load = answer ? LoadState::Ready : LoadState::Failed;
    m_error = answer ? Error{} : answer.error();
    if (answer)
        mergeAnyOrder(m_datasets, *answer, [](const Dataset &dataset) { return dataset.id; });
    Q_EMIT loadChanged();
}

int DatasetListModel::rowOf(const QString &id) const
{
    for (int row = 0; row < m_datasets.size(); ++row) {
        if (m_datasets.at(row).id == id)
            return row;
    }
    for (int row = 0; row < m_datasets.size() && !id.isEmpty(); ++row) { // as it was named when it was added
        if (m_datasets.at(row).name == id)
            return row;
    }
    return -1;
}

int DatasetListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_datasets.size()); }
int DatasetListModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant DatasetListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Dataset &dataset = m_datasets.at(index.row());
    if (role == IdRole)
        return dataset.id;
    const bool number = index.column() == RowsColumn || index.column() == VersionColumn;
    if (role == Qt::TextAlignmentRole)
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const bool unready = !dataset.status.isEmpty() && dataset.status.compare(QLatin1String("ready"), Qt::CaseInsensitive) != 0;
    if (role == Qt::ToolTipRole && index.column() == SourceColumn)
        return dataset.uri;
    if (role == ToneRole)
        return int(unready && index.column() == SourceColumn ? Tone::Warning : Tone::Plain);
    if (role == Qt::ToolTipRole && index.column() == IdColumn)
        return dataset.id;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case IdColumn: return dataset.name.isEmpty() ? dataset.id : dataset.name;
    case PurposeColumn: return datasetPurposeName(dataset.purpose);
    case RowsColumn: return numberText(dataset.rows);
    case VersionColumn: return numberText(dataset.version);
    case CreatedColumn: return whenText(QDateTime::fromString(dataset.createdAt, Qt::ISODateWithMs), QDateTime::currentDateTime());
    default: return unready ? tr("%1 · %2", "where a dataset comes from, and how far the server is with it").arg(sourceName(dataset), dataset.status) : sourceName(dataset);
    }
}

QVariant DatasetListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == RowsColumn || section == VersionColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case IdColumn: return tr("Dataset");
    case PurposeColumn: return tr("Purpose");
    case RowsColumn: return tr("Rows");
    case VersionColumn: return tr("Version");
    case CreatedColumn: return tr("Registered");
    default: return tr("Source");
    }
}

} // namespace assay
