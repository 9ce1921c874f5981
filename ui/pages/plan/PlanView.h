#pragma once

#include <QMap>
#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;
class QTreeView;

namespace assay {

class PlanModel;

/// A plan for people: what is executed, where each value is from, what is lost or leaks, struck through with its reason, and a
/// button for what mends it.
class PlanView : public QWidget {
    Q_OBJECT
public:
    /// The model outlives the view.
    explicit PlanView(PlanModel &model, QWidget *parent = nullptr);
    /// The fixes (planfix in services/verdict/EffectivePlan.h) that the page can carry out, with what their button says there;
    /// an empty text: the usual one. Other fixes are told in words only.
    void setFixes(const QMap<QString, QString> &fixes);

Q_SIGNALS:
    /// code: of the fix; path: JSON pointer into the job's body, empty where the fix is about the whole job.
    void fixRequested(const QString &code, const QString &path);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Fix {
        QString code, path;
    };
    /// The current row's, else the first that the plan has; an empty code: none.
    Fix offeredFix() const;
    QModelIndex firstWithFix() const;
    void refreshTexts();
    void retranslate();
    void requestFix();

    PlanModel &m_model;
    QMap<QString, QString> m_fixes;
    QLabel *m_summary, *m_reason;
    QTreeView *m_tree;
    QPushButton *m_fix;
};

} // namespace assay
