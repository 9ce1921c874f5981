#pragma once

#include <QByteArray>
#include <QTabWidget>

class QLabel;

namespace assay {

class DocumentModel;
class FieldForm;

/// The parts of a document's form, one a tab. Tabs with sections of the field table are made here; others are added as to any QTabWidget.
class FormTabs final : public QTabWidget {
    Q_OBJECT
public:
    /// document outlives the tabs.
    FormTabs(DocumentModel &document, QWidget *parent);
    /// Adds a tab that scrolls, with these sections below each other.
    void addSections(const QList<QByteArray> &sections);
    /// Headings of a tab's sections, as they were added. Empty: none.
    void nameSections(int tab, const QStringList &titles);
    void setTitle(const QString &title); ///< for those who do not see the tabs
    void setReadOnly(bool readOnly);
    /// Shows the field of `path`, or the nearest one around it, and puts the focus there; without one the first tab.
    void focusField(const QString &path);

private:
    struct Section {
        int tab;
        QLabel *heading;
        FieldForm *form;
    };
    void addSection(const QByteArray &section, QWidget *page);

    DocumentModel &m_document;
    QList<Section> m_sections;
};

} // namespace assay
