#pragma once

#include "services/authoring/FieldInfo.h"

#include <QWidget>

#include <functional>

class QHBoxLayout;
class QPushButton;
class QScrollArea;
class QSplitter;
class QTableView;

namespace assay {

class DocumentModel;
class FieldForm;
class RowsModel;

/// A list of a document: its table, the commands on its rows, and the chosen row's fields as a form. All of it works with the
/// keyboard: Insert, Delete, Alt+Up, Alt+Down, Ctrl+C, Ctrl+V, Ctrl+D.
class RowsEditor : public QWidget {
    Q_OBJECT
public:
    /// `sections`: of the field table, shown in the form in this order.
    RowsEditor(DocumentModel &document, RowsModel &rows, const QList<QByteArray> &sections, Qt::Orientation orientation, QWidget *parent = nullptr);
    QTableView *table() const { return m_table; }
    FieldForm *form() const { return m_form; }
    void setReadOnly(bool readOnly);
    /// False: rows are added elsewhere. Before the first show.
    void setCanAdd(bool can);
    /// Shows the row and field of a path below the list; false when it is not there.
    bool focusPath(const QString &path);
    QList<int> selectedRows() const;
    void selectRows(int first, int count);
    /// Fields that depend on what stands in the row, above those of the sections; asked when a row is shown.
    using FieldsOf = std::function<QList<FieldInfo>(const QString &rowPath)>;
    void setFieldsOf(FieldsOf fieldsOf);
    /// One more command on the chosen rows, beside the others; it is there while rows are chosen and may be changed.
    QPushButton *addCommand(const QString &icon, const QString &name, const QKeySequence &key, const std::function<void(const QList<int> &rows)> &run);

Q_SIGNALS:
    void rowShown(const QString &rowPath); ///< empty: none
    void said(const QString &sentence);    ///< what a command could not do

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeCommands();
    void add();
    void duplicate();
    void remove();
    void moveBy(int step);
    void copy();
    void paste();
    void showRow();
    void updateCommands();
    void retranslate();

    DocumentModel &m_document;
    RowsModel &m_rows;
    QList<FieldInfo> m_fields;
    FieldsOf m_fieldsOf;
    QTableView *m_table;
    FieldForm *m_form;
    QScrollArea *m_area;
    QHBoxLayout *m_buttons;
    QList<QPushButton *> m_more;
    QPushButton *m_add, *m_duplicate, *m_remove, *m_up, *m_down;
    bool m_readOnly = false;
};

} // namespace assay
