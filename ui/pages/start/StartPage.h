#pragma once

#include "ui/pages/DocumentPage.h"

class QLabel;
class QListView;
class QPushButton;

namespace assay {

class ChoiceButton;
class JobFilterModel;
class JobListModel;

/// The first page: what to do now, and the newest runs.
class StartPage : public DocumentPage {
    Q_OBJECT
public:
    explicit StartPage(JobListModel &jobs, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("start"); }
    QString title() const override;
    QIcon icon() const override;
    /// Greys the demo and says why; empty makes it available.
    void setDemoUnavailable(const QString &reason);
    /// Offers to go on with the draft of that name; a null string hides the offer.
    void setDraft(const QString &description);

Q_SIGNALS:
    void demoRequested();
    void draftDiscarded();

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildRecent();
    QWidget *buildDrop();
    void retranslate();
    void updateRecent();
    void openRecent(const QModelIndex &index);

    JobListModel &m_jobs;
    JobFilterModel *m_recentModel;
    QLabel *m_title, *m_subtitle, *m_recentTitle, *m_recentEmpty, *m_draftText, *m_dropText;
    ChoiceButton *m_demo, *m_evaluate;
    QWidget *m_draftCard;
    QPushButton *m_draftGo, *m_draftDrop, *m_allRuns, *m_import;
    QListView *m_recent;
    QString m_demoReason, m_draft;
};

} // namespace assay
