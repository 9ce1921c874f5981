#pragma once

#include "models/common/LoadState.h"
#include "services/api/TriageStore.h"
#include "services/core/SampleExpression.h"

#include <QHash>

#include <optional>

namespace assay {

/// What was noted about the samples of one benchmark: known here, kept by the store. A change shows at once and is taken back when
/// the store refuses it. GUI thread.
class TriageBook : public QObject {
    Q_OBJECT
public:
    explicit TriageBook(TriageStore &store, QObject *parent = nullptr);

    /// benchmarkId: kept with what is added to the regression set. Its notes are read first: until load() is Ready nothing is changed,
    /// which failed() tells.
    void setPlace(const TriagePlace &place, const QString &benchmarkId);
    const TriagePlace &place() const { return m_place; }
    LoadState load() const { return m_load; }

    /// An empty one where nothing was noted.
    TriageNote note(const SampleKey &key) const;
    QList<TriageNote> notes() const { return m_notes.values(); }
    // Each answers whether it was accepted; what is accepted may still be refused by the store: refused().
    /// 1..TriageNote::reasons; the same again takes it away, as 0 does.
    bool setReason(const SampleKey &key, int reason);
    bool setLabel(const SampleKey &key, HumanLabel label); ///< the same again takes it away
    bool setNote(const SampleKey &key, const QString &text);
    /// Words between commas.
    bool setTags(const SampleKey &key, const QString &text);
    /// Adds the sample (its texts must be whole) to the regression set, or takes it out.
    bool toggleKept(const Sample &sample);
    /// The last change, back to what was before; false: there is none.
    bool undo();

    QString reasonName(int reason) const; ///< the user's, or the built-in one
    QString reasonText(const TriageNote &note) const; ///< "⚑ 3 Format not followed ✎": kept, the reason, that there is a note
    void setReasonName(int reason, const QString &name);
    QList<int> reasonCounts() const; ///< of reasons 1..TriageNote::reasons
    /// Samples that a term of triage (tag, reason, note, label) means; Any and None only say whether there is one.
    QList<SampleKey> keysOf(const SampleTerm &term) const;

Q_SIGNALS:
    void loadChanged();
    void noteChanged(const assay::SampleKey &key); ///< each; who shows many waits for reasonsChanged()
    void reasonsChanged(); ///< names or counts; once after notes changed, whichever
    void placeRead();      ///< the notes of a place that was just set are there
    void refused(const assay::TriageNote &wanted); ///< the store did not take it; what was before is shown again
    void failed(const assay::Error &error);

private:
    void read();
    void readReasons();
    bool canChange();
    bool change(const TriageNote &wanted);
    void write(const QFuture<Result<Done>> &written, const TriageNote &before, const TriageNote &wanted);
    void set(const TriageNote &note);
    bool fits(const SampleTerm &term, const TriageNote &note) const;

    TriageStore &m_store;
    TriagePlace m_place;
    QString m_benchmarkId;
    LoadState m_load = LoadState::Idle;
    QHash<SampleKey, TriageNote> m_notes;
    QStringList m_reasonNames;
    int m_writing = 0;     ///< own changes on their way: what the store tells of meanwhile is older
    bool m_readAgain = false;
    quint64 m_ticket = 0;
    std::optional<TriageNote> m_before; ///< for undo
};

QString labelText(HumanLabel label); ///< "✓ Right"; empty for none

/// An expression that the server can answer: each term of triage stands for the keys of its samples.
SampleExpression withKeys(const SampleExpression &expression, const TriageBook &book);

} // namespace assay
