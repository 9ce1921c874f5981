#pragma once

#include "models/compare/SavedComparison.h"
#include "services/core/Result.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace assay {

/// Keeps one comparison as it is edited: a moment after each change, and at once when its editor goes. GUI thread.
class ComparisonKeeper : public QObject {
    Q_OBJECT
public:
    /// now: the comparison as it is at this moment, its id does not matter; without runs there is nothing to keep. documents outlives
    /// the keeper.
    ComparisonKeeper(SavedDocuments &documents, std::function<SavedComparison()> now, QObject *parent = nullptr);
    ~ComparisonKeeper() override;

    /// Reads one that was saved; opened() or notOpened() answers.
    void open(const QString &id);
    QString id() const { return m_kept ? m_kept->id : QString(); } ///< empty: none is on the disk yet
    void saveLater();
    /// What is to be saved later is saved now. Whoever is asked by `now` calls it before it goes.
    void flush();

Q_SIGNALS:
    void opened(const assay::SavedComparison &comparison);
    /// NotFound: it was deleted; Unsupported: a newer version wrote it.
    void notOpened(const assay::Error &error);
    void found(const assay::SavedComparison &same); ///< the same runs were compared before: it is that one which is kept on
    void saved();                                   ///< it has an id
    void failed(const assay::Error &error);

private:
    void save();
    void lookForSame();
    bool takeSame(const QList<SavedDocument> &documents, const SavedComparison &now);
    void write(SavedComparison now);

    SavedDocuments &m_documents;
    std::function<SavedComparison()> m_now;
    QTimer m_timer;
    QString m_id;                         ///< of its document, also before it is on the disk
    std::optional<SavedComparison> m_kept; ///< as it is on the disk
    std::optional<SavedComparison> m_sent; ///< as it will be there once all is answered
    QList<SavedDocument> m_others;        ///< as they were at the first change: a new one that goes at once looks there for the same
    bool m_asked = false;                 ///< for the others
    bool m_looking = false;
};

} // namespace assay
