#pragma once

#include "models/common/LoadState.h"
#include "services/api/RerankService.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QImage>
#include <QStringList>

namespace assay {

/// A query or an item as people write it: an address, or a file of this machine, behind "image:" is a picture,
/// everything else is text.
RerankPart rerankPart(const QString &text);
/// A file as rerankPart() reads it.
QString rerankLine(const QString &file);

/// A request whose files were read, and how their pictures look, small.
struct ReadRerank {
    RerankRequest request;
    QHash<int, QImage> pictures; ///< by the item's place
};

/// Bytes of all pictures of a request together.
inline constexpr qint64 largestPictures = 30LL << 20;

/// The files that the request names become data URLs. Error::Invalid and Storage: of the first that cannot, or of an
/// address that is none; the sentence names it. Blocks; any thread.
Result<ReadRerank> readRerank(RerankRequest request);

/// Items in the order that a model gave them, with its scores. GUI thread.
class RerankModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { RankColumn, ScoreColumn, ItemColumn, PlaceColumn, ColumnCount };
    explicit RerankModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    /// The latest question wins. model: the server's name of it; query, items: as rerankPart() reads them; most: 0 for
    /// all. The service outlives the model.
    void ask(RerankService &service, const QString &model, const QString &query, const QStringList &items, int most);
    void clear();
    /// Loading: files are read, or the model is asked.
    LoadState load() const { return m_load; }
    Error error() const { return m_error; } ///< why Failed
    /// Some items are pictures of this machine, which Qt::DecorationRole shows small.
    bool hasPictures() const { return !m_pictures.isEmpty(); }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_hits.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void loadChanged();

private:
    void send(RerankService &service, const ReadRerank &read, const QStringList &items);
    void fail(const Error &error);
    void setHits(const QList<RerankHit> &hits);

    QStringList m_items;
    QHash<int, QImage> m_pictures;
    QList<RerankHit> m_hits;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    int m_asked = 0;
};

} // namespace assay
