#pragma once

#include "ui/authoring/EditorPage.h"

namespace assay {

class FormTabs;
class RowsEditor;
class RowsModel;
class TrialModel;
class TrialTab;

/// A provider to write or to read: who it is, how it runs, its environment, its benchmarks and its advice.
class ProviderEditorPage final : public EditorPage {
    Q_OBJECT
public:
    ProviderEditorPage(Connection &connection, DraftStore &drafts, CatalogueModel &catalogue, const QString &subject, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("provider"); }
    QIcon icon() const override;

protected:
    void setReadOnly(bool readOnly) override;
    void goTo(const QString &path) override;
    QString emptyTitle() const override { return tr("New Provider"); }
    void retranslateForm() override;

private:
    void updateTrial();

    FormTabs *m_tabs;
    RowsModel *m_rows;
    RowsEditor *m_benchmarks = nullptr;
    TrialModel *m_trial;
    TrialTab *m_trialTab = nullptr;
};

} // namespace assay
