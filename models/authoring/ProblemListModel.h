#pragma once

#include "models/common/Roles.h"
#include "services/authoring/Doctor.h"

#include <QAbstractListModel>

namespace assay {

class DocumentModel;

/// What is wrong with a document, or worth knowing: the contract's rules and the gate doctor's findings.
class ProblemListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { PathRole = FirstOwnRole, ///< QString: where to go
                SeverityRole,            ///< int(Severity)
                FixRole };               ///< QString: what the quick fix does; empty: only a person can

    explicit ProblemListModel(DocumentModel &document, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    /// What the doctor may look up; without, there are no findings.
    void setSources(const LintSources &sources);
    /// Notes are told or left out.
    void setNotes(bool notes);
    int count(Severity severity) const;
    /// Makes a finding's edits as one undo step; false when it has none.
    bool fix(int row);
    /// All that can be made by itself, as one step; how many findings that were.
    int fixAll();

Q_SIGNALS:
    void countsChanged();

private:
    struct Item {
        Severity severity = Severity::Error;
        QString path, message;
        Finding finding; ///< of the doctor; without a code: a rule of the contract
        bool operator==(const Item &) const = default;
    };
    void refresh();

    DocumentModel &m_document;
    std::optional<LintSources> m_sources;
    QList<Item> m_items;
    bool m_notes = true;
};

} // namespace assay
