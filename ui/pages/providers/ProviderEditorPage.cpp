#include "ui/pages/providers/ProviderEditorPage.h"

#include "models/authoring/RowsModel.h"
#include "models/trial/TrialModel.h"
#include "services/api/Connection.h"
#include "services/authoring/DocumentPath.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/FormTabs.h"
#include "ui/authoring/RowsEditor.h"
#include "ui/pages/providers/TrialTab.h"
#include "ui/theme/Icons.h"

#include <QTableView>

namespace assay {

namespace {
enum Tab { GeneralTab, RuntimeTab, EnvironmentTab, BenchmarksTab, GuidanceTab, TrialTabIndex };
}

ProviderEditorPage::ProviderEditorPage(Connection &connection, DraftStore &drafts, CatalogueModel &catalogue, const QString &subject, QWidget *parent)
    : EditorPage(DocumentKind::Provider, connection, drafts, catalogue, subject, parent), m_tabs(new FormTabs(model(), this)),
      m_rows(new RowsModel(model(), QStringLiteral("benchmarks"),
                           {QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("category"), QStringLiteral("primary_score/metric"),
                            QStringLiteral("pass_criteria/threshold"), QStringLiteral("num_few_shot"), QStringLiteral("dataset_size")},
                           this)),
      m_trial(new TrialModel(connection.trials(), this))
{
    m_tabs->addSections({"general"});
    m_tabs->addSections({"runtime-local", "runtime-k8s"});
    m_tabs->addSections({"environment-local", "environment-k8s"});
    m_benchmarks = new RowsEditor(model(), *m_rows, {"benchmark", "benchmark-gate", "benchmark-classification", "benchmark-guidance"}, Qt::Horizontal, m_tabs);
    m_tabs->addTab(m_benchmarks, {});
    m_tabs->addSections({"guidance"});
    m_trialTab = new TrialTab(*m_trial, m_tabs);
    m_tabs->addTab(m_trialTab, {});
    connect(&model(), &DocumentModel::changed, this, &ProviderEditorPage::updateTrial);
    connect(&connection, &Connection::stateChanged, this, &ProviderEditorPage::updateTrial);
    listenTo(m_benchmarks);
    connect(m_benchmarks, &RowsEditor::rowShown, this, [this](const QString &row) {
        m_benchmarks->form()->setSuggestions(row + QStringLiteral("/primary_score/metric"), model().value(row + QStringLiteral("/metrics")).toStringList());
    });
    setForm(m_tabs);
}

/// What is written now is what is tried, saved or not.
void ProviderEditorPage::updateTrial()
{
    m_trialTab->setProvider(model().document().toProvider(), connection().capabilities().reasonMissing(Capability::TryProviders));
}

QIcon ProviderEditorPage::icon() const { return themeIcon(QStringLiteral("provider")); }

void ProviderEditorPage::setReadOnly(bool readOnly)
{
    m_tabs->setReadOnly(readOnly);
    if (m_benchmarks)
        m_benchmarks->setReadOnly(readOnly);
}

void ProviderEditorPage::goTo(const QString &path)
{
    if (path::within(path, QStringLiteral("benchmarks"))) {
        m_tabs->setCurrentIndex(BenchmarksTab);
        m_benchmarks->focusPath(path);
        return;
    }
    m_tabs->focusField(path);
}

void ProviderEditorPage::retranslateForm()
{
    m_tabs->setTabText(GeneralTab, tr("General"));
    m_tabs->setTabText(RuntimeTab, tr("Runtime"));
    m_tabs->setTabText(EnvironmentTab, tr("Environment"));
    m_tabs->setTabText(BenchmarksTab, tr("Benchmarks"));
    m_tabs->setTabText(GuidanceTab, tr("Guidance"));
    m_tabs->setTabText(TrialTabIndex, tr("Trial"));
    updateTrial();
    m_tabs->setTitle(tr("Parts of the Provider"));
    const QStringList places{tr("On This Machine"), tr("In a Cluster")};
    m_tabs->nameSections(RuntimeTab, places);
    m_tabs->nameSections(EnvironmentTab, places);
}

} // namespace assay
