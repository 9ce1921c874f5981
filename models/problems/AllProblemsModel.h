#pragma once

#include "models/authoring/ProblemListModel.h"

#include <QAbstractTableModel>

#include <vector>

namespace assay {

/// The problems of many lists below each other, each with the name of what it is about. The lists are models whose rows have
/// ProblemListModel's roles in their first column; they may come, change and die at any time. GUI thread.
class AllProblemsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ProblemColumn, PlaceColumn, FixColumn, ColumnCount };

    explicit AllProblemsModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    /// `place` names the document for people; empty: each row says it in PlaceRole. A list that is there already is renamed.
    void setList(QAbstractItemModel *list, const QString &place);
    void removeList(QAbstractItemModel *list);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The list that a row comes from, and its row there; null for no row.
    std::pair<QAbstractItemModel *, int> source(int row) const;
    int count(Severity severity) const;

    /// For lists without a place of their own.
    static constexpr int PlaceRole = FirstOwnRole + 50;

Q_SIGNALS:
    void countsChanged();

private:
    struct Part {
        QAbstractItemModel *list;
        QString place;
        int rows; ///< as told to the view
    };
    int partOf(const QObject *list) const; ///< -1: none
    int offset(int part) const;
    void listen(QAbstractItemModel *list);
    void rowsChanged(const QObject *list);

    std::vector<Part> m_parts;
};

} // namespace assay
