#pragma once

#include "models/common/Roles.h"
#include "services/verdict/RightRule.h"
#include "services/verdict/ScoreJoin.h"

#include <QAbstractTableModel>

#include <optional>

namespace assay {

class TriageBook;

/// What became of an item from one run to another; the ones to look at first stand first. Measured: it is neither right nor wrong.
enum class FlipChange { Lost, Gained, BothWrong, BothRight, Measured };
QString flipTitle(FlipChange change); ///< "Lost"
QString flipChangeText(FlipChange change); ///< "▼ Lost"
inline bool isFlip(FlipChange change) { return change == FlipChange::Lost || change == FlipChange::Gained; }

/// The items that two runs share, by what became of them. GUI thread.
class FlipItemsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using Change = FlipChange;
    enum Column { ItemColumn, ChangeColumn, BeforeColumn, AfterColumn, NotedColumn, ColumnCount }; ///< NotedColumn: only with setTriage()
    enum Role {
        ChangeRole = FirstOwnRole, ///< int(FlipChange)
    };
    struct Item {
        QString key;
        int repeat = 0;
        double before = 0, after = 0;
        Change change = Change::BothWrong;
        SampleKey sample() const { return {key, repeat}; }
    };
    using QAbstractTableModel::QAbstractTableModel;
    /// What was noted about the answers of the second run. It outlives the model. Set it once, before the model is shown.
    void setTriage(TriageBook &book);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Lost ones come first, then gained ones. Where the rule does not decide every item, all are Measured.
    void setScores(const ScoreColumns &before, const ScoreColumns &after, const RightRule &rule = {}, MissingScores missing = MissingScores::LeftOut);
    /// Only one kind of change; none: all. Ends setToDo().
    void setShown(std::optional<Change> change);
    std::optional<Change> shown() const { return m_filter; }
    /// Only the flips that nothing was noted about by now: what is noted from here on stays until the next call. Ends setShown().
    void setToDo(bool on);
    bool isToDo() const { return m_toDo; }
    const Item &item(int row) const { return m_items.at(m_shown.at(row)); }
    int count(Change change) const { return m_counts[int(change)]; }
    int flips() const { return count(Change::Lost) + count(Change::Gained); }
    int untouched() const; ///< flips that nothing was noted about
    bool isMeasured() const { return count(Change::Measured) > 0; }
    int unpaired() const { return m_unpaired; }
    /// Every score is 0 or 1.
    bool isBinary() const { return m_binary; }
    QList<double> differences() const;
    /// The next row after `from` that is wrong in the second run (failures), or that changed (flips); -1: none.
    int nextFailure(int from) const;
    int nextFlip(int from) const;
    /// The next flip that nothing was noted about, after the last one again from the first; -1: none is left.
    int nextUntouched(int from) const;

private:
    void fill();
    bool isUntouched(const Item &item) const;
    QString notedText(const Item &item) const;
    TriageBook *m_triage = nullptr;
    QList<Item> m_items;
    QList<int> m_shown;
    std::optional<Change> m_filter;
    int m_counts[5] = {};
    int m_unpaired = 0;
    bool m_binary = true, m_toDo = false;
};

} // namespace assay
