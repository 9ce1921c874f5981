#pragma once

#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QStringList>

namespace assay {

/// A benchmark of a run, as its samples are noted: connection and job as in RunRef.
struct TriagePlace {
    QString connectionId, jobId;
    int benchmarkIndex = 0;
    bool operator==(const TriagePlace &) const = default;
};

/// What a person says of an answer, whatever a scorer or a judge said.
enum class HumanLabel { None, Right, Wrong };

/// What a person noted about one sample.
struct TriageNote {
    static constexpr int reasons = 5;
    SampleKey key;
    int reason = 0;    ///< 1..reasons; 0: none
    HumanLabel label = HumanLabel::None;
    QStringList tags;  ///< without blanks, each once
    QString note;
    bool kept = false; ///< in the regression set
    /// Nothing is noted: such a note is not kept.
    bool isEmpty() const { return reason == 0 && label == HumanLabel::None && tags.isEmpty() && note.isEmpty() && !kept; }
    bool operator==(const TriageNote &) const = default;
};

/// A sample of the regression set, as it was when it was added.
struct RegressionItem {
    TriagePlace place;
    QString benchmarkId; ///< where it came from, e.g. "arithmetic-v1"
    SampleKey key;
    Sample sample;       ///< prompt, response, target, metadata; no scores
    qint64 addedMs = 0;  ///< since 1970
    bool operator==(const RegressionItem &) const = default;
};

/// Keeps what people note about samples. GUI thread; calls return at once and keep their order. What was answered is on the disk.
/// Errors: Storage; Unsupported where the file is a newer version's.
class TriageStore : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual QFuture<Result<QList<TriageNote>>> notes(const TriagePlace &place) = 0;
    /// Replaces what was noted about the sample, but for `kept`, which keep() and drop() change.
    virtual QFuture<Result<Done>> put(const TriagePlace &place, const TriageNote &note) = 0;

    /// Adds a sample to the regression set, or replaces it there.
    virtual QFuture<Result<Done>> keep(const RegressionItem &item) = 0;
    virtual QFuture<Result<Done>> drop(const TriagePlace &place, const SampleKey &key) = 0;
    /// In the order in which they were added.
    virtual QFuture<Result<QList<RegressionItem>>> regressionSet() = 0;

    /// The user's names of the reasons 1..TriageNote::reasons; empty texts where the built-in name counts.
    virtual QFuture<Result<QStringList>> reasonNames() = 0;
    virtual QFuture<Result<Done>> setReasonNames(const QStringList &names) = 0;

Q_SIGNALS:
    void changed(const assay::TriagePlace &place); ///< something was noted there
    void setChanged();                             ///< the regression set
    void reasonsChanged();
};

} // namespace assay
