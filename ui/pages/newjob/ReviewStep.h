#pragma once

#include "models/plan/ReviewPlan.h"
#include "ui/pages/newjob/NewJobContext.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSpinBox;

namespace assay {

class JobDraftModel;
class PlanView;

/// Step 4: name, tags, limit, and the plan: the job exactly as the server will execute it, and what it will cost.
class ReviewStep : public QWidget {
    Q_OBJECT
public:
    ReviewStep(const NewJobContext &context, JobDraftModel &draft, QWidget *parent = nullptr);

Q_SIGNALS:
    void gatesRequested(); ///< what is to be mended is a gate

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void readDraft();
    void updateTexts();
    void updatePlan();
    void mend(const QString &fix);
    void retranslate();
    NewJobContext m_context;
    JobDraftModel &m_draft;
    ReviewPlan m_plan;
    QLabel *m_title, *m_nameLabel, *m_tagsLabel, *m_limitLabel, *m_summary, *m_cost, *m_issues;
    QLineEdit *m_name, *m_tags;
    QSpinBox *m_limit;
    PlanView *m_view;
    bool m_reading = false;
};

} // namespace assay
