#pragma once

#include "models/plan/ReviewPlan.h"
#include "ui/pages/newjob/NewJobContext.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace assay {

class DocumentModel;
class JobEntries;
class PlanView;
class PriceField;

/// Step 5: the job exactly as the server will execute it, and what it will cost.
class PlanStep : public QWidget {
    Q_OBJECT
public:
    PlanStep(const NewJobContext &context, DocumentModel &document, JobEntries &entries, QWidget *parent = nullptr);
    /// What the job will cost, one sentence; empty while nothing is chosen. Of all its targets together.
    QString cost() const { return m_costText; }

Q_SIGNALS:
    void costChanged();
    void fieldRequested(const QString &path); ///< what is to be mended is there

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updatePlan();
    void showCost();
    void buildPrices();
    void showMissingPrice();
    QString moneyText() const;
    void mend(const QString &fix, const QString &pointer);
    void retranslate();

    NewJobContext m_context;
    DocumentModel &m_document;
    JobEntries &m_entries;
    ReviewPlan m_plan;
    QTimer m_typed; ///< a plan is not made with each key
    QLabel *m_title, *m_summary, *m_cost;
    QPushButton *m_enterPrice = nullptr; ///< null with m_price: nobody keeps prices
    PriceField *m_price = nullptr;
    PlanView *m_view;
    QString m_costText;
};

} // namespace assay
