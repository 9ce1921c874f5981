#pragma once

#include "services/authoring/Preset.h"
#include "ui/pages/newjob/NewJobContext.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace assay {

class DocumentModel;
class FormTabs;
class JobEntries;
class RowsEditor;

/// Step 3: everything else that a job can hold: its name, what each benchmark is given, where results go, and on what it runs.
class SettingsStep : public QWidget {
    Q_OBJECT
public:
    SettingsStep(const NewJobContext &context, DocumentModel &document, JobEntries &entries, QWidget *parent = nullptr);
    void focusField(const QString &path);

Q_SIGNALS:
    void said(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildBenchmarks();
    RowsEditor *makeRows(class EntryRowsModel &rows, const QString &list);
    void usePreset(Preset preset);
    PresetSources sources() const;
    void showKind();
    void retranslate();

    NewJobContext m_context;
    DocumentModel &m_document;
    JobEntries &m_entries;
    QLabel *m_title, *m_presetLabel, *m_presetNote, *m_overrideNote;
    FormTabs *m_tabs;
    QStackedWidget *m_stack;
    RowsEditor *m_own, *m_overrides;
    QPushButton *m_overrideAll;
    QList<QPushButton *> m_presets; ///< as allPresets
};

} // namespace assay
