#pragma once

#include "models/common/LoadState.h"
#include "models/common/PageCache.h"
#include "services/api/RepeatedRows.h"

#include <QAbstractTableModel>

namespace assay {

/// The rows of one dataset, read page by page as they are looked at; a few dozen pages are held, whatever its length. Columns come as
/// they appear. Where the server does not tell how many rows there are, more of them come when the end is reached (fetchMore()). A
/// server that says that there is more and sends nothing, or repeats itself, ends the list with a problem. GUI thread.
class DatasetRowsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit DatasetRowsModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    /// Null service or an empty id: no rows. at: as they were at that version (Capability::DatasetVersions); none: as they are now.
    void show(DatasetService *service, const QString &id, std::optional<qint64> at = {});
    /// After an error nothing more is asked for until this.
    void retry();
    LoadState load() const { return m_load; }
    QString problem() const { return m_problem; } ///< translated; empty: none
    /// Null until it was read; asks for it.
    const DatasetRow *row(int number) const;
    /// As row(), but nothing is asked for.
    const DatasetRow *known(int number) const;
    QString column(int number) const { return m_columns.value(number); }
    /// A cell's text as a table shows it: one line, the beginning where it is long.
    static QString shortened(const QString &text);
    int heldPages() const { return m_pages.held(); }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : m_count; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_columns.size()); }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    static constexpr int pageRows = DatasetService::pageRows;
    static constexpr int mostPages = 40;

Q_SIGNALS:
    void loadChanged();

private:
    void ask(int page, int from);
    void arrived(int page, int from, const Result<DatasetRowPage> &answer);
    void suspectRepeat(int page, int from, const DatasetRowPage &answer);
    void take(int page, int from, const DatasetRowPage &answer);
    void endHere(int page, const QString &problem);
    void grow(int page, int from, const DatasetRowPage &answer);
    void takeColumns(const QList<DatasetRow> &rows);
    void setLoad(LoadState load, const QString &problem = {});

    DatasetService *m_service = nullptr;
    QString m_id;
    std::optional<qint64> m_at;
    QStringList m_columns;
    int m_count = 0;
    bool m_more = false;      ///< the length is not known, and there may be more
    LoadState m_load = LoadState::Idle;
    QString m_problem;
    RepeatGuard<DatasetRow> m_guard;
    mutable PageCache<DatasetRow> m_pages{pageRows, mostPages, [this](int page) { ask(page, 0); }}; ///< a look asks for what is missing
    int m_ticket = 0;
};

} // namespace assay
