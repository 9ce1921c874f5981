#pragma once

#include "models/common/Roles.h"
#include "services/core/Sample.h"

#include <QAbstractTableModel>

namespace assay {

/// The items that two runs share, by what became of them. GUI thread.
class FlipItemsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Change { Lost, Gained, BothWrong, BothRight };
    enum Column { ItemColumn, ChangeColumn, BeforeColumn, AfterColumn, ColumnCount };
    enum Role {
        ChangeRole = FirstOwnRole, ///< int(Change)
    };
    struct Item {
        QString key;
        int repeat = 0;
        double before = 0, after = 0;
        Change change = Change::BothWrong;
    };
    using QAbstractTableModel::QAbstractTableModel;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// An item is right from `rightFrom` on. Lost ones come first, then gained ones.
    void setScores(const ScoreColumns &before, const ScoreColumns &after, double rightFrom = 0.5);
    /// Only one kind of change; none: all.
    void setShown(std::optional<Change> change);
    std::optional<Change> shown() const { return m_filter; }
    const Item &item(int row) const { return m_items.at(m_shown.at(row)); }
    int count(Change change) const { return m_counts[int(change)]; }
    int unpaired() const { return m_unpaired; }
    /// Every score is 0 or 1.
    bool isBinary() const { return m_binary; }
    QList<double> differences() const;
    /// The next row after `from` that is wrong in the second run (failures), or that changed (flips); -1: none.
    int nextFailure(int from) const;
    int nextFlip(int from) const;

private:
    void fill();
    QList<Item> m_items;
    QList<int> m_shown;
    std::optional<Change> m_filter;
    int m_counts[4] = {};
    int m_unpaired = 0;
    bool m_binary = true;
};

QString flipChangeText(FlipItemsModel::Change change); ///< "▼ Lost"

} // namespace assay
