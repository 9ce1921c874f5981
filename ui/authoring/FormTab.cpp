#include "ui/authoring/FormTab.h"

#include "models/authoring/DocumentModel.h"
#include "ui/authoring/FieldForm.h"
#include "ui/widgets/Heading.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace assay {

FormTab makeFormTab(DocumentModel &document, const QList<QByteArray> &sections, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    auto *inner = new QWidget(area);
    auto *layout = new QVBoxLayout(inner);
    const int gap = parent->fontMetrics().height();
    layout->setContentsMargins(gap / 2, gap, gap / 2, gap / 2);
    layout->setSpacing(gap);
    FormTab tab{area, {}};
    for (const QByteArray &section : sections) {
        auto *heading = new Heading(Heading::Level::Section, inner);
        heading->setObjectName(QStringLiteral("section:") + QString::fromLatin1(section));
        heading->hide();
        layout->addWidget(heading);
        auto *form = new FieldForm(document, inner);
        form->setFields(fieldsIn(document.kind(), section));
        form->setMaximumWidth(parent->fontMetrics().averageCharWidth() * 110); // lines stay readable on a wide screen
        form->setProperty("heading", QVariant::fromValue<QObject *>(heading));
        layout->addWidget(form);
        tab.forms << form;
    }
    layout->addStretch(1);
    area->setWidget(inner);
    return tab;
}

void nameSections(const FormTab &tab, const QStringList &titles)
{
    for (qsizetype i = 0; i < tab.forms.size(); ++i) {
        auto *heading = qobject_cast<QLabel *>(tab.forms.at(i)->property("heading").value<QObject *>());
        heading->setText(titles.value(i));
        heading->setVisible(!titles.value(i).isEmpty());
    }
}

} // namespace assay
