#pragma once

#include "models/common/MergedTable.h"
#include "models/common/Roles.h"
#include "models/common/SavedList.h"
#include "services/api/SavedDocuments.h"

#include <optional>

namespace assay {

/// What is remembered of a report that was saved: where its file is and what it is about. The file itself is the
/// user's.
struct SavedReport {
    QString title;
    QString path; ///< absolute
    QString subject; ///< as ReportModel takes it
    QString format; ///< the ending of its kind of file: "html", "pdf", "md", "csv", "json", "xml"
    qint64 savedMs = 0; ///< since 1970; set by whoever keeps it
    bool operator==(const SavedReport &) const = default;

    /// Of its document: a file that is written again is the same report.
    QString id() const;
    SavedDocument document() const;
    /// None when the body is no report, or a newer version's.
    static std::optional<SavedReport> from(const SavedDocument &document);
    static QString kind() { return QStringLiteral("report"); }
};

/// The reports that were saved, the newest first, and whether their files are there. Read by refresh(), from then on as
/// they change; files are looked for off the GUI thread. GUI thread.
class SavedReportsModel : public MergedTable {
    Q_OBJECT
public:
    enum Column { TitleColumn, FormatColumn, SavedColumn, FileColumn, ColumnCount };
    enum Role { GoneRole = FirstOwnRole }; ///< bool: the file was not there when it was looked for
    explicit SavedReportsModel(SavedDocuments &documents, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void refresh() { m_saved.refresh(); }
    bool isLoaded() const { return m_saved.isLoaded(); }
    const Error &error() const { return m_saved.error(); }
    const SavedReport &report(int row) const { return m_rows.at(row).report; }
    /// Looks for the file; seen() tells.
    void look(int row);
    /// Takes it away at once; put() brings it back. The file stays.
    void remove(int row);
    void put(const SavedReport &report) { m_saved.put(report.document()); }

Q_SIGNALS:
    void loadChanged();
    void failed(const assay::Error &error);
    void seen(const assay::SavedReport &report, bool isThere);

private:
    struct Row {
        SavedReport report;
        bool gone = false;
        bool operator==(const Row &) const = default;
    };
    void take(const QList<SavedDocument> &documents);
    void lookForFiles();
    void merge(const QList<Row> &fresh);
    QString text(const Row &row, int column) const;
    SavedList m_saved;
    QList<Row> m_rows;
    quint64 m_lookTicket = 0;
};

} // namespace assay
