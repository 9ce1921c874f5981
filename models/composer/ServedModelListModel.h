#pragma once

#include "models/common/LoadState.h"
#include "models/common/Roles.h"
#include "services/api/ModelService.h"

#include <QAbstractListModel>

namespace assay {

class Connection;

/// The models that the connection's server itself asks, those that chat; none where it does not tell
/// (Capability::ListModels). Asks when the connection is ready. GUI thread.
class ServedModelListModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit ServedModelListModel(Connection &connection, QObject *parent = nullptr);

    /// The connection tells its models, or may do so once it is ready.
    bool offered() const;
    void refresh();
    LoadState load() const { return m_load; }
    QString problem() const { return m_problem; } ///< why Failed, translated
    QStringList names() const;
    QString address() const; ///< ModelService::address()

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_models.size()); }
    /// The name with its status where that is not plain; IdRole: the name.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void loadChanged();

private:
    void answered(const Result<QList<ServedModel>> &models);

    Connection &m_connection;
    QList<ServedModel> m_models;
    LoadState m_load = LoadState::Idle;
    QString m_problem;
    int m_asked = 0; ///< the latest answer wins
};

} // namespace assay
