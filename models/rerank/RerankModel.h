#pragma once

#include "models/common/LoadState.h"
#include "services/api/RerankService.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace assay {

/// A query or an item as people write it: an address behind "image:" is a picture, everything else is text.
RerankPart rerankPart(const QString &text);

/// Items in the order that a model gave them, with its scores. GUI thread.
class RerankModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { RankColumn, ScoreColumn, ItemColumn, PlaceColumn, ColumnCount };
    explicit RerankModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    /// The latest question wins. model: the server's name of it; items: as rerankPart() reads them; most: 0 for all.
    void ask(RerankService &service, const QString &model, const QString &query, const QStringList &items, int most);
    void clear();
    LoadState load() const { return m_load; }
    Error error() const { return m_error; } ///< why Failed

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_hits.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void loadChanged();

private:
    void setHits(const QList<RerankHit> &hits);

    QStringList m_items;
    QList<RerankHit> m_hits;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    int m_asked = 0;
};

} // namespace assay
