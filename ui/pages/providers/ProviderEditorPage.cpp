#include "ui/pages/providers/ProviderEditorPage.h"

#include "models/authoring/RowsModel.h"
#include "services/authoring/DocumentPath.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/FormTab.h"
#include "ui/authoring/RowsEditor.h"
#include "ui/theme/Icons.h"

#include <QEvent>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

namespace assay {

namespace {
enum Tab { GeneralTab, RuntimeTab, EnvironmentTab, BenchmarksTab, GuidanceTab };
}

ProviderEditorPage::ProviderEditorPage(Connection &connection, DraftStore &drafts, CatalogueModel &catalogue, const QString &subject, QWidget *parent)
    : EditorPage(DocumentKind::Provider, connection, drafts, catalogue, subject, parent), m_tabs(new QTabWidget(this)),
      m_rows(new RowsModel(model(), QStringLiteral("benchmarks"),
                           {QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("category"), QStringLiteral("primary_score/metric"),
                            QStringLiteral("pass_criteria/threshold"), QStringLiteral("num_few_shot"), QStringLiteral("dataset_size")},
                           this))
{
    m_tabs->setObjectName(QStringLiteral("editorTabs"));
    m_tabs->setDocumentMode(true);
    const auto add = [this](const QList<QByteArray> &sections) {
        const FormTab tab = makeFormTab(model(), sections, m_tabs);
        const int at = m_tabs->addTab(tab.widget, {});
        for (FieldForm *form : tab.forms)
            m_forms.append({at, form});
    };
    add({"general"});
    add({"runtime-local", "runtime-k8s"});
    add({"environment-local", "environment-k8s"});
    m_benchmarks = new RowsEditor(model(), *m_rows, {"benchmark", "benchmark-gate", "benchmark-classification", "benchmark-guidance"}, Qt::Horizontal, m_tabs);
    m_tabs->addTab(m_benchmarks, {});
    add({"guidance"});
    connect(m_benchmarks, &RowsEditor::said, this, [this](const QString &text) {
        Q_EMIT messageRequested({UserMessage::Level::Info, text, {}, 8000, {}, QStringLiteral("rows")});
    });
    connect(m_benchmarks, &RowsEditor::rowShown, this, [this](const QString &row) {
        m_benchmarks->form()->setSuggestions(row + QStringLiteral("/primary_score/metric"), model().value(row + QStringLiteral("/metrics")).toStringList());
    });
    retranslateTabs();
    setForm(m_tabs);
}

QIcon ProviderEditorPage::icon() const { return themeIcon(QStringLiteral("provider")); }

void ProviderEditorPage::setReadOnly(bool readOnly)
{
    for (const auto &[tab, form] : std::as_const(m_forms))
        form->setReadOnly(readOnly);
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
    for (const auto &[tab, form] : std::as_const(m_forms)) {
        if (form->controlFor(path)) {
            m_tabs->setCurrentIndex(tab);
            form->focusField(path);
            return;
        }
    }
    for (const auto &[tab, form] : std::as_const(m_forms)) {
        m_tabs->setCurrentIndex(tab);
        if (form->focusField(path))
            return;
    }
    m_tabs->setCurrentIndex(GeneralTab);
}

void ProviderEditorPage::changeEvent(QEvent *event)
{
    EditorPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateTabs();
}

void ProviderEditorPage::retranslateTabs()
{
    m_tabs->setTabText(GeneralTab, tr("General"));
    m_tabs->setTabText(RuntimeTab, tr("Runtime"));
    m_tabs->setTabText(EnvironmentTab, tr("Environment"));
    m_tabs->setTabText(BenchmarksTab, tr("Benchmarks"));
    m_tabs->setTabText(GuidanceTab, tr("Guidance"));
    m_tabs->setAccessibleName(tr("Parts of the Provider"));
    m_tabs->tabBar()->setAccessibleName(tr("Parts of the Provider"));
    const QStringList names{{}, tr("On This Machine"), tr("In a Cluster"), tr("On This Machine"), tr("In a Cluster"), {}};
    for (qsizetype i = 0; i < m_forms.size(); ++i)
        nameSections({nullptr, {m_forms.at(i).second}}, {names.value(i)});
}

} // namespace assay
