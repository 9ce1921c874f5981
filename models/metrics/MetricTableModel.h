#pragma once

#include "models/common/Roles.h"
#include "services/core/Result.h"
#include "services/verdict/MetricDictionary.h"

#include <QAbstractTableModel>
#include <QFuture>
#include <QUndoStack>

#include <functional>

namespace assay {

/// What metric names mean: the user's own entries, and those that come with the program, in the order in which they are asked.
/// A change counts at once for everything in this process, is saved, and can be taken back. GUI thread.
class MetricTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using Entry = MetricDictionary::Entry;
    using Save = std::function<QFuture<Result<Done>>(const QList<Entry> &own)>;
    enum Column { MetricColumn, TitleColumn, UnitColumn, RangeColumn, DirectionColumn, DecimalsColumn, IntervalColumn, SourceColumn, ColumnCount };

    /// `own`: what the user's file says now; this process follows it already.
    MetricTableModel(const QList<Entry> &own, Save save, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const Entry &entry(int row) const { return m_rows.at(row).entry; }
    bool isOwn(int row) const { return m_rows.at(row).own >= 0; }
    /// There is one of the program's below it, which comes back when the user's goes.
    bool isSeeded(int row) const { return m_rows.at(row).seeded; }
    /// Why an entry cannot be taken: a sentence, and in `detail` the field's name as in the file. None: it can.
    static std::optional<Error> problem(const Entry &entry) { return MetricDictionary::check(entry); }
    /// The row as the user wants it. False: it cannot be taken, see problem(), or nothing changed.
    bool change(int row, const Entry &entry);
    /// A new one of the user's, called `name` or, when there is such a one, name_2 and so on; its row.
    int add(const QString &name);
    /// Takes the user's entry away.
    bool remove(int row);
    QUndoStack &undoStack() { return m_stack; }

    struct Word {
        int value;
        QString title; ///< translated
    };
    static QList<Word> units();
    static QList<Word> intervals();

Q_SIGNALS:
    void dictionaryChanged();
    void failed(const QString &message); ///< it could not be saved

private:
    struct Row {
        Entry entry;
        int own = -1; ///< index in m_own; -1: the program's
        bool seeded = false;
    };
    class Step;
    void push(const QList<Entry> &own, const QString &text);
    void setOwn(const QList<Entry> &own);
    static QList<Row> rowsOf(const QList<Entry> &own);
    QString text(const Row &row, int column) const;

    Save m_save;
    QList<Entry> m_own;
    QList<Row> m_rows;
    QUndoStack m_stack;
};

} // namespace assay
