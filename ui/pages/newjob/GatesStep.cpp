#include "ui/pages/newjob/GatesStep.h"

#include "models/authoring/DocumentModel.h"
#include "models/catalogue/CatalogueModel.h"
#include "models/composer/JobEntries.h"
#include "services/authoring/DocumentPath.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/RowsEditor.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

GatesStep::GatesStep(DocumentModel &document, JobEntries &entries, CatalogueModel &catalogue, QWidget *parent)
    : QWidget(parent), m_document(document), m_entries(entries), m_title(new Heading(Heading::Level::Section, this)),
      m_hint(new Heading(Heading::Level::Caption, this)), m_stack(new QStackedWidget(this)),
      m_rows(new RowsEditor(document, entries.own(), {}, Qt::Vertical, this)), m_whole(new FieldForm(document, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 2);
    m_hint->setWordWrap(true);
    m_whole->setFields(fieldsIn(DocumentKind::Job, "job-gate"));
    m_whole->setMaximumWidth(fontMetrics().averageCharWidth() * 110);
    m_stack->addWidget(m_rows);
    m_stack->addWidget(buildPreview());
    layout->addWidget(m_title);
    layout->addWidget(m_hint);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_whole);
    m_rows->table()->setObjectName(QStringLiteral("gatesTable"));
    m_rows->setFieldsOf([](const QString &) {
        QList<FieldInfo> fields;
        for (const char *member : {"primary_score/metric", "primary_score/lower_is_better", "pass_criteria/threshold", "weight"})
            fields << *fieldAt(DocumentKind::Job, QStringLiteral("benchmarks/*/") + QLatin1String(member));
        return fields;
    });
    m_rows->setCanAdd(false); // benchmarks are added where they are chosen
    connect(m_rows, &RowsEditor::said, this, &GatesStep::said);
    connect(m_rows, &RowsEditor::rowShown, this, [this, &catalogue](const QString &row) {
        const ProviderBenchmark *known = catalogue.benchmark(m_document.document().text(row + QStringLiteral("/provider_id")), m_document.document().text(row + QStringLiteral("/id")));
        m_rows->form()->setSuggestions(row + QStringLiteral("/primary_score/metric"), known ? known->metrics : QStringList());
    });
    connect(&m_entries, &JobEntries::changed, this, &GatesStep::showKind);
    retranslate();
}

QWidget *GatesStep::buildPreview()
{
    auto *side = new QWidget(this);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *bar = new QHBoxLayout;
    m_collectionNote = new QLabel(side);
    m_collectionNote->setTextFormat(Qt::PlainText);
    m_collectionNote->setWordWrap(true);
    m_listHere = new QPushButton(themeIcon(QStringLiteral("collection")), {}, side);
    m_listHere->setObjectName(QStringLiteral("gatesListHere"));
    bar->addWidget(m_collectionNote, 1);
    bar->addWidget(m_listHere);
    m_preview = new QTableView(side);
    m_preview->setObjectName(QStringLiteral("collectionGates"));
    m_preview->setModel(&m_entries.preview());
    m_preview->setItemDelegate(new ToneDelegate(m_preview));
    makeRowTable(*m_preview);
    m_preview->setEditTriggers(QAbstractItemView::NoEditTriggers);
    for (int column = 1; column < EntryRowsModel::ColumnCount; ++column)
        m_preview->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    fitColumn(m_preview->horizontalHeader(), 0, 18);
    layout->addLayout(bar);
    layout->addWidget(m_preview, 1);
    connect(m_listHere, &QPushButton::clicked, this, [this] { m_entries.listHere(); });
    return side;
}

void GatesStep::showKind()
{
    m_stack->setCurrentIndex(m_entries.isCollection() ? 1 : 0);
    if (!m_rows->table()->currentIndex().isValid())
        m_rows->selectRows(0, 1); // where there is something to fill in, it is shown
    m_listHere->setEnabled(m_entries.collection());
    m_collectionNote->setText(tr("These gates belong to the collection “%1”. Servers do not read gates that a job gives for its collection; list its benchmarks in the job to change them.")
                                  .arg(m_entries.collectionName()));
}

void GatesStep::focusField(const QString &path)
{
    if (m_whole->controlFor(path))
        m_whole->focusField(path);
    else if (!m_entries.isCollection())
        m_rows->focusPath(path);
    else
        m_listHere->setFocus(Qt::OtherFocusReason);
}

void GatesStep::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void GatesStep::retranslate()
{
    m_title->setText(tr("What must be reached?"));
    m_hint->setText(tr("Each gate in its metric's own unit. Without one a score is reported and not judged."));
    m_rows->table()->setAccessibleName(tr("Gates"));
    m_preview->setAccessibleName(tr("Gates of the Collection"));
    m_listHere->setText(tr("List Its Benchmarks Here"));
    showKind();
}

} // namespace assay
