#pragma once

#include "models/common/Roles.h"

#include <QAbstractTableModel>

namespace assay {

class DocumentModel;

/// What a job is sent to: its `model`, and below it the further `targets`, each of which becomes a run of its own. There is
/// always a first row. All changes are undo steps of the document.
class TargetListModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ModelColumn, EndpointColumn, KeyColumn, ColumnCount };
    enum Role { PathRole = FirstOwnRole, ///< QString: of the target in the document
                ProblemRole };           ///< QString: the first thing that is wrong with it
    explicit TargetListModel(DocumentModel &document, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static QString pathOf(int row);
    /// Row of the target that a path is in; -1: of none.
    static int rowOf(const QString &path);
    void add();
    void duplicate(const QList<int> &rows);
    /// The last one cannot be removed; it is emptied.
    void remove(QList<int> rows);
    void moveUp(int row);

private:
    QVariantList all() const;
    void put(const QVariantList &targets, const QString &step);
    void refresh();

    DocumentModel &m_document;
    int m_rows = 1; ///< as last shown
};

} // namespace assay
