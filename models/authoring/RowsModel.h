#pragma once

#include "models/common/Roles.h"
#include "services/authoring/FieldInfo.h"

#include <QAbstractTableModel>

class QMimeData;

namespace assay {

class DocumentModel;

/// A list of a document, such as its benchmarks, as a table with a column a field. Cells are edited in the document; rows are
/// dragged, copied and pasted as JSON or as tab separated text.
class RowsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { PathRole = FirstOwnRole, ///< QString: of the cell's value
                ProblemRole };           ///< QString: what is wrong with it

    /// `path`: of the list; `fields`: below a row, e.g. "weight", "pass_criteria/threshold".
    RowsModel(DocumentModel &document, const QString &path, const QStringList &fields, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction | Qt::CopyAction; }
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override;

    QString rowPath(int row) const;
    QString cellPath(int row, int column) const;
    const QVariantList &rows() const { return m_rows; }
    /// The text of a cell as typed or pasted, in each row: one undo step.
    virtual void setForRows(const QList<int> &rows, int column, const QVariant &value);
    void insert(int at, const QVariantList &rows);
    void remove(const QList<int> &rows);
    void move(const QList<int> &rows, int before);
    /// Rows as the clipboard takes them. The caller owns it.
    QMimeData *copied(const QList<int> &rows) const;
    /// Rows from the clipboard before row `at`; false when it holds none.
    bool paste(const QMimeData *data, int at);
    void setReadOnly(bool readOnly);
    bool isReadOnly() const { return m_readOnly; }

protected:
    /// For models with columns or words of their own.
    virtual QString cellText(int row, int column) const;
    const FieldInfo *field(int column) const;
    /// As last shown, which is not yet the document while rows come or go.
    QVariant cellValue(int row, int column) const;
    DocumentModel &document() const { return m_document; }
    const QStringList &fields() const { return m_fields; }

private:
    void refresh();
    void update(const QVariantList &fresh);
    QVariantList rowsOf(const QMimeData *data) const;

    DocumentModel &m_document;
    QString m_path;
    QStringList m_fields;
    QVariantList m_rows; ///< as last shown
    bool m_readOnly = false;
};

/// What a cell's text stands for in a field of this kind: "0,5" and "0.5" are numbers, "a, b" is a list of two. Text that is
/// no such value stays text, so that the problem is shown beside it.
QVariant valueOfText(const FieldInfo &field, const QString &text);
/// The other way, for cells, clipboard and line edits.
QString textOfValue(const FieldInfo &field, const QVariant &value);

} // namespace assay
