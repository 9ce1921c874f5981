#include "ui/authoring/FormTabs.h"

#include "models/authoring/DocumentModel.h"
#include "ui/authoring/FieldForm.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/TallPage.h"

#include <QScrollArea>
#include <QTabBar>
#include <QVBoxLayout>

namespace assay {

FormTabs::FormTabs(DocumentModel &document, QWidget *parent) : QTabWidget(parent), m_document(document)
{
    setObjectName(QStringLiteral("editorTabs"));
    setDocumentMode(true);
}

void FormTabs::addSections(const QList<QByteArray> &sections)
{
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    auto *page = new TallPage(area);
    auto *layout = new QVBoxLayout(page);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap / 2, gap, gap / 2, gap / 2);
    layout->setSpacing(gap);
    for (const QByteArray &section : sections)
        addSection(section, page);
    layout->addStretch(1);
    area->setWidget(page);
    addTab(area, {});
}

void FormTabs::addSection(const QByteArray &section, QWidget *page)
{
    auto *heading = new Heading(Heading::Level::Section, page);
    heading->setObjectName(QStringLiteral("section:") + QString::fromLatin1(section));
    heading->hide();
    auto *form = new FieldForm(m_document, page);
    form->setFields(fieldsIn(m_document.kind(), section));
    form->setMaximumWidth(fontMetrics().averageCharWidth() * 110); // lines stay readable on a wide screen
    page->layout()->addWidget(heading);
    page->layout()->addWidget(form);
    m_sections.append({count(), heading, form}); // the tab that is being made
}

void FormTabs::nameSections(int tab, const QStringList &titles)
{
    qsizetype at = 0;
    for (const Section &section : std::as_const(m_sections)) {
        if (section.tab != tab)
            continue;
        const QString title = titles.value(at++);
        section.heading->setText(title);
        section.heading->setVisible(!title.isEmpty());
    }
}

void FormTabs::setTitle(const QString &title)
{
    setAccessibleName(title);
    tabBar()->setAccessibleName(title);
}

void FormTabs::setReadOnly(bool readOnly)
{
    for (const Section &section : std::as_const(m_sections))
        section.form->setReadOnly(readOnly);
}

void FormTabs::focusField(const QString &path)
{
    for (const Section &section : std::as_const(m_sections)) {
        if (section.form->controlFor(path)) {
            setCurrentIndex(section.tab);
            section.form->focusField(path);
            return;
        }
    }
    for (const Section &section : std::as_const(m_sections)) {
        setCurrentIndex(section.tab);
        if (section.form->focusField(path))
            return;
    }
    setCurrentIndex(0);
}

} // namespace assay
