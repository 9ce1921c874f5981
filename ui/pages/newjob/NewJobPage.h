#pragma once

#include "models/authoring/DocumentModel.h"
#include "models/authoring/DraftKeeper.h"
#include "models/authoring/ProblemListModel.h"
#include "models/composer/JobEntries.h"
#include "models/composer/JobSender.h"
#include "models/composer/JobSteps.h"
#include "ui/pages/DocumentPage.h"
#include "ui/pages/newjob/NewJobContext.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace assay {

class BenchmarksStep;
class GatesStep;
class PlanStep;
class ProblemStrip;
class SendPanel;
class SettingsStep;
class StepRail;
class TargetStep;
class YamlView;

/// Composes a job: five steps that can be visited in any order, or its YAML text, over one document with one undo stack.
/// Everything typed is saved as a draft within a second.
class NewJobPage : public DocumentPage {
    Q_OBJECT
public:
    explicit NewJobPage(const NewJobContext &context, QWidget *parent = nullptr);
    ~NewJobPage() override;
    QString kind() const override { return QStringLiteral("newjob"); }
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;
    bool focusFind() override;
    bool submit() override;
    bool canClose() override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    QAbstractItemModel *problems() override { return &m_problems; }
    void goToProblem(int row) override { showPlace(m_problems.index(row).data(ProblemListModel::PathRole).toString()); }
    bool canFixProblems() const override { return true; }
    bool fixProblem(int row) override { return m_problems.fix(row); }
    DocumentModel &document() { return m_document; }
    JobEntries &entries() { return m_entries; }
    /// Puts a collection in, or adds single benchmarks ({id, provider_id, …}).
    void compose(const QString &collectionId, const QVariantList &benchmarks);
    /// In place of what is there, as one undo step: a past job, a recipe.
    void open(const AuthoredDocument &job);
    /// Name under which the draft is kept.
    static QString draftName() { return QStringLiteral("new-job"); }

Q_SIGNALS:
    void draftSaved();     ///< also when it was removed
    void jobSubmitted(const QString &id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    QWidget *buildHead();
    QWidget *buildFoot();
    void makeKeys();
    void connectParts();
    void connectDocument();
    void goTo(int step);
    void showPlace(const QString &path);
    void goToPath(const QString &path);
    void showText(bool yaml);
    void updateSources();
    void updateRail();
    void nameIt();
    void send();
    void onSent(const QStringList &ids, bool ofDocument);
    void onFailed(const Error &error);
    void offerLeftOver();
    void showRecipes();
    void say(const QString &text, UserMessage::Level level = UserMessage::Level::Info, const QList<UserMessage::Action> &actions = {});
    void retranslate();

    NewJobContext m_context;
    DocumentModel m_document;
    DraftKeeper m_keeper;
    JobEntries m_entries;
    ProblemListModel m_problems;
    JobSender m_sender;
    StepRail *m_rail;
    QStackedWidget *m_views, *m_steps;
    TargetStep *m_target;
    BenchmarksStep *m_benchmarks;
    SettingsStep *m_settings;
    GatesStep *m_gates;
    PlanStep *m_plan;
    YamlView *m_yaml;
    ProblemStrip *m_strip;
    SendPanel *m_sending;
    QLabel *m_estimate, *m_saved;
    QToolButton *m_formTab, *m_yamlTab;
    QPushButton *m_undo, *m_redo, *m_recipes, *m_back, *m_next, *m_run, *m_clear;
    bool m_wantsToSend = false;
};

} // namespace assay
