#pragma once

#include <QByteArray>
#include <QList>

class QWidget;

namespace assay {

class DocumentModel;
class FieldForm;

struct FormTab {
    QWidget *widget = nullptr; ///< scrolls
    QList<FieldForm *> forms;  ///< one a section
};

/// Sections of the field table below each other, the second and later ones under a heading of their own.
FormTab makeFormTab(DocumentModel &document, const QList<QByteArray> &sections, QWidget *parent);
/// Names the headings again; `titles` as the sections. Empty: none.
void nameSections(const FormTab &tab, const QStringList &titles);

} // namespace assay
