#pragma once

#include "services/api/DatasetService.h"
#include "ui/pages/DocumentPage.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTableView;

namespace assay {

class Connection;
class DatasetEditModel;
class DraftStore;

/// The rows of one dataset: a table, the whole of one row beside it, and, where the server can, what changes them, and the rows of earlier
/// versions. Changes are kept here until they are saved or discarded.
class DatasetRowsView : public QWidget {
    Q_OBJECT
public:
    explicit DatasetRowsView(Connection &connection, QWidget *parent = nullptr);
    /// Null: no dataset. What is unsaved is dropped when it is another dataset; of the same one it stays, and saving finds out.
    void show(const Dataset *dataset);
    /// Unsaved rows survive a crash there. Call it once, before anything is shown; the store outlives this.
    void keepDrafts(DraftStore &store);
    QString shownId() const { return m_dataset.id; }
    bool isChanged() const;
    /// Says that there are unsaved changes, with what can be done about them.
    void askToSave();
    void retry();
    QStringList columns() const;
    const DatasetRow *firstRow() const; ///< null until it was read
    void retranslate();

Q_SIGNALS:
    void messageRequested(const assay::UserMessage &message);
    void changed();    ///< isChanged() and what depends on it
    void loadChanged();

protected:
    bool event(QEvent *event) override;

private:
    QWidget *buildBar();
    QWidget *buildTables();
    void addKeys();
    void showRow();
    void showVersion(int version);
    void load();
    bool isOld() const { return m_at.has_value(); }
    void updateVersion();
    void update();
    void addRow();
    void addColumn();
    void removeRows();
    void saved(const Dataset &dataset);
    void chooseFile();
    void append(const QString &file);
    void appendRows(const QString &id, const FileRows &rows);
    void tell(UserMessage::Level level, const QString &text);

    Connection &m_connection;
    DatasetEditModel *m_model;
    Dataset m_dataset; ///< as it is shown
    std::optional<qint64> m_at; ///< the earlier version that is looked at; none: the newest
    QLabel *m_about, *m_problem, *m_changes;
    QPushButton *m_addRow, *m_removeRows, *m_appendFile, *m_undo, *m_redo, *m_discard, *m_save;
    QLineEdit *m_newColumn;
    QSpinBox *m_version;
    QWidget *m_bar;
    QTableView *m_table;
    QPlainTextEdit *m_detail;
    QString m_detailText; ///< as it is shown
    int m_goTo = -1;      ///< row to choose once it is there
};

} // namespace assay
