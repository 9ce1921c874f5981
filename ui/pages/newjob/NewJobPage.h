#pragma once

#include "models/jobs/JobDraft.h"
#include "ui/pages/DocumentPage.h"
#include "ui/pages/newjob/NewJobContext.h"

#include <QTimer>

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace assay {

class BenchmarksStep;
class GatesStep;
class JobDraftModel;
class ReviewStep;
class TargetStep;

/// Composes a job: four steps that can be visited in any order. Everything typed is saved as a draft within a second.
class NewJobPage : public DocumentPage {
    Q_OBJECT
public:
    static constexpr int saveDelayMs = 500;
    explicit NewJobPage(const NewJobContext &context, QWidget *parent = nullptr);
    ~NewJobPage() override;
    QString kind() const override { return QStringLiteral("newjob"); }
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;
    bool focusFind() override;
    bool submit() override;
    bool canClose() override;
    JobDraftModel &draft() { return *m_draft; }
    /// Puts these benchmarks in; a collection's replace those chosen, single ones are added.
    void compose(const QString &collectionId, const std::optional<double> &threshold, const QList<DraftBenchmark> &benchmarks);
    /// Name under which the draft is kept.
    static QString draftName() { return QStringLiteral("new-job"); }

Q_SIGNALS:
    void draftSaved();     ///< also when it was removed
    void jobSubmitted(const QString &id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void goTo(int step);
    void loadDraft();
    void saveDraft();
    void onDraftChanged();
    void updateRail();
    void send();
    void onSubmitted(const QString &id);
    void retranslate();

    NewJobContext m_context;
    JobDraftModel *m_draft;
    QListWidget *m_rail;
    QStackedWidget *m_steps;
    TargetStep *m_target;
    BenchmarksStep *m_benchmarks;
    GatesStep *m_gates;
    ReviewStep *m_review;
    QLabel *m_estimate, *m_saved;
    QPushButton *m_back, *m_next, *m_run, *m_discard;
    QTimer m_saveTimer;
    QString m_idempotencyKey; ///< one for each content: pressing Run again after a lost answer makes no second job
    QByteArray m_sentContent;
    bool m_dirty = false, m_sending = false, m_wantsToSend = false, m_touched = false;
};

} // namespace assay
