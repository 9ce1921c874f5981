#pragma once

#include "models/datasets/DatasetRowsModel.h"
#include "models/datasets/EditedRows.h"

#include <QUndoStack>

namespace assay {

/// The rows of a dataset as they are to become: cells changed, rows put in and taken out, each a step that can be taken back, nothing
/// sent before save(). The rows themselves stay in DatasetRowsModel, page by page; held here is only what was changed. Where rows cannot be
/// changed it shows them as they are. GUI thread.
class DatasetEditModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit DatasetEditModel(QObject *parent = nullptr);
    ~DatasetEditModel() override;

    /// Forgets all changes and shows these rows. version: of the rows; none: they cannot be changed. at: see DatasetRowsModel::show();
    /// earlier rows cannot be changed either.
    void show(DatasetService *service, const QString &id, std::optional<qint64> version, std::optional<qint64> at = {});
    DatasetRowsModel &rows() { return m_rows; }
    QString id() const { return m_id; }
    qint64 version() const { return m_version.value_or(0); }
    const EditedRows &state() const { return m_state; }
    /// Changes that were made before, to rows of that version; it cannot be taken back but by discard(). False, and nothing happens, where
    /// they are not about these rows.
    bool restore(const EditedRows &state, qint64 version);
    bool isEditable() const { return m_version.has_value() && !m_saving; }
    bool isChanged() const { return !m_state.isPlain(m_base); }
    bool isSaving() const { return m_saving; }
    QString changes() const; ///< how many rows were changed, added and removed, in words; empty: none
    QUndoStack &undoStack() { return m_stack; }

    const DatasetRow *row(int number) const; ///< as DatasetRowsModel::row()
    void addRow(int before);
    void removeRows(QList<int> numbers);
    /// A column that no row has yet, as the last one; it is nothing until a cell of it is written. refused() says why it cannot be.
    void addColumn(const QString &name);
    QStringList columns() const; ///< as they are shown
    void discard();
    /// Sends the changes. They stay until the server has them; then saved() and show() by who knows the new version.
    void save();
    QList<RowEdit> edits() const { return m_state.edits(m_base); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override; ///< EditRole: the whole text
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// A cell that is no text has to stay a JSON value, or none where the text is empty; otherwise refused() says why.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void changed();                       ///< what is unsaved, or whether it is being sent
    void refused(const QString &sentence);
    void saved(const assay::Dataset &dataset);
    void notSaved(const assay::Error &error);

private:
    class Step;
    bool isValueColumn(const QString &column) const;
    void change(int number, const DatasetRow &row);
    void become(const EditedRows &state) { m_state = state; }
    QString columnName(int number) const;
    void forget();
    void followRows();

    DatasetRowsModel m_rows;
    DatasetService *m_service = nullptr;
    QString m_id;
    std::optional<qint64> m_version;
    int m_base = 0, m_known = 0; ///< rows and columns of the dataset, as they are shown
    EditedRows m_state;
    QUndoStack m_stack;
    bool m_saving = false;
    int m_ticket = 0;
};

} // namespace assay
