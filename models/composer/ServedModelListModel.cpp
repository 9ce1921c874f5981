#include "models/composer/ServedModelListModel.h"

#include "models/common/ServedModels.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"

#include <algorithm>

namespace assay {

ServedModelListModel::ServedModelListModel(Connection &connection, QObject *parent)
    : QAbstractListModel(parent)
    , m_connection(connection)
{
    connect(&connection, &Connection::stateChanged, this, &ServedModelListModel::refresh);
    refresh();
}

bool ServedModelListModel::offered() const
{
    return m_connection.models() && m_connection.capabilities().has(Capability::ListModels);
}

void ServedModelListModel::refresh()
{
    if (!offered() || m_connection.state() != Connection::State::Ready) {
        Q_EMIT loadChanged(); // it may be offered no more
        return;
    }
    m_load = LoadState::Loading;
    Q_EMIT loadChanged();
    whenDone(m_connection.models()->list(), this, [this, asked = ++m_asked](const Result<QList<ServedModel>> &models) {
        if (asked == m_asked)
            answered(models);
    });
}

void ServedModelListModel::answered(const Result<QList<ServedModel>> &models)
{
    m_load = models ? LoadState::Ready : LoadState::Failed;
    m_problem = models ? QString() : models.error().message;
    QList<ServedModel> chatting;
    if (models)
        std::copy_if(models->cbegin(), models->cend(), std::back_inserter(chatting), isChatModel);
    if (models && chatting != m_models) {
        beginResetModel();
        m_models = chatting;
        endResetModel();
    }
    Q_EMIT loadChanged();
}

QString ServedModelListModel::address() const
{
    return offered() && m_connection.models() ? m_connection.models()->address() : QString();
}

QStringList ServedModelListModel::names() const
{
    return namesOfChatModels(m_models);
}

QVariant ServedModelListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ServedModel &model = m_models.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return isModelReady(model) ? model.id : tr("%1 · %2", "a model and how far it is").arg(model.id, model.status);
    case Qt::ToolTipRole: {
        QStringList parts { model.id };
        if (!model.providerId.isEmpty())
            parts << model.providerId;
        if (!model.status.isEmpty())
            parts << model.status;
        if (!model.datasets.isEmpty())
            parts << tr("looks into %1").arg(model.datasets.join(QStringLiteral(", ")));
        return parts.join(QStringLiteral(" · "));
    }
    case ToneRole: return int(isModelReady(model) ? Tone::Plain : Tone::Warning);
    case IdRole: return model.id;
    default: return {};
    }
}

} // namespace assay
