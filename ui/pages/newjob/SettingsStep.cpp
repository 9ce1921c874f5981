#include "ui/pages/newjob/SettingsStep.h"

#include "models/authoring/DocumentModel.h"
#include "models/catalogue/CatalogueModel.h"
#include "models/composer/JobEntries.h"
#include "services/authoring/DocumentPath.h"
#include "services/authoring/ParameterTable.h"
#include "services/core/Catalogue.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/FormTabs.h"
#include "ui/authoring/RowsEditor.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <iterator>

namespace assay {

namespace {
enum Tab { GeneralTab, BenchmarksTab, ResultsTab, HardwareTab, LimitsTab };
QString overridesPath() { return QStringLiteral("collection/benchmarks"); }
}

SettingsStep::SettingsStep(const NewJobContext &context, DocumentModel &document, JobEntries &entries, QWidget *parent)
    : QWidget(parent), m_context(context), m_document(document), m_entries(entries), m_title(new Heading(Heading::Level::Section, this)),
      m_tabs(new FormTabs(document, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 2);
    m_tabs->setObjectName(QStringLiteral("settingsTabs"));
    m_tabs->addSections({"general"});
    m_tabs->addTab(buildBenchmarks(), {});
    m_tabs->addSections({"experiment", "exports"});
    m_tabs->addSections({"hardware", "queue"});
    m_tabs->addSections({"settings", "custom"});
    layout->addWidget(m_title);
    layout->addWidget(m_tabs, 1);
    connect(&m_entries, &JobEntries::changed, this, &SettingsStep::showKind);
    retranslate();
}

/// A list whose rows have the parameters that their provider's program reads, then any others.
RowsEditor *SettingsStep::makeRows(EntryRowsModel &rows, const QString &list)
{
    auto *editor = new RowsEditor(m_document, rows, {"entry-parameters", "entry-data", "entry-hardware", "entry"}, Qt::Horizontal, m_tabs);
    for (int column = EntryRowsModel::MetricColumn; column < EntryRowsModel::ColumnCount; ++column)
        editor->table()->hideColumn(column);
    editor->setFieldsOf([this, list](const QString &row) {
        const AuthoredDocument &document = m_document.document();
        return parameterFields(document.text(row + QStringLiteral("/provider_id")), document.text(row + QStringLiteral("/id")), list + QStringLiteral("/*"));
    });
    connect(editor, &RowsEditor::said, this, &SettingsStep::said);
    return editor;
}

QWidget *SettingsStep::buildBenchmarks()
{
    auto *side = new QWidget(m_tabs);
    auto *layout = new QVBoxLayout(side);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap / 2, gap / 2, gap / 2, gap / 2);
    auto *bar = new QHBoxLayout;
    m_presetLabel = new QLabel(side);
    bar->addWidget(m_presetLabel);
    for (const Preset preset : allPresets) {
        auto *button = new QPushButton(side);
        button->setObjectName(QStringLiteral("preset%1").arg(m_presets.size()));
        button->setCheckable(true);
        connect(button, &QPushButton::clicked, this, [this, preset] { usePreset(preset); });
        bar->addWidget(button);
        m_presets << button;
    }
    bar->addStretch(1);
    m_presetNote = new Heading(Heading::Level::Caption, side);
    m_presetNote->setObjectName(QStringLiteral("presetNote"));
    m_presetNote->setWordWrap(true);
    m_presetNote->hide();
    layout->addLayout(bar);
    layout->addWidget(m_presetNote);
    m_stack = new QStackedWidget(side);
    m_own = makeRows(m_entries.own(), QStringLiteral("benchmarks"));
    m_stack->addWidget(m_own);
    auto *overrides = new QWidget(side);
    auto *overridesLayout = new QVBoxLayout(overrides);
    overridesLayout->setContentsMargins(0, 0, 0, 0);
    auto *head = new QHBoxLayout;
    m_overrideNote = new Heading(Heading::Level::Caption, overrides);
    m_overrideNote->setWordWrap(true);
    m_overrideAll = new QPushButton(themeIcon(QStringLiteral("add")), {}, overrides);
    m_overrideAll->setObjectName(QStringLiteral("overrideAll"));
    head->addWidget(m_overrideNote, 1);
    head->addWidget(m_overrideAll);
    m_overrides = makeRows(m_entries.overrides(), overridesPath());
    overridesLayout->addLayout(head);
    overridesLayout->addWidget(m_overrides, 1);
    m_stack->addWidget(overrides);
    layout->addWidget(m_stack, 1);
    connect(m_overrideAll, &QPushButton::clicked, &m_entries, &JobEntries::overrideAll);
    return side;
}

PresetSources SettingsStep::sources() const
{
    PresetSources sources;
    sources.size = [&catalogue = m_context.catalogue](const QString &provider, const QString &benchmark) -> std::optional<qint64> {
        const ProviderBenchmark *known = catalogue.benchmark(provider, benchmark);
        return known ? known->datasetSize : std::nullopt;
    };
    if (const Collection *collection = m_entries.collection())
        sources.collection = collection->benchmarks;
    return sources;
}

void SettingsStep::usePreset(Preset preset)
{
    const PresetResult result = applyPreset(m_document.document(), preset, sources());
    m_document.replace(result.document, tr("Preset %1").arg(presetTitle(preset)));
    QStringList notes;
    for (const PresetNote &note : result.notes)
        notes << note.sentence;
    m_presetNote->setText(notes.join(QLatin1Char(' ')));
    m_presetNote->setVisible(!notes.isEmpty());
    showKind();
}

void SettingsStep::showKind()
{
    m_stack->setCurrentIndex(m_entries.isCollection() ? 1 : 0);
    m_overrideAll->setEnabled(m_entries.collection());
    for (RowsEditor *editor : {m_own, m_overrides}) {
        if (!editor->table()->currentIndex().isValid())
            editor->selectRows(0, 1); // where there is something to fill in, it is shown
    }
    const QList<Preset> now = presetsOf(m_document.document(), sources());
    for (qsizetype i = 0; i < m_presets.size(); ++i) {
        m_presets.at(i)->setEnabled(m_entries.count() > 0);
        m_presets.at(i)->setChecked(now.contains(std::data(allPresets)[i]));
    }
}

void SettingsStep::focusField(const QString &path)
{
    for (auto [editor, list] : {std::pair{m_own, QStringLiteral("benchmarks")}, std::pair{m_overrides, overridesPath()}}) {
        if (path::within(path, list)) {
            m_tabs->setCurrentIndex(BenchmarksTab);
            editor->focusPath(path);
            return;
        }
    }
    m_tabs->focusField(path);
}

void SettingsStep::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void SettingsStep::retranslate()
{
    m_title->setText(tr("How is it run?"));
    m_tabs->setTabText(GeneralTab, tr("General"));
    m_tabs->setTabText(BenchmarksTab, tr("Parameters and Data"));
    m_tabs->setTabText(ResultsTab, tr("Results"));
    m_tabs->setTabText(HardwareTab, tr("Hardware"));
    m_tabs->setTabText(LimitsTab, tr("Limits and Custom"));
    m_tabs->nameSections(ResultsTab, {tr("Experiment"), tr("Export")});
    m_tabs->nameSections(HardwareTab, {tr("Hardware"), tr("Queue")});
    m_tabs->nameSections(LimitsTab, {tr("Limits and Retries"), tr("Custom Data")});
    m_tabs->setTitle(tr("Settings"));
    m_presetLabel->setText(tr("How much:"));
    for (qsizetype i = 0; i < m_presets.size(); ++i) {
        const Preset preset = std::data(allPresets)[i];
        m_presets.at(i)->setText(presetTitle(preset));
        m_presets.at(i)->setToolTip(presetHelp(preset));
        m_presets.at(i)->setAccessibleDescription(presetHelp(preset));
    }
    m_overrideNote->setText(tr("What is written here is laid over the collection's benchmarks: parameters, data and hardware."));
    m_overrideAll->setText(tr("One for Each Benchmark"));
    m_own->table()->setAccessibleName(tr("Benchmarks"));
    m_overrides->table()->setAccessibleName(tr("Overrides"));
    showKind();
}

} // namespace assay
