#pragma once

#include "models/common/SavedList.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <optional>

namespace assay {

/// What of a comparison is kept: which runs, and how they are looked at. The numbers are made anew.
struct SavedComparison {
    QString id;    ///< of its document; empty: not saved yet
    QString title;  ///< of the user, or what it is called by itself
    QStringList runs; ///< RunRef::text(), in their order
    QStringList names; ///< of the runs when it was saved, for lists
    QString baseline;
    QString tab;          ///< "heat", "dots", …
    QString x, y;         ///< of the trade-off
    bool significantOnly = false;
    bool confirmed = false; ///< the user said that runs which are not comparable may be called better
    bool ownTitle = false; ///< the title is the user's: it stays when the runs change
    bool allMetrics = false; ///< not only the primary ones
    bool operator==(const SavedComparison &) const = default;

    SavedDocument document() const;
    /// None when the body is no comparison, or a newer version's.
    static std::optional<SavedComparison> from(const SavedDocument &document);
    /// What a comparison of these runs is called by itself: "A ↔ B".
    static QString titleOf(const QStringList &names);
    static QString kind() { return QStringLiteral("comparison"); }
};

/// All saved comparisons, newest change first. Read by refresh(), from then on as they change. GUI thread.
class SavedComparisonsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TitleColumn, RunsColumn, ChangedColumn, ColumnCount };
    explicit SavedComparisonsModel(SavedDocuments &documents, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; ///< the title
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void refresh() { m_saved.refresh(); }
    bool isLoaded() const { return m_saved.isLoaded(); }
    const Error &error() const { return m_saved.error(); }
    const SavedComparison &comparison(int row) const { return m_rows.at(row).comparison; }
    /// Takes it away at once; put() brings it back.
    void remove(int row);
    void put(const SavedComparison &comparison) { m_saved.put(comparison.document()); }

Q_SIGNALS:
    void loadChanged();
    void failed(const assay::Error &error);

private:
    struct Row {
        SavedComparison comparison;
        qint64 changedMs = 0;
    };
    void take(const QList<SavedDocument> &documents);
    SavedDocuments &m_documents;
    SavedList m_saved;
    QList<Row> m_rows;
};

} // namespace assay
